"""The page of all settings, docs/settings.md, written from their declarations.

python -m heyi.service.settings.reference > docs/settings.md
"""

from collections.abc import Iterator
from dataclasses import fields
from inspect import cleandoc
from typing import Any

from heyi.service.settings.describing import described
from heyi.service.settings.forms import shown
from heyi.service.settings.reading import CONFIG, FILES, MANY, PASSWORDS, PREFIX, SECTIONS, variable

__all__ = ["page"]

_INTRODUCTION = f"""\
# Settings

<!-- Written by python -m heyi.service.settings.reference > docs/settings.md: change backend/heyi/service/settings/. -->

Everything has a default, so a company on a local chain needs no settings at all. What should differ goes into one TOML
file: the one named by `--config`, or else by the environment variable `{CONFIG}`, or else the first there is of
{" and ".join(f"`{file.as_posix()}`" for file in FILES)}. An environment variable, named in the tables, wins over the
file; lists have commas there. A key or variable (beginning with `{PREFIX}`) that is not listed here is refused, as is a
value that is not allowed. Relative paths start at the folder in which the process runs.

```toml
[database]
url = "postgresql://heyi@127.0.0.1/heyi"

[api]
port = 8080
cors_origins = ["https://wallet.example"]

[webhooks.accounting]
url = "https://hooks.example/heyi"
types = ["closing.*", "payment.made"]
secret_file = "/run/secrets/accounting"
```

**Keys are never in settings.** `key` says where one is: `dev:N` is account N of the public development mnemonic, for
local chains only; `web3signer+https://signer.example:9000#0xADDRESS` is an account of an external signer, asked as the
section [signer] says; anything else is the path of an encrypted keystore file (version 3, as geth, ethkey and
eth_account write it). Its password is the first line of the file that `password_file` names, or else in the environment
variable {" or ".join(f"`{word}`" for word in PASSWORDS)}. [keys.md](keys.md) tells which part needs which key.
"""


def page() -> str:
    """The page in Markdown."""
    sections = [line for name in SECTIONS for line in _section(name, SECTIONS[name])]
    many = [line for name, section in MANY.items() for line in _many(name, section)]
    return "\n".join([_INTRODUCTION, *sections, *many]).rstrip("\n") + "\n"


def _many(name: str, section: Any) -> Iterator[str]:
    """A sort of sections of which there are any number."""
    yield f"## [{name}.NAME]\n"
    yield f"{cleandoc(section.__doc__)}\n"
    yield "| setting | default | allowed | meaning |"
    yield "|---|---|---|---|"
    for each in fields(section):
        known = described(section)[each.name]
        default = f"`{shown(each.default)}`" if each.default else ""
        yield f"| `{each.name}` | {default} | {known.form.allowed} | {known.meaning} |"
    yield ""


def _section(name: str, section: Any) -> Iterator[str]:
    yield f"## [{name}]\n"
    yield f"{cleandoc(section.__doc__)}\n"
    yield "| setting | variable | default | allowed | meaning |"
    yield "|---|---|---|---|---|"
    known = described(section)
    for each in fields(section):
        default = f"`{shown(each.default)}`" if each.default is not None else ""
        allowed, meaning = known[each.name].form.allowed, known[each.name].meaning
        yield f"| `{each.name}` | `{variable(name, each.name)}` | {default} | {allowed} | {meaning} |"
    yield ""


if __name__ == "__main__":
    print(page(), end="")
