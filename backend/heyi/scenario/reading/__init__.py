"""Reading a scenario folder, file by file.

rows (of CSV; YAML is read by heyi.templates.reading) -> settings, organisation, agreements, facts (one module per file
of the folder) -> cross_checks (what holds between files).
"""
