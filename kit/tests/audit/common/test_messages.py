"""Roles and parts of messages: one judgement for every door."""

from __future__ import annotations

import pytest

from electron_kit.audit import Confidence, Source, audit_sources

HEADS = {
    "a.py": "from openai import OpenAI\nclient = OpenAI()\n",
    "a.ts": 'import OpenAI from "openai";\nconst client = new OpenAI();\n',
}
ASK = {
    "a.py": 'client.chat.completions.create(model="gpt-4o", messages={})\n',
    "a.ts": 'await client.chat.completions.create({{ model: "gpt-4o", messages: {} }});\n',
}


def _found(path: str, code: str) -> dict[str, Confidence]:
    found = audit_sources([Source(path, (HEADS[path] + code).encode())]).findings
    return {f.code: f.confidence for f in found if f.code in ("B02", "B03")}


@pytest.mark.parametrize("path", HEADS)
@pytest.mark.parametrize(
    ("message", "codes"),
    [
        ('{"role": "developer", "content": "x"}', {"B03"}),
        ('{"role": "function", "name": "f", "content": "x"}', {"B03"}),
        ('{"role": "user", "content": [{"type": "text", "text": "x"}]}', {"B02"}),
        ('{"role": "user", "content": [{"type": "file", "file": {"file_id": "f"}}]}', {"B02"}),
        ('{"role": "user", "content": "x"}', set()),
    ],
)
def test_a_message_that_is_sent_is_judged_alike(path: str, message: str, codes: set[str]) -> None:
    """What a request sends is as sure as the request, in each language."""
    assert _found(path, ASK[path].format(f"[{message}]")).keys() == codes


@pytest.mark.parametrize("path", HEADS)
@pytest.mark.parametrize(
    ("record", "codes"),
    [
        ('{"role": "developer", "age": 33}', set()),
        ('{"type": "file", "file": {"type": "string", "description": "a path"}}', set()),
        ('{"type": "image_url", "image_url": {"url": "https://x"}}', {"B02"}),
    ],
)
def test_a_record_beside_a_request_is_a_message_by_its_other_entries(
    path: str, record: str, codes: set[str]
) -> None:
    """A person's role and the schema of a property are none."""
    kept = f"kept = {record}\n" if path == "a.py" else f"const kept = {record};\n"
    assert _found(path, kept + ASK[path].format("[]")).keys() == codes


def test_a_role_that_comes_from_a_constant_is_found_in_python_too() -> None:
    """Messages are followed to what they hold where the request is sent."""
    ask = ASK["a.py"].format('[{"role": ROLE, "content": "x"}]')
    assert _found("a.py", 'ROLE = "developer"\n' + ask) == {"B03": Confidence.HIGH}
