"""The examples of every language but Python, and of configuration, run through the whole audit."""

from __future__ import annotations

import pytest

from electron_kit.audit import Audit, Options, Source, Style, audit_sources
from electron_kit.audit.config import examples as config
from electron_kit.audit.go import examples as go
from electron_kit.audit.java import examples as java
from electron_kit.audit.javascript import examples as javascript
from electron_kit.audit.rewrite import rewrites
from electron_kit.audit.ruby import examples as ruby
from electron_kit.audit.rule import Example
from electron_kit.audit.rules import rules

READER = """\
import os
from openai import OpenAI

OpenAI().chat.completions.create(model=os.environ["OPENAI_MODEL"], messages=[])
"""


def _sources(example: Example) -> list[Source]:
    sources = [Source(example.path, example.source.encode())]
    return sources + [Source(path, text.encode()) for path, text in example.files.items()]


def _run(code: str, sources: list[Source]) -> Audit:
    audit = audit_sources(sources, Options(select=(code,), style=Style.LITERAL, jobs=1))
    assert not audit.unread
    return audit


def _params(which: str) -> list[object]:
    return [
        pytest.param(code, example, id=f"{code}-{example.language}-{number}")
        for module in (javascript, config, go, java, ruby)
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
    code: str, example: Example
) -> None:
    """A fix changes an example into its fixed form; run on that, it changes nothing."""
    assert example.fixed is not None
    before, fixed, select = example.source, example.fixed, (code,)
    if code == "R01" or example.path == ".env":
        select = ()
    else:
        before, fixed = _on_electron(before), _on_electron(fixed)
    options = Options(select=select, style=Style.LITERAL, jobs=1)
    beside = example.files or {"reads.py": READER}
    sources = [Source(example.path, before.encode())]
    sources += [Source(path, text.encode()) for path, text in beside.items()]
    made = {r.path: r for r in rewrites(audit_sources(sources, options).findings, sources, [])}
    assert made[example.path].after.decode() == fixed
    again = [Source(s.path, made[s.path].after if s.path in made else s.data) for s in sources]
    assert list(rewrites(audit_sources(again, options).findings, again, [])) == []


def _on_electron(code: str) -> str:
    """Return an example with a client that is Electron's: what it sends is changed, then."""
    client = 'new OpenAI({ baseURL: "https://api.smallest.ai/waves/v1", apiKey: "sk_x" })'
    return code.replace("new OpenAI()", client)


@pytest.mark.parametrize(
    "example",
    [p.values[1] for p in _params("INVALID") if p.values[0] == "R02"],  # type: ignore[attr-defined]
)
def test_settings_that_no_request_is_seen_to_read_stay(example: Example) -> None:
    """What configuration holds is not changed for a name alone."""
    if not example.path.endswith((".env", ".yaml", ".toml", ".json")):
        return
    sources = _sources(example)[:1]
    assert list(rewrites(_run("R02", sources).findings, sources, [])) == []


def test_every_rule_but_config_only_ones_has_an_example_in_javascript() -> None:
    """Each rule of the audit is shown to work in JavaScript or TypeScript."""
    assert {rule.code for rule in rules()} - {"C05"} == set(javascript.INVALID)


def test_doors_that_only_report_serve_the_same_rules() -> None:
    """Go, Java and Ruby are shown to be looked through for the same things."""
    assert set(go.INVALID) == set(java.INVALID) == set(ruby.INVALID)
    beyond = {rule.code for rule in rules()} - set(go.INVALID)
    # How histories grow, what runs at once, how replies are read; what Python had before 1.0.
    assert beyond == {"B06", "C01", "C02", "C03", "C04", "I02", "R04"}
