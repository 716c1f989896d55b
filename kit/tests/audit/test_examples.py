"""Every rule's own examples, run through the whole audit."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from electron_kit.audit import Confidence, Finding, Options, Source, Style, audit_sources
from electron_kit.audit.notebooks import notebook
from electron_kit.audit.rewrite import rewrites
from electron_kit.audit.rule import Example, Rule
from electron_kit.audit.rules import rules


def _run(rule: Rule, example: Example) -> list[Finding]:
    text = example.source
    main = notebook(text) if example.language == "notebook" else text.encode()
    sources = [Source(example.path, main)]
    sources += [Source(path, other.encode()) for path, other in example.files.items()]
    least = Confidence.LOW if example.hidden else Confidence.MEDIUM
    audit = audit_sources(sources, Options(select=(rule.code,), confidence=least, jobs=1))
    assert not audit.unread
    return list(audit.findings)


def _params(which: str) -> list[object]:
    return [
        pytest.param(rule, example, id=f"{rule.code}-{example.language}-{number}")
        for rule in rules()
        for number, example in enumerate(getattr(rule, which))
    ]


@pytest.mark.parametrize(("rule", "example"), _params("invalid"))
def test_invalid_examples_are_reported_where_they_say(rule: Rule, example: Example) -> None:
    """An example of what a rule reports is reported, on the lines that it names."""
    findings = _run(rule, example)
    assert findings
    assert {finding.code for finding in findings} == {rule.code}
    if example.lines is not None:
        assert tuple(finding.line for finding in findings) == example.lines


def test_examples_with_a_fix_come_out_as_they_say(on_electron: Callable[[str], str]) -> None:
    """The code after ``--fix`` with the literal style is the example's own."""
    for rule in rules():
        for example in rule.invalid:
            if example.fixed is None:
                continue
            before, fixed = example.source, example.fixed
            select: tuple[str, ...] = ()
            # What these change is a route, its client too.
            if rule.code not in ("R01", "R04", "P01"):
                before, fixed, select = on_electron(before), on_electron(fixed), (rule.code,)
            source = Source(example.path, before.encode())
            options = Options(select=select, style=Style.LITERAL, jobs=1)
            findings = audit_sources([source], options).findings
            [change] = rewrites(findings, [source], [])
            assert change.after.decode() == fixed


@pytest.mark.parametrize(("rule", "example"), _params("valid"))
def test_valid_examples_are_not_reported(rule: Rule, example: Example) -> None:
    """An example of what a rule leaves alone is left alone."""
    assert _run(rule, example) == []


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.code)
def test_a_rule_explains_itself(rule: Rule) -> None:
    """A rule has a docstring, examples of both kinds, the contract's words and advice."""
    assert type(rule).__doc__
    assert rule.valid
    assert rule.invalid
    assert rule.why()
    assert rule.advice()
