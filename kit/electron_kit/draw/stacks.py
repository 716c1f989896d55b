"""Amounts made of parts, one above the other, such as a bill with and without caching."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf

from .svg import MEANINGS, PROVIDER_TONES, Drawing, box, label, legend, percent
from .svg import tones_for as _tones_for

_TRACK = 24.0


def bars(
    rows: Mapping[str, float | Mapping[str, float]],
    *,
    title: str,
    unit: str = "$",
    share: str | None = None,
) -> Drawing:
    """Draw a bar a row, made of its parts, each row beside its total.

    Args:
        rows: By the row's name an amount, or amounts by the part's name.
        title: What it shows, in one phrase.
        unit: What the amounts are in; a currency sign stands before, anything else behind.
        share: A part of which each row says how much of the whole it is.

    Returns:
        The picture; without a share, rows after the first also say how much more or less
        they are. Amounts without parts have one tone, since they are amounts of one thing.

    Raises:
        ValueError: There is no row, a row lacks the share, or an amount is negative or endless.

    >>> bars({"first": {"input": 0.4}, "again": {"input": 0.1, "cached": 0.075}}, title="A bill")
    A bill. first: $0.4 (input $0.4). again: $0.175, 56 % less (input $0.1, cached $0.075).
    >>> bars({"now": {"a": 2, "b": 10}}, title="Users", unit="users", share="a")
    Users. now: 2 of 12 users (a 2 users, b 10 users).
    """
    parts = _parts(rows, share)
    totals = {name: sum(row.values()) for name, row in parts.items()}
    longest = max(totals.values()) or 1
    first = next(iter(totals.values()))
    tones = _tones(rows)
    y = 0.0
    drawn: list[str] = []
    if any(isinstance(row, Mapping) for row in rows.values()):
        keys, y = legend(tones.items(), y)
        drawn.append(keys)
    words = []
    for at, (name, row) in enumerate(parts.items()):
        total = _amount(totals[name], unit)
        if share is not None:
            total = f"{_significant(row[share])} of {total}"
        elif at:
            total += _change(totals[name], first)
        drawn += [label(name, 0, y + 13, "b"), label(total, "100%", y + 13, "e")]
        left = 0.0
        for part, amount in row.items():
            if amount:
                drawn.append(
                    box(percent(left), y + 20, percent(amount / longest), _TRACK, tones[part])
                )
                left += amount / longest
        said = ", ".join(f"{part} {_amount(amount, unit)}" for part, amount in row.items())
        words.append(f"{name}: {total}" + (f" ({said})" if isinstance(rows[name], Mapping) else ""))
        y += _TRACK + 32
    return Drawing(title, ". ".join(words) + ".", y, "\n".join(drawn))


def _parts(
    rows: Mapping[str, float | Mapping[str, float]], share: str | None
) -> dict[str, Mapping[str, float]]:
    """Return each row by its parts, or refuse what cannot be drawn."""
    if not rows:
        raise ValueError("Bars need a row: {'name': {'part': amount, …}, …}.")
    parts = {name: row if isinstance(row, Mapping) else {name: row} for name, row in rows.items()}
    for name, row in parts.items():
        for part, amount in row.items():
            if not 0 <= amount < inf:
                raise ValueError(f"Row {name!r}, part {part!r}: {amount!r} is no amount.")
        if share is not None and share not in row:
            raise ValueError(f"Row {name!r} has no part {share!r}; it has {', '.join(row)}.")
    return parts


def _tones(rows: Mapping[str, float | Mapping[str, float]]) -> dict[str, str]:
    named = [part for row in rows.values() if isinstance(row, Mapping) for part in row]
    plain = {
        name: PROVIDER_TONES.get(name.lower(), MEANINGS["amount"])
        for name, row in rows.items()
        if not isinstance(row, Mapping)
    }
    return plain | _tones_for(named)


def _amount(value: float, unit: str) -> str:
    text = f"{value:,.0f}" if value >= 1000 else _significant(value)
    return f"{unit}{text}" if unit in {"$", "€", "£", "₹", "¥"} else f"{text} {unit}".strip()


def _significant(value: float) -> str:
    """Write three significant figures without an exponent."""
    decimals = 2
    while value and decimals < 12 and value < 10 ** (2 - decimals):
        decimals += 1
    text = f"{value:.{decimals}f}"
    return text.rstrip("0").rstrip(".")


def _change(value: float, first: float) -> str:
    if not first:
        return ""
    if value / first > 100:
        return ", over 100 times as much"
    change = round(100 * (value / first - 1))
    return (
        f", {change} % more" if change > 0 else f", {-change} % less" if change < 0 else ", equal"
    )
