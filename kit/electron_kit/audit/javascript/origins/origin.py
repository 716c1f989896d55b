"""What a value comes from: the environment, a text, a file, a caller, or what is not followed."""

from __future__ import annotations

from dataclasses import dataclass

from ..syntax import Node


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value comes from.

    Attributes:
        kind: ``env``, ``text``, ``none``, ``schema`` (the environment through a checked object),
            ``file`` (an entry of a JSON file),
            ``caller`` (a parameter whose callers are not in sight) or ``open``.
        node: The expression; of ``env`` the one that reads the variable.
        name: The variable, the text, the parameter, or what is not followed.
    """

    kind: str
    node: Node
    name: str = ""
