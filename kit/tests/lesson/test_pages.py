"""A page of the site is readable in JupyterLab, where nothing builds it."""

from pathlib import Path

import pytest

from electron_kit.contract import CONTEXT_TOKENS, STANDARD
from electron_kit.lesson import pages

DOCS = Path(__file__).parents[3] / "docs"
PAGES = sorted(path for path in DOCS.rglob("*.md") if "_run" not in path.parts)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(DOCS).as_posix())
def test_nothing_is_left_that_only_a_build_understands(path):
    """No directive, role, label or front matter; what cannot be shown is said."""
    shown = pages.readable(path.read_text(encoding="utf-8"), path.parent)
    assert shown.lstrip().startswith("# ")
    for left in ("```{", ":::", "{fact}", "{py:", "]{.", ")=\n"):
        assert left not in shown


def test_facts_code_and_tables_are_written_out(tmp_path):
    """A figure is the contract's, code is the file's, and a table has its records."""
    (tmp_path / "call.py").write_text("print(1)\n")
    text = (
        "---\nsearch: x\n---\n# T\n\n{fact}`limit-context` tokens.\n\n"
        "```{literalinclude} call.py\n:language: python\n```\n\n"
        "```{contract-table} fields\n```\n\n```{contract-plans}\n```\n\n```{picture} x\n```\n"
    )
    shown = pages.readable(text, tmp_path)
    assert f"{CONTEXT_TOKENS:,} tokens." in shown
    assert "```python\nprint(1)\n```" in shown
    assert "| `max_completion_tokens` | accepted, not promised |" in shown
    assert f"| standard | {STANDARD.requests_per_minute} | {STANDARD.in_flight} |" in shown
    assert pages.ELSEWHERE in shown


def test_a_file_that_is_not_there_is_an_error(tmp_path):
    """A page that names a wrong file is found by the test above."""
    with pytest.raises(FileNotFoundError, match="gone"):
        pages.readable("```{literalinclude} gone.py\n```\n", tmp_path)
