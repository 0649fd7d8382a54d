"""Scenario folders: a company described by files. The format is in docs/scenarios.md.

load (files -> Scenario, or all mistakes at once) -> terms_of and charter_of (what is signed), wording (in which words).
"""
