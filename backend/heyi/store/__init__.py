"""The only package that speaks to the database: SQLite by default, PostgreSQL by URL.

`database` connects; `cached` are tables that follow from the chain alone, `kept` those that do not; `projection` makes
rows of events, `book` takes blocks in and undoes them; `reading` answers what others ask.
"""
