"""What the API says of agreements: in a list, in full, how they stand, and why a period paid what it did."""
