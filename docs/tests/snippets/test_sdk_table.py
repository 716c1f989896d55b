"""The table of SDKs: what it calls run is a file that is run."""

import re
from pathlib import Path

import languages
import run_snippets as runner

SDKS = Path(__file__).parents[2] / "sdks"


def run_files():
    """Return every snippet that a test runs."""
    found = {*runner.sent_snippets(), *runner.printed_snippets()}
    for name, language in languages.LANGUAGES.items():
        folder = languages.HERE / name
        for snippet in language.names():
            found |= {*folder.glob(f"{snippet}/main.go"), *folder.rglob(f"{snippet}.java")}
            found |= {*folder.glob(f"{snippet}.rb")}
    return {path.resolve() for path in found}


def test_a_cell_that_says_ran_links_to_the_file_that_ran():
    """No cell claims a run without a file, and each file is one that a test runs."""
    page = (SDKS / "index.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("|")]
    links = [link for row in rows for link in re.findall(r"\[ran\]\(([^)]+)\)", row)]
    assert len(links) > 10
    assert {(SDKS / link).resolve() for link in links} <= run_files()
    unlinked = [row for row in rows if re.search(r"(?<!\[)\bran\b(?!\])", row)]
    assert unlinked == []
