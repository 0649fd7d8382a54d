"""What is shown before signing: outcomes (worst and best of each party), cautions, and preview (all, with amounts)."""
