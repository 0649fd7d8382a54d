"""Pictures of the desk: `make screens`."""
