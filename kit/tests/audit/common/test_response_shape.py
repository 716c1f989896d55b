"""Which requests for a response a chat can make as well: one judgement for both doors."""

from __future__ import annotations

import pytest

from electron_kit.audit import Source, audit_sources
from electron_kit.audit.finding import MustReview

ASK = {
    "a.py": (
        "from openai import OpenAI\nclient = OpenAI()\n"
        'answer = client.responses.create(model="gpt-4o", {fields})\nprint(answer.output_text)\n'
    ),
    "a.ts": (
        'import OpenAI from "openai";\nconst client = new OpenAI();\n'
        'const answer = await client.responses.create({{ model: "gpt-4o", {fields} }});\n'
        "console.log(answer.output_text);\n"
    ),
}
PLAIN = {"input": '"Hi"'}
TOOL = '{"type": "function", "name": "f", "parameters": {}}'


def _said(path: str, fields: dict[str, str]) -> str:
    """Return what a finding says of a request with these fields, in a language's own words."""
    sign, words = ("=", {"true": "True", "false": "False"}) if path == "a.py" else (": ", {})
    given = ", ".join(f"{name}{sign}{words.get(value, value)}" for name, value in fields.items())
    found = audit_sources([Source(path, ASK[path].format(fields=given).encode())]).findings
    (only,) = [f for f in found if f.code == "P01"]
    return only.fix.reason if isinstance(only.fix, MustReview) else ""


@pytest.mark.parametrize("path", ASK)
@pytest.mark.parametrize(
    ("fields", "clause"),
    [
        (PLAIN, ""),
        ({**PLAIN, "stream": "unknown()"}, "asks for `stream`"),
        ({**PLAIN, "store": "false"}, ""),
        ({**PLAIN, "store": "true"}, "asks for `store`"),
        ({**PLAIN, "reasoning": '{"effort": "low"}'}, ""),
        ({**PLAIN, "reasoning": '{"effort": "low", "context": "all"}'}, "asks for `reasoning`"),
        ({**PLAIN, "previous_response_id": '"r"'}, "asks for `previous_response_id`"),
        ({**PLAIN, "background": "true", "tools": '[{"type": "web_search"}]'}, "own tool"),
        ({**PLAIN, "tools": f"[{TOOL}]", "tool_choice": '"auto"'}, ""),
        ({**PLAIN, "tools": f"[{TOOL}]", "tool_choice": '"any"'}, "asks for `tool_choice`"),
        ({**PLAIN, "tools": '[{"type": "function", "name": "f", "x": 1}]'}, "more than a function"),
        ({"instructions": '"x"'}, "has no input of its own"),
        ({"input": '[{"role": "user", "content": "x"}]'}, ""),
        ({"input": '[{"role": "critic", "content": "x"}]'}, "of a role that is not written"),
        ({"input": '[{"role": "user", "content": [{"type": "input_text"}]}]'}, "content in parts"),
        ({"input": '[{"type": "reasoning", "id": "r"}]'}, "items that are no messages"),
    ],
)
def test_what_a_chat_cannot_send_is_the_same_in_every_language(
    path: str, fields: dict[str, str], clause: str
) -> None:
    """The clause of the finding is the same; without one the request can be a chat's."""
    said = _said(path, fields)
    assert clause in said
    assert clause or not said
