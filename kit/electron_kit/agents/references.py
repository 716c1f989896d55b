"""The skill's reference files, written from the contract and the rules so that they match them.

python -m electron_kit.agents.references          # says whether they are as they should be
python -m electron_kit.agents.references --write  # writes them
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

from ..audit.rules import rules
from ..contract import LIMITS, PLANS, RECORDS
from .explain import MEANS
from .skill import SKILL

_MADE = "<!-- Written from the code: python -m electron_kit.agents.references --write -->"


def rules_text() -> str:
    """Return the reference of the audit's rules."""
    return "\n".join(_rules()) + "\n"


def contract_text() -> str:
    """Return the reference of what Electron does with a request."""
    return "\n".join(_contract()) + "\n"


REFERENCES = {"rules.md": rules_text, "contract.md": contract_text}


def _rules() -> Iterator[str]:
    yield from (_MADE, "", "# The audit's rules", "")
    yield "`electron-kit explain CODE` says more: sources, before and after, how to silence it."
    for severity, means in MEANS.items():
        chosen = [rule for rule in rules() if rule.severity is severity]
        if chosen:
            yield from ("", f"## {severity.value}: {means}", "")
        for rule in chosen:
            advice = f" **Instead:** {_line(rule.advice())}" if rule.advice() else ""
            said = f"{_line(rule.title)}. {_line(rule.because)}{advice}"
            yield f"- **{rule.code} {rule.name}**: {said}"


def _contract() -> Iterator[str]:
    yield from (_MADE, "", "# What Electron does with a request", "")
    yield "Read from the vendor's documents, not measured; *assumed* where they are silent."
    yield from ("", "| what | on Electron | on OpenAI | instead |", "|---|---|---|---|")
    for record in RECORDS:
        ours, theirs = record.electron, record.openai
        yield (
            f"| {_cell(record.name)} | {ours.fate.value} ({ours.basis.value}) "
            f"| {theirs.fate.value} | {_cell(record.instead)} |"
        )
    yield from ("", "## Limits", "")
    for limit in LIMITS:
        yield f"- {_line(limit.name)}: {limit.value}"
    for plan in PLANS.values():
        if plan.requests_per_minute is not None:
            yield (
                f"- plan *{plan.name}*: {plan.requests_per_minute} requests a minute, "
                f"{plan.in_flight} in flight"
            )


def _line(text: str) -> str:
    return " ".join(text.split())


def _cell(text: str) -> str:
    return _line(text).replace("|", "\\|")


def main(arguments: Sequence[str]) -> int:
    """Write the references, or say which are not as they should be.

    Returns:
        0, or 1 if one differs and was not written.
    """
    differs = 0
    for name, text in REFERENCES.items():
        path = SKILL / "references" / name
        wanted = text()
        if path.exists() and path.read_text(encoding="utf-8") == wanted:
            continue
        if "--write" in arguments:
            path.write_text(wanted, encoding="utf-8")
        else:
            differs += 1
            print(f"{name} is not what the code says: write it with --write.", file=sys.stderr)
    return 1 if differs else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
