"""Where a difference lies, beside the margin that can be borne."""

from __future__ import annotations

from math import isfinite

from .svg import TONES, Drawing, box, label, number, percent


def span(low: float, seen: float, high: float, *, margin: float, title: str) -> Drawing:
    """Draw an interval of a difference on a scale of points, with the margin.

    Args:
        low: The interval's lower end, in points.
        seen: The difference that was seen, in points.
        high: Its upper end, in points.
        margin: The loss that can be borne, in points above 0.
        title: What it shows, in one phrase.

    Raises:
        ValueError: The numbers are not in order, or the margin is not above 0.

    >>> span(-2.1, -0.3, 1.4, margin=5, title="The difference")
    The difference. Seen −0.3 points, truly between −2.1 and +1.4; the margin is −5.
    """  # noqa: RUF002
    if not (isfinite(margin) and margin > 0 and low <= seen <= high):
        raise ValueError(f"{low!r} <= {seen!r} <= {high!r} with margin {margin!r}: not in order.")
    reach = 1.15 * max(1.6 * margin, -low, high)

    def at(points: float) -> str:
        return percent((points + reach) / (2 * reach))

    tone = "good" if low > -margin else "bad" if high < 0 and seen <= -margin else "quiet"
    y, height = 22.0, 30.0
    drawn = [
        label("worse", 0, 13, "m"),
        label("better", "100%", 13, "m e"),
        _zone(at(-margin), y, height + 8),
        _line(at(-margin), y, height + 8, TONES["bad"], dashed=True),
        _line(at(0), y, height + 8, "currentColor"),
        box(at(low), y + 10, percent((high - low) / (2 * reach)), 18, tone),
        f'<circle cx="{at(seen)}" cy="{number(y + 19)}" r="5" fill="currentColor"/>',
        label(f"margin {_signed(-margin)}", at(-margin), y + height + 24, "m c"),
        label("equal", at(0), 13, "m c"),
        label(
            f"seen {_signed(seen)}, between {_signed(low)} and {_signed(high)} points",
            "50%",
            y + height + 44,
            "b c",
        ),
    ]
    words = (
        f"Seen {_signed(seen)} points, truly between {_signed(low)} and {_signed(high)}; "
        f"the margin is {_signed(-margin)}."
    )
    return Drawing(title, words, y + height + 50, "\n".join(drawn))


def _zone(width: str, y: float, height: float) -> str:
    """Tint what cannot be borne."""
    return (
        f'<rect x="0" y="{number(y)}" width="{width}" height="{number(height)}" '
        f'fill="{TONES["bad"]}" fill-opacity="0.10"/>'
    )


def _line(x: str, y: float, height: float, colour: str, *, dashed: bool = False) -> str:
    dash = ' stroke-dasharray="4 3"' if dashed else ""
    return (
        f'<line x1="{x}" x2="{x}" y1="{number(y)}" y2="{number(y + height)}" '
        f'stroke="{colour}" stroke-width="1.5"{dash}/>'
    )


def _signed(points: float) -> str:
    if not round(points, 1):
        return "0"
    return f"{points:+.1f}".removesuffix(".0").replace("-", "\N{MINUS SIGN}")
