"""What the AI SDK keeps for a page of React's server components: ``getMutableAIState()``."""

from __future__ import annotations

from collections.abc import Iterator

from ..facts import Confidence, GrowingHistory
from .history_bounds import is_part
from .history_growth import adds_user
from .kept_histories import short_name
from .limiters import value_of
from .project import Project
from .syntax import Node
from .test_files import is_test
from .written import bare, key_of, last_name

_GIVES = frozenset({"getMutableAIState", "getAIState"})


def ai_states(project: Project) -> Iterator[GrowingHistory]:
    """Yield where a person's turn joins such a state, of which a request gets the whole.

    Args:
        project: A project that asks OpenAI somewhere.
    """
    for module in project.modules:
        if is_test(module) or not any(name in module.calls for name in _GIVES):
            continue
        wholes = [w for call in module.calls.get("get", ()) if (w := _whole(call)) is not None]
        if not any(map(_is_sent, wholes)):
            continue
        joined = [array for w in wholes if (array := _array(w)) is not None and adds_user(array)]
        place = next(iter(joined), None) or next((w for w in wholes if _is_sent(w)), None)
        if place is not None:
            yield GrowingHistory(
                place=place.place, name=short_name(wholes[0].text), confidence=Confidence.MEDIUM
            )


def _whole(call: Node) -> Node | None:
    """Return all turns of a state that a call reads: ``state.get()``, ``state.get().messages``."""
    callee = call.get("function")
    owner = callee.get("object") if callee is not None else None
    made = value_of(owner) if owner is not None else None
    maker = made.get("function") if made is not None and made.kind == "call_expression" else None
    if maker is None or last_name(maker) not in _GIVES:
        return None
    above = call.parent
    return above if above is not None and above.kind == "member_expression" and (
        last_name(above) == "messages"
    ) else call  # fmt: skip


def _array(whole: Node) -> Node | None:
    spread = whole.parent
    array = spread.parent if spread is not None and spread.kind == "spread_element" else None
    return array if array is not None and array.kind == "array" else None


def _is_sent(whole: Node) -> bool:
    """Say whether a request gets all of the turns: ``streamUI({ messages: [...state.get()] })``."""
    pair = whole.parent
    while pair is not None and pair.kind in (
        "spread_element", "array", "member_expression", "call_expression", "arguments",
        "arrow_function", "parenthesized_expression",
    ):  # fmt: skip
        if pair.kind == "call_expression" and is_part(pair):
            return False
        pair = pair.parent
    if pair is None or pair.kind != "pair" or key_of(pair) != "messages":
        return False
    call = next((a for a in pair.up() if a.kind == "call_expression"), None)
    callee = call.get("function") if call is not None else None
    return callee is not None and last_name(bare(callee)) in (
        "streamUI", "streamText", "generateText", "create", "render", "streamObject"
    )  # fmt: skip
