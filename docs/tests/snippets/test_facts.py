"""A figure of the contract stands in the contract: pages have it by the role ``fact``.

A lesson has no role. Its code takes the figure from the contract, and its prose does without.
"""

import json
import re
from pathlib import Path

import pytest

from electron_kit.contract import (
    CONTEXT_TOKENS,
    ELECTRON_PRICE,
    ENTERPRISE,
    MAX_MESSAGES,
    MAX_STOPS,
    MAX_TOOLS,
    SERVICE,
    STANDARD,
)

DOCS = Path(__file__).parents[2]
ROOT = DOCS.parent
LANGUAGES = next(int(trait.value) for trait in SERVICE if trait.name == "languages")
WORDS = {3: "three", 4: "four", 10: "ten", 20: "twenty", 64: "sixty-four", 200: "two hundred"}


def number(value: int) -> str:
    """Return what matches a number, in figures or in words."""
    forms = {str(value), f"{value:,}", WORDS.get(value, str(value))}
    return rf"\b(?:{'|'.join(sorted(map(re.escape, forms)))})\b"


def figures() -> list[str]:
    """Return what matches each figure of the contract with its unit."""
    found = [number(CONTEXT_TOKENS)]
    for plan in (STANDARD, ENTERPRISE):
        many = rf"{number(plan.requests_per_minute)}(?: (?:requests|calls))?"
        found.append(rf"{many} ?(?:(?:a|an|per|each|every|in a) minute|/ ?min)")
        found.append(rf"{number(plan.requests_per_minute)} RPM")
        at_once = "(?:in flight|concurrent|concurrently|at once|at a time|in parallel)"
        found.append(rf"{number(plan.in_flight)}(?: (?:requests|calls))? {at_once}")
    found += [rf"{number(MAX_MESSAGES)} messages", rf"{number(MAX_TOOLS)} tools"]
    found += [rf"{number(MAX_STOPS)} stop sequences", rf"{number(LANGUAGES)} languages"]
    prices = (ELECTRON_PRICE.input, ELECTRON_PRICE.cached, ELECTRON_PRICE.output)
    return [*found, *(rf"\${price:.2f}(?!\d)" for price in prices)]


FIGURES = [re.compile(pattern, re.IGNORECASE) for pattern in figures()]
# Titles in the front matter are read by search engines and cannot have a role.
FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)


def written_twice(text: str) -> list[str]:
    """Return the figures that a text writes down itself."""
    prose = FRONT.sub("", text)
    return [found[0] for pattern in FIGURES for found in pattern.finditer(prose)]


PAGES = [*sorted(DOCS.rglob("*.md")), *(ROOT / name for name in ("README.md", "CONTRIBUTING.md"))]
LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_no_page_writes_down_a_figure_of_the_contract(path):
    """Where the contract changes, no sentence stays behind."""
    assert written_twice(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.name)
def test_no_lesson_writes_down_a_figure_of_the_contract(path):
    """Neither its prose nor its code; what a cell shows is compared when it is run."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    found = {cell["id"]: written_twice("".join(cell["source"])) for cell in cells}
    assert {name: said for name, said in found.items() if said} == {}


RULES = sorted((ROOT / "kit/electron_kit/audit").rglob("*.py"))


def test_no_rule_of_the_audit_writes_down_a_figure_of_the_contract():
    """What it says of a finding is made from the contract, and its page says it in words."""
    found = {path.name: written_twice(path.read_text(encoding="utf-8")) for path in RULES}
    assert {name: said for name, said in found.items() if said} == {}


@pytest.mark.parametrize(
    "text",
    [
        f"Standard: {STANDARD.requests_per_minute} requests a minute.",
        f"{STANDARD.requests_per_minute} a minute are all there are",
        f"with {STANDARD.in_flight} in flight",
        f"At most {CONTEXT_TOKENS} tokens",
        f"all of its {CONTEXT_TOKENS:,}",
        f"${ELECTRON_PRICE.input:.2f} in",
        f"{ENTERPRISE.requests_per_minute} RPM",
        f"{STANDARD.requests_per_minute}/min",
        f"{STANDARD.requests_per_minute} calls per minute",
        f"{WORDS[STANDARD.in_flight]} at a time",
        f"{ENTERPRISE.in_flight} requests in parallel",
        f"it speaks {LANGUAGES} languages",
    ],
)
def test_a_figure_is_found_in_any_of_its_forms(text):
    """In figures, with commas, in words."""
    assert written_twice(text)


@pytest.mark.parametrize("text", ["10 examples", "{fact}`limit-context` tokens", "$0.401", "30 s"])
def test_what_is_no_figure_of_the_contract_is_let_be(text):
    """A number with another unit is another number."""
    assert written_twice(text) == []
