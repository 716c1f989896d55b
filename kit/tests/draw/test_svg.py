"""Behaviour of what all drawings share."""

import math
import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from electron_kit import draw
from electron_kit.draw.svg import MEANINGS, TONES, number, steps_of, tones_for, width_of

PAGES = {
    "site, light": "#ffffff",
    "site, dark": "#121212",
    "site, dark surface": "#14181e",
    "JupyterLab, dark": "#111111",
    "VS Code, dark": "#1f1f1f",
}


def luminance(colour: tuple[float, ...]) -> float:
    """Return the relative luminance of WCAG 2."""
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def rgb(text: str) -> tuple[float, ...]:
    """Read a colour."""
    return tuple(int(text[at : at + 2], 16) / 255 for at in (1, 3, 5))


def over(above: tuple[float, ...], below: tuple[float, ...], opacity: float) -> tuple[float, ...]:
    """Lay a translucent colour over another."""
    return tuple(a * opacity + b * (1 - opacity) for a, b in zip(above, below, strict=True))


def contrast(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """Return the contrast ratio of WCAG 2."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.fixture
def every() -> list[draw.Drawing]:
    """One drawing of each kind, with text that has to be escaped."""
    return [
        draw.timeline({"a <b> & c": [(0, 5, "<i>"), 7, 9]}, title="T & <t>"),
        draw.bars({"<one>": {"in & out": 1.5}}, title="T & <t>"),
        draw.route([("a & b", 503, "<note>"), ("c", 200)], title="T & <t>"),
        draw.clock([0, (1, 429), 65], title="T & <t>"),
    ]


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
@pytest.mark.parametrize("tone", TONES)
def test_a_tone_stands_out_from_a_page(tone: str, page: str) -> None:
    """Shapes have a contrast of 3:1 to light and dark pages."""
    assert contrast(rgb(TONES[tone]), rgb(page)) >= 3


@pytest.mark.parametrize("tone", TONES)
def test_a_glyph_stands_out_from_its_station(tone: str) -> None:
    """The white glyph of a station has a contrast of 3:1 to it."""
    assert contrast(rgb("#ffffff"), rgb(TONES[tone])) >= 3


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("#222832", "#ffffff"),
        ("#ced6dd", "#121212"),
        ("#212121", "#ffffff"),
        ("#ffffff", "#111111"),
    ],
)
@pytest.mark.parametrize("tone", TONES)
def test_text_on_a_tint_can_be_read(tone: str, text: str, page: str) -> None:
    """The page's text colour has 4.5:1 on a tinted bar, and so has muted text on the page."""
    tint = over(rgb(TONES[tone]), rgb(page), 0.26)
    assert contrast(rgb(text), tint) >= 4.5
    assert contrast(over(rgb(text), rgb(page), 0.78), rgb(page)) >= 4.5


def test_a_drawing_is_well_formed_and_named(every: list[draw.Drawing]) -> None:
    """Each is XML with a role, a title and a description, and references that resolve."""
    for drawing in every:
        svg = re.search(r"<svg.*</svg>", drawing.html, re.DOTALL)
        assert svg
        root = ElementTree.fromstring(svg[0])
        assert root.get("role") == "img"
        ids = [element.get("id") for element in root if element.get("id")]
        assert root.get("aria-labelledby") == " ".join(ids)
        assert root.find("title").text == drawing.title == "T & <t>"
        assert root.find("desc").text == drawing.description


def test_text_keeps_its_size_on_a_phone(every: list[draw.Drawing]) -> None:
    """Nothing is scaled: no viewBox, and no font below 13 pixels."""
    for drawing in every:
        assert "viewBox" not in drawing.html
        sizes = [float(size) for size in re.findall(r"font(?:-size)?:(\d+)px", drawing.html)]
        assert sizes
        assert min(sizes) >= 13


def test_a_drawing_is_the_same_each_time(every: list[draw.Drawing]) -> None:
    """The same input gives the same bytes, and another input another id."""
    again = draw.clock([0, (1, 429), 65], title="T & <t>")
    assert again.html == every[3].html
    key = re.compile(r'aria-labelledby="(\S+)')
    assert len({key.search(drawing.html)[1] for drawing in every}) == len(every)


def test_a_notebook_gets_html_and_a_terminal_words(every: list[draw.Drawing]) -> None:
    """The words are the representation, and the picture is HTML and no image/svg+xml."""
    for drawing in every:
        assert repr(drawing) == f"{drawing.title}. {drawing.description}"
        assert drawing._repr_html_() == drawing.html
        assert not hasattr(drawing, "_repr_svg_")


def test_providers_keep_their_tones() -> None:
    """Electron and OpenAI look the same in every picture, whatever stands beside them."""
    tones = tones_for(["x", "OpenAI", "y", "electron"])
    assert tones["electron"] == "blue"
    assert tones["OpenAI"] == "orange"
    assert len(set(tones.values())) == 4


@given(st.floats(min_value=1e-3, max_value=1e9))
def test_an_axis_has_few_round_marks(longest: float) -> None:
    """There are two to six marks from 0, none beyond the end."""
    steps = steps_of(longest)
    assert steps[0] == 0
    assert 2 <= len(steps) <= 6
    assert steps[-1] <= longest * (1 + 1e-6)


@given(st.floats(min_value=0, max_value=1e6))
def test_a_coordinate_is_short_and_close(value: float) -> None:
    """At most two decimals, without an exponent."""
    assert math.isclose(float(number(value)), value, abs_tol=0.0051)
    assert re.fullmatch(r"\d+(\.\d{1,2})?", number(value))


def test_wide_letters_take_twice_the_room() -> None:
    """Chinese text is reckoned wider than Latin text of as many letters."""
    assert width_of("你好") == 2 * width_of("ab")


def test_no_two_meanings_share_a_tone() -> None:
    """And a name without a meaning gets a tone that nothing beside it has."""
    assert len({*MEANINGS.values()}) == len(MEANINGS)
    assert [*tones_for(["mine", "input", "yours", "output"]).values()].count("teal") == 1
    assert len({*tones_for(["mine", "input", "yours", "output"]).values()}) == 4
