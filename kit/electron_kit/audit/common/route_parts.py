"""How the parts of routes are collected, whatever the language: added, ended, held."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from ..facts import Part, Place
from ..trails import Trail, Use


class Parts(ABC):
    """Collects the parts of a project's routes."""

    def __init__(self) -> None:
        """Start with none."""
        self.parts: list[Part] = []

    @abstractmethod
    def fine(self, use: Use, what: str) -> bool:
        """Say whether a value may end there and move all the same.

        Args:
            use: Where it ends.
            what: What it is: ``client``, ``model``, ``key`` or ``url``.
        """

    @abstractmethod
    def where(self, use: Use) -> str:
        """Return where a value ends, as a sentence says it."""

    def called(self, use: Use) -> str:
        """Return what a value is used as."""
        return use.name

    def add(self, kind: str, key: str, place: Place, name: str, **more: Any) -> None:
        """Add a part.

        Args:
            kind: Its kind, as `Part` has it.
            key: What other parts call it.
            place: Where it is.
            name: How a sentence calls it.
            more: What else `Part` takes.
        """
        more["needs"] = tuple(more.get("needs", ()))
        more["words"] = tuple(more.get("words", ()))
        self.parts.append(Part(place=place, kind=kind, key=key, name=name, **more))

    def obstacle(self, trail: Trail, what: str, verb: str) -> str:
        """Return what a value ends in that cannot move; empty if all of it can.

        Args:
            trail: Where the value goes.
            what: What it is, as in `fine`.
            verb: What others do with it, such as ``read by``.
        """
        for use in trail.uses:
            if self.fine(use, what):
                continue
            if use.how == "other":
                return f"is also {verb} {use.name} ({self.where(use)})"
            if use.how == "compared":
                return f"is compared ({self.where(use)})"
            return f"is also used as `{self.called(use)}` ({self.where(use)})"
        return ""

    def held_by_tests(
        self, expected: Mapping[str, str], text_of: Callable[[Part], str]
    ) -> list[Part]:
        """Return the parts, with names of models held that a test also writes and nothing moves.

        Args:
            expected: Texts that tests write, each with where.
            text_of: Gives the name that a model's part is.
        """
        held = []
        for part in self.parts:
            text = text_of(part) if expected and part.kind == "model" else ""
            if text in expected and not part.obstacle:
                why = f"is also expected in {expected[text]}"
                held.append(replace(part, obstacle=why))
            else:
                held.append(part)
        return held
