"""Answers to what others ask of the book; the whole SQL of the open book is here.

`memory` keeps what every page needs; the other modules answer about one thing each, and ask the database when they are
asked. `unknown`: what there isn't.
"""
