"""Writes docs/api.md out of the API's own description: python -m heyi.api.reference > docs/api.md"""

import inspect
from collections.abc import Iterator

from fastapi.routing import APIRoute

from heyi.api.app import PREFIX, ROUTERS
from heyi.api.routes import book

__all__ = ["reference"]

HEAD = f"""# The HTTP API

<!-- Written by python -m heyi.api.reference > docs/api.md: change backend/heyi/api/routes/. -->

`heyi serve` answers on `[api]` of [the settings](settings.md); `{PREFIX}/openapi.json` describes everything with its
types and examples. `heyi.client.HeyiClient` is the same for Python, typed.

**Amounts** are whole numbers of minor units, written as strings; `GET {PREFIX}/book/company` says how many decimals
they have. **Periods** are written as in 2011-04, hashes and addresses as 0x and hexadecimal digits, times as Unix
seconds.

**Errors** are `application/problem+json` (RFC 9457) with a stable `code`, the sentence in `detail`, and the `facts`
behind it; `heyi explain CODE` says more. A contract's refusal has the name of its custom error as code.

**Who asks**: the open book is for everybody. For drafts, offers to somebody, evidence and the audit log one signs in:
ask for a nonce (`POST {PREFIX}/identity/nonces`), have a wallet sign the message of EIP-4361 with it, and hand that in
(`POST {PREFIX}/identity/sessions`); the answer sets a cookie. What changes something by a cookie must come from the
service's own pages (`Origin`). Machines send `Authorization: Bearer heyi_…` with a key that a person has made. What is
somebody else's is 404, as if it were not there.

**Pay** may be private (`[privacy] pay`): fields of the class `x-privacy: pay` are then null for who may not see them,
and `hidden` beside them names them; totals stay exact.

**Pages** have `items` and `next`; pass `next` on as `cursor` until it is null. **ETags** stand on everything below
`{PREFIX}/book`: with `If-None-Match` an answer that has not changed is 304. **Limits**: bodies (413), requests a
minute of one address or account (429, with `Retry-After`), requests at once (503).

**How firmly something stands**: `seen` is in a block that was read, `confirmed` has blocks above it, `final` can't be
reorganised away any more.

**Sending without gas**: ask what is to be signed (`POST {PREFIX}/typed-data/VERB`), sign it with any wallet, put the
signature into the `call` of the answer, and `POST {PREFIX}/relay` it with an `Idempotency-Key`. The same key never
sends twice.
"""


def reference() -> str:
    """The page."""
    return HEAD + "\n" + "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    tag = None
    for router in (*ROUTERS, *book.ROUTERS):
        for route in router.routes:
            if not isinstance(route, APIRoute):
                continue
            if route.tags != tag:
                tag = route.tags
                yield f"\n## {str(tag[0]).capitalize() if tag else 'Other'}\n\n| | path | what it is |\n|---|---|---|"
            methods = ", ".join(sorted(route.methods or ()))
            words = inspect.cleandoc(route.description or "").partition("\n\n")[0].replace("\n", " ")
            yield f"| {methods} | `{route.path}` | {words} |"


if __name__ == "__main__":
    print(reference(), end="")
