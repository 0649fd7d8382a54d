"""Wording: the sentence that a wallet shows and that is signed together with the terms. It says what is enforced.

Every number that moves money stands in it: fees, shares, lines, caps, promises, the term, the notice and the ceiling.
"""

from typing import assert_never

from heyi.core.terms import Metric
from heyi.scenario.model import (
    AgreementText,
    ClearingText,
    FeeShare,
    RawText,
    Scenario,
    ScoreGate,
    ServiceText,
    VamText,
)
from heyi.scenario.terms_of import ceiling_of
from heyi.sources.amounts import amount_text, percent_text

__all__ = ["sentence_of"]


def sentence_of(agreement: AgreementText, scenario: Scenario) -> str:
    """The sentence, in English, with names as in the scenario."""
    words = _Words(scenario)
    match agreement:
        case ClearingText():
            text = words.clearing(agreement)
        case ServiceText():
            text = words.service(agreement)
        case VamText():
            text = words.vam(agreement)
        case RawText():
            text = agreement.sentence
        case _:
            assert_never(agreement)
    return f"{text} {words.term(agreement)}"


class _Words:
    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._names = scenario.names
        self._calendar = scenario.calendar
        self._period = "period" if scenario.calendar.length else "month"

    def money(self, minor: int) -> str:
        return amount_text(minor, self._scenario.currency.decimals)

    def clearing(self, agreement: ClearingText) -> str:
        clearing, unit = self._names[agreement.clearing], self._names[agreement.unit]
        return (
            f"{clearing} passes on to {unit} all of {unit}'s revenue to date, and {unit} gives back what refunds take "
            f"from it, up to {self.money(agreement.at_most)} either way in all; {self._absent()}."
        )

    def service(self, agreement: ServiceText) -> str:
        parts = []
        if agreement.fee:
            parts.append(f"{self.money(agreement.fee)} a {self._period}")
        if agreement.share:
            parts.append(self._share(agreement.share))
        client, supplier = self._names[agreement.client], self._names[agreement.supplier]
        text = f"{client} pays {supplier} {' and '.join(parts)}"
        if penalty := agreement.penalty:
            unit, amount = self._names[penalty.score_of], self.money(penalty.amount)
            text += f", less {amount} for a {self._period} in which {unit}'s score is below {penalty.below}"
            if penalty.amount > agreement.fee:
                text += f", which can leave {supplier} owing {client}"
        return f"{text}; {self._absent()}." if agreement.share else f"{text}."

    def _share(self, share: FeeShare) -> str:
        figure = f"{self._names[share.of]}'s {_metric(share.metric)} above {self.money(share.above)}"
        return f"{percent_text(share.ratio)} of {figure}, at most {self.money(share.at_most)} a {self._period}"

    def vam(self, agreement: VamText) -> str:
        investor, investee = self._names[agreement.investor], self._names[agreement.investee]
        total = self._scenario.unit(agreement.investee).shares
        sentences = [
            f"{investor} invests {self.money(agreement.amount)} in {investee} at the opening, for {agreement.shares:,} "
            f"of its {total:,} shares.",
            f"{investee} promises {_metric(agreement.metric)} of {self._promises(agreement)}; {self._absent()}.",
        ]
        if compensation := agreement.compensation:
            sentences.append(
                f"For a missed promise {self._names[compensation.payer]} pays {investor} "
                f"{percent_text(compensation.ratio)} of what is missing, at most {self.money(compensation.at_most)}"
                f"{self._if(compensation.gate, agreement)}."
            )
        if bonus := agreement.bonus:
            sentences.append(
                f"For a beaten one {investor} pays {investee}'s team {percent_text(bonus.ratio)} of what is above it, "
                f"at most {self.money(bonus.at_most)}{self._if(bonus.gate, agreement)}."
            )
        return " ".join(sentences)

    def _if(self, gate: ScoreGate | None, agreement: VamText) -> str:
        if gate is None:
            return ""
        when = f"that {self._period}" if agreement.window == 1 else f"the window's last {self._period}"
        return f", if {self._names[gate.score_of]}'s score in {when} is at least {gate.at_least}"

    def _promises(self, agreement: VamText) -> str:
        windows = []
        for index, promise in enumerate(agreement.promises):
            first = agreement.term.first_period + index * agreement.window
            span = self._calendar.format(first)
            if agreement.window > 1:
                span += f" to {self._calendar.format(first + agreement.window - 1)}"
            windows.append(f"{self.money(promise)} for {span}")
        return f"{', '.join(windows[:-1])} and {windows[-1]}" if len(windows) > 1 else windows[0]

    def _absent(self) -> str:
        return f"a {self._period} without a final figure counts as 0"

    def term(self, agreement: AgreementText) -> str:
        """From when, how long, with what notice, and what never happens whatever the clauses say."""
        term = agreement.term
        first = self._calendar.format(term.first_period)
        notice = self._many(term.notice) if term.notice else f"to the {self._period}'s end"
        invests = isinstance(agreement, VamText) or (isinstance(agreement, RawText) and agreement.tranches)
        apart = "apart from the investment " if invests else ""
        return (
            f"From {first} for {self._many(term.periods)}; notice: {notice}; {apart}on no account more than "
            f"{self.money(ceiling_of(agreement))} a {self._period}. Amounts are in {self._scenario.currency.symbol}."
        )

    def _many(self, count: int) -> str:
        return f"{count} {self._period}{'' if count == 1 else 's'}"


def _metric(metric: Metric) -> str:
    return {
        Metric.Revenue: "revenue",
        Metric.Profit: "profit",
        Metric.Collected: "collected cash",
        Metric.Ecosystem: "ecosystem value",
        Metric.Score: "score",
    }[metric]
