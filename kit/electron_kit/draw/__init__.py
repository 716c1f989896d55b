"""Small drawings for lessons and pages: deterministic inline SVG, without a dependency.

>>> from electron_kit import draw
>>> draw.timeline({"filler": [(0, 400)], "get_weather": [(50, 900)]}, title="Both at once")
Both at once. filler: 0 to 400 ms. get_weather: 50 to 900 ms.

In a notebook the value is shown as a picture; where there is none, as its words.
"""

from .lanes import Bar, timeline
from .minutes import clock
from .rails import Step, route
from .spans import span
from .stacks import bars
from .svg import Drawing

__all__ = ["Bar", "Drawing", "Step", "bars", "clock", "route", "span", "timeline"]
