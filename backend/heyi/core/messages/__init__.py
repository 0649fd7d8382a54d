"""What people, enterprises and oracle nodes sign: builders of every message, and the EIP-712 types they build."""

from heyi.core.messages.builders import (
    COMMUNITY_AGREEMENTS,
    ENTERPRISE,
    ENTERPRISE_REGISTRY,
    REVENUE_ORACLE,
    SERVICE_AGREEMENTS,
    SETTLEMENT_TOKEN,
    TENDERS,
    TREASURY,
    VAM_AGREEMENTS,
    Messages,
    sentence_hash,
    types_of,
)

__all__ = [
    "COMMUNITY_AGREEMENTS",
    "ENTERPRISE",
    "ENTERPRISE_REGISTRY",
    "REVENUE_ORACLE",
    "SERVICE_AGREEMENTS",
    "SETTLEMENT_TOKEN",
    "TENDERS",
    "TREASURY",
    "VAM_AGREEMENTS",
    "Messages",
    "sentence_hash",
    "types_of",
]
