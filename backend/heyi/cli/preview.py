"""`heyi preview`: agreements of a file as they would be signed and paid, with amounts that the contract computes."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from heyi.chain.client import connect, development_account
from heyi.chain.node import running
from heyi.chain.profiles import ANVIL, local_chain
from heyi.cli.pictures import drawn
from heyi.cli.progress import Steps
from heyi.company import Company, abis_of
from heyi.company.deploy import deploy
from heyi.company.development import development_settings
from heyi.compiler import compile_contracts
from heyi.core.terms import Clause
from heyi.scenario.load import load as load_scenario
from heyi.templates.load import Template
from heyi.templates.load import load as load_template
from heyi.templates.previewing.outcomes import Ask
from heyi.templates.previewing.preview import Payoff, Preview
from heyi.templates.reading.mistakes import Findings, Place

__all__ = ["asking", "read", "shown"]

SCENARIO_FILE = "scenario.yaml"


def read(file: Path) -> Template:
    """A template file, or the agreements of a scenario: its folder, or a file in it. Raises MistakesFound."""
    folder = file if file.is_dir() else file.parent
    if (folder / SCENARIO_FILE).is_file() and (file.is_dir() or file.name == "agreements.yaml"):
        scenario = load_scenario(folder)
        return Template(scenario.agreements, scenario.words, tenders=scenario.tenders)
    if file.is_dir():
        findings = Findings(file)
        findings.add(Place(str(file)), "", f"has no {SCENARIO_FILE}: name a file of agreements, or a scenario's folder")
        findings.raise_any()
    return load_template(file)


@contextmanager
def asking(screen: Console) -> Iterator[Ask]:
    """The contract's own preview, on a private chain with a company of its own."""
    with Steps(screen) as steps:
        steps.tell("Compiling")
        artifacts = compile_contracts(progress=steps.tell)
        steps.tell("Starting a private chain")
        with running(local_chain(ANVIL)) as node:
            chain = connect(node.url, ANVIL, development_account(0), abis_of(artifacts))
            settings = development_settings(chain)
            deployment = deploy(chain, artifacts, settings, lambda name: steps.tell(f"Deploying {name}"))
            company = Company(chain, deployment, artifacts)
            preview = company.contract("ServiceAgreements").functions.preview
            steps.tell("Asking the contract")

            def ask(clause: Clause, actual: int, base: int) -> int:
                return int(chain.call(preview(clause.to_abi(), actual, base)))

            yield ask


def shown(preview: Preview) -> Group:
    """A preview for the terminal."""
    parts: list[object] = [
        Text(f"{preview.agreement} ({preview.kind})", style="bold"),
        Padding(Text(preview.sentence), (0, 0, 1, 2)),
    ]
    for payoff in preview.payoffs:
        parts += [_payoff(payoff), Text("")]
    if preview.parties:
        parts.append(_cases(preview))
    parts += [Text(f"! {caution.says}", style="yellow") for caution in preview.cautions]
    return Group(*parts)  # type: ignore[arg-type]  # each of them can be shown


def _payoff(payoff: Payoff) -> Group:
    by = f"by {payoff.measured}" if len(payoff.corners) > 1 else payoff.measured
    head = Text(", ".join(part for part in (payoff.who, by, payoff.when) if part))
    if len(payoff.corners) == 1:
        return Group(head, Text(f"  {payoff.corners[0].amount_text} {payoff.unit}"))
    table = Table("at", payoff.unit, box=None, padding=(0, 2))
    for column in table.columns:
        column.justify = "right"
    for corner in payoff.corners:
        table.add_row(corner.x_text, corner.amount_text)
    beside = Table.grid(padding=(0, 2))
    beside.add_row(table, Text(drawn(payoff)))
    return Group(head, beside)


def _cases(preview: Preview) -> Table:
    """A line for each party, which may wrap: an amount without its last digits is a wrong amount."""
    table = Table("party", "worst and best", box=None)
    for case in preview.parties:
        parts = [f"in a period {' to '.join(case.a_period)}", f"in all {' to '.join(case.in_all)}"]
        if case.pays_in:
            parts.insert(0, f"pays in {case.pays_in}")
        if case.locks:
            parts.insert(0, f"locks {case.locks}")
        if case.shares:
            parts.append(f"shares {' to '.join(dict.fromkeys(case.shares))}")
        table.add_row(case.party, "; ".join(parts))
    return table
