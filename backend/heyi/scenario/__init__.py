"""Scenario folders: a company described by files. The format is in docs/scenarios.md.

load (files -> Scenario, or all mistakes at once) -> charter_of (what founders sign). Agreements: see heyi.templates.
"""
