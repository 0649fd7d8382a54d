"""Heyi: internal agreements between microenterprises, carried out by smart contracts."""

__version__ = "0.1.0"
