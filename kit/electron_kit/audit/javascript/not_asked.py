"""Names of models that no request is sent with: in the record of a reply, in a log, never read."""

from __future__ import annotations

import re

from ..model_names import is_text_model
from .scopes import FUNCTIONS
from .syntax import Node, string_value
from .written import key_of, last_name

# What a reply was like; what is set for a request is called otherwise (``maxTokens``).
_MEASURE = re.compile(
    r"(?i)^(?:prompt|completion|total|input|output)_?tokens(?:_?used)?$|^tokens(?:_?used)?$|cost|"
    r"latency|duration|elapsed|^usage$|confidence|score|(?:generated|analy[sz]ed|processed)_?at$"
)
# What was counted of a reply; tables of prices and windows say ``input`` and ``contextWindow``.
_COUNTED = re.compile(
    r"(?i)^(?:prompt|completion|total)_?tokens(?:_?used)?$|^tokens_?(?:used|in|out)$|"
    r"^(?:avg|average)_?tokens$|^success_?rate$"
)
# Under these a request has its model; other words about models (``aiModel``) may only note it.
_PLAIN = re.compile(
    r"(?i)^(?:(?:default|openai|gpt|chat|llm|fallback|primary)_?)?model(?:_?(?:name|id))?$|engine|"
    r"deployment"
)
_LOGS = re.compile(r"^log(?:[A-Z_]\w*)?$|[a-z_](?:Log|_log|Usage)(?:s|Entry)?$")
# What writes down that something was done.
_NOTES = re.compile(
    r"^(?:log|track|trace|capture|emit(?:Event|Metric))(?:[A-Z_]\w*)?$|"
    r"[a-z_](?:Log|_log|Metrics?|Telemetry|Usage|Span)(?:s|Entry|Event|Record)?$"
)
_LOGGER = re.compile(
    r"(?i)^(?:console|log|\w*logger|\w*telemetry|posthog|analytics|sentry|langfuse)$"
)
# What a message has that was said: a content, and when.
_SAID = frozenset({"content", "text", "message", "reply", "answer"})
_WHEN = frozenset({"timestamp", "createdat", "created_at", "time", "sentat"})
_MADE_AT = frozenset(
    {"timestamp", "generatedat", "generated_at", "analyzedat", "analyzed_at", "processedat",
     "processed_at", "finish_reason", "finishreason"}
)  # fmt: skip
"""What only the record of an answer says: no request is told when it was made."""
# What was answered, and what is asked: a function that returns the first says whose answer it is.
_GIVEN = frozenset(
    {"answer", "response", "reply", "summary", "result", "results", "analysis", "output",
     "recommendations", "confidence", "explanation", "feedback", "success", "text", "content"}
)  # fmt: skip
_ASKED = frozenset(
    {"messages", "prompt", "input", "temperature", "max_tokens", "maxtokens", "tools", "stream",
     "system", "role", "apikey", "instructions", "response_format", "responseformat"}
)  # fmt: skip
_ANSWERED = frozenset(
    {"success", "ok", "response", "answer", "reply", "content", "text", "result", "results",
     "summary", "output", "analysis", "usage"}
)  # fmt: skip
_COUNTERS = re.compile(r"(?i)tik_?token|tokeni[sz]er|encod(?:er|ing)")
_LITERALS = frozenset({"string", "number", "true", "false", "null", "undefined", "array"})
# Siblings that are worked out, for an object to be the record of something.
_WORKED_OUT = 3
_JOINED = frozenset(
    {"binary_expression", "parenthesized_expression", "template_substitution", "template_string"}
)
# What a default stands in: ``model: asked || "gpt-4o"``.
_EITHER = frozenset({"binary_expression", "parenthesized_expression", "ternary_expression"})
_KEPT_IN = frozenset({"parenthesized_expression", "ternary_expression"})
_VENDORS = re.compile(
    r"(?i)^(?:claude|gemini|gemma|llama|mistral|mixtral|codestral|deepseek|qwen|grok|command|sonar|"
    r"kimi|glm-|minimax|nova-)"
)


def is_recorded(node: Node) -> bool:
    """Say whether a name stands in the record of what was, which is stored: beside its cost.

    Args:
        node: The literal.
    """
    pair = node.parent
    while pair is not None and pair.kind in _EITHER:
        pair = pair.parent
    holder = pair.parent if pair is not None and pair.kind == "pair" else None
    if pair is None or holder is None or holder.kind != "object":
        return False
    others = [c for c in holder.children if c is not pair and key_of(c)]
    keys = {(key_of(child) or "").lower() for child in others}
    if keys & _SAID and (keys & _WHEN or "role" in keys):
        return True
    if any(_COUNTED.search(key) for key in keys):
        return True
    if _is_noted(holder) or keys & _MADE_AT:
        return True
    if _is_returned(holder):
        return True
    made = [c for c in others if (c.get("value") or c).kind not in _LITERALS | {"object"}]
    plain = _PLAIN.search(key_of(pair) or "") is not None
    measured = any(_MEASURE.search(key_of(child) or "") for child in made)
    if measured and (not plain or _is_handed(holder)):
        return True
    if not _is_handed(holder):
        return False
    if _is_answer(holder) or _is_row(holder, keys):
        return True
    return not plain and len(made) >= _WORKED_OUT and len(made) * 2 > len(others)


def _is_answer(holder: Node) -> bool:
    """Say whether an object is in what a page is answered with: ``res.json({ reply, model })``."""
    keys: set[str] = set()
    at: Node | None = holder
    while at is not None and at.kind in ("pair", "object"):
        if at.kind == "object":
            keys |= {(key_of(child) or "").lower() for child in at.children}
        at = at.parent
    call = at.parent if at is not None and at.kind == "arguments" else None
    callee = call.get("function") if call is not None else None
    owner = callee.get("object") if callee is not None else None
    if callee is None or owner is None or not keys & _ANSWERED:
        return False
    answers = last_name(callee) == "send" and owner.text.startswith(("res", "reply"))
    return answers or last_name(callee) == "json"


def _is_row(holder: Node, keys: set[str]) -> bool:
    """Say whether an object is the row of an answer: ``create({ data: { content, model } })``."""
    pair = holder.parent
    given = pair.parent if pair is not None and pair.kind == "pair" else None
    if pair is None or given is None or key_of(pair) != "data" or given.parent is None:
        return False
    call = given.parent.parent
    callee = call.get("function") if call is not None else None
    stores = callee is not None and last_name(callee) in ("create", "update", "upsert")
    return stores and bool(keys & _GIVEN) and not keys & _ASKED


def _is_returned(holder: Node) -> bool:
    """Say whether an object is what a function gives back: ``return { summary, model }``."""
    keys: set[str] = set()
    above: Node | None = holder
    while above is not None and above.kind in ("pair", "object", "parenthesized_expression"):
        if above.kind == "object":
            keys |= {(key_of(child) or "").lower() for child in above.children}
        above = above.parent
    if above is None or above.kind not in ("return_statement", "arrow_function"):
        return False
    return bool(keys & _GIVEN) and not keys & _ASKED


def _is_noted(holder: Node) -> bool:
    """Say whether an object is what a log or a trace gets: ``logInfo("asking", { model })``."""
    above = holder.parent
    while above is not None and above.kind in ("pair", "object"):
        above = above.parent
    call = above.parent if above is not None and above.kind == "arguments" else None
    callee = call.get("function") if call is not None else None
    if callee is None:
        return False
    owner = callee.get("object")
    asked = owner is not None and _LOGGER.search(last_name(owner)) is not None
    return asked or _NOTES.search(last_name(callee)) is not None


def _is_handed(holder: Node) -> bool:
    """Say whether an object is what a call or a constructor gets, itself or as its ``data``."""
    above = holder.parent
    while above is not None and above.kind in ("pair", "object"):
        above = above.parent
    call = above.parent if above is not None and above.kind == "arguments" else None
    callee = call.get("function") or call.get("constructor") if call is not None else None
    # As a text it may be a request's body.
    return callee is not None and callee.text != "JSON.stringify"


def is_counted_by(node: Node) -> bool:
    """Say whether a name is kept for counting tokens alone: ``const TIKTOKEN_MODEL = "gpt-4"``.

    Args:
        node: The literal.
    """
    holder = node.parent
    while holder is not None and holder.kind in _EITHER:
        holder = holder.parent
    name = holder.get("name") or holder.get("key") if holder is not None else None
    return name is not None and _COUNTERS.search(name.text[:60]) is not None


def is_of_another_kind(node: Node) -> bool:
    """Say whether a name is set as what is no model: ``match.method = "gpt-4o"``.

    Args:
        node: The literal.
    """
    set_ = node.parent
    left = set_.get("left") if set_ is not None and set_.kind == "assignment_expression" else None
    if left is None or left.kind != "member_expression":
        return False
    return re.search(r"(?i)(?:method|type|source|kind|status|label|title)$", left.text) is not None


def is_logged(node: Node, quiet: frozenset[str]) -> bool:
    """Say whether a name, or a text that it is a part of, is only logged.

    Args:
        node: The literal.
        quiet: Functions that show what they get.
    """
    at = node.parent
    while at is not None and at.kind in _JOINED:
        at = at.parent
    call = at.parent if at is not None and at.kind == "arguments" else None
    callee = call.get("function") if call is not None else None
    if callee is None:
        return False
    return (last_name(callee) in quiet and at is not node.parent) or _LOGS.search(
        last_name(callee)
    ) is not None


def is_unread(node: Node) -> bool:
    """Say whether a name is put into a variable of a function that nobody reads, or asks for.

    Args:
        node: The literal.
    """
    holder = node.parent
    while holder is not None and (holder.kind in _KEPT_IN or holder.kind == "binary_expression"):
        holder = holder.parent
    name = (
        holder.get("name") if holder is not None and holder.kind == "variable_declarator" else None
    )
    function = next((up for up in node.up() if up.kind in FUNCTIONS), None)
    if name is None or name.kind != "identifier" or function is None:
        return False
    names = ("identifier", "shorthand_property_identifier")
    uses = [n for n in function.walk() if n.kind in names and n.text == name.text]
    # Looked up in a table, and written down beside what was counted.
    return sum(not (use.field == "index" or is_recorded(use)) for use in uses) == 1


def is_errors(node: Node) -> bool:
    """Say whether a name is what an error is told: ``new ServiceError(text, "gpt-4o")``.

    Args:
        node: The literal.
    """
    at = node.parent
    while at is not None and at.kind in ("pair", "object"):
        at = at.parent
    made = at.parent if at is not None and at.kind == "arguments" else None
    maker = made.get("constructor") if made is not None else None
    return maker is not None and _ERROR.search(last_name(maker)) is not None


_ERROR = re.compile(r"(?:Error|Exception)$")


def is_of_labels(table: Node) -> bool:
    """Say whether a table only says how names are shown: ``{ "gpt-4o": "GPT-4o" }``.

    Args:
        table: The object.
    """
    pairs = [
        (key, text)
        for child in table.children
        if (key := key_of(child))
        and (value := child.get("value")) is not None
        and (text := string_value(value)) is not None
    ]
    shown = [(key, text) for key, text in pairs if text != text.lower() or " " in text]
    alike = [key for key, text in shown if _plain(key) in _plain(text)]
    return bool(pairs) and len(alike) * 2 > len(table.children)


def marks_a_choice(test: Node) -> bool:
    """Say whether a comparison only marks what is chosen: ``m === "gpt-4o" ? "selected" : ""``.

    Args:
        test: The comparison.
    """
    choice = test.parent
    while choice is not None and choice.kind == "parenthesized_expression":
        choice = choice.parent
    if choice is None or choice.kind != "ternary_expression":
        return False
    first, other = choice.get("consequence"), choice.get("alternative")
    marked = string_value(first) if first is not None else None
    plain = string_value(other) if other is not None else None
    return plain == "" and marked is not None and marked.strip() in ("selected", "checked")


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


def are_models(literals: list[Node]) -> bool:
    """Say whether at least half of some texts are names of models, OpenAI's or others'.

    Args:
        literals: The texts.
    """
    texts = [text for node in literals if (text := string_value(node)) is not None]
    named = [text for text in texts if is_text_model(text) or _VENDORS.match(text)]
    return len(named) * 2 >= len(texts)
