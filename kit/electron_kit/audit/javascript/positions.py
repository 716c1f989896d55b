"""Where a literal stands, and what that says of it as the name of a model."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..hosts import FOREIGN_KEYS
from ..model_names import is_text_model
from ..whose import LONGEST_RECORD, says_another
from .scopes import FUNCTIONS
from .syntax import Node, string_value
from .written import first_argument, key_of, last_name


def in_try(node: Node) -> bool:
    """Say whether an error thrown here is caught in the same function."""
    below = node
    for above in node.up():
        if above.kind in FUNCTIONS:
            return False
        if above.kind == "try_statement" and below.field == "body":
            return above.get("handler") is not None
        below = above
    return False


def is_renamed(node: Node) -> bool:
    """Say whether a table turns one name into another: ``"gpt-35-turbo": "gpt-3.5-turbo"``."""
    pair = node.parent
    return pair is not None and pair.kind == "pair" and is_text_model(key_of(pair) or "")


def of_responses(node: Node) -> bool:
    """Say whether a name stands in a body of the Responses API: ``{ model, input }``."""
    pair = node.parent
    holder = pair.parent if pair is not None and pair.kind == "pair" else None
    entries = {key_of(c): c.get("value") for c in holder.children} if holder is not None else {}
    given = entries.get("input")
    # What a token costs before and after is a number.
    priced = given is not None and given.kind in ("number", "object")
    return "input" in entries and "messages" not in entries and not priced


_OTHER_MODELS = re.compile(
    r"(?i)claude|anthropic|gemini|google|mistral|mixtral|llama|palm|command|cohere|grok|\bxai\b|"
    r"deepseek|sonar|qwen|alibaba|pplx|perplexity|kimi|moonshot|minimax|\bglm\b|zhipu|bedrock"
)
_NAMING = frozenset(
    {"id", "name", "value", "label", "model", "modelId", "title", "provider", "vendor", "key",
     "description"}
)  # fmt: skip


def of_another_model(node: Node) -> bool:
    """Say whether a number stands under another vendor's model, or in the record of one."""
    for above in node.up():
        if above.kind == "pair" and _OTHER_MODELS.search(key_of(above) or ""):
            return True
    record = next((above for above in node.up() if above.kind == "object"), None)
    texts = [
        text
        for child in (record.children if record is not None else ())
        if key_of(child) in _NAMING
        and (value := child.get("value")) is not None
        and (text := string_value(value)) is not None
    ]
    named = any(_OTHER_MODELS.search(text) for text in texts)
    return named and not any(re.search(r"(?i)openai|gpt|\bo[134]\b", text) for text in texts)


def in_another_vendors_list(node: Node) -> bool:
    """Say whether a literal stands in another vendor's list of models: ``openrouter: [...]``.

    Args:
        node: The literal.
    """
    # What stands under OpenAI's key is not whose the whole says: that is who is asked by default.
    ours = False
    for above in node.up():
        if above.kind in ("pair", "variable_declarator", "enum_declaration", "switch_case"):
            label = above.get("key") or above.get("name") or above.get("value")
            text = label.text if label is not None and label.end - label.start < 60 else ""
            openais = re.search(r"(?i)openai", text) is not None
            if FOREIGN_KEYS.search(text) and not openais:
                return True
            ours = ours or (openais and above.kind == "pair")
        if above.kind == "object" and not ours and says_whose(above):
            return True
    return False


def says_whose(record: Node) -> bool:
    """Say whether a record says that it is another vendor's: ``{ name: "openrouter", models }``.

    Args:
        record: The object.
    """
    values = ((key_of(child), child.get("value")) for child in record.children[:LONGEST_RECORD])
    return says_another((key, string_value(v) if v is not None else None) for key, v in values)


_OF_VENDORS = re.compile(
    r"(?i)(?:^|/)[\w.-]*(?:ollama|anthropic|claude|gemini|mistral|groq|cohere|deepseek|bedrock|"
    r"openrouter|copilot(?!-?kit)|perplexity|together|fireworks|siliconflow|zhipu)[\w.-]*\.\w+$"
)
_OF_OPENAI = re.compile(rb"(?:from |require\()['\"]openai|api\.openai\.com|OPENAI_API")


def of_another_vendors_file(node: Node) -> bool:
    """Say whether a file is another vendor's by its name, and asks OpenAI for nothing itself.

    Args:
        node: What stands in it.
    """
    if _OF_VENDORS.search(node.module.inside) is None:
        return False
    return _OF_OPENAI.search(node.module.unit.data) is None


def beside_openai(node: Node) -> bool:
    """Say whether a name is a coding assistant's beside OpenAI's own: ``{ openai, copilot }``.

    Args:
        node: The name.
    """
    for above in node.up():
        if above.kind == "pair" and (key_of(above) or "").lower() == "copilot":
            holder = above.parent
            return holder is not None and any(
                (key_of(c) or "").lower() == "openai" for c in holder.children
            )
    return False


def is_about_models(node: Node) -> bool:
    """Say whether what stands around a literal speaks of models."""
    text = (node.parent.text if node.parent is not None else "")[:80].lower()
    return "model" in text or "engine" in text


def outermost(node: Node, kind: str) -> Node:
    """Return the outermost of nodes of one kind that stand in each other."""
    found = node
    for above in node.up():
        if above.kind != kind:
            break
        found = above
    return found


ALLOWED = frozenset({"choices", "IsIn", "isIn", "oneOf", "picklist"})
"""What is given all that is allowed, in an array."""
ONE_BY_ONE = frozenset({"literal", "Literal", "valid"})
"""What is given what is allowed, one by one: of zod, Joi, Effect and TypeBox."""


def _is_flag(option: Node) -> bool:
    """Say whether an option is one of a flag's: oclif's ``Flags.string({ options })``."""
    given = option.parent.parent if option.parent is not None else None
    call = given.parent if given is not None and given.kind == "arguments" else None
    callee = call.get("function") if call is not None else None
    return callee is not None and callee.text.startswith(("Flags.", "Args.", "flags."))


def is_offered(array: Node) -> bool:
    """Say whether an array is all that an option or a schema takes: yargs, yup, class-validator."""
    parent = array.parent
    if parent is not None and parent.kind == "pair":
        return key_of(parent) in ("choices", "enum") or (
            key_of(parent) == "options" and _is_flag(parent)
        )
    call = parent.parent if parent is not None and parent.kind == "arguments" else None
    callee = call.get("function") if call is not None else None
    return callee is not None and last_name(callee) in ALLOWED


def allowing(call: Node | None) -> Node | None:
    """Return the part of a schema that a call which allows one more name belongs to."""
    callee = call.get("function") if call is not None else None
    if call is None or callee is None or last_name(callee) not in ONE_BY_ONE:
        return None
    for above in call.up():
        outer = above.get("function") if above.kind == "call_expression" else None
        if outer is not None:
            return above if last_name(outer).lower() == "union" else call
    return call


def is_choice(array: Node, enums: Iterable[Node]) -> bool:
    """Say whether an array is all that a type or a schema allows.

    Args:
        array: The array.
        enums: The project's calls of ``z.enum``.
    """
    holder = array.parent
    name = (
        holder.get("name") if holder is not None and holder.kind == "variable_declarator" else None
    )
    if name is None:
        return False
    text = re.escape(name.text)
    data = array.module.unit.data.decode("utf-8", "replace")
    return re.search(rf"typeof\s+{text}\s*\)\s*\[\s*number", data) is not None or any(
        first is not None and first.text == name.text for first in map(first_argument, enums)
    )


def is_tested(array: Node) -> bool:
    """Say whether an array is there to be searched: ``[...].includes(model)``."""
    parent = array.parent
    if parent is None or parent.kind != "member_expression":
        return (
            parent is not None
            and parent.kind == "arguments"
            and (
                parent.parent is not None
                and parent.parent.kind == "new_expression"
                and parent.parent.text.startswith("new Set")
            )
        )
    name = parent.get("property")
    return name is not None and name.text in ("includes", "indexOf", "some", "has")


def first_of_chain(test: Node) -> Node | None:
    """Return the first ``if`` of the chain whose condition a test is part of, or None."""
    below = test
    for above in test.up():
        if above.kind == "if_statement":
            if below.field != "condition":
                return None
            first, outer = above, above.parent
            while outer is not None and outer.kind == "else_clause" and outer.parent is not None:
                first, outer = outer.parent, outer.parent.parent
            return first
        if above.kind in FUNCTIONS:
            return None
        below = above
    return None


def is_shown(node: Node) -> bool:
    """Say whether a literal is a text for people: a label, a title."""
    parent = node.parent
    if parent is None:
        return False
    if parent.kind == "pair" and key_of(parent) == "name" and parent.parent is not None:
        # { id: "gpt-4o", name: "gpt-4o" }, but not the row of a table: { id: 1, name: "gpt-4o" }
        return any(
            key_of(c) in ("id", "value", "model") and (c.get("value") or c).kind != "number"
            for c in parent.parent.children
        )
    if parent.kind == "pair":
        return (key_of(parent) or "").lower() in (
            "label",
            "title",
            "description",
            "text",
            "placeholder",
            "displayname",
            "message",
            "tooltip",
            "author",
            "owned_by",
            "alt",
        )
    if parent.kind == "jsx_attribute":
        return parent.children[0].text.startswith("aria-") or parent.children[0].text in (
            "placeholder",
            "title",
            "alt",
            "label",
            "className",
            "key",
        )
    return (
        parent.kind == "jsx_expression"
        and parent.parent is not None
        and parent.parent.kind == "jsx_element"
    )


def route_of(node: Node) -> str:
    """Return how a model's name gets to a request, by where it stands."""
    parent = node.parent
    if parent is None:
        return "constant"
    if parent.kind == "variable_declarator":
        name = parent.get("name")
        return f"constant {name.text}" if name is not None else "constant"
    if parent.kind in ("pair", "enum_assignment"):
        return f"entry {key_of(parent)}"
    if parent.kind in ("assignment_pattern", "object_assignment_pattern", "required_parameter"):
        left = parent.get("left") or parent.get("pattern")
        return f"default of parameter {left.text}" if left is not None else "default"
    if parent.kind == "binary_expression":
        return "default"
    return "registry entry"


def shortened(text: str) -> str:
    """Return a text in one line, cut where it is long."""
    text = " ".join(text.split())
    return text if len(text) <= 60 else text[:57] + "…"
