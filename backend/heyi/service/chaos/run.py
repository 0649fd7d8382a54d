"""A run of chaos: a plan by a seed, act after act while the story goes on, what recovered when, and what held.

A round: acts, one or two at once -> all that people and time want is done, every part is ready, and the cache is at the
head -> checks.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count, cycle, islice
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
from heyi.service.chaos.checks import (
    apis_agree,
    cache_equals_rebuild,
    deeds_done_once,
    each_period_once,
    money_adds_up,
)
from heyi.service.chaos.stage import CARRIER, DEEPEST, Stage, staged
from heyi.service.chaos.story import Story
from heyi.service.stopping import StopRequest
from heyi.store.database import Database

__all__ = ["Chaos", "Report", "Round"]

RECOVERS_WITHIN = 90.0  # seconds; a loop waits for up to 30 between two tries, and a busy machine starts parts slowly
ASKED_EVERY = 0.05  # seconds
LIFE_BEFORE = 0.5  # seconds that the story goes on undisturbed between two rounds

Tell = Callable[[str], None]

Disturbances = Sequence[tuple[Act, ...]]
"""One after the other; of each, all acts at once."""


@dataclass(frozen=True)
class Round:
    """acts: their names. recovered: seconds until everything was as it should be; None if it never was. problems: what
    did not hold, as sentences."""

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

    def by_act(self) -> Iterator[tuple[str, int, float | None, float | None, int]]:
        """Of each act: its name, how often, seconds until recovered in the middle and at most, and problems.

        None: it never was.
        """
        for name in dict.fromkeys(name for each in self.rounds for name in each.acts):
            mine = [each for each in self.rounds if name in each.acts]
            took = [each.recovered for each in mine if each.recovered is not None]
            middle = median(took) if took else None
            yield name, len(mine), middle, max(took, default=None), sum(len(each.problems) for each in mine)

    def to_json(self) -> dict[str, Any]:
        rounds = [{"acts": each.acts, "recovered": each.recovered, "problems": each.problems} for each in self.rounds]
        plain = {name: getattr(self, name) for name in ("seed", "holds", "blocks", "deeds", "months", "seconds")}
        return {**plain, "rounds": rounds, "words": {name: list(lines) for name, lines in self.words.items()}}


@dataclass
class Chaos:
    """acts: to choose from. rounds: how many; 0 goes on for `seconds`. in_a_row: how often a round disturbs before
    everything may recover. replicas: how often each part runs. tell: is given lines of progress."""

    artifacts: Mapping[str, Artifact]
    acts: Sequence[Act]
    seed: int
    rounds: int
    seconds: float = 0.0
    in_a_row: int = 1
    replicas: int = 1
    database_url: str | None = None
    tell: Tell = lambda _: None

    def run(self) -> Report:
        """Raises NodeError, NoDatabase and BookOfOtherCompany if there is nothing to begin with."""
        began, plan = time.monotonic(), Random(self.seed)
        report = Report(self.seed)
        self.tell("A company is founded, and the service starts")
        on_stage = staged(self.artifacts, self.database_url, plan, self._story, self.replicas)
        with on_stage as (stage, story), _living(story):
            report.rounds.append(self._round(stage, story, ()))
            for disturbances in self._plan(plan, began):
                Event().wait(LIFE_BEFORE)
                report.rounds.append(self._round(stage, story, disturbances))
                self.tell(f"{len(report.rounds) - 1}. {_line(report.rounds[-1])}")
                if report.rounds[-1].recovered is None:
                    break
            report.blocks, report.deeds, report.months = stage.node.height(), len(story.deeds), story.months
            if not report.holds:
                report.words = {part: list(lines) for part, lines in stage.words.items()}
        report.seconds = round(time.monotonic() - began, 1)
        return report

    def _story(self, company: Company, database: Database, units: Mapping[str, str]) -> Story:
        story = Story(company, database, dict(units), Random(self.seed), DEEPEST)
        story.begin()
        return story

    def _plan(self, random: Random, began: float) -> Iterator[Disturbances]:
        """Acts in random order: a fault of the node with something else at once, then each alone, and so on."""
        passes = _passes(random, self.acts)
        for done in count():
            if done == self.rounds if self.rounds else time.monotonic() - began > self.seconds:
                return
            yield tuple(islice(passes, self.in_a_row))

    def _round(self, stage: Stage, story: Story, disturbances: Disturbances) -> Round:
        names = tuple(act.name for acts in disturbances for act in acts) or ("start",)
        for acts in disturbances:
            _disturb(stage, story, acts)
        ended = time.monotonic()
        with story.between_deeds():
            problems = _caught_up(story) or _recovered(stage, story, ended + RECOVERS_WITHIN)
            if problems:
                return Round(names, None, tuple(problems))
            recovered = round(time.monotonic() - ended, 2)
            stage.settled()
            return Round(names, recovered, tuple(_checked(stage, story)))


def _passes(random: Random, acts: Sequence[Act]) -> Iterator[tuple[Act, ...]]:
    while True:
        order = random.sample(acts, len(acts))
        faults, others = ([act for act in order if act.is_fault is kind] for kind in (True, False))
        if faults and others:
            longest = max(len(faults), len(others))
            yield from islice(zip(cycle(others), cycle(faults), strict=False), longest)
        for act in order:
            yield (act,)


def _disturb(stage: Stage, story: Story, acts: Sequence[Act]) -> None:
    """Acts at once: faults in threads of their own; the others here, as a node ends with the thread that started it."""
    faults = [Thread(target=act.disturb, args=(stage, story)) for act in acts if act.is_fault]
    for thread in faults:
        thread.start()
    for act in acts:
        if not act.is_fault:
            act.disturb(stage, story)
    for thread in faults:
        thread.join()


def _caught_up(story: Story) -> list[str]:
    if story.fault is not None:
        return [f"the story broke off: {type(story.fault).__name__}: {story.fault}"]
    try:
        story.catch_up()
    except HeyiError as error:
        return [f"the story does not go on: {error}"]
    return []


def _recovered(stage: Stage, story: Story, deadline: float) -> list[str]:
    """Waits until nothing is wrong; what still is at the deadline."""
    while True:
        # Whatever is carried out makes blocks, so the cache is looked at last.
        undone = list(story.left())
        problems = undone or stage.problems()
        if not problems or time.monotonic() > deadline:
            return problems
        if undone:
            # Chains go on, and what has failed is tried again once its block is one that stays.
            stage.node.request("evm_mine")
        Event().wait(ASKED_EVERY)


def _checked(stage: Stage, story: Story) -> Iterator[str]:
    client = connect(stage.chain.url, ANVIL, development_account(CARRIER))
    company = Company(client, story.company.deployment, story.company.artifacts)
    yield from cache_equals_rebuild(stage.node, company, stage.book)
    yield from money_adds_up(company, stage.book)
    yield from each_period_once(stage.book)
    yield from deeds_done_once(stage.node, story.deeds)
    yield from apis_agree(stage.apis)


def _line(done: Round) -> str:
    how = "did not recover" if done.recovered is None else f"recovered in {done.recovered:.1f} s"
    held = "" if not done.problems else f"; {len(done.problems)} problems: {done.problems[0]}"
    return f"{', '.join(done.acts)}: {how}{held}"


@contextmanager
def _living(story: Story) -> Iterator[None]:
    """The story goes on in a thread of its own for the length of a `with` block."""
    stop = StopRequest()
    thread = Thread(target=story.run, args=(stop,), name="story")
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
        stop.close()
