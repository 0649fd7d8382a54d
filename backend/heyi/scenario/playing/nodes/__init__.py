"""Oracle nodes of a scenario that is played: each with books of its own, which it reads as its TOML file says."""
