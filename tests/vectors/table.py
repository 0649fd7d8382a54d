"""Facts from a table, for tests and cases: core.facts.Facts."""

from heyi.core.facts import Figure, Finality, Metric, subject_of

__all__ = ["SUBJECT", "Table"]

SUBJECT = subject_of("0x" + "11" * 20)
"""Whose figures they are unless told otherwise."""

Key = tuple[bytes, Metric, int]


class Table:
    """Own figures, corrections, and periods without a statement.

    corrections: what is booked in a period. correct() says of which period it is, too, as the oracle keeps it.
    """

    def __init__(self) -> None:
        self.figures: dict[Key, int] = {}
        self.corrections: dict[Key, int] = {}
        self.made: list[tuple[Key, int, int]] = []
        self.absent: set[tuple[bytes, int]] = set()
        self.read: list[tuple[bytes, Metric, int, bool]] = []

    def post(self, first_period: int, *values: int, subject: bytes = SUBJECT, metric: Metric = Metric.Revenue) -> None:
        for period, value in enumerate(values, first_period):
            self.figures[subject, metric, period] = value

    def correct(
        self, period: int, booked_in: int, difference: int, subject: bytes = SUBJECT, metric: Metric = Metric.Revenue
    ) -> None:
        """The figure of `period` was wrong by `difference`, which is booked in another period."""
        self.made.append(((subject, metric, period), booked_in, difference))
        booked = subject, metric, booked_in
        self.corrections[booked] = self.corrections.get(booked, 0) + difference

    def figure(self, subject: bytes, metric: Metric, period: int, corrected: bool) -> Figure:
        self.read.append((subject, metric, period, corrected))
        key = (subject, metric, period)
        correction = self.corrections.get(key, 0) if corrected else 0
        if (subject, period) in self.absent:
            return Figure(Finality.Absent, correction)
        if key not in self.figures:
            return Figure(Finality.Pending, 0)
        return Figure(Finality.Final, self.figures[key] + correction)

    def correction(self, subject: bytes, metric: Metric, period: int, through: int) -> int:
        key = (subject, metric, period)
        return sum(difference for made, booked_in, difference in self.made if made == key and booked_in <= through)
