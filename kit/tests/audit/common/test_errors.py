"""Which of an error's texts Electron fills otherwise: one vocabulary for every door."""

from __future__ import annotations

import pytest

from electron_kit.audit import Source, audit_sources

PROGRAMS = {
    "a.py": "import openai\nclient = openai.OpenAI()\ndef f():\n    try:\n"
    '        return client.chat.completions.create(model="gpt-4o", messages=[])\n'
    '    except Exception as error:\n        if "{}" in str(error):\n            return None\n'
    "        raise\n",
    "a.ts": 'import OpenAI from "openai";\nconst client = new OpenAI();\ntry {{\n'
    '  await client.chat.completions.create({{ model: "gpt-4o", messages: [] }});\n'
    '}} catch (error) {{\n  if (error.message.includes("{}")) retry();\n}}\n',
}


@pytest.mark.parametrize("path", PROGRAMS)
@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("maximum context", True),
        ("reduce the length", True),
        ("content_policy_violation", True),
        ("exceeded your current quota", True),
        ("unsupported_value", True),
        ("ECONNRESET", False),
        ("no such table", False),
    ],
)
def test_a_text_that_tells_openais_errors_apart_does_in_every_language(
    path: str, text: str, told: bool
) -> None:
    """A handler that searches its error for OpenAI's words meets other words on Electron."""
    found = audit_sources([Source(path, PROGRAMS[path].format(text).encode())]).findings
    assert ("C02" in {finding.code for finding in found}) is told


@pytest.mark.parametrize("path", PROGRAMS)
@pytest.mark.parametrize(
    ("beside", "told"), [("429", False), ("413", True), ("", True), ("too many requests", True)]
)
def test_a_limits_words_hold_beside_the_status_that_the_sdk_writes(
    path: str, beside: str, told: bool
) -> None:
    """Either of two texts will do, and the SDK writes the status whoever has answered."""
    either = {"a.py": '" in str(error) or "', "a.ts": '") || error.message.includes("'}[path]
    text = f"{beside}{either}rate limit" if beside else "rate limit"
    found = audit_sources([Source(path, PROGRAMS[path].format(text).encode())]).findings
    assert ("C02" in {finding.code for finding in found}) is told
