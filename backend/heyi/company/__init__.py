"""A company on one chain: how it is deployed, and its contracts by name."""

from heyi.company.company import Company, abis_of

__all__ = ["Company", "abis_of"]
