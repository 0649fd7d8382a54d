"""What every page of the open book needs, in memory: carried on from block to block.

`heads` (how far the book reaches) and `tally` (sums per account, with `final_figures` in it) are read; `standing` makes
rankings of them; `names` says what they are called; `open_book` puts it together.
"""
