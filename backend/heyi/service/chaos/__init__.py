"""Chaos: a private company is disturbed in every way that services meet, and must come out with every payment once.

`proxy` and `faults` spoil what a node says; `acts` disturbs processes, node and chain; `story` is the life that goes on
meanwhile; `checks` says what doesn't hold; `stage` is where it happens; `run` plans, repeats and reports.
"""
