"""Templates: human terms <-> clauses <-> the sentence that will be enforced, for each kind of agreement.

kinds (one module each) -> agreement (what all have) -> terms_of (terms, sentence). written: lists of them in a file.
"""
