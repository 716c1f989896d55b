"""Examples of JavaScript and TypeScript for every rule that applies there: tests, and the site's.

They stand here and not in the rules' files, since a rule knows no language.
"""

from __future__ import annotations

from ...rule import Example
from . import breaking, changing, moving

_ALL = (moving, breaking, changing)

INVALID: dict[str, tuple[Example, ...]] = {k: v for part in _ALL for k, v in part.INVALID.items()}
"""Code that each rule reports."""

VALID: dict[str, tuple[Example, ...]] = {k: v for part in _ALL for k, v in part.VALID.items()}
"""Code that each rule leaves alone."""
