"""vam: an investment whose price adjusts to results.

text (the whole agreement) -> funding (money in), goals (what is promised, and what follows), exits (how it ends), each
of which says itself and writes its own clauses. payers: who answers for money; measures: amounts by figures.
"""
