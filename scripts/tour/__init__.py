"""A day at the desk, of each role, as people of the demo really live it: `make tour`."""
