"""Responses with tools: what ``--fix`` makes of them, in Python and in JavaScript, and what stays.

Whole programs, run before and after, stand in ``tests_programs``.
"""

from __future__ import annotations

import textwrap

import pytest

from electron_kit.audit import Options, Source, Style, audit_sources
from electron_kit.audit.rewrite import rewrites

PYTHON = """\
import os
from openai import OpenAI
client = OpenAI(api_key=os.environ["OPENAI_API_KEY"])
tools = [{"type": "function", "name": "sky", "parameters": {"type": "object"}}]
"""
JAVASCRIPT = """\
import OpenAI from "openai";
const client = new OpenAI({ apiKey: process.env.OPENAI_API_KEY });
const tools = [{ type: "function", name: "sky", parameters: { type: "object" } }];
"""
ASKED = 'r = client.responses.create(model="gpt-4o", input=h, tools=tools)\n'
AWAITED = 'const r = await client.responses.create({ model: "gpt-4o", input: h, tools });\n'
RESULT = '{"type": "function_call_output", "call_id": i.call_id, "output": "clear"}'

CALLS = 'for i in r.output:\n    if i.type == "function_call":\n'

MOVED = {
    "a loop over calls": (
        "app.py",
        "h = []\n" + ASKED + CALLS + "        print(i.name)\n",
        ['if i.type == "function":', "print(i.function.name)", '"function": {"name": "sky"'],
    ),
    "the output joins the history": (
        "app.py",
        f"h = []\n{ASKED}h += r.output\n{CALLS}        h.append({RESULT})\n{ASKED}",
        ["h += [r.choices[0].message]", '"role": "tool", "tool_call_id": i.id, "content": "clear"'],
    ),
    "a stream's text": (
        "app.py",
        (
            's = client.responses.create(model="gpt-4o", input="Hi", stream=True)\nfor e in s:\n'
            '    if e.type == "response.output_text.delta":\n        print(e.delta)\n'
        ),
        ["if e.choices and e.choices[0].delta.content:", "print(e.choices[0].delta.content)"],
    ),
    "a choice of one tool": (
        "app.py",
        (
            'r = client.responses.create(model="gpt-4o", input="Hi", tools=tools,'
            ' tool_choice={"type": "function", "name": "sky"})\nprint(r.output_text)\n'
        ),
        ['tool_choice={"type": "function", "function": {"name": "sky"}}', '.content or "")'],
    ),
    "a role that has a finding of its own": (
        "app.py",
        "h = [{'role': 'developer', 'content': \"Be brief.\"}]\n"
        + ASKED
        + "print(r.output_text)\n",
        ["{'role': 'system', 'content': \"Be brief.\"}", '.content or "")'],
    ),
    "JavaScript: a role that has a finding of its own": (
        "app.mjs",
        'const h = [{ role: "developer", content: "Be brief." }];\n'
        + AWAITED
        + "console.log(r.output_text);\n",
        ['{ role: "system", content: "Be brief." }', '.content ?? ""'],
    ),
    "JavaScript: a filter": (
        "app.mjs",
        "const h = [];\n" + AWAITED
        + 'for (const c of r.output.filter((o) => o.type === "function_call")) log(c.call_id);\n',
        ['(r.choices[0].message.tool_calls ?? []).filter((o) => o.type === "function")', "c.id"],
    ),
    "JavaScript: a call by itself": (
        "app.mjs",
        "const h = [];\n" + AWAITED + "for (const i of r.output) {\n"
        '  if (i.type !== "function_call") continue;\n  h.push(i);\n'
        '  h.push({ type: "function_call_output", call_id: i.call_id, output: "x" });\n}\n',
        ['role: "assistant", content: null, tool_calls: [i] }', 'role: "tool", tool_call_id: i.id'],
    ),
}  # fmt: skip

STAYS = {
    "an item's own id": ("app.py", "h = []\n" + ASKED
        + 'for i in r.output:\n    if i.type == "function_call":\n        print(i.id)\n', "`id`"),
    "items of every type": ("app.py", "h = []\n" + ASKED
        + "for i in r.output:\n    print(i.type)\n", "every type"),
    "a tool added elsewhere": ("app.py", 'tools.append({"type": "mcp"})\nh = []\n' + ASKED,
        "`mcp`"),
    "tools read by name": ("app.py", 'print({t["name"] for t in tools})\nh = []\n' + ASKED,
        "has its tools used by"),
    "a result before its call": ("app.py", "h = []\n" + ASKED
        + f'for i in r.output:\n    if i.type == "function_call":\n        h.append({RESULT})\n'
        + "h += r.output\n" + ASKED, "after its result"),
    "an assignment of something else": ("app.py", "h = []\n" + ASKED
        + 'i = make()\nprint(i.name)\nfor i in r.output:\n    if i.type == "function_call":\n'
        + "        pass\nprint(i.name)\n", "something else"),
    "JavaScript: a text that tells": ("app.mjs", "const h = [];\n" + AWAITED
        + "if (r.output_text) console.log(1);\n", "tell whether"),
    "JavaScript: a tool taken apart": ("app.mjs", "const [{ name }] = tools;\nconst h = [];\n"
        + AWAITED + "console.log(name);\n", "has its tools used by"),
}  # fmt: skip


def _fixed(path: str, code: str) -> tuple[str, list[str]]:
    head = PYTHON if path.endswith(".py") else JAVASCRIPT
    source = Source(path, (head + textwrap.dedent(code)).encode())
    audit = audit_sources([source], Options(style=Style.ENV, jobs=1))
    changes = list(rewrites(audit.findings, [source], []))
    reasons = [getattr(finding.fix, "reason", "") for finding in audit.findings]
    return (changes[0].after if changes else source.data).decode(), reasons


@pytest.mark.parametrize("name", MOVED)
def test_a_response_with_tools_becomes_a_chat(name: str) -> None:
    """Nothing of the Responses API is left, and what it says is said in a chat's words."""
    path, code, texts = MOVED[name]
    after, reasons = _fixed(path, code)
    assert "responses.create" not in after, reasons
    assert "function_call" not in after
    assert [text for text in texts if text not in after] == []


@pytest.mark.parametrize("name", STAYS)
def test_what_a_chat_has_not_holds_a_response(name: str) -> None:
    """Not a byte changes, and one line says what holds it."""
    path, code, words = STAYS[name]
    after, reasons = _fixed(path, code)
    assert "responses.create" in after
    assert "chat.completions" not in after
    assert any(words in reason for reason in reasons), reasons
