"""What clauses are made of: points of a payoff, conditions, and the sheet on which a kind writes legs and clauses."""
