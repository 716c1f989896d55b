"""The tables of SDKs and frameworks: what they call run is a file that is run."""

import re
from functools import cache
from pathlib import Path

import languages
import pytest
import run_snippets as runner

from electron_kit.contract import FRAMEWORKS

ROOT = Path(__file__).parents[3]
SDKS = ROOT / "docs/sdks"
PAGE = (SDKS / "index.md").read_text(encoding="utf-8")
HEAD = "| | Python | JavaScript | Go |"


@cache
def run_files():
    """Return every program that a test runs: snippets, clients of the kit's tests, lessons."""
    found = {*runner.sent_snippets(), *runner.printed_snippets()}
    for name, language in languages.LANGUAGES.items():
        folder = languages.HERE / name
        for snippet in language.names():
            found |= {*folder.glob(f"{snippet}/main.go"), *folder.rglob(f"{snippet}.java")}
            found |= {*folder.glob(f"{snippet}.rb"), *folder.glob(f"sdk/{snippet}.mjs")}
    clients = ROOT / "kit/tests_clients"
    harness = (clients / "test_clients.py").read_text(encoding="utf-8")
    found |= {path for path in clients.glob("clients/*") if f'"{path.name}"' in harness}
    return {path.resolve() for path in [*found, *ROOT.glob("notebooks/*.ipynb")]}


def cells():
    """Yield each claim of the table of SDKs, with the head of its row."""
    rows = PAGE[PAGE.index(HEAD) :].partition("\n\n")[0].splitlines()[2:]
    for row in rows:
        about, *claims = [cell.strip() for cell in row.strip("|").split("|")]
        yield from (
            pytest.param(claim, id=f"{about.strip()}-{at}") for at, claim in enumerate(claims)
        )


@pytest.mark.parametrize("claim", list(cells()))
def test_each_claim_has_a_run_or_the_word_read(claim):
    """Each part of a cell links to the file that ran it, or says that it was read or not known."""
    for part in claim.split("; "):
        linked = re.findall(r"\[ran\]\(([^)]+)\)", part)
        assert linked or re.search(r"\bread\b", part) or part == "not known"
        assert {(SDKS / link).resolve() for link in linked} <= run_files()


def test_no_run_is_claimed_without_its_file():
    """The word stands nowhere on a page of an SDK without a link."""
    for path in SDKS.glob("*.md"):
        text = path.read_text(encoding="utf-8")
        assert re.findall(r"(?<!\[)\bran\b(?!\])", text) == [], path.name


def test_a_framework_that_was_run_names_the_program():
    """The contract's frameworks: a program that a test runs, or none where the code was read."""
    ran = {(ROOT / each.ran).resolve() for each in FRAMEWORKS if each.ran}
    assert len(ran) > 5
    assert ran <= run_files()


def test_each_program_of_a_framework_stands_on_a_page():
    """None is run and shown to nobody."""
    pages = "".join(path.read_text(encoding="utf-8") for path in SDKS.glob("*.md"))
    shown = [*runner.sent_snippets(), *runner.HERE.glob("beneath/*.py")]
    assert [it.name for it in shown if runner.name(it) not in pages] == []
