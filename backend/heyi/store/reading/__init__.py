"""Answers to what others ask of the book; the whole SQL of the open book is here.

`open_book` keeps in memory what every page needs and renews it when the book has changed: `heads` (how far the book
reaches), `tally` (sums per account), `standing` (rankings made of them). The other modules answer about one thing each,
and ask the database when they are asked. `unknown`: what there isn't.
"""
