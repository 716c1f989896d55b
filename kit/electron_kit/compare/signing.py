"""One page to sign: the verdict, the evidence for it, and the answers side by side."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from importlib.metadata import version

from ..page import counts, page, table
from .decision import GO, NO_GO, Decision
from .decision_words import headline
from .judging import Verdict, verdicts
from .prompts import Prompt
from .report import CAVEAT, FROM_THE_SANDBOX, in_dollars, in_seconds, rows_of, what_next
from .run import Comparison
from .sides import Answer

_TONES = {GO: "good", NO_GO: "bad"}
_METHOD = (
    "Method: non-inferiority, paired by prompt; Tango's score interval for the difference of "
    "paired proportions (Statistics in Medicine 17, 1998), each bound at a risk of 5 %."
)


def html(comparison: Comparison, decision: Decision) -> str:
    """Return the page.

    Args:
        comparison: The prompts and the answers.
        decision: What follows from them.
    """
    names = [side.name for side in comparison.sides]
    title = f"{decision.verdict}: {' for '.join(names)}"
    tone = _TONES.get(decision.verdict, "fair")
    said = headline(comparison, decision)
    body = [
        f'<h1><span class="{tone}">{escape(said)}</span></h1>',
        *(f"<p>{escape(why)}</p>" for why in [*decision.why, *what_next(comparison, decision)]),
    ]
    if all(side.account.in_sandbox for side in comparison.sides):
        body.append(f"<p><b>{escape(FROM_THE_SANDBOX)}</b></p>")
    if decision.interval is not None:
        body.append(decision.picture.html)
    body.append(
        counts(
            [
                ("prompts compared", f"{decision.flips.prompts:,}"),
                ("lost", len(decision.lost)),
                ("gained", len(decision.gained)),
                ("not compared", len(decision.not_compared)),
                ("requests not sent", comparison.left),
            ]
        )
    )
    rows = [[escape(name), *map(escape, cells)] for name, cells in rows_of(comparison)]
    body.append(table(["", *names], rows, range(1, len(names) + 1)))
    body += [f"<p>{escape(CAVEAT)}</p>", *_gates(decision), *_signature(), *_evidence(comparison)]
    for name, flips in (("Lost, the worst first", decision.lost), ("Gained", decision.gained)):
        if flips:
            body += [f"<h2>{name}</h2>", _side_by_side(comparison, [it.prompt for it in flips])]
    if decision.not_compared:
        told = ([escape(name), escape(why)] for name, why in decision.not_compared)
        body += ["<h2>Not compared</h2>", table(["Prompt", "Why"], told)]
    body += ["<h2>All prompts</h2>", _side_by_side(comparison, comparison.prompts)]
    return page(title, body)


def _gates(decision: Decision) -> Iterator[str]:
    if decision.gates:
        yield table(
            ["Limit", "At most", "Seen"],
            (
                [
                    escape(gate.name),
                    f"{gate.limit:g}",
                    "not measured"
                    if gate.seen is None
                    else f'<span class="{"good" if gate.kept else "bad"}">{gate.seen:.4g}</span>',
                ]
                for gate in decision.gates
            ),
            (1, 2),
        )


def _signature() -> Iterator[str]:
    line = "display:inline-block;min-width:14rem;border-bottom:1px solid var(--ink)"
    yield "<h2>Decided</h2>"
    yield (
        f'<p>by <span style="{line}">&nbsp;</span> on <span style="{line}">&nbsp;</span></p>'
        '<p class="soft">The program shows the evidence; a person decides.</p>'
    )


def _evidence(comparison: Comparison) -> Iterator[str]:
    """Yield what a later reader needs to check that this is about the same thing."""
    yield "<h2>Evidence</h2>"
    answers = list(comparison.answers.values())
    days = sorted({it.day for it in answers if it.day})
    rows = [
        ["prompts", f"<code>sha256 {digest_of(comparison.prompts)}</code>"],
        ["requests for each prompt", str(comparison.repeat)],
        ["days", escape(" to ".join(dict.fromkeys((days[0], days[-1])))) if days else "none"],
    ]
    for side in comparison.sides:
        by = sorted({it.model for it in answers if it.side == side.name and it.model})
        told = f"asked for {side.model}" + (f", answered by {', '.join(by)}" if by else "")
        rows.append([side.name, f"{escape(told)}<br><code>{escape(side.account.base_url)}</code>"])
    versions = ", ".join(f"{name} {version(name)}" for name in ("electron-migration-kit", "openai"))
    rows.append(["versions", escape(f"{versions}, Python {platform.python_version()}")])
    yield table(["", ""], rows)
    yield f'<p class="soft">{escape(_METHOD)}</p>'


def digest_of(prompts: Iterable[Prompt]) -> str:
    """Return a hash of prompts with what is expected of them, whatever their order."""
    lines = sorted(
        json.dumps([it.id, it.request, it.model, it.expect, it.critical], sort_keys=True)
        for it in prompts
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _side_by_side(comparison: Comparison, prompts: Iterable[Prompt]) -> str:
    names = [side.name for side in comparison.sides]
    return table(["Prompt", *names], (_row(comparison, prompt) for prompt in prompts))


def _row(comparison: Comparison, prompt: Prompt) -> list[str]:
    critical = ' <span class="note">critical</span>' if prompt.critical else ""
    asked = escape(prompt.question[:2_000])
    return [
        f"<b>{escape(prompt.id)}</b>{critical}<pre>{asked}</pre>",
        *(_cell(prompt, comparison.answers_of(prompt, side)) for side in comparison.sides),
    ]


def _cell(prompt: Prompt, answers: Sequence[Answer | None]) -> str:
    """Write a side's answers; of several equal ones the first."""
    shown: dict[str, int] = {}
    for answer in answers:
        text = _answer(answer, verdicts(prompt, answer) if answer else [])
        shown[text] = shown.get(text, 0) + 1
    if len(answers) == 1:
        return next(iter(shown))
    return "".join(f'<p class="soft">{number} times</p>{text}' for text, number in shown.items())


def _answer(answer: Answer | None, found: list[Verdict]) -> str:
    if answer is None:
        return '<span class="soft">not asked yet</span>'
    words = []
    for it in found:
        mark, why = ("good", "holds") if it.holds else ("bad", it.why or "does not hold")
        if it.what == "answered" and it.holds:
            continue
        words.append(f'<span class="{mark}">{escape(it.what)}: {escape(why)}</span>')
    calls = "".join(f"<pre>{escape(name)}({escape(it)})</pre>" for name, it in answer.calls)
    shown = f"<pre>{escape(answer.text)}</pre>" if answer.text else ""
    facts = [in_seconds(answer.seconds)]
    if answer.usage:
        facts.append(f"{answer.usage[0]:,} in, {answer.usage[2]:,} out")
    if answer.cost is not None:
        facts.append(in_dollars(answer.cost))
    told = escape(" · ".join(filter(None, facts)))
    return f'{shown}{calls}{"<br>".join(words)}<p class="soft">{told}</p>'
