"""Answers in words, where no tool and no JSON is wanted.

What can be done honestly without a model is done: a literal request, a sum, a
list of numbers, something said earlier. For the rest the sandbox says what it
is and what it was asked.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable

from .conversation import Conversation
from .text_patterns import MAX_TEXT

_EXACTLY = re.compile(
    r"(?:reply|respond|answer|say|return|output|repeat|echo|write)\b[^:\n\"“']{0,40}?"
    r"(?:\b(?:exactly|only|just|verbatim|after me|with|this|the words?|back)\b[^:\n\"“']{0,30}?)?"
    r"(?::\s*|\s+(?=[\"“']))(.+)",
    re.IGNORECASE | re.DOTALL,
)
_SAY = re.compile(
    r"^\s*(?:please\s+)?(?:say|reply with|respond with|answer with|repeat|echo)\s+"
    r"(?:exactly\s+|only\s+|just\s+|the words?\s+)*(.{1,80}?)\s*[.!]?\s*$",
    re.IGNORECASE,
)
_COUNT = re.compile(r"\bcount\b.*?\b(?:from\s+(\d+)\s+)?(?:up\s+)?to\s+(\d+)", re.IGNORECASE)
_SUM = re.compile(r"[-(]*\d[\d.,]*(?:\s*(?:[-+*/\u00d7÷x^%()]|\*\*)+\s*[-(]*\d[\d.,]*\)*)+")
_LENGTH = re.compile(r"\b(\d{1,4})\s+(words?|tokens?|sentences?|lines?)\b", re.IGNORECASE)
_LONG_START = re.compile(
    r"\W*(?:please\s+|can you\s+|could you\s+)?(?:write|explain|tell|describe|summari[sz]e"
    r"|compose|draft|list|outline|narrate|elaborate|compare)\b",
    re.IGNORECASE,
)
_LONG = re.compile(r"\b(?:story|poem|essay|in detail|paragraph)\b", re.IGNORECASE)
_RECALL = (
    (
        re.compile(r"\bmy name\b", re.I),
        re.compile(
            r"\b(?:my name is|my name's|I am called|call me|I'm|I am)\s+([A-Z][\w'\u2019-]*)"
        ),
    ),
    (
        re.compile(r"\bwhere (?:do|am) I\b|\bmy city\b", re.I),
        re.compile(
            r"\bI(?:'m| am)?\s+(?:live|living|stay|from|based)?\s*(?:in"
            r"|from)\s+([A-Z][\w'\u2019 -]*?)(?=[.,;!?]|\s+and\b|$)"
        ),
    ),
    (re.compile(r"\bhow old am I\b|\bmy age\b", re.I), re.compile(r"\bI(?:'m| am)\s+(\d{1,3})\b")),
)
_MY = re.compile(r"\bmy\s+((?:[a-z]+\s+){0,3}[a-z]+)", re.IGNORECASE)
_ASKS = re.compile(
    r"\?|^\W*(?:what|who|where|which|when|how|do you|remind|recall|tell me)\b", re.IGNORECASE
)
_EARLIER = re.compile(
    r"\b(?:first|earlier|previous|last|before|just)\b.*\b(?:said?|asked?|ask|say|message"
    r"|question|told|tell)\b|\b(?:did I|I) (?:say|ask|said|asked|tell|told)\b",
    re.I,
)
_GREETING = re.compile(
    r"^\W*(hello|hi|hey|good (?:morning|afternoon|evening)|namaste|नमस्ते|thanks|thank you)\b",
    re.IGNORECASE,
)
_WORDS = (
    "Nothing here was thought up: each word of this text stands in the sandbox's source, and it "
    "comes one token at a time so that there is something to watch arriving. The first event "
    "names the role, the last one says why the answer ended, and what stands between them joins "
    "into one text. A model would have chosen its words for your question; the sandbox only shows "
    "the way that words travel."
)
# So much of a text shows which one is meant.
_MAX_QUOTE = 120
_QUOTE_OR_COLON = re.compile("[:\"\u201c']")
_DIGIT = re.compile("[0-9]")


def plain_answer(conversation: Conversation) -> str:
    """Return an answer in words to the latest user message."""
    question = conversation.question[:MAX_TEXT].strip()
    for attempt in (_literal, _count, _arithmetic, _recall):
        answer = attempt(conversation, question)
        if answer is not None:
            return answer
    who = f"This is the sandbox, in place of {conversation.model}"
    if not question:
        return f"{who}. There is no user message to answer."
    length = _LENGTH.search(question)
    if length is not None:
        return _of_length(f"{who}.", int(length[1]), length[2].lower().rstrip("s"))
    if _LONG_START.match(question) or _LONG.search(question):
        return f"{who}. You asked: “{_quote(question)}” {_WORDS}"
    greeting = _GREETING.match(question)
    if greeting and len(question) < 40:
        return f"{greeting[1].capitalize()}! {who}. You said: “{_quote(question)}”"
    verb = "asked" if _ASKS.search(question) else "said"
    return f"{who}. You {verb}: “{_quote(question)}”"


def _quote(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _MAX_QUOTE else f"{text[:_MAX_QUOTE].rstrip()}…"


def _literal(conversation: Conversation, question: str) -> str | None:
    # A look for the characters that it needs costs less than the search of a long pattern.
    match = _EXACTLY.search(question) if _QUOTE_OR_COLON.search(question) else None
    if match is not None and match.start() < 40:
        return match[1].strip().strip("\"“”'").strip() or None
    match = _SAY.match(question)
    return match[1].strip("\"“”'") if match is not None else None


def _count(conversation: Conversation, question: str) -> str | None:
    match = _COUNT.search(question) if "count" in question.lower() else None
    if match is None:
        return None
    first, last = int(match[1] or 1), int(match[2][:6])
    if not 0 <= last - first < 10_000:
        return None
    return ", ".join(map(str, range(first, last + 1)))


def _arithmetic(conversation: Conversation, question: str) -> str | None:
    match = _SUM.search(question) if _DIGIT.search(question) else None
    # A date or a telephone number looks like a subtraction.
    if match is None or re.fullmatch(r"\d{2,}(?:-\d+)+", match[0].replace(" ", "")):
        return None
    written = match[0].strip()
    plain = written.replace(",", "").replace("\u00d7", "*").replace("÷", "/").replace("x", "*")
    try:
        value = _evaluate(ast.parse(plain.replace("^", "**"), mode="eval").body)
    except (SyntaxError, ValueError, ArithmeticError, RecursionError, MemoryError):
        return None
    return f"{written} = {value:g}" if isinstance(value, float) else f"{written} = {value}"


_OPERATORS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
}


def _evaluate(node: ast.expr) -> float:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return node.value
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_evaluate(node.operand)
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        left, right = _evaluate(node.left), _evaluate(node.right)
        if max(abs(left), abs(right)) > 1e15 or (isinstance(node.op, ast.Pow) and abs(right) > 20):
            raise ValueError("too large")
        value = _OPERATORS[type(node.op)](left, right)
        if not abs(value) < 1e30:
            raise ValueError("too large")
        return value
    raise ValueError("not arithmetic")


def _recall(conversation: Conversation, question: str) -> str | None:
    earlier = conversation.earlier if len(conversation.turns) > 1 else ()
    if not earlier or not _ASKS.search(question):
        return None
    for asked, told in _RECALL:
        if asked.search(question):
            for text in reversed(earlier):
                match = told.search(text)
                if match is not None:
                    return (
                        f"You told me earlier: {match[1].strip()}. (The sandbox read the history.)"
                    )
    for thing in _MY.findall(question):
        for text in reversed(earlier):
            match = re.search(
                rf"\bmy {re.escape(thing)}\s+(?:is|are|was)\s+(.+?)(?=[.;!?\n]|$)", text, re.I
            )
            if match is not None:
                return f"You told me earlier: {match[1].strip()}. (The sandbox read the history.)"
    if _EARLIER.search(question):
        said = earlier[0] if re.search(r"\bfirst\b", question, re.I) else earlier[-1]
        return f"You said earlier: “{_quote(said)}” (The sandbox read the history.)"
    return None


def _of_length(opening: str, number: int, unit: str) -> str:
    from . import tokens

    number = max(1, min(number, 4_000))
    if unit in {"sentence", "line"}:
        joiner = "\n" if unit == "line" else " "
        sentences = [opening, *(f"This is sentence {index}." for index in range(2, number + 1))]
        return joiner.join(sentences[:number])
    cut = tokens.split if unit == "token" else str.split
    text = f"{opening} {_WORDS}"
    while len(cut(text)) < number:
        text = f"{text} {_WORDS}"
    pieces = cut(text)[:number]
    return ("" if unit == "token" else " ").join(pieces)
