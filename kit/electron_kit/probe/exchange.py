"""One request of the probe and what came back, as it can be written down and read again."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

INTERRUPTED = "interrupted"
"""The error of a request that was sent by a run which was killed before its answer came."""


@dataclass(frozen=True, slots=True)
class Call:
    """A request to send.

    Attributes:
        name: Which request of which check it is, such as ``"rules.n#0"``.
        method: The HTTP method.
        path: The path below the base URL.
        content: The body.
        headers: Headers, the key's included.
        leave_after: Go away after that many events of a stream; None to read all.
    """

    name: str
    method: str = "POST"
    path: str = "/chat/completions"
    content: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    leave_after: int | None = None


@dataclass(frozen=True, slots=True)
class Exchange:
    """What came back. A key is never part of it: the line strikes it out before.

    Attributes:
        status: The HTTP status; 0 if no answer came.
        headers: The headers, with names in lower case.
        body: The body, as far as it was read.
        first: Seconds to the first byte of the body.
        seconds: Seconds to its end.
        error: Why the answer is missing or incomplete; empty if it is not.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    first: float = 0.0
    seconds: float = 0.0
    error: str = ""

    @property
    def ok(self) -> bool:
        """Whether it is a whole answer with status 200."""
        return self.status == 200 and not self.error

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8", "replace")

    @property
    def json(self) -> Any:
        """The body as a JSON value, or None if it is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    @property
    def events(self) -> list[str]:
        """The data of each server-sent event."""
        lines = self.text.replace("\r\n", "\n").split("\n")
        return [line[5:].lstrip() for line in lines if line.startswith("data:")]

    @property
    def chunks(self) -> list[dict[str, Any]]:
        """The events that are JSON objects; what is none is left out."""
        found = []
        for event in self.events:
            try:
                value = json.loads(event)
            except ValueError:
                continue
            if isinstance(value, dict):
                found.append(value)
        return found

    @property
    def shown(self) -> str:
        """The answer in a few words: its status, and what an error says."""
        if self.error:
            return f"{self.status} {self.error}" if self.status else self.error
        problem = at(self.json, "error")
        if isinstance(problem, dict):
            words = [str(self.status), str(problem.get("message", ""))[:160]]
            details = problem.get("details")
            if isinstance(details, list):
                words += [
                    f"({detail.get('message')})"
                    for detail in details[:3]
                    if isinstance(detail, dict)
                ]
            return " ".join(filter(None, words))
        if self.status == 200:
            return "200"
        return f"{self.status} {' '.join(self.text[:120].split())}".strip()

    def as_dict(self) -> dict[str, Any]:
        """Return the exchange as values that JSON has."""
        found: dict[str, Any] = {
            "status": self.status,
            "headers": dict(self.headers),
            "first": round(self.first, 4),
            "seconds": round(self.seconds, 4),
            "error": self.error,
        }
        # A body that is no text is kept byte for byte.
        try:
            found["body"] = self.body.decode("utf-8")
        except UnicodeDecodeError:
            found["base64"] = base64.b64encode(self.body).decode("ascii")
        return found

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Exchange:
        """Return the exchange that `as_dict` was given."""
        body = (
            base64.b64decode(values["base64"])
            if "base64" in values
            else str(values["body"]).encode()
        )
        return cls(
            values["status"],
            values["headers"],
            body,
            values["first"],
            values["seconds"],
            values["error"],
        )


def at(value: Any, *path: str | int) -> Any:
    """Return what stands at a path in a JSON value, or None."""
    for step in path:
        try:
            value = value[step]
        except (TypeError, KeyError, IndexError):
            return None
    return value
