"""The typed Python client of the HTTP API.

`client.HeyiClient` is what one works with; `http` sends requests and tells problems as exceptions, `results` are the
frozen shapes of what comes back.
"""

from heyi.client.client import HeyiClient
from heyi.client.http import Problem, Unreachable
from heyi.client.results import Draft, Offer, Preview, Relayed, SignatureAsked

__all__ = ["Draft", "HeyiClient", "Offer", "Preview", "Problem", "Relayed", "SignatureAsked", "Unreachable"]
