"""What clauses are made of: points of a payoff, fees, conditions, and the sheet on which a kind writes them."""
