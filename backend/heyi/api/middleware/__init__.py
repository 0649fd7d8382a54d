"""What every request passes through on its way to the routes: limits, pace, answers kept in memory, measurement."""
