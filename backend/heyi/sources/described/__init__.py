"""Sources described in TOML: one file says where rows are, what their cells mean and which figures they make."""

from heyi.sources.described.description import Company, Description, read_description

__all__ = ["Company", "Description", "read_description"]
