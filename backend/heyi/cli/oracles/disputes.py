"""`heyi disputes`: which figures are challenged, and what was decided."""

import json

from heyi.cli.app import AsJson, app, screen
from heyi.cli.serving import Config, workplace
from heyi.company.constants import Constants
from heyi.statements.disputes import dispute_table
from heyi.statements.table import Money
from heyi.store.reading.disputes import disputes as found_disputes
from heyi.store.reading.memory.names import sentences
from heyi.store.reading.memory.open_book import OpenBook

__all__ = ["disputes"]

MOST_DISPUTES = 1_000


@app.command()
def disputes(config: Config = None, as_json: AsJson = False) -> None:
    """Show which figures are challenged, by whom, until when they can be decided, and what was decided."""
    place = workplace(config, "disputes")
    constants = Constants.of(place.company())
    money = Money(constants.symbol, constants.decimals)
    state = OpenBook(place.database, constants).state()
    now, window = state.heads.now, constants.windows.arbitration
    with place.database.reading() as connection:
        found = found_disputes(connection, window, now, None, None, MOST_DISPUTES)
        words = [word for each in found for word in (each.reason, each.ruling) if word is not None]
        table = dispute_table(found, sentences(connection, words), state.names, constants.calendar, now)
    if as_json:
        print(json.dumps(table.to_json(money), indent=2))
    else:
        screen.print(table.on_screen(money))
