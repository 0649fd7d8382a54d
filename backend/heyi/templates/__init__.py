"""Templates: human terms <-> clauses <-> the sentence that will be enforced, for each kind of agreement.

reading (YAML as values with their places), building (points, conditions) -> agreement (what all kinds have) -> kinds ->
terms_of (terms, sentence) -> written, load (lists of agreements in a file) and previewing (before anybody signs).
"""
