"""A comparison's report: the decision and a table, or JSON lines."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from statistics import median
from typing import Any

from .decision import NOT_ENOUGH, Decision, Flip, p95
from .decision_words import headline, needed
from .effort import effort_of
from .judging import Verdict, verdicts
from .run import Comparison
from .sides import Answer, Side

CAVEAT = (
    "Judged is only what can be checked: whether an answer came, JSON parses, a schema holds, "
    "the tool expected was called with arguments that fit, a text is there. Which text is better "
    "is for a reader to say."
)
FROM_THE_SANDBOX = "Every answer came from the sandbox, none from a model."
MOST_SHOWN = 20
"""Flips of each kind that the text shows."""

KINDS = ("answered", "json", "schema", "tool", "arguments", "contains")


def _figures(comparison: Comparison, side: Side) -> dict[str, Any]:
    answers = [
        (prompt, answer)
        for prompt in comparison.prompts
        for answer in comparison.answers_of(prompt, side)
        if answer is not None
    ]
    found = [verdict for prompt, answer in answers for verdict in verdicts(prompt, answer)]
    times = sorted(answer.seconds for _, answer in answers if answer.seconds is not None)
    usages = [answer.usage for _, answer in answers if answer.usage]
    costs = [answer.cost for _, answer in answers if answer.usage]
    known = [cost for cost in costs if cost is not None]
    return {
        "side": side.name,
        "model": side.model,
        "answered_by": sorted({answer.model for _, answer in answers if answer.model}),
        "asked": len(answers),
        **{
            kind: {
                "holds": sum(it.holds for it in found if it.what == kind),
                "of": sum(it.what == kind for it in found),
            }
            for kind in KINDS
        },
        "median_seconds": round(median(times), 4) if times else None,
        "p95_seconds": round(p95(times) or 0, 4) if times else None,
        "input_tokens": sum(usage[0] for usage in usages),
        "cached_tokens": sum(usage[1] for usage in usages),
        "output_tokens": sum(usage[2] for usage in usages),
        "cost": sum(known) if costs and len(known) == len(costs) else None,
    }


def rows_of(comparison: Comparison) -> list[tuple[str, list[str]]]:
    """Return the figures of both sides as rows of a table."""
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
        row("median time", lambda it: in_seconds(it["median_seconds"])),
        row("95th percentile", lambda it: in_seconds(it["p95_seconds"])),
        row("input tokens", lambda it: f"{it['input_tokens']:,}"),
        row("of them cached", lambda it: f"{it['cached_tokens']:,}"),
        row("output tokens", lambda it: f"{it['output_tokens']:,}"),
        row("cost", lambda it: in_dollars(it["cost"])),
    ]


def in_seconds(value: float | None) -> str:
    """Write a time, or nothing for none."""
    return "" if value is None else f"{value * 1000:.0f} ms" if value < 1 else f"{value:.1f} s"


def in_dollars(value: float | None) -> str:
    """Write a cost."""
    return "price not known" if value is None else f"${value:.6f}"


def text(comparison: Comparison, decision: Decision) -> str:
    """Return the decision, the figures of both sides, and the prompts that flipped."""
    names = [side.name for side in comparison.sides]
    rows = [("", names), *rows_of(comparison)]
    widths = [max(len(row[1][place]) for row in rows) for place in range(len(names))]
    lines = [
        headline(comparison, decision),
        *(f"  {why}" for why in [*decision.why, *what_next(comparison, decision)]),
        "",
    ]
    lines += [
        f"{name:<16}"
        + "  ".join(f"{cell:>{width}}" for cell, width in zip(cells, widths, strict=True))
        for name, cells in rows
    ]
    for name, flips in (("Lost", decision.lost), ("Gained", decision.gained)):
        if flips:
            lines += ["", f"{name}, the {'worst' if name == 'Lost' else 'best'} first"]
            lines += [line for flip in flips[:MOST_SHOWN] for line in _told(comparison, flip)]
            if len(flips) > MOST_SHOWN:
                lines.append(f"  and {len(flips) - MOST_SHOWN:,} more: --format html shows all")
    if all(side.account.in_sandbox for side in comparison.sides):
        lines += ["", FROM_THE_SANDBOX]
    return "\n".join([*(line.rstrip() for line in lines), "", CAVEAT]) + "\n"


def what_next(comparison: Comparison, decision: Decision) -> list[str]:
    """Return what else a reader of the decision has to know, a sentence each."""
    told = []
    found = decision.interval
    if decision.verdict == NOT_ENOUGH and found is not None and found.low <= -decision.margin:
        more = decision.needed and max(0, decision.needed - decision.flips.prompts)
        told.append(needed(decision, more, effort_of(comparison, more) if more else None))
    if decision.unchecked:
        told.append(
            f"{decision.unchecked:,} of {len(comparison.prompts):,} prompts expect nothing but an "
            "answer and decide nothing."
        )
    both, reference = decision.flips.prompts, decision.passes[1]
    if both and reference < both / 2:
        told.append(
            f"The reference itself passes {reference:g} of {both:,} prompts: look at the checks."
        )
    return told


def _told(comparison: Comparison, flip: Flip) -> list[str]:
    critical = ", critical" if flip.prompt.critical else ""
    lines = [f"  {flip.prompt.id}{critical}"]
    for side in comparison.sides:
        answers = [it for it in comparison.answers_of(flip.prompt, side) if it is not None]
        passing = sum(all(v.holds for v in verdicts(flip.prompt, it)) for it in answers)
        shown = next((it for it in answers if _wrong(flip.prompt, it)), answers[0])
        why = "; ".join(_wrong(flip.prompt, shown)) or "passes"
        times = f" {passing} of {len(answers)}," if len(answers) > 1 else ""
        said = shown.text or ", ".join(f"{name}({it})" for name, it in shown.calls)
        lines.append(f"    {side.name}:{times} {why}" + (f" | {said[:200]!r}" if said else ""))
    return lines


def _wrong(prompt: Any, answer: Answer) -> list[str]:
    return [f"{it.what}: {it.why}" for it in verdicts(prompt, answer) if not it.holds]


def jsonl(comparison: Comparison, decision: Decision) -> str:
    """Return a line for each prompt, and a last one with the decision and the figures."""
    lines: list[dict[str, Any]] = []
    for prompt in comparison.prompts:
        told: dict[str, Any] = {"id": prompt.id, "request": prompt.request}
        if prompt.critical:
            told["critical"] = True
        for side in comparison.sides:
            told[side.name] = _answers(prompt, comparison.answers_of(prompt, side))
        lines.append(told)
    figures = [_figures(comparison, side) for side in comparison.sides]
    lines.append(
        {
            "decision": _decision(decision),
            "summary": figures,
            "left": comparison.left,
            "judged": CAVEAT,
        }
    )
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def _decision(decision: Decision) -> dict[str, Any]:
    found = decision.interval
    return {
        "verdict": decision.verdict,
        "exit_code": decision.exit_code,
        "why": list(decision.why),
        "margin_points": round(100 * decision.margin, 4),
        "prompts": decision.flips.prompts,
        "lost": round(decision.flips.lost, 4),
        "gained": round(decision.flips.gained, 4),
        "difference_points": round(100 * decision.flips.difference, 4),
        "interval_points": found and [round(100 * found.low, 4), round(100 * found.high, 4)],
        "lost_prompts": [flip.prompt.id for flip in decision.lost],
        "gained_prompts": [flip.prompt.id for flip in decision.gained],
        "not_compared": [{"id": name, "why": why} for name, why in decision.not_compared],
        "unchecked": decision.unchecked,
        "gates": [
            {"name": it.name, "limit": it.limit, "seen": it.seen, "kept": it.kept}
            for it in decision.gates
        ],
        "prompts_needed": decision.needed,
    }


def _answers(prompt: Any, answers: Sequence[Answer | None]) -> Any:
    told = [None if it is None else _answer(it, verdicts(prompt, it)) for it in answers]
    if len(told) == 1:
        return told[0]
    return {**(told[0] or {}), "repeats": told}


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
        "status": answer.status,
        "model": answer.model,
        "day": answer.day,
        "valid": all(it.holds for it in found),
        "checked": [{"what": it.what, "holds": it.holds, "why": it.why} for it in found],
    }


def html(comparison: Comparison, decision: Decision) -> str:
    """Return the page to sign."""
    from .signing import html as written

    return written(comparison, decision)


FORMATS: dict[str, Callable[[Comparison, Decision], str]] = {
    "text": text,
    "jsonl": jsonl,
    "html": html,
}
