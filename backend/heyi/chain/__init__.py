"""Everything that talks to an EVM chain, and the local chains themselves."""
