"""The kinds of source there are: each gives tables of rows, and says when they have changed."""
