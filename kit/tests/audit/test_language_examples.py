"""The examples of JavaScript, TypeScript and configuration, run through the whole audit."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from electron_kit.audit import Audit, Options, Source, Style, audit_sources
from electron_kit.audit.config import examples as config
from electron_kit.audit.javascript import examples as javascript
from electron_kit.audit.rewrite import rewrites
from electron_kit.audit.rule import Example
from electron_kit.audit.rules import rules


def _sources(example: Example) -> list[Source]:
    sources = [Source(example.path, example.source.encode())]
    return sources + [Source(path, text.encode()) for path, text in example.files.items()]


def _run(code: str, sources: list[Source]) -> Audit:
    audit = audit_sources(sources, Options(select=(code,), style=Style.LITERAL, jobs=1))
    assert not audit.problems
    return audit


def _params(which: str) -> list[object]:
    return [
        pytest.param(code, example, id=f"{code}-{example.language}-{number}")
        for module in (javascript, config)
        for code, examples in getattr(module, which).items()
        for number, example in enumerate(examples)
    ]


@pytest.mark.parametrize(("code", "example"), _params("INVALID"))
def test_invalid_examples_are_reported_where_they_say(code: str, example: Example) -> None:
    """An example of what a rule reports is reported, on the lines that it names."""
    findings = _run(code, _sources(example)).findings
    assert findings
    if example.lines is not None:
        assert tuple(finding.line for finding in findings) == example.lines


@pytest.mark.parametrize(("code", "example"), _params("VALID"))
def test_valid_examples_are_not_reported(code: str, example: Example) -> None:
    """An example of what a rule leaves alone is left alone."""
    assert [f.message for f in _run(code, _sources(example)).findings] == []


@pytest.mark.parametrize(
    ("code", "example"),
    [p for p in _params("INVALID") if p.values[1].fixed is not None],  # type: ignore[attr-defined]
)
def test_fixes_give_what_the_example_says_and_nothing_the_second_time(
    code: str, example: Example, on_electron: Callable[[str], str]
) -> None:
    """A fix changes an example into its fixed form; run on that, it changes nothing."""
    sources, fixed = _sources(example), example.fixed
    if code not in ("R01", "R04"):
        # What a request holds is changed where it goes to Electron, and nowhere else.
        first = Source(example.path, on_electron(example.source).encode())
        sources, fixed = [first, *sources[1:]], on_electron(example.fixed or "")
    (made,) = rewrites(_run(code, sources).findings, sources, [])
    assert made.after.decode() == fixed
    again = [Source(example.path, made.after), *sources[1:]]
    assert list(rewrites(_run(code, again).findings, again, [])) == []


def test_every_rule_but_config_only_ones_has_an_example_in_javascript() -> None:
    """Each rule of the audit is shown to work in JavaScript or TypeScript."""
    assert {rule.code for rule in rules()} == set(javascript.INVALID)
