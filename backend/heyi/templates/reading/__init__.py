"""Reading what people write in YAML, for templates and for scenario folders.

yaml_lines (values with their lines) and schemas (their form) -> entry, documents (values with their places) -> cast
(who is named) -> mistakes, of which all are told at once.
"""
