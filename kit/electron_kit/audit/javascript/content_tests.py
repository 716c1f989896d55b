"""Tests of what was said beside tool calls: there, not there, or the end of the rounds."""

from __future__ import annotations

import re

from .repeats import function_of
from .syntax import Node

MARKS = (b"tool_calls", b"toolCalls", b"function_call", b"toolInvocations")
CALLS = re.compile(r"tool_calls|toolCalls|function_call|functionCall")
_TOOLED = re.compile(
    r"(?i)\b[\w.]*(?:tool|function_?(?:call|result))\w*(?:\??\.length)?(?:\s*>\s*0)?"
)
_MESSAGE = re.compile(r"(?i)message|msg|reply|answer|response|assistant")
# What tools have to tell the person.
_TOLD = re.compile(r"(?i)tools?_?(?:message|text|reply|answer|output|result|summary|content)")
_ENDS = re.compile(
    r"\b(\w*(?:[bB]reak|[dD]one|[fF]inish|[sS]top|[fF]inal|[aA]nswered|[cC]omplete)\w*)\s*=\s*true\b"
)
_ABSENT = re.compile(
    r"!\s*(?:[\w.?!\[\]]+\.)?content\b(?!\.)|\bcontent\s*={2,3}\s*(?:null|undefined|''|\"\")"
)
_PRESENT = re.compile(
    r"(?:[\w.?!\[\]]+\.)?content(?:\??\.trim\(\)|\??\.length)?"
    r"\s*(?:!={1,2}\s*(?:null|undefined|''|\"\")|>\s*0)?"
)
_SAID = re.compile(r"(?i)content|text|reply|answer|output|response|message|buffer|accum|said|full")


def spelled(condition: Node) -> str:
    """Return a condition with the names in it that hold a content spelled so: ``fullText``."""
    # A response's words, not the name of an event.
    text = re.sub(r"(?<=\.)output_text\b(?![.\"'`])", "content", condition.text)
    function = function_of(condition)
    if function is None or "content" in text or len(text) > 120:
        return text
    for name in {b.text for b in condition.walk() if b.kind == "identifier"}:
        if _SAID.search(name) and _is_said(name, function.text):
            text = re.sub(rf"\b{re.escape(name)}\b", "content", text)
    return text


def _is_said(name: str, text: str, depth: int = 0) -> bool:
    """Say whether a function's name holds a content, or is handed beside tool calls."""
    word = re.escape(name)
    if re.search(rf"\b{word}\s*\+?=(?!=)[^;\n=]*\bcontent\b(?!\s*[:(\[])", text):
        return True
    if re.search(rf"\{{[^}};]*\b{word}\b[^}};]*\btool_?[cC]all(?:s)\b[^}};]*\}}\s*=", text):
        return True
    parts = re.findall(rf"\b{word}\s*\+=\s*(\w+)", text)
    return depth < 1 and any(_is_said(part, text, depth + 1) for part in parts)


def is_unanswered(test: str) -> bool:
    """Say whether a test is for what tools gave without a word said: ``ran.length && !text``."""
    parts = [part.strip() for part in re.sub(r"^\(|\)$", "", test.strip()).split("&&")]
    absent = [p for p in parts if _ABSENT.fullmatch(p)]
    return bool(absent) and any(_TOOLED.fullmatch(p) for p in parts if p not in absent)


def is_told_instead(owner: str, other: str) -> bool:
    """Say whether what tools have to tell stands in for words: ``message.content || toolText``.

    Args:
        owner: The name of what the content is taken from.
        other: The name of what is taken without one.
    """
    return _MESSAGE.search(owner) is not None and _TOLD.search(other) is not None


def only_sets(block: Node) -> bool:
    """Say whether a block only gives an empty content another empty value, or goes on."""
    kinds = {"expression_statement", "continue_statement", "comment"}
    inner = block.children if block.kind == "statement_block" else [block]
    return all(c.kind in kinds and "(" not in c.text for c in inner)


def ends_loop(node: Node, consequence: Node) -> bool:
    """Say whether a text that was said ends the rounds, whatever tools were asked for beside it."""
    loop = next((a for a in node.up() if a.kind in ("while_statement", "for_statement")), None)
    if loop is None or CALLS.search(loop.text) is None or function_of(loop) is None:
        return False
    flag = _ENDS.search(consequence.text)
    if flag is None:
        return False
    asked = rf"(?:while|if)\s*\(\s*!?\s*{flag[1]}\b"
    return re.search(asked, loop.text) is not None


def content_test(test: str) -> str | None:
    """Return ``present`` or ``absent`` for a test of ``content``; None for another."""
    if _ABSENT.search(test):
        return "absent"
    inner = re.sub(r"^\(\s*|\s*\)$", "", test.strip())
    if inner.endswith(".trim("):
        inner += ")"
    parts = [part.strip() for part in inner.split("&&")]
    return "present" if all(_PRESENT.fullmatch(part) for part in parts) else None
