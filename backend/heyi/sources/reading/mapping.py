"""Maps rows to entries: cell by cell, by a plan's rules, telling what is wrong with one by its place."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Context, Decimal

from heyi.sources.evidence import quoted
from heyi.sources.plan import Frame, LinesPlan, Match, Taking, columns_of, matched_columns
from heyi.sources.reading.entries import Entry
from heyi.sources.rows import Cell, Header, Table
from heyi.sources.rows.cells import fitting, minor_units, scaled, text_of, whole_number
from heyi.sources.rows.times import Moments, period_named, played

__all__ = ["Routing", "RowMapping", "matches"]

NOT_ASKED_FOR = "is none of the rows that count: see only"
NOBODYS = "counts in no figure"
TOO_EARLY = "lies before the first period"

Routing = Callable[[int, tuple[str, ...]], tuple[int, bool] | None]
"""The number of where a line of a period with these cells counts, and whether it is scored; None if nowhere."""


def matches(match: Match | None, cells: Mapping[str, str]) -> bool:
    """Whether a line with these cells is among those selected; none is where nothing is."""
    return match is not None and all(cells[column] in values for column, values in match)


class RowMapping:
    """One plan's way to read rows. left_out: how many rows count nowhere, by the reason."""

    def __init__(self, plan: LinesPlan, frame: Frame, routing: Routing) -> None:
        self._plan, self._rules, self._frame = plan, plan.rules, frame
        self._routing = routing
        self._moments = Moments(plan.rules, frame)
        self._matched = matched_columns(plan)
        self._fragments: dict[tuple[str, ...], str] = {}
        self.columns = columns_of(plan)
        self.left_out: Counter[str] = Counter()

    def entries(self, table: Table, number: int) -> Iterator[Entry]:
        """number: of the table. Raises SourceError."""
        header, rows = table.rows(self.columns)
        read = _Reader(self, table, header)
        for row, cells in rows:
            entry = read.entry(row, cells, number)
            if entry is not None:
                yield entry


class _Reader:
    """Reads the rows of one table: where its columns are is looked up once."""

    def __init__(self, mapping: RowMapping, table: Table, header: Header) -> None:
        self._mapping, self._table = mapping, table
        plan, rules = mapping._plan, mapping._rules
        at = {name: header.index(name) for name in mapping.columns}
        self._key = [(name, at[name]) for name in rules.key]
        self._date = plan.date, at[plan.date]
        self._amount = [(name, at[name]) for name in plan.amount]
        self._amounts = " x ".join(plan.amount)
        self._matched = [(name, at[name]) for name in mapping._matched]
        self._only = [(name, at[name], values) for name, values in rules.only]
        self._count = (plan.score.count, at[plan.score.count]) if plan.score else None
        self._recorded = (rules.recorded, at[rules.recorded]) if rules.recorded else None
        self._currency = (rules.currency_column, at[rules.currency_column]) if rules.currency_column else None
        self._place = quoted(_stem(table.name))
        self._plain = not rules.major and self._currency is None

    def entry(self, row: int, cells: Sequence[Cell], number: int) -> Entry | None:
        """None if the row counts nowhere. Raises SourceError."""
        mapping, table = self._mapping, self._table
        for name, index, values in self._only:
            if text_of(table, row, name, cells[index]) not in values:
                mapping.left_out[NOT_ASKED_FOR] += 1
                return None
        period, when = self._when(row, cells)
        if mapping._frame.last is None and period < mapping._frame.first:
            mapping.left_out[TOO_EARLY] += 1
            return None
        matched = tuple([_text(table, row, name, cells[index]) for name, index in self._matched])
        route = mapping._routing(period, matched)
        if route is None:
            if mapping._rules.taking is Taking.ANYTHING:
                mapping.left_out[NOBODYS] += 1
                return None
            alike = ", ".join(f"{name} {cell!r}" for name, cell in zip(mapping._matched, matched, strict=True))
            raise table.error(row, "", f"no unit takes a line with {alike}")
        if self._plain:
            amount, foreign = self._product(row, cells), ""
        else:
            amount, foreign = self._money(row, cells, period)
        size, counted = 0, ""
        if self._count is not None and route[1]:
            size = abs(whole_number(table, row, self._count[0], cells[self._count[1]]))
            counted = f',"count":"{size}"'
        key = self._key_of(row, cells)
        line = f'{{"key":{key},{when},"amount":"{amount}"{foreign}{counted}{self._fragment(matched)}}}'
        return Entry(key, route[0], amount, size, line, number, row)

    def _key_of(self, row: int, cells: Sequence[Cell]) -> str:
        if not self._key:
            return f'[{self._place},"{row}"]'
        parts = []
        for name, index in self._key:
            text = _text(self._table, row, name, cells[index])
            if not text:
                raise self._table.error(row, name, "is empty, and is the row's key")
            parts.append(quoted(text))
        return f"[{','.join(parts)}]"

    def _when(self, row: int, cells: Sequence[Cell]) -> tuple[int, str]:
        """The period a row belongs to, and what is evidence of that."""
        mapping, table, (name, index) = self._mapping, self._table, self._date
        cell = cells[index]
        if mapping._rules.by_period:
            period = period_named(table, row, name, cell, mapping._frame)
            evidence = f'"period":{quoted(str(cell))}'
        else:
            period, when = mapping._moments.read(table, row, name, cell)
            evidence = f'"time":"{when}"'
        if self._recorded is not None:
            name, index = self._recorded
            in_books, recorded = mapping._moments.read(table, row, name, cells[index])
            evidence += f',"recorded":"{recorded}"'
            if in_books > period and mapping._moments.ends_late(period, recorded):
                period = in_books
        return played(table, row, name, cell, period, mapping._frame), evidence

    def _product(self, row: int, cells: Sequence[Cell]) -> int:
        value = 1
        for name, index in self._amount:
            value *= whole_number(self._table, row, name, cells[index])
        return fitting(self._table, row, self._amounts, value)

    def _money(self, row: int, cells: Sequence[Cell], period: int) -> tuple[int, str]:
        """An amount in the company's minor units; and, of one in another currency, what it was there."""
        table, rules, decimals = self._table, self._mapping._rules, self._mapping._frame.decimals
        parts = [scaled(table, row, name, cells[index]) for name, index in self._amount]
        value, over = minor_units(parts, decimals if rules.major else 0)
        currency = ""
        if self._currency is not None:
            currency = text_of(table, row, self._currency[0], cells[self._currency[1]])
        if not currency or currency == rules.currency:
            if self._currency is not None and not currency:
                raise table.error(row, self._currency[0], "is empty")
            if over > 1:
                minor = Decimal(value) / Decimal(over)
                raise table.error(row, self._amounts, f"is {minor} minor units, of which only whole ones are counted")
            return fitting(table, row, self._amounts, value), ""
        rate = self._rate(row, currency, period)
        amount = self._rounded(value, over, rate)
        was = f',"of":{{"currency":{quoted(currency)},"amount":"{value}"' + (f',"over":"{over}"}}' if over > 1 else "}")
        return fitting(table, row, self._amounts, amount), was

    def _rate(self, row: int, currency: str, period: int) -> Decimal:
        rules, frame = self._mapping._rules, self._mapping._frame
        assert self._currency is not None, "without a column for it no row has another currency"
        if rules.rates is None or currency not in rules.rates.by_currency:
            problem = f"is {currency}, the company's currency is {rules.currency}, and no rates are given"
            raise self._table.error(row, self._currency[0], problem)
        if (rate := rules.rates.by_currency[currency].get(period)) is None:
            problem = f"no rate of {currency} is given for {frame.calendar.format(period)}"
            raise self._table.error(row, self._currency[0], problem)
        return rate

    def _rounded(self, value: int, over: int, rate: Decimal) -> int:
        rates = self._mapping._rules.rates
        assert rates is not None, "a rate was found"
        top, bottom = rate.as_integer_ratio()
        exact = Context(prec=200).divide(Decimal(value * top), Decimal(over * bottom))
        return int(exact.to_integral_value(rates.rounding))

    def _fragment(self, matched: tuple[str, ...]) -> str:
        """What the cells that lines are selected by are as evidence."""
        fragments = self._mapping._fragments
        if (found := fragments.get(matched)) is None:
            pairs = zip(self._mapping._matched, matched, strict=True)
            inside = ",".join(f"{quoted(name)}:{quoted(cell)}" for name, cell in pairs)
            found = fragments[matched] = f',"where":{{{inside}}}' if matched else ""
        return found


def _text(table: Table, row: int, column: str, cell: Cell) -> str:
    return cell if type(cell) is str and cell.isascii() else text_of(table, row, column, cell)


def _stem(name: str) -> str:
    """A file's name without what says how it is packed: whether it is says nothing of its rows."""
    for suffix in (".gz", ".xz", ".csv", ".parquet"):
        name = name.removesuffix(suffix)
    return name
