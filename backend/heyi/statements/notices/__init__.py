"""Notices: what waits for somebody, worked out of the book and of what is kept beside it.

`noticing` puts together what `papers`, `figures`, `nodes` and `money` find in a `scene`; each notice is ready to be
mailed: who, what, by when, and what happens otherwise.
"""

from heyi.statements.notices.notice import Notice
from heyi.statements.notices.noticing import notices
from heyi.statements.notices.scene import Scene

__all__ = ["Notice", "Scene", "notices"]
