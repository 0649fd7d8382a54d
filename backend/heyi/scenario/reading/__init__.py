"""Reading a scenario folder, file by file.

yaml_lines and schemas -> entry and files (values with their places) -> settings, organisation, agreements, facts (one
module per file of the folder) -> cross_checks (what holds between files).
"""
