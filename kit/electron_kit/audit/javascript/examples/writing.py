"""How the examples are written: a client, a request, and what stands in it."""

from __future__ import annotations

from ...rule import Example

HEAD = 'import OpenAI from "openai";\nconst client = new OpenAI();\n'
CALL = 'await client.chat.completions.create({ model: "electron", messages, %s });'


def js(source: str, *lines: int, **more: object) -> Example:
    """Return an example of JavaScript, with the lines that are reported."""
    return Example(source, "javascript", lines=lines or None, **more)  # type: ignore[arg-type]


def ts(source: str, *lines: int, **more: object) -> Example:
    """Return an example of TypeScript."""
    return Example(source, "typescript", lines=lines or None, **more)  # type: ignore[arg-type]


def field(text: str) -> Example:
    """Return a request with fields that are reported."""
    return js(HEAD + CALL % text, 3)


def fine(text: str) -> Example:
    """Return a request with fields that are not reported."""
    return js(HEAD + CALL % text)
