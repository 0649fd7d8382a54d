"""The page of webhooks, docs/webhooks.md: what this module says of them, and the table of types.

python -m heyi.processes.notifying.reference > docs/webhooks.md
"""

from collections.abc import Iterator

from heyi.processes.notifying.delivering import GIVEN_UP_AFTER, HOUR, PAUSES, PROBED_EVERY
from heyi.processes.notifying.types import TYPES, EventType

__all__ = ["page"]

DAY = 86_400


def _span(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:g} s"
    return f"{seconds / 60:g} min" if seconds < HOUR else f"{seconds / HOUR:g} h"


_PAUSES = ", ".join(_span(each) for each in PAUSES)

_INTRODUCTION = f"""\
# Webhooks and notices

<!-- Written by python -m heyi.processes.notifying.reference > docs/webhooks.md: change that module. -->

`heyi notify` (part of `heyi up`) tells programs what has happened, by signed posts to their URLs, and people what waits
for them. Several of it may run: one leads, and another takes over within `notify.lease` when it ends.

## An endpoint

```toml
[webhooks.accounting]
url = "https://hooks.example/heyi"
types = ["closing.*", "payment.made", "notice"]   # by name, by how names begin, all notices, or "*"
about = "all"                                     # or the address of one unit or person
secret_file = "/run/secrets/accounting"           # or secret_env; never in the settings or the database
```

Make a secret with `python -c 'import base64, os; print("whsec_" + base64.b64encode(os.urandom(32)).decode())'`. To
change it, put the new one first and the former one behind it, on the second line: messages bear two signatures, and
receivers may change when they like. Then remove the former one. A file is read for each message.

`heyi webhooks` shows how endpoints fare, `heyi webhooks test NAME` posts a test at once, and `heyi webhooks retry ID`
(or `NAME`) sends again what was given up.

## What arrives

A POST as [Standard Webhooks](https://www.standardwebhooks.com) asks, with `webhook-id`, `webhook-timestamp` and
`webhook-signature`; their libraries verify it. The body is thin: ids, amounts in minor units as text, and links to ask
for more as whoever you are.

```json
{{"type": "payment.made", "timestamp": "2011-05-03T09:12:44+00:00",
 "data": {{"agreement": "0x8c1f…", "leg": "0", "amount": "2132990", "block": 102, "log_index": 13,
          "transaction": "0x51d0…", "links": {{"agreement": "https://heyi.example/api/v1/book/agreements/0x8c1f…"}}}}}}
```

```python
from standardwebhooks.webhooks import Webhook

body = Webhook(secret).verify(request.body, request.headers)  # raises if it isn't ours, or is older than five minutes
if not seen(request.headers["webhook-id"]):  # the same message may come more than once
    handle(body)
```

- **Only what is final is told**, as the chain's profile says what that is: no reorganisation takes it back. Should a
  block be replaced that counted as final, `book.undone` says from which block on everything follows anew.
- **At least once.** A message keeps its id and its body at every attempt; the same event has the same id at every
  endpoint. Keep ids for two weeks, and answer 2xx to one you know. Deliveries are made in the transaction that moves
  the cursor on the book, so none is lost.
- **Order.** First attempts go out in the order of the chain, one at a time for each endpoint. One that fails is tried
  again later while others go on; `block` and `log_index` are the true order.
- **Retries.** Anything but 2xx within `notify.timeout`, redirects included, is tried again after
  {_PAUSES},
  each spread by a fifth; `Retry-After` is heeded. After {len(PAUSES) + 1} attempts the message is given up, shown by
  `heyi webhooks`, and kept.
- **Pauses.** An endpoint at which nothing has arrived for `notify.pause_after` hours, or that answers 410, is paused,
  and tried every {PROBED_EVERY / HOUR:.0f} h by one message; the first that arrives ends the pause. Others hear
  `endpoint.paused`. What waits is given up after {GIVEN_UP_AFTER / DAY:.0f} days only.
- **Where they go.** https only, but for this machine itself. A name is looked up once for each attempt; all its
  addresses must be public unless `notify.private_hosts` names it, and the connection goes to the address that was
  checked. No redirect is followed, no more than 1 KB of an answer is read, and nothing takes longer than the time-out.

The first start tells nothing of the past; an endpoint that is added hears what comes from then on.

## Notices

A notice says who should do what, by when, and what happens otherwise. `GET /api/v1/notices` and `heyi notices NAME`
show those that stand now; new ones are told to endpoints that chose `notice`, and once each as a mail where
`notices.spool` names a folder and `notices.mail` a mailbox for the account or for its leader:

```toml
[notices]
spool = "/var/spool/heyi"
sender = "heyi@example.com"

[notices.mail]
"0x5FbDB2315678afecb367f032d93F642f64180aa3" = "kitchen-line@example.com"
```

Any mail agent sends the files, whole `.eml` messages that appear under their own name at once; their `Message-ID`
follows from the notice, and a file is written again only if Heyi was killed right after writing it.
Notices follow the book as it is, not only what is final: they ask somebody to look, and move nothing.

Figures, disputes, closings, arrears and tenders are public; drafts, offers, consents and what somebody can claim are
shown to those concerned only.

## Types
"""


def page() -> str:
    """The page in Markdown."""
    return "\n".join([_INTRODUCTION, *_table()]) + "\n"


def _table() -> Iterator[str]:
    yield "| type | what happened | event of the contracts |"
    yield "|---|---|---|"
    for each in TYPES.values():
        yield f"| `{each.name}` | {each.meaning} | {_source(each)} |"


def _source(type_: EventType) -> str:
    return "notice" if type_.is_notice else f"`{type_.event}`" if type_.event else ""


if __name__ == "__main__":
    print(page(), end="")
