"""``--fix`` as a whole: it settles in one run, what parsed still parses, the rest stays."""

from __future__ import annotations

import ast
import difflib
import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from electron_kit import cli
from electron_kit.audit import Options, Source, Style, audit_sources
from electron_kit.audit.fix_rounds import settled
from electron_kit.audit.notebooks import code_cells, notebook
from electron_kit.audit.rewrite import Rewrite
from electron_kit.audit.rule import Example
from electron_kit.audit.rules import rules

EXAMPLES = [
    pytest.param(example, id=f"{rule.code}-{example.language}-{number}")
    for rule in rules()
    for number, example in enumerate((*rule.invalid, *rule.valid))
]
HIDDEN = (
    "from openai import OpenAI\nclient = OpenAI()\n\n"
    "def ask(messages, **options):\n"
    '    options.setdefault("max_completion_tokens", 300)\n'
    '    return client.chat.completions.create(model="gpt-4o", messages=messages, **options)\n\n'
    "ask([], max_completion_tokens=5)\nask([], max_completion_tokens=7)\n"
)


def _fixed(sources: list[Source], style: Style) -> list[Rewrite]:
    options = Options(style=style, jobs=1)
    problems: list[object] = []
    changes, left = settled(
        audit_sources(sources, options),
        sources,
        lambda changed: audit_sources(changed, options),
        problems,  # type: ignore[arg-type]
    )
    assert problems == []
    del left
    return changes


def _twice(sources: list[Source], style: Style) -> dict[str, bytes]:
    """Fix sources; assert that a second run changes nothing and that the rest stays."""
    changes = _fixed(sources, style)
    after = {change.path: change.after for change in changes}
    fixed = [Source(s.path, after.get(s.path, s.data)) for s in sources]
    assert _fixed(fixed, style) == []
    for change in changes:
        _parses(change)
    return {source.path: source.data for source in fixed}


def _parses(change: Rewrite) -> None:
    if change.path.endswith(".py"):
        ast.parse(change.after)
    elif change.path.endswith(".ipynb"):
        assert len(list(code_cells(change.after))) == len(list(code_cells(change.before)))
        json.loads(change.after)


@pytest.mark.parametrize("style", list(Style))
@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_settles_in_one_run(example: Example, style: Style) -> None:
    """A second ``--fix`` of any rule's example changes nothing, in any style."""
    text = example.source
    main = notebook(text) if example.language == "notebook" else text.encode()
    sources = [Source(example.path, main)]
    sources += [Source(path, other.encode()) for path, other in example.files.items()]
    _twice(sources, style)


def test_a_field_behind_a_default_is_renamed_in_the_same_run() -> None:
    """What a caller passes and what the wrapper sets by default get their new name together."""
    fixed = _twice([Source("a.py", HIDDEN.encode())], Style.LITERAL)["a.py"].decode()
    assert "max_completion_tokens" not in fixed
    assert fixed.count("max_tokens") == 3


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from([p.values[0] for p in EXAMPLES]), min_size=2, max_size=5),
    st.sampled_from(list(Style)),
)
def test_examples_in_one_file_settle_in_one_run(examples: list[Example], style: Style) -> None:
    """Several examples after each other, each in a function of its own, settle in one run."""
    parts = []
    for number, example in enumerate(examples):
        if example.language == "python" and not example.files:
            body = "".join(f"    {line}\n" if line else "\n" for line in example.source.split("\n"))
            parts.append(f"def part_{number}():\n{body}    pass\n")
    source = "".join(parts)
    try:
        ast.parse(source)
    except SyntaxError:
        return
    _twice([Source("a.py", source.encode())], style)


@given(st.text(alphabet="abc \n#'é\t", max_size=40), st.sampled_from(["\n", "\r\n"]))
def test_what_is_not_edited_stays_byte_for_byte(noise: str, newline: str) -> None:
    """Comments and blank lines around the code are the same before and after."""
    comments = "".join(f"# {line}{newline}" for line in re.split(r"[\r\n]", noise))
    code = newline.join(HIDDEN.split("\n"))
    before = (comments + code + comments).encode()
    changes = _fixed([Source("a.py", before)], Style.LITERAL)
    after = changes[0].after
    assert after.startswith(comments.encode()) or comments.encode() in after
    assert after.endswith(comments.encode())
    kept = [
        before.split(b"\n")[match.a : match.a + match.size]
        for match in difflib.SequenceMatcher(
            None, before.split(b"\n"), after.split(b"\n"), autojunk=False
        ).get_matching_blocks()
    ]
    untouched = [line for line in before.split(b"\n") if b"tokens" not in line]
    lines = [line for block in kept for line in block]
    assert sum(b"OpenAI()" not in line and b"gpt" not in line for line in untouched) <= len(lines)


def test_the_command_settles_in_one_run(tmp_path: Path) -> None:
    """``electron-kit audit --fix`` twice leaves the same files as once."""
    (tmp_path / "a.py").write_text(HIDDEN)
    assert cli.main(["audit", str(tmp_path), "--fix"]) == 0
    once = (tmp_path / "a.py").read_bytes()
    assert b"max_completion_tokens" not in once
    assert cli.main(["audit", str(tmp_path), "--fix"]) == 0
    assert (tmp_path / "a.py").read_bytes() == once
