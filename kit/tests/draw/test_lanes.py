"""Behaviour of `timeline`."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from electron_kit.draw import Bar, timeline
from electron_kit.draw.svg import MEANINGS, TONES

TIMES = st.floats(min_value=0, max_value=1e6)
BARS = st.tuples(TIMES, TIMES, st.text(max_size=60)).map(
    lambda bar: (min(bar[:2]), max(bar[:2]), bar[2])
)


def rects(html: str) -> list[tuple[float, float, float]]:
    """Return x and width in percent and y in pixels of each bar."""
    found = re.findall(r'<rect x="([\d.]+)%" y="([\d.]+)" width="([\d.]+)%"', html)
    return [(float(x), float(width), float(y)) for x, y, width in found]


def test_bars_stand_where_their_times_are() -> None:
    """Positions are shares of the longest time, across lanes."""
    drawing = timeline({"a": [(0, 250)], "b": [(250, 1000)]}, title="t")
    assert [bar[:2] for bar in rects(drawing.html)] == [(0, 25), (25, 75)]


def test_bars_of_a_lane_that_overlap_stand_below_each_other() -> None:
    """Two calls of the same tool at the same time can both be seen."""
    overlapping = timeline({"a": [(0, 60), (40, 100)]}, title="t")
    (_, _, first), (_, _, second) = rects(overlapping.html)
    assert second > first
    following = timeline({"a": [(0, 40), (40, 100)]}, title="t")
    (_, _, first), (_, _, second) = rects(following.html)
    assert second == first
    assert overlapping.height > following.height


def test_times_are_rounded_to_the_step() -> None:
    """Runs that differ by less than a step look the same."""
    one = timeline({"a": [(3, 398), 401]}, title="t", step=50)
    other = timeline({"a": [(9, 411), 410]}, title="t", step=50)
    assert one == other
    assert repr(one) == "t. a: 0 to 400 ms, 1 mark 400 ms."


def test_a_text_that_fits_only_a_wide_picture_is_placed_for_both() -> None:
    """On a phone it stands below its bar, on a desktop on it, and it is there in both."""
    text = "One moment, let me look that up."
    html = timeline({"a": [(300, 1000, text)]}, title="t").html
    classes = re.findall(rf'class="([^"]*)">{re.escape(text)}<', html)
    assert sorted(each.split()[-1] for each in classes) == ["n", "w"]


def test_a_short_text_is_written_once() -> None:
    """Text that fits everywhere needs no second place."""
    assert timeline({"a": [(0, 1000, "short")]}, title="t").html.count(">short<") == 1


@given(
    st.dictionaries(st.text(max_size=9), st.lists(BARS | TIMES, max_size=8), min_size=1, max_size=4)
)
def test_any_lanes_can_be_drawn(lanes: dict) -> None:
    """No bar leaves the picture, whatever the times."""
    drawing = timeline(lanes, title="t")
    for x, width, y in rects(drawing.html):
        assert -0.01 <= x <= 100.01
        assert x + width <= 100.02
        assert 0 <= y < drawing.height


@pytest.mark.parametrize(
    ("lanes", "named"),
    [
        ({}, "needs a lane"),
        ({"speech": [(5, 1)]}, "'speech'"),
        ({"speech": [-1]}, "'speech'"),
        ({"speech": [Bar(0, 1, "", "mauve")]}, "'mauve'"),
    ],
)
def test_lanes_that_make_no_sense_are_refused(lanes: dict, named: str) -> None:
    """The error names the lane or the value."""
    with pytest.raises(ValueError, match=named):
        timeline(lanes, title="t")


def test_what_is_counted_can_be_anything() -> None:
    """Such as events, where no time was measured; only milliseconds become seconds."""
    shown = timeline({"filler": [1, 2], "call": [(3, 20_000)]}, title="T", unit="events")
    assert shown.description == "filler: 2 marks 1 to 2 events. call: 3 to 20000 events."
    assert " events<" in shown.body


def test_a_colour_is_a_kind_of_thing_and_not_a_lane() -> None:
    """Tokens of two answers look alike, calls look alike, and a provider's lane is its own."""
    answers = timeline({"whole": [9], "stream": [(0, 3, "", "quiet"), 3, 6, 9]}, title="t").body
    assert shown(answers) == {"output", "quiet"}
    assert shown(timeline({"a": [(0, 4)], "b": [(2, 9)]}, title="t").body) == {"call"}
    assert shown(timeline({"Electron": [1, (2, 3)], "text": [4]}, title="t").body) == {
        "electron",
        "output",
    }


def shown(body: str) -> set[str]:
    """Return the meanings of the tones that a picture uses."""
    named = {TONES[tone]: name for name, tone in MEANINGS.items()} | {TONES["quiet"]: "quiet"}
    return {named[tone] for tone in TONES.values() if tone in body}
