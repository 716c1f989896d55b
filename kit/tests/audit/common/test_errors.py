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
    ("beside", "holds"), [("429", True), ("413", False), ("", False), ("too many requests", False)]
)
def test_a_limits_words_are_told_with_the_status_that_holds_beside_them(
    path: str, beside: str, holds: bool
) -> None:
    """Where either of two texts will do, the finding says that the SDK's own status still does."""
    either = {"a.py": '" in str(error) or "', "a.ts": '") || error.message.includes("'}[path]
    text = f"{beside}{either}rate limit" if beside else "rate limit"
    found = audit_sources([Source(path, PROGRAMS[path].format(text).encode())]).findings
    told = [finding.message for finding in found if finding.code == "C02"]
    assert ["status beside it matches" in message for message in told] == [holds]
