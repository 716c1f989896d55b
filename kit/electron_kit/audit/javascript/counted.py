"""Parameters for a model by which tokens are counted alone: their defaults ask nothing."""

from __future__ import annotations

from .model_logic.encodings import COUNTERS
from .scopes import FUNCTIONS
from .syntax import Node
from .written import last_name

_PARAMETERS = frozenset({"assignment_pattern", "required_parameter", "optional_parameter"})
_TEXTS = frozenset({"template_string", "template_substitution", "binary_expression"})


def is_counters_default(node: Node) -> bool:
    """Say whether a name is the default of a parameter that only an encoding is found by.

    ``function countTokens(text, model = "gpt-4o") { … encoding_for_model(model) … }``

    Args:
        node: The literal.
    """
    given = node.parent
    if given is None or given.kind not in _PARAMETERS:
        return False
    name = given.get("left") or given.get("pattern")
    function = next((above for above in given.up() if above.kind in FUNCTIONS), None)
    body = function.get("body") if function is not None else None
    if name is None or name.kind != "identifier" or body is None:
        return False
    kinds = ("identifier", "shorthand_property_identifier")
    uses = [n for n in body.walk() if n.kind in kinds and n.text == name.text]
    counted = [use for use in uses if _takes(use) in COUNTERS]
    return bool(counted) and all(_takes(use) in COUNTERS or _is_shown(use) for use in uses)


def _takes(use: Node) -> str:
    """Return what a call is called that is given a name."""
    call = use.parent.parent if use.parent is not None and use.parent.kind == "arguments" else None
    callee = call.get("function") if call is not None else None
    return last_name(callee) if callee is not None else ""


def _is_shown(use: Node) -> bool:
    """Say whether a name is only written to the console."""
    at = use.parent
    while at is not None and at.kind in _TEXTS:
        at = at.parent
    call = at.parent if at is not None and at.kind == "arguments" else None
    callee = call.get("function") if call is not None else None
    return callee is not None and callee.text.startswith("console.")
