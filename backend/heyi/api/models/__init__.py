"""What the API answers with, a module for each thing; `base` has what they all are made of."""
