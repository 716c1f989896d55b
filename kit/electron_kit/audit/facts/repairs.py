"""Changes that a front end can make, and the parts of a route that move together."""

from __future__ import annotations

from dataclasses import dataclass

from ..units import Place
from .fact import Fact


@dataclass(frozen=True, slots=True)
class Repair:
    """A change that a front end can turn into edits.

    Attributes:
        action: One of the words below.
        place: What it changes.
        fact: The fact it stems from, where the edit needs more than a place.
        others: Places of the same file that change with it, or not at all.

    The actions: ``set-model`` (the literal becomes ``electron``), ``set-client``
    (base URL and key), ``set-url`` (the literal becomes Electron's address), ``replace-key`` (a
    key that is written out), ``rename-field`` (to ``text``), ``set-string`` (the literal
    becomes ``text``), ``set-text`` (whatever stands there becomes ``text``), ``guard-chunk``,
    ``legacy-call``, ``responses-call`` (a chat request; ``text`` says what its input is),
    ``rename-variable``.
    """

    action: str
    place: Place
    fact: Fact | None = None
    text: str = ""
    others: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Part(Fact):
    """A part of a route: what has to move with other parts, or not at all.

    No rule looks at it: `electron_kit.audit.routes` joins the parts of all files, and only a
    change whose part moves is made.

    Attributes:
        key: What other parts call it: `part_key` of its repair, or a word of the front end.
        kind: ``client``, ``request``, ``call``, ``model``, ``key``, ``check``, ``field`` or
            ``name``.
        name: How a sentence calls it, such as ``the key `KEY```.
        needs: The keys of the parts without which it does not move.
        repair: The change that moves it; None if nothing of it is changed.
        code: The rule that reports the change; empty if it is another finding's.
        obstacle: Why it cannot move, as a clause; empty if it can.
        words: Names that code elsewhere may know it by, each with the file that defines it.
        stored: Whether it is a value that configuration stores.
        open: Whether it moves only if configuration stores a value for it.
    """

    key: str
    kind: str
    name: str
    needs: tuple[str, ...] = ()
    repair: Repair | None = None
    code: str = ""
    obstacle: str = ""
    words: tuple[tuple[str, str], ...] = ()
    stored: bool = False
    open: bool = False


def part_key(action: str, place: Place) -> str:
    """Return the key of the part that a repair changes."""
    cell = place.unit.cell or 0
    return f"{action}@{place.unit.path}#{cell}:{place.start}-{place.end}"
