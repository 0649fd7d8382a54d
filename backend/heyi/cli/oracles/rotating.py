"""`heyi oracle rotate`: another key for a node, signed by the old one and the new one."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from heyi.cli.app import screen
from heyi.cli.oracles.running import oracle_app
from heyi.cli.serving import Config, workplace
from heyi.processes.attesting.rotating import rotation_of
from heyi.service.keys import account_of
from heyi.service.settings.errors import PlaintextKey, WrongSetting
from heyi.service.settings.forms import KeyPlace, PlaintextSecret

__all__ = ["rotate"]

DAY = 86_400  # seconds


@oracle_app.command()
def rotate(
    new_key: Annotated[str, typer.Option(help="The new key, written as oracle.key in the settings.")],
    new_password_file: Annotated[
        Path | None, typer.Option(help="What opens its keystore; left out: the password of the old one.")
    ] = None,
    days: Annotated[int, typer.Option(min=1, max=365, help="How long both signatures are good.")] = 7,
    only_print: Annotated[
        bool, typer.Option("--print", help="Send nothing: print what anyone can carry to the chain.")
    ] = False,
    config: Config = None,
) -> None:
    """Give the node of these settings another key; afterwards name the new one in them, and start the node again."""
    place = workplace(config, "oracle")
    place.check()
    settings = place.settings
    named = replace(
        settings.oracle, key=_place(new_key), password_file=new_password_file or settings.oracle.password_file
    )
    key = place.account("oracle")
    new = account_of("oracle", named, place.profile, place.environment, settings.signer)
    company = place.company(key)
    rotation = rotation_of(company, key, new, days * DAY)
    if only_print:
        print(json.dumps(rotation.to_json(company), indent=2))
        return
    receipt = rotation.send(company)
    screen.print(f"{rotation.node} is {rotation.new_node} from now on", highlight=False, soft_wrap=True)
    screen.print(f"in transaction {receipt['transactionHash']}", highlight=False, soft_wrap=True)


def _place(new_key: str) -> str:
    """Where the key is. Raises PlaintextKey and WrongSetting."""
    form = KeyPlace()
    try:
        return form.read(new_key)
    except PlaintextSecret:
        raise PlaintextKey("the command", "--new-key", form.allowed) from None
    except ValueError:
        raise WrongSetting("the command", "--new-key", new_key, form.allowed) from None
