"""A run of chaos: a plan by a seed, act after act while the story goes on, what recovered when, and what held.

A round: acts, one or two at once -> the story catches up -> every part is ready and the cache is at the head -> checks.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from random import Random
from statistics import median
from threading import Event, Thread
from typing import Any

from heyi.chain.client import connect, development_account
from heyi.chain.profiles import ANVIL
from heyi.company import Company
from heyi.compiler import Artifact
from heyi.core.errors import HeyiError
from heyi.service.chaos.acts import Act
from heyi.service.chaos.checks import cache_equals_rebuild, deeds_done_once, each_period_once, money_adds_up
from heyi.service.chaos.stage import CARRIER, DEEPEST, Stage, staged
from heyi.service.chaos.story import Story
from heyi.service.stopping import StopRequest

__all__ = ["Chaos", "Report", "Round"]

RECOVERS_WITHIN = 60.0  # seconds; a loop waits for up to half of that between two tries
ASKED_EVERY = 0.05  # seconds
LIFE_BEFORE = 0.5  # seconds that the story goes on undisturbed between two rounds

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Round:
    """acts: their names. recovered: seconds until everything was as it should be; None if it never was. problems: what
    did not hold, as sentences. checked: seconds that the checks took."""

    acts: tuple[str, ...]
    recovered: float | None
    problems: tuple[str, ...]


@dataclass
class Report:
    """blocks, deeds, months: of the story at its end. words: the last lines of the parts, if something did not hold."""

    seed: int
    rounds: list[Round] = field(default_factory=list)
    blocks: int = 0
    deeds: int = 0
    months: int = 0
    seconds: float = 0.0
    words: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        return not any(each.problems for each in self.rounds)

    def by_act(self) -> Iterator[tuple[str, int, float, float, int]]:
        """Of each act: its name, how often, seconds until recovered in the middle and at most, and problems."""
        for name in dict.fromkeys(name for each in self.rounds for name in each.acts):
            mine = [each for each in self.rounds if name in each.acts]
            took = [each.recovered for each in mine if each.recovered is not None] or [float("nan")]
            yield name, len(mine), median(took), max(took), sum(len(each.problems) for each in mine)

    def to_json(self) -> dict[str, Any]:
        rounds = [{"acts": each.acts, "recovered": each.recovered, "problems": each.problems} for each in self.rounds]
        plain = {name: getattr(self, name) for name in ("seed", "holds", "blocks", "deeds", "months", "seconds")}
        return {**plain, "rounds": rounds, "words": {name: list(lines) for name, lines in self.words.items()}}


@dataclass
class Chaos:
    """acts: to choose from. rounds: how many; 0 goes on for `seconds`. tell: is given lines of progress."""

    artifacts: Mapping[str, Artifact]
    acts: Sequence[Act]
    seed: int
    rounds: int
    seconds: float = 0.0
    database_url: str | None = None
    tell: Tell = lambda _: None

    def run(self) -> Report:
        """Raises NodeError, NoDatabase and BookOfOtherCompany if there is nothing to begin with."""
        began, report = time.monotonic(), Report(self.seed)
        plan, stories = Random(self.seed), Random(self.seed + 1)
        made: list[Story] = []

        def prepare(stage: Stage) -> None:
            units = dict(stage.units)
            made.append(Story(stage.company, units, stories, DEEPEST))
            made[0].begin()

        self.tell("A company is founded")
        with ExitStack() as stack:
            stage = stack.enter_context(staged(self.artifacts, self.database_url, plan, prepare))
            story = made[0]
            stack.enter_context(_living(story))
            self.tell("The service starts")
            report.rounds.append(self._round(stage, story, ()))
            for number, acts in enumerate(self._plan(plan, began), 1):
                Event().wait(LIFE_BEFORE)
                done = self._round(stage, story, acts)
                report.rounds.append(done)
                self.tell(f"{number}. {_line(done)}")
                if done.recovered is None:
                    break
            report.blocks, report.deeds, report.months = stage.node.height(), len(story.deeds), story.months
            if not report.holds:
                report.words = {part: list(lines) for part, lines in stage.words.items()}
        report.seconds = round(time.monotonic() - began, 1)
        return report

    def _plan(self, random: Random, began: float) -> Iterator[tuple[Act, ...]]:
        """Every act once, in random order; then two at a time, at random."""
        done = 0
        order = random.sample(self.acts, len(self.acts))
        while done < self.rounds if self.rounds else time.monotonic() - began < self.seconds:
            pair = len(order) > 1 and done >= len(order)
            yield tuple(random.sample(order, 2)) if pair else (order[done % len(order)],)
            done += 1

    def _round(self, stage: Stage, story: Story, acts: Sequence[Act]) -> Round:
        names = tuple(act.name for act in acts) or ("start",)
        _disturb(stage, story, acts)
        ended = time.monotonic()
        with story.between_deeds():
            problems = _caught_up(story) or _recovered(stage, ended + RECOVERS_WITHIN)
            if problems:
                return Round(names, None, tuple(problems))
            recovered = round(time.monotonic() - ended, 2)
            stage.settled()
            return Round(names, recovered, tuple(_checked(stage, story)))


def _disturb(stage: Stage, story: Story, acts: Sequence[Act]) -> None:
    """Acts at once: all but the first in threads. The first may start the node, which ends with its thread."""
    first = sorted(acts, key=lambda act: act.name != "restart-node")
    threads = [Thread(target=act.disturb, args=(stage, story)) for act in first[1:]]
    for thread in threads:
        thread.start()
    for act in first[:1]:
        act.disturb(stage, story)
    for thread in threads:
        thread.join()


def _caught_up(story: Story) -> list[str]:
    if story.fault is not None:
        return [f"the story broke off: {type(story.fault).__name__}: {story.fault}"]
    try:
        story.catch_up()
    except HeyiError as error:
        return [f"the story does not go on: {error}"]
    return []


def _recovered(stage: Stage, deadline: float) -> list[str]:
    """Waits until nothing is wrong; what still is at the deadline."""
    while problems := stage.problems():
        if time.monotonic() > deadline:
            return problems
        Event().wait(ASKED_EVERY)
    return []


def _checked(stage: Stage, story: Story) -> Iterator[str]:
    client = connect(stage.chain.url, ANVIL, development_account(CARRIER))
    company = Company(client, story.company.deployment, story.company.artifacts)
    yield from cache_equals_rebuild(stage.node, company, stage.book)
    yield from money_adds_up(company, stage.book)
    yield from each_period_once(stage.book)
    yield from deeds_done_once(stage.node, story.deeds)


def _line(done: Round) -> str:
    how = "did not recover" if done.recovered is None else f"recovered in {done.recovered:.1f} s"
    held = "" if not done.problems else f"; {len(done.problems)} problems: {done.problems[0]}"
    return f"{' and '.join(done.acts)}: {how}{held}"


class _living:  # noqa: N801 - a context manager
    """The story lives on in a thread of its own for the length of a `with` block."""

    def __init__(self, story: Story) -> None:
        self._stop = StopRequest()
        self._thread = Thread(target=story.run, args=(self._stop,), name="story")

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()
        self._stop.close()
