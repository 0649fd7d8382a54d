"""The running service: settings, keys, logs, metrics, loops that recover by themselves, and processes kept running."""
