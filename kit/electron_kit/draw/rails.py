"""The way that one request takes: attempts, refusals and waits, from the top down."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from textwrap import wrap
from typing import NamedTuple

from ..record import CallRecord
from .svg import CHARACTER, NARROW, TONES, Drawing, label, legend, number
from .svg import tones_for as _tones_for


class Step(NamedTuple):
    """A step on the request's way.

    Attributes:
        provider: Where it was at the time.
        outcome: A status such as ``503``, or a word: ``"answered"``, ``"waited"``, ``"skipped"``
            (nothing was sent), or what went wrong, such as ``"timeout"``.
        note: More about it, in a sentence.
    """

    provider: str
    outcome: int | str
    note: str = ""


_GOOD = {"answered", "ok", "accepted", "done"}
_WAITING = {"waited", "wait", "waiting", "paced", "queued"}
_SKIPPED = {"skipped", "not sent", "open", "routed"}

_GLYPHS = {
    "good": "M-4 0.5L-1.2 3.5L4.5 -3",
    "bad": "M-3.5 -3.5L3.5 3.5M3.5 -3.5L-3.5 3.5",
    "waited": "M0 -4.5L0 0.5L3.5 2.5",
    "skipped": "M-4 0L4 0",
}
_COLUMN = 34.0


def route(
    steps: CallRecord | Iterable[Step | tuple[str, int | str] | tuple[str, int | str, str]],
    *,
    title: str,
) -> Drawing:
    """Draw a request's way through the providers.

    Args:
        steps: What happened to it, in order: `Step` or ``(provider, outcome, note)``; or the
            `CallRecord` of a client, of which no time is shown, since times change.
        title: What it shows, in one phrase.

    Returns:
        The picture: a column for each provider, a station for each step.

    Raises:
        ValueError: There is no step.

    >>> route([("electron", 503, "overloaded"), ("openai", 200)], title="The other one answers")
    The other one answers. electron: 503, overloaded. openai: 200.
    """
    way = _steps(steps) if isinstance(steps, CallRecord) else [Step(*step) for step in steps]
    if not way:
        raise ValueError("A route needs a step: [('electron', 503, 'overloaded'), …].")
    tones = _tones_for(step.provider for step in way)
    columns = {name: 13 + _COLUMN * at for at, name in enumerate(_providers(way))}
    text_x = 13 + _COLUMN * (len(columns) - 1) + 30
    keys, y = legend([(name, tones[name]) for name in columns], 0)
    drawn = [keys]
    y += 4
    top = y
    stations: list[tuple[float, float, Step]] = []
    texts = []
    for step in way:
        stations.append((columns[step.provider], y + 14, step))
        texts.append(label(f"{step.provider}: {step.outcome}", text_x, y + 18, "b"))
        y += 24
        for line in wrap(step.note, int((NARROW + 10 - text_x) / CHARACTER)):
            texts.append(label(line, text_x, y + 12, "m"))
            y += 18
        y += 14
    drawn += [_rail(x, top, y - 10, tones[name]) for name, x in columns.items()]
    drawn += [
        _track(before, after, tones[after[2].provider]) for before, after in pairwise(stations)
    ]
    drawn += [_station(x, at, _kind(step.outcome)) for x, at, step in stations]
    words = ". ".join(
        f"{step.provider}: {step.outcome}" + (f", {step.note.rstrip('.')}" if step.note else "")
        for step in way
    )
    return Drawing(title, f"{words}.", y, "\n".join(drawn + texts))


def _steps(call: CallRecord) -> list[Step]:
    """Return the steps of a call: who was passed over, and each attempt with its wait."""
    way = []
    for passed in call.passed_over:
        provider, _, why = passed.partition(": ")
        way.append(Step(provider, "skipped", why))
    for at, attempt in enumerate(call.attempts):
        # A wait of a millisecond is the queue's own work, and no wait.
        if attempt.waited > 0.001:
            why = "before it was sent again" if at else "for its turn"
            way.append(Step(attempt.provider, "waited", why))
        last = at + 1 == len(call.attempts)
        note = "; ".join(call.rewritten) if last else ""
        way.append(Step(attempt.provider, attempt.outcome, note))
    return way


def _providers(way: Iterable[Step]) -> list[str]:
    """Return the providers in the order in which the request met them."""
    return list(dict.fromkeys(step.provider for step in way))


def _kind(outcome: int | str) -> str:
    if isinstance(outcome, int):
        return "good" if 200 <= outcome < 300 else "bad"
    word = outcome.lower()
    starts = {"good": _GOOD, "waited": _WAITING, "skipped": _SKIPPED}
    for kind, words in starts.items():
        if any(word == known or word.startswith(f"{known} ") for known in words):
            return kind
    return "bad"


def _rail(x: float, top: float, bottom: float, tone: str) -> str:
    return (
        f'<rect x="{number(x - 13)}" y="{number(top)}" width="26" height="{number(bottom - top)}" '
        f'rx="13" fill="{TONES[tone]}" fill-opacity="0.12"/>'
    )


def _track(before: tuple[float, float, Step], after: tuple[float, float, Step], tone: str) -> str:
    (x1, y1, _), (x2, y2, step) = before, after
    bend = (y2 - y1) * 0.6
    path = (
        f"M{number(x1)} {number(y1)}C{number(x1)} {number(y1 + bend)} "
        f"{number(x2)} {number(y2 - bend)} {number(x2)} {number(y2)}"
    )
    dashes = ' stroke-dasharray="2 5"' if _kind(step.outcome) in {"waited", "skipped"} else ""
    return (
        f'<path d="{path}" fill="none" stroke="{TONES[tone]}" stroke-width="3" '
        f'stroke-linecap="round"{dashes}/>'
    )


def _station(x: float, y: float, kind: str) -> str:
    tone = TONES[kind if kind in TONES else "quiet"]
    return (
        f'<g transform="translate({number(x)} {number(y)})"><circle r="10" fill="{tone}"/>'
        f'<path d="{_GLYPHS[kind]}" fill="none" stroke="#fff" stroke-width="2.2" '
        'stroke-linecap="round" stroke-linejoin="round"/></g>'
    )
