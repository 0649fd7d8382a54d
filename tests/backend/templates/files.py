"""Template files for tests: the parties that all of them name, and the agreements of one."""

from pathlib import Path

from heyi.core.payoff import amount
from heyi.core.terms import Terms
from heyi.templates.load import Template, load
from heyi.templates.previewing.preview import Preview, preview_of
from heyi.templates.terms_of import SOME_TOKEN, placeholders, terms_of

HEAD = """\
parties:
  shop: {name: Shop, shares: 100}
  mill: Mill
  cafe: Cafe
  platform: Platform
  olga: {name: Olga, person: true, has: 50}
  sam: {name: Sam, person: true}
  sue: {name: Sue, person: true}
currency: {symbol: SMC, decimals: 2}
periods: {first: 2024-01, last: 2024-04}
"""
VAM = """\
vam:
  - id: v
    investee: shop
    investors:
      - {investor: platform, amount: 300, shares: 30}
      - {investor: olga, amount: 100, shares: 10}
"""
"""The head of an investment by two, without what is promised."""


def loaded(folder: Path, agreements: str) -> Template:
    """The template of a file with these agreements."""
    file = folder / "template.yaml"
    file.write_text(HEAD + agreements, encoding="utf-8")
    return load(file)


def terms(template: Template, number: int = 0) -> Terms:
    """The terms of one of its agreements, with placeholders for addresses."""
    agreement = template.agreements[number]
    return terms_of(agreement, placeholders(template.words.names), SOME_TOKEN)


def preview(template: Template, number: int = 0) -> Preview:
    """Of one of its agreements, computed by the contract's twin."""
    return preview_of(template.agreements[number], template.words, amount)
