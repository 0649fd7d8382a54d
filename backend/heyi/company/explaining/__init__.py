"""Error codes and transactions in words, for people: what happened, what it means, and what to do."""

from heyi.company.explaining.meanings import Meaning, UnknownCode, explain_code, explain_refusal
from heyi.company.explaining.transactions import Explained, UnknownTransaction, explain_transaction

__all__ = [
    "Explained",
    "Meaning",
    "UnknownCode",
    "UnknownTransaction",
    "explain_code",
    "explain_refusal",
    "explain_transaction",
]
