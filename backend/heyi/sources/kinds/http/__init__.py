"""Rows out of an HTTP API that answers JSON."""

from heyi.sources.kinds.http.api import HttpApi
from heyi.sources.kinds.http.asking import Access
from heyi.sources.kinds.http.paging import Paging

__all__ = ["Access", "HttpApi", "Paging"]
