"""The parts of the service as loops that run until they are stopped: indexer, keeper and relayer, oracle node."""
