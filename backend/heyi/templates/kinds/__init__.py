"""The kinds of agreements, one module each: human terms, how they are read, their clauses and their sentence."""
