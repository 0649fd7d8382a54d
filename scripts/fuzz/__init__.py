"""`make fuzz`: schemathesis against the running API of a company that was played."""
