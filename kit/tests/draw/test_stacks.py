"""Behaviour of `bars`."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from electron_kit.draw import bars
from electron_kit.draw.svg import MEANINGS, PROVIDER_TONES, SERIES, TONES

AMOUNTS = st.floats(min_value=0, max_value=1e9)


def widths(html: str) -> list[float]:
    """Return the widths of the bars' parts, in percent."""
    return [float(width) for width in re.findall(r'width="([\d.]+)%" height="24"', html)]


def test_parts_are_drawn_to_scale() -> None:
    """The longest row fills the width and the parts add up."""
    drawing = bars({"a": {"x": 1, "y": 3}, "b": {"x": 2}}, title="t")
    assert widths(drawing.html) == [25, 75, 50]


def test_later_rows_say_how_they_compare() -> None:
    """Totals and differences are in the words, too."""
    drawing = bars({"a": 2.0, "b": 3.0, "c": 1.0, "d": 2.0}, title="t", unit="s")
    assert repr(drawing) == "t. a: 2 s. b: 3 s, 50 % more. c: 1 s, 50 % less. d: 2 s, equal."


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (0, "$0"),
        (0.0000123, "$0.0000123"),
        (0.02, "$0.02"),
        (12.345, "$12.35"),
        (12345.6, "$12,346"),
    ],
)
def test_amounts_are_written_without_an_exponent(amount: float, shown: str) -> None:
    """Small sums keep their significant figures."""
    assert repr(bars({"a": amount}, title="t")) == f"t. a: {shown}."


@given(
    st.dictionaries(
        st.text(max_size=9),
        AMOUNTS | st.dictionaries(st.text(max_size=9), AMOUNTS, max_size=4),
        min_size=1,
        max_size=4,
    )
)
def test_any_amounts_can_be_drawn(rows: dict) -> None:
    """No row is wider than the picture."""
    for width in widths(bars(rows, title="t").html):
        assert width <= 100.01


@pytest.mark.parametrize("rows", [{}, {"a": -1}, {"a": {"x": float("nan")}}])
def test_amounts_that_make_no_sense_are_refused(rows: dict) -> None:
    """No row, less than nothing and no number are errors."""
    with pytest.raises(ValueError, match=r"Bars need a row|Row 'a'"):
        bars(rows, title="t")


def test_a_share_is_written_as_a_part_of_the_whole() -> None:
    """Who looks for one part reads it, and not how the whole compares with another row."""
    steps = {"0%": {"electron": 0, "openai": 12}, "25%": {"electron": 2, "openai": 10}}
    words = bars(steps, title="Users", unit="users", share="electron").description
    assert "25%: 2 of 12 users (" in words
    assert "equal" not in words
    with pytest.raises(ValueError, match="no part 'gpt'; it has electron, openai"):
        bars(steps, title="Users", share="gpt")


def test_a_colour_has_one_meaning() -> None:
    """A provider's is only its own, and amounts of one kind have one."""
    amounts = bars({"first": 1, "last": 2, "third": 3}, title="Calls").body
    assert {tone for tone in TONES.values() if tone in amounts} == {TONES[MEANINGS["amount"]]}
    sides = bars({"electron": 1, "openai": 2}, title="Sides").body
    used = {tone for tone in TONES.values() if tone in sides}
    assert used == {TONES[tone] for tone in PROVIDER_TONES.values()}
    assert not {*SERIES} & {*PROVIDER_TONES.values()}
