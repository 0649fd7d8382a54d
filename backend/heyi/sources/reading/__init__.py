"""From rows to figures: rows are mapped to entries, entries are counted once each, and added up."""
