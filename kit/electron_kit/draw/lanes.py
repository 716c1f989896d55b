"""What happens at the same time, in lanes over milliseconds or another count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import inf
from typing import NamedTuple

from .svg import (
    MEANINGS,
    NARROW,
    PROVIDER_TONES,
    TONES,
    WIDE,
    Drawing,
    box,
    label,
    number,
    percent,
    steps_of,
)
from .svg import width_of as _width_of


class Bar(NamedTuple):
    """Something that lasts.

    Attributes:
        start: When it begins, in milliseconds.
        end: When it ends, in milliseconds.
        text: What to write on it or beside it.
        tone: ``"good"``, ``"bad"`` or ``"quiet"`` (waiting). If empty, a provider's lane has the
            provider's colour, and elsewhere a mark and a bar have one each, whatever the lane.
    """

    start: float
    end: float
    text: str = ""
    tone: str = ""


Item = float | Bar | tuple[float, float] | tuple[float, float, str] | tuple[float, float, str, str]

_TRACK = 26.0
_NAME = 20.0


def timeline(
    lanes: Mapping[str, Iterable[Item]], *, title: str, step: float = 1, unit: str = "ms"
) -> Drawing:
    """Draw lanes of bars and marks over milliseconds, or over anything else that is counted.

    Args:
        lanes: Items by the lane's name. A number is a mark at that moment, such as the
            arrival of a token; a `Bar` or a tuple ``(start, end, text, tone)`` lasts.
        title: What it shows, in one phrase.
        step: Times are rounded to multiples of this many milliseconds, so that
            a measured picture stays the same from run to run.
        unit: What is counted, such as ``"events"`` for the order in which things came.

    Returns:
        The picture; bars of one lane that overlap stand below each other.

    Raises:
        ValueError: There is no lane, or a time is negative or runs backwards.

    >>> timeline({"Electron": [Bar(0, 180, "waiting", "quiet"), 180, 200, 220]}, title="A stream")
    A stream. Electron: waiting 0 to 180 ms, 3 marks 180 to 220 ms.
    """
    if not lanes:
        raise ValueError("A timeline needs a lane: {'name': [(start_ms, end_ms, 'text'), …]}.")
    rows = {name: _read(name, items, step) for name, items in lanes.items()}
    longest = max((end for row in rows.values() for _, end, _, _ in row), default=0) or 1
    y = 0.0
    drawn: list[str] = []
    for name, row in rows.items():
        lane, height = _lane(name, row, longest, y)
        drawn += lane
        y += height
    ticks = steps_of(longest)
    drawn[:0] = [_grid(tick / longest, 0, y) for tick in ticks]
    shown, scale = ("s", 1000) if unit == "ms" and longest >= 10_000 else (unit, 1)
    drawn += [_tick(tick, longest, scale, shown, y + 16) for tick in ticks]
    words = ". ".join(f"{name}: {_words(row, unit)}" for name, row in rows.items())
    return Drawing(title, f"{words}.", y + 24, "\n".join(drawn))


def _read(name: str, items: Iterable[Item], step: float) -> list[Bar]:
    row = []
    for item in items:
        bar = Bar(item, item) if isinstance(item, int | float) else Bar(*item)
        if not 0 <= bar.start <= bar.end < inf:
            raise ValueError(f"Lane {name!r}: {item!r} needs 0 <= start <= end, in milliseconds.")
        bar = bar._replace(start=round(bar.start / step) * step, end=round(bar.end / step) * step)
        if bar.tone and bar.tone not in TONES:
            raise ValueError(f"Lane {name!r}: no tone {bar.tone!r}; choose one of {[*TONES]}.")
        row.append(bar)
    return row


def _lane(name: str, row: Sequence[Bar], longest: float, y: float) -> tuple[list[str], float]:
    """Draw a lane from y on; return its elements and its height."""
    drawn = [label(name, 0, y + 13, "b")]
    height = _NAME
    for packed in _packed(row):
        base = y + height
        needs_line = False
        drawn += [
            _mark(bar.start / longest, base, _tone(name, bar)) for bar in packed if _is_mark(bar)
        ]
        lasting = [bar for bar in packed if not _is_mark(bar)]
        for bar in lasting:
            left, right = bar.start / longest, bar.end / longest
            shown = box(percent(left), base, percent(right - left), _TRACK, _tone(name, bar))
            drawn.append(shown)
            if not bar.text:
                continue
            after = min(
                (other.start for other in packed if other.start > bar.start), default=longest
            )
            texts, below = _texts(bar.text, left, right, after / longest, base)
            needs_line = needs_line or below
            drawn += texts
        height += _TRACK + (20 if needs_line else 0) + 6
    return drawn, height + 6


def _texts(
    text: str, left: float, right: float, after: float, base: float
) -> tuple[list[str], bool]:
    """Place a bar's text for a narrow and for a wide picture; say whether a line below is used."""
    narrow, wide = (_place(text, left, right, after, room) for room in (NARROW, WIDE))
    shown = [("", narrow)] if narrow == wide else [(" n", narrow), (" w", wide)]
    texts = [
        label(text, at, base + (_TRACK + 15 if below else 17.5), style + only, dx)
        for only, (at, style, dx, below) in shown
    ]
    return texts, narrow[3] or wide[3]


def _place(
    text: str, left: float, right: float, after: float, room: float
) -> tuple[str, str, float, bool]:
    """Return where a text goes, its style, the pixels to move it by and whether below the bar."""
    wide = _width_of(text) + 12
    if wide <= (right - left) * room:
        return percent(left), "", 8, False
    if wide <= (after - right) * room:
        return percent(right), "", 7, False
    if left * room + wide <= room + 16:
        return percent(left), "m", 0, True
    if right * room >= wide:
        return percent(right), "m e", 0, True
    return "0%", "m", 0, True


def _packed(row: Sequence[Bar]) -> list[list[Bar]]:
    """Put bars that overlap into lines of their own, and marks into the first."""
    lines: list[list[Bar]] = [[]]
    for bar in sorted((bar for bar in row if not _is_mark(bar)), key=lambda bar: bar.start):
        for line in lines:
            if all(other.end <= bar.start for other in line):
                line.append(bar)
                break
        else:
            lines.append([bar])
    lines[0] += [bar for bar in row if _is_mark(bar)]
    return lines


def _tone(name: str, bar: Bar) -> str:
    own = bar.tone or PROVIDER_TONES.get(name.lower())
    return own or MEANINGS["output" if _is_mark(bar) else "call"]


def _is_mark(bar: Bar) -> bool:
    return bar.start == bar.end


def _mark(at: float, y: float, tone: str) -> str:
    return (
        f'<rect x="{percent(at)}" y="{number(y)}" width="4" height="{number(_TRACK)}" rx="2" '
        f'transform="translate(-2)" fill="{TONES[tone]}"/>'
    )


def _grid(at: float, top: float, bottom: float) -> str:
    return (
        f'<line x1="{percent(at)}" x2="{percent(at)}" y1="{number(top)}" y2="{number(bottom)}" '
        'stroke="currentColor" stroke-opacity="0.12"/>'
    )


def _tick(tick: float, longest: float, scale: float, unit: str, y: float) -> str:
    style = "m" if tick == 0 else "m e" if tick > 0.94 * longest else "m c"
    text = f"{number(tick / scale)} {unit}" if tick else "0"
    return label(text, percent(tick / longest), y, style)


def _words(row: Sequence[Bar], unit: str) -> str:
    words = [
        f"{bar.text} {number(bar.start)} to {number(bar.end)} {unit}".strip()
        for bar in row
        if not _is_mark(bar)
    ]
    marks = [bar.start for bar in row if _is_mark(bar)]
    if marks:
        many = "1 mark" if len(marks) == 1 else f"{len(marks)} marks"
        span = number(min(marks)) + (f" to {number(max(marks))}" if len(marks) > 1 else "")
        words.append(f"{many} {span} {unit}")
    return ", ".join(words) or "nothing"
