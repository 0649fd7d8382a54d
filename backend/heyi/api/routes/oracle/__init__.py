"""The exchange of oracle nodes: what each has read, what a quorum agrees on, what is signed, and where it all stands.

Everybody may read it, but for the rows behind figures. What a node puts in is signed by its key: see
`heyi.processes.attesting`.
"""

from heyi.api.routes.oracle import corrections, differences, evidence, figures, progress
from heyi.api.routes.oracle.evidence import LARGEST_BODY

__all__ = ["LARGER_BODIES", "ROUTERS"]

ROUTERS = (figures.router, corrections.router, progress.router, differences.router, evidence.router)

LARGER_BODIES = {"/api/v1/oracle/evidence/": LARGEST_BODY}
"""Bytes of a body that may be larger than those of other routes, by the beginning of its path."""
