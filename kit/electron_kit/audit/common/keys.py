"""Whether a key may become Electron's, by where it comes from and who else reads it."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from ..facts import Fact, FrameworkClient
from ..hosts import FOREIGN_KEYS

_UNFOLLOWED = ("open", "file")
_CALLERS = ("caller", "given", "option")
OUT_OF_SIGHT = "takes a key that is not in sight"
SET_IN_CODE = "is set in code, and its value may be an OpenAI key"


def why_key_stays(kind: str, name: str) -> str:
    """Return why a client with a key from there stays, as a clause; empty if nothing is against it.

    Args:
        kind: The kind of the key's origin: what code out of sight gives (``open``, ``file``), or
            somebody else gives it (``caller``, ``given``, ``option``), or a variable (``env``).
        name: What it is called there.
    """
    if kind in _UNFOLLOWED:
        return f"takes its key from `{name}`, which is not followed"
    if kind in _CALLERS:
        # Whoever calls may hold a key of OpenAI's: under Electron's URL it would be sent there.
        return f"takes its caller's own key (`{name}`)"
    if kind == "env" and FOREIGN_KEYS.search(name):
        return f"takes another vendor's key (`{name}`)"
    return ""


def other_reader(facts: Iterable[Fact]) -> FrameworkClient | None:
    """Return a framework's client, which reads OpenAI's variable without writing its name.

    Args:
        facts: The project's facts.
    """
    return next(
        (f for f in facts if isinstance(f, FrameworkClient) and f.endpoint != "settings"), None
    )


def why_variable_stays(reader: FrameworkClient | None, where: str, movers: Collection[str]) -> str:
    """Return why checks and other reads of OpenAI's variable stay, as a clause; empty if they move.

    They move once no client that stays needs it: a check of a variable that is still read is
    right as it stands.

    Args:
        reader: A framework's client that reads it as well, if there is one.
        where: Where that one stands.
        movers: The keys of the clients that move and read it.
    """
    if reader is not None:
        return f"is also read by `{reader.symbol}` ({where})"
    return "" if movers else "is read by no client that moves"
