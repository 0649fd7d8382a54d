"""The days, one role each: what one does, and what one sees."""
