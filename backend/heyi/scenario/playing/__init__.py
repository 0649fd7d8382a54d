"""Plays a scenario on a chain: founds the company, opens its agreements, and lives through its months.

Nothing here knows any particular company; everything comes from the scenario's files.
"""
