"""Where findings lie, in a line."""

from __future__ import annotations

from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from electron_kit.audit import Options, Source, audit_sources
from electron_kit.audit.reports import write
from electron_kit.audit.reports.folders import by_folder

BREAKS = b"from openai import OpenAI\nOpenAI().embeddings.create(model='e', input='x')\n"
FOUND = audit_sources([Source("a.py", BREAKS)], Options(jobs=1)).findings
BREAK, OTHER = (next(f for f in FOUND if f.code == code) for code in ("P03", "R01"))


@pytest.mark.parametrize(
    ("paths", "named"),
    [
        (["docs/a.py", "docs/b.py", "src/a.py"], ["docs 2", "src 1"]),
        (["app.py", "src/a.py"], ["src 1", "the top folder 1"]),
        (["deep/down/a/x.py", "deep/down/b/x.py"], ["a 1", "b 1"]),
        (["/srv/r/a/x.py", "/srv/r/b/x.py"], ["a 1", "b 1"]),
        (["src/a/x.py"] * 8 + ["src/b/x.py", "docs/x.py"], ["src/a 8", "docs 1", "src/b 1"]),
        (["ai/x.py"] * 8 + ["ai/b/x.py", "env/x.py"], ["ai 8", "ai/b 1", "env 1"]),
        ([f"{c}/x.py" for c in "abcdefg"], ["a 1", "b 1", "c 1", "d 1", "e 1", "elsewhere 2"]),
    ],
)
def test_folders_are_named_as_far_down_as_they_tell_apart(
    paths: list[str], named: list[str]
) -> None:
    """What all share is left out, and what holds nearly all is looked into."""
    counted = sorted(by_folder([(path, OTHER) for path in paths]), key=lambda row: -row[1])
    assert sorted(f"{name} {count}" for name, count, _ in counted) == sorted(named)


@given(st.lists(st.lists(st.sampled_from("ab"), max_size=4), max_size=12))
def test_every_finding_is_counted_once(folders: list[list[str]]) -> None:
    """Whatever the paths, the numbers add up, those that break among them."""
    paths = ["/".join([*folder, "x.py"]) for folder in folders]
    rows = by_folder([(p, BREAK if n % 2 else OTHER) for n, p in enumerate(paths)])
    assert sum(count for _, count, _ in rows) == len(paths)
    assert sum(broken for _, _, broken in rows) == len(paths) // 2


def test_a_long_report_says_where_its_findings_lie() -> None:
    """Beside the counts by severity, and not in a report that fits a screen."""
    sources = [Source(f"{where}/{n}.py", BREAKS) for where in ("docs", "src") for n in range(9)]
    out = StringIO()
    write("text", audit_sources([*sources, Source("src/x.py", BREAKS)], Options(jobs=1)), out)
    line = next(line for line in out.getvalue().splitlines() if line.startswith("  where "))
    assert line.split(None, 1)[1] == "src 20 (10 break), docs 18 (9 break)"
    out = StringIO()
    write("text", audit_sources(sources[:1] + sources[-1:], Options(jobs=1)), out)
    assert "  where " not in out.getvalue()
