"""The drawing that all pictures are, and the few shapes that they are made of.

A picture is HTML with an inline SVG, not ``image/svg+xml``: the latter becomes an
``<img>`` on the site, which can follow neither the page's text colour nor its
dark mode. Horizontal positions are percentages and everything else is pixels,
without a ``viewBox``: the picture gets narrower on a phone and its text stays as large.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from unicodedata import east_asian_width

TONES = {
    "blue": "#3b82f6",
    "orange": "#d9700d",
    "teal": "#0d9488",
    "violet": "#9b5de5",
    "pink": "#db4a8f",
    "olive": "#7d8a1e",
    "brown": "#a9713f",
    "good": "#24914f",
    "bad": "#e04848",
    "quiet": "#7d8794",
}
"""Middle tones: each stands out by 3:1 or more from a white page and from a dark one."""

PROVIDER_TONES = {"electron": "blue", "openai": "orange"}
MEANINGS = PROVIDER_TONES | {
    "input": "teal",
    "cached input": "violet",
    "output": "pink",  # tokens of an answer, on a bill and as they arrive
    "call": "olive",  # something that lasts, such as a tool at work
    "amount": "brown",  # of one thing, without parts
}
"""One tone, one meaning, in every picture."""
SERIES = ("teal", "violet", "pink", "olive")
"""Tones of names without a meaning of their own, in turn; a legend stands beside them."""

NARROW, WIDE = 320, 600
"""Pixels that a picture has at least on a small phone, and from where on it counts as wide."""

CHARACTER = 7.2
"""Pixels that a character of text takes at most, on average."""

# The theme of the site paints outputs of dark pages light, so as to suit pictures that cannot
# follow; these can. The selector repeats the theme's own so as to weigh as much.
_STYLE = """
.ek-draw{max-width:46rem;padding:4px 12px;box-sizing:border-box;container-type:inline-size;
font:13px/1.3 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
.ek-draw>p{font-size:15px;font-weight:600;margin:0 0 10px}
.ek-draw svg{display:block;overflow:visible;max-width:none;color:inherit}
.ek-draw text{fill:currentColor;stroke:none}
.ek-draw .b{font-weight:600}.ek-draw .m{opacity:.78}
.ek-draw .e{text-anchor:end}.ek-draw .c{text-anchor:middle}
.ek-draw .w{display:none}
@container (min-width:600px){.ek-draw .w{display:inline}.ek-draw .n{display:none}}
html[data-theme=dark] .bd-content div.cell_output .text_html:has(div.ek-draw)
{background:none;color:inherit;padding:0}
"""


@dataclass(frozen=True, slots=True, repr=False)
class Drawing:
    """A picture with its words.

    Attributes:
        title: What it shows, in one phrase.
        description: The same content in words, for those who cannot see it.
        height: Its height in pixels; its width is that of the page.
        body: The SVG elements.
    """

    title: str
    description: str
    height: float
    body: str

    @property
    def html(self) -> str:
        """The picture as HTML that can stand anywhere in a page, any number of times."""
        # MathJax would take what stands between two dollar signs for a formula, hence the class.
        key = sha256(f"{self.title}{self.description}{self.body}".encode()).hexdigest()[:8]
        return (
            f'<div class="ek-draw mathjax_ignore"><style>{_STYLE}</style>'
            f'<p aria-hidden="true">{escape(self.title)}</p>'
            f'<svg width="100%" style="height:{number(self.height)}px" role="img" '
            f'aria-labelledby="t{key} d{key}">\n'
            f'<title id="t{key}">{escape(self.title)}</title>\n'
            f'<desc id="d{key}">{escape(self.description)}</desc>\n'
            f"{self.body}\n</svg></div>"
        )

    def __repr__(self) -> str:
        """Return the words, which is what a terminal shows."""
        return f"{self.title}. {self.description}"

    def _repr_html_(self) -> str:
        return self.html


def number(value: float) -> str:
    """Write a coordinate with at most two decimals."""
    return f"{value:z.2f}".rstrip("0").rstrip(".")  # z: no -0


def percent(value: float) -> str:
    """Write a fraction of the width."""
    return f"{number(100 * value)}%"


def width_of(text: str) -> float:
    """Estimate how many pixels a text takes."""
    return CHARACTER * sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def label(text: str, x: str | float, y: float, style: str = "", dx: float = 0) -> str:
    """Write a line of text.

    Args:
        text: What to write.
        x: Where it starts, as a percentage or in pixels.
        y: Its base line in pixels.
        style: Classes: ``b`` bold, ``m`` muted, ``e`` ends at x, ``c`` centred at x; ``n`` or ``w``
            for text that is shown only in narrow or in wide pictures.
        dx: Pixels to move it by.
    """
    at = x if isinstance(x, str) else number(x)
    moved = f' dx="{number(dx)}"' if dx else ""
    classes = f' class="{style}"' if style else ""
    return f'<text x="{at}" y="{number(y)}"{moved}{classes}>{escape(text)}</text>'


def box(
    x: str | float, y: float, width: str | float, height: float, tone: str, *, radius: float = 5
) -> str:
    """Draw a tinted bar: the tint lets text on it keep the page's colour and contrast."""
    at, wide = (value if isinstance(value, str) else number(value) for value in (x, width))
    waits = tone == "quiet"
    return (
        f'<rect x="{at}" y="{number(y)}" width="{wide}" height="{number(height)}" '
        f'rx="{number(radius)}" fill="{TONES[tone]}" fill-opacity="{0.06 if waits else 0.26}" '
        f'stroke="{TONES[tone]}" stroke-width="1.5"'
        + (' stroke-dasharray="4 3"/>' if waits else "/>")
    )


def tones_for(names: Iterable[str]) -> dict[str, str]:
    """Give each name a tone: its own if it has a meaning, else one that is still free."""
    names = list(dict.fromkeys(names))
    known = {name: MEANINGS[name.lower()] for name in names if name.lower() in MEANINGS}
    rest = [name for name in names if name not in known]
    free = [tone for tone in SERIES if tone not in known.values()] or SERIES
    return known | {name: free[at % len(free)] for at, name in enumerate(rest)}


def legend(entries: Iterable[tuple[str, str]], y: float) -> tuple[str, float]:
    """Draw what the tones mean; return it and the height that it takes.

    Args:
        entries: Names with their tones.
        y: Where it begins, in pixels.
    """
    drawn, x, line = [], 0.0, 0
    for name, tone in entries:
        if x and x + 18 + width_of(name) > NARROW:
            x, line = 0.0, line + 1
        drawn.append(box(x, y + 20 * line + 1, 12, 12, tone, radius=3))
        drawn.append(label(name, x + 18, y + 20 * line + 12))
        x += 34 + width_of(name)
    return "\n".join(drawn), 20.0 * (line + 1) + 6


def steps_of(longest: float, most: int = 5) -> list[float]:
    """Return round numbers from 0 up to a length, to mark an axis with."""
    if longest <= 0:
        return [0.0]
    power = 1e-9
    while True:
        for factor in (1, 2, 2.5, 5):
            step = power * factor
            if longest / step <= most:
                return [step * at for at in range(int(longest / step + 1e-9) + 1)]
        power *= 10
