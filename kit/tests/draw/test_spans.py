"""Behaviour of `span`."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from electron_kit.draw import span


@example([0.0, 0.0, -0.0], 1.0)
@given(st.lists(st.floats(-100, 100), min_size=3, max_size=3), st.floats(0.5, 99))
def test_the_words_say_what_the_picture_shows(ends: list, margin: float) -> None:
    """All three numbers and the margin are in the description, and nothing leaves the picture."""
    low, seen, high = sorted(ends)
    drawn = span(low, seen, high, margin=margin, title="t")
    assert drawn.description.startswith("Seen ")
    assert "the margin is" in drawn.description
    assert 'x="-' not in drawn.html
    assert 'width="-' not in drawn.html


@pytest.mark.parametrize("given_", [(1, 0, 2, 5), (0, 1, 2, 0), (0, 1, 2, float("nan"))])
def test_numbers_out_of_order_are_refused(given_: tuple) -> None:
    """An interval that does not hold what was seen, or a margin of none, is an error."""
    low, seen, high, margin = given_
    with pytest.raises(ValueError, match="not in order"):
        span(low, seen, high, margin=margin, title="t")
