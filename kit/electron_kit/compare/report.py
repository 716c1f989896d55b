"""A comparison's report: a table, JSON lines, or a page with the answers side by side."""

from __future__ import annotations

import json
from collections.abc import Callable
from html import escape
from statistics import median
from typing import Any

from ..page import counts, page, table
from .judging import Verdict, verdicts
from .run import Comparison, pairs
from .sides import Answer, Side

CAVEAT = (
    "Judged is only what can be checked: whether an answer came, JSON parses, a schema holds, "
    "the tool expected was called with arguments that fit, a text is there. Which text is better "
    "is for a reader to say."
)
KINDS = ("answered", "json", "schema", "tool", "arguments", "contains")


def _figures(comparison: Comparison, side: Side) -> dict[str, Any]:
    answers = [
        (prompt, answer)
        for prompt in comparison.prompts
        if (answer := comparison.answer(prompt, side)) is not None
    ]
    found = [verdict for prompt, answer in answers for verdict in verdicts(prompt, answer)]
    times = sorted(answer.seconds for _, answer in answers if answer.seconds is not None)
    usages = [answer.usage for _, answer in answers if answer.usage]
    costs = [answer.cost for _, answer in answers if answer.usage]
    known = [cost for cost in costs if cost is not None]
    return {
        "side": side.name,
        "model": side.model,
        "asked": len(answers),
        **{
            kind: {
                "holds": sum(it.holds for it in found if it.what == kind),
                "of": sum(it.what == kind for it in found),
            }
            for kind in KINDS
        },
        "median_seconds": round(median(times), 4) if times else None,
        "p95_seconds": round(times[int((len(times) - 1) * 0.95)], 4) if times else None,
        "input_tokens": sum(usage[0] for usage in usages),
        "cached_tokens": sum(usage[1] for usage in usages),
        "output_tokens": sum(usage[2] for usage in usages),
        "cost": sum(known) if costs and len(known) == len(costs) else None,
    }


def _rows(comparison: Comparison) -> list[tuple[str, list[str]]]:
    figures = [_figures(comparison, side) for side in comparison.sides]

    def row(name: str, write: Callable[[dict[str, Any]], str]) -> tuple[str, list[str]]:
        return name, [write(each) for each in figures]

    rows = [row("model", lambda it: str(it["model"])), row("asked", lambda it: str(it["asked"]))]
    return [
        *rows,
        *(
            (kind, [f"{it[kind]['holds']} of {it[kind]['of']}" for it in figures])
            for kind in KINDS
            if any(each[kind]["of"] for each in figures)
        ),
        row("median time", lambda it: _seconds(it["median_seconds"])),
        row("95th percentile", lambda it: _seconds(it["p95_seconds"])),
        row("input tokens", lambda it: f"{it['input_tokens']:,}"),
        row("of them cached", lambda it: f"{it['cached_tokens']:,}"),
        row("output tokens", lambda it: f"{it['output_tokens']:,}"),
        row("cost", lambda it: _dollars(it["cost"])),
    ]


def _seconds(value: float | None) -> str:
    return "" if value is None else f"{value * 1000:.0f} ms" if value < 1 else f"{value:.1f} s"


def _dollars(value: float | None) -> str:
    return "price not known" if value is None else f"${value:.6f}"


def text(comparison: Comparison) -> str:
    """Return the figures of both sides, and the prompts where something does not hold."""
    names = [side.name for side in comparison.sides]
    rows = [("", names), *_rows(comparison)]
    widths = [max(len(row[1][place]) for row in rows) for place in range(len(names))]
    lines = [
        f"{name:<16}"
        + "  ".join(f"{cell:>{width}}" for cell, width in zip(cells, widths, strict=True))
        for name, cells in rows
    ]
    failing = []
    for prompt, answers in pairs(comparison):
        for side, answer in zip(comparison.sides, answers, strict=True):
            wrong = [it for it in verdicts(prompt, answer) if not it.holds] if answer else []
            failing += [f"{prompt.id} {side.name}: {it.what}: {it.why}" for it in wrong]
    if failing:
        lines += ["", "What does not hold", *(f"  {line}" for line in failing)]
    if comparison.left:
        lines += ["", f"{comparison.left} requests were not sent yet."]
    return "\n".join([*(line.rstrip() for line in lines), "", CAVEAT]) + "\n"


def jsonl(comparison: Comparison) -> str:
    """Return a line for each prompt, and a last one with the figures."""
    lines = []
    for prompt, answers in pairs(comparison):
        told: dict[str, Any] = {"id": prompt.id, "request": prompt.request}
        for side, answer in zip(comparison.sides, answers, strict=True):
            told[side.name] = None if answer is None else _answer(answer, verdicts(prompt, answer))
        lines.append(told)
    figures = [_figures(comparison, side) for side in comparison.sides]
    lines.append({"summary": figures, "left": comparison.left, "judged": CAVEAT})
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def _answer(answer: Answer, found: list[Verdict]) -> dict[str, Any]:
    usage = answer.usage or (None, None, None)
    return {
        "text": answer.text,
        "tool_calls": [{"name": name, "arguments": it} for name, it in answer.calls],
        "finish_reason": answer.finish,
        "seconds": answer.seconds,
        "input_tokens": usage[0],
        "cached_tokens": usage[1],
        "output_tokens": usage[2],
        "cost": answer.cost,
        "error": answer.error,
        "valid": all(it.holds for it in found),
        "checked": [{"what": it.what, "holds": it.holds, "why": it.why} for it in found],
    }


def html(comparison: Comparison) -> str:
    """Return a page with the figures and the answers side by side."""
    names = [side.name for side in comparison.sides]
    title = f"{len(comparison.prompts)} prompts: {' and '.join(names)}"
    body = [
        f"<h1>{escape(title)}</h1>",
        f"<p>{escape(CAVEAT)}</p>",
        counts([("prompts", len(comparison.prompts)), ("requests not sent", comparison.left)]),
    ]
    if all(side.account.in_sandbox for side in comparison.sides):
        body.append("<p>Every answer came from the sandbox, none from a model.</p>")
    rows = [[escape(name), *map(escape, cells)] for name, cells in _rows(comparison)]
    body.append(table(["", *names], rows, range(1, len(names) + 1)))
    body.append("<h2>Side by side</h2>")
    body.append(
        table(
            ["Prompt", *names],
            (
                [
                    f"<b>{escape(prompt.id)}</b><pre>{escape(prompt.question[:2_000])}</pre>",
                    *(
                        _cell(answer, verdicts(prompt, answer) if answer else [])
                        for answer in answers
                    ),
                ]
                for prompt, answers in pairs(comparison)
            ),
        )
    )
    return page(title, body)


def _cell(answer: Answer | None, found: list[Verdict]) -> str:
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
    facts = [_seconds(answer.seconds)]
    if answer.usage:
        facts.append(f"{answer.usage[0]:,} in, {answer.usage[2]:,} out")
    if answer.cost is not None:
        facts.append(_dollars(answer.cost))
    told = escape(" · ".join(filter(None, facts)))
    return f'{shown}{calls}{"<br>".join(words)}<p class="soft">{told}</p>'


FORMATS: dict[str, Callable[[Comparison], str]] = {"text": text, "jsonl": jsonl, "html": html}
