"""What the open book tells beyond what it holds: why an amount is what it is, the fourth statement, exports."""
