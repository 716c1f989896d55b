"""``electron-kit explain CODE``: what a rule finds, why, what to write, and how to silence it."""

from __future__ import annotations

import argparse
import inspect
import json
import sys
from importlib.resources import files
from typing import Any

from ..audit.finding import Severity
from ..audit.reports.json import SCHEMA
from ..audit.rule import Example, Rule
from ..audit.rules import rules
from ..contract import RECORDS, Record
from ..providers import ConfigurationError

MEANS = {
    Severity.BREAKS: "an error on Electron, or no such endpoint",
    Severity.REWRITE: "a change that can be made by machine",
    Severity.SILENTLY_IGNORED: "accepted, without a promised effect",
    Severity.BEHAVIOUR_CHANGE: "works, but not as before",
    Severity.INFO: "to know of",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.description = (
        "Say what a rule of the audit finds, why that matters on Electron and by which source, "
        "what to write instead, and how to silence it."
    )
    parser.add_argument("codes", nargs="*", metavar="CODE", help="such as B01; all if none")
    parser.add_argument("--format", choices=["text", "json"], default="text", help="(text)")
    parser.add_argument(
        "--schema", action="store_true", help="print the JSON Schema of the kit's JSON, and end"
    )


def run(arguments: argparse.Namespace) -> int:
    """Explain, and return 0.

    Raises:
        ConfigurationError: There is no such rule.
    """
    if arguments.schema:
        sys.stdout.write(schema_text())
        return 0
    chosen = [_rule(code) for code in arguments.codes] or list(rules())
    told = [explanation(rule) for rule in chosen]
    if arguments.format == "json":
        print(json.dumps({"schema": SCHEMA, "rules": told}, indent=2, ensure_ascii=False))
    else:
        print("\n\n".join(as_text(it) for it in told))
    return 0


def schema_text() -> str:
    """Return the JSON Schema of what the kit writes for programs."""
    return (files(__package__) / "report.schema.json").read_text(encoding="utf-8")


def explanation(rule: Rule[Any]) -> dict[str, Any]:
    """Return what is to be known of a rule, as JSON has it.

    Args:
        rule: One of the audit's rules.
    """
    records = {record.key: record for record in RECORDS}
    before = rule.invalid[0] if rule.invalid else None
    return {
        "code": rule.code,
        "name": rule.name,
        "severity": rule.severity.value,
        "means": MEANS[rule.severity],
        "title": rule.title,
        "what": _plain(rule.__doc__ or ""),
        "why": rule.because,
        "sources": [it for key in rule.records for it in _sources(records[key])],
        "instead": rule.advice(),
        "before": _example(before),
        "after": _fixed(rule),
        "not_reported": _example(rule.valid[0] if rule.valid else None),
        "silence": {
            "line": f"# electron-kit: ignore[{rule.code}]",
            "file": f"# electron-kit: ignore-file[{rule.code}]",
            "run": f"electron-kit audit --ignore {rule.code}",
        },
    }


def as_text(told: dict[str, Any]) -> str:
    """Return an explanation for a reader.

    Args:
        told: What `explanation` returns.
    """
    lines = [
        f"{told['code']} {told['name']} ({told['severity']}: {told['means']})",
        "",
        told["what"],
        "",
        f"Why: {told['why']}",
        *(_cited(it) for it in told["sources"]),
    ]
    if told["instead"]:
        lines += ["", f"Write instead: {told['instead']}"]
    for name, words in (
        ("before", "Reported"),
        ("after", "Fixed"),
        ("not_reported", "Not reported"),
    ):
        if told[name]:
            lines += ["", f"{words}:", *(f"    {line}" for line in told[name]["code"].splitlines())]
    silence = told["silence"]
    lines += ["", "Silence it, with a reason beside it:", f"  on a line: {silence['line']}"]
    lines += [f"  in a file: {silence['file']}", f"  for a run: {silence['run']}"]
    return "\n".join(lines)


def _rule(code: str) -> Rule[Any]:
    known = {rule.code: rule for rule in rules()}
    found = known.get(code.strip().upper()) or next(
        (rule for rule in known.values() if rule.name == code.strip().lower()), None
    )
    if found is None:
        raise ConfigurationError(f"There is no rule {code!r}. The rules are {', '.join(known)}.")
    return found


def _plain(docstring: str) -> str:
    """Return a docstring's paragraphs, a line each, with its literals as Markdown has them."""
    blocks = inspect.cleandoc(docstring).replace("``", "`").split("\n\n")
    return "\n\n".join(" ".join(block.split()) for block in blocks)


def _sources(record: Record) -> list[dict[str, str]]:
    """Return a record's documents, or one entry without a document where it is assumed."""
    claim = record.electron
    about = {"record": record.key, "name": record.name, "basis": claim.basis.value}
    none = {"publisher": "", "title": "", "read": "", "url": ""}
    return [
        {
            **about,
            "publisher": source.publisher,
            "title": source.title,
            "read": source.read.isoformat(),
            "url": source.address,
        }
        for source in claim.sources
    ] or [about | none]


def _cited(source: dict[str, str]) -> str:
    """Return a line that says where a fact is from."""
    document = ", ".join(it for it in (source["publisher"], source["title"]) if it)
    where = f" {source['url']}" if source["url"] else ""
    return f"  {source['name']}: {document or 'no document'} ({source['basis']}){where}"


def _example(example: Example | None) -> dict[str, str] | None:
    if example is None:
        return None
    return {"language": example.language, "code": example.source.strip("\n")}


def _fixed(rule: Rule[Any]) -> dict[str, str] | None:
    fixed = next((it for it in rule.invalid if it.fixed), None)
    if fixed is None or fixed.fixed is None:
        return None
    return {"language": fixed.language, "code": fixed.fixed.strip("\n")}
