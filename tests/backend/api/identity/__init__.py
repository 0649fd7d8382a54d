"""Who asks, and what they may: every attack on it that we could think of."""
