"""Base URLs that a class of the project's own keeps: whose they are, its name says."""

from __future__ import annotations

import ast
import re
from typing import Any

from ..hosts import BASE
from .resolve.resolver import Resolver
from .tree import ancestors, last_name, walk

PATH_ALONE = re.compile(r"/?(?:v1/)?chat/completions")
"""What a session that has the address is asked for."""

NAMELESS_OTHER = re.compile(
    r"^\{\}(?:/v1)?/(?:embeddings|images/\w+|audio/\w+|moderations|responses|assistants|threads|"
    r"fine_tuning/\w+|batches)$"
)
"""The address of another endpoint than chats, of which only the path is written."""

_TAIL = re.compile(
    r"/(?:v1/)?(?:chat/completions|embeddings|responses|images/|audio/|models\b|moderations|"
    r"files\b|batches\b|assistants\b|threads\b|vector_stores\b|uploads\b|fine_tuning/)"
)
# Called after OpenAI, and not after what only speaks as it does.
_OPENAIS = re.compile(
    r"(?i)^(?!.*(?:azure|openrouter|compat|like|proxy|mock|fake|local|test)).*open_?ai"
)


def of_openais_class(node: Any) -> bool:
    """Say whether a call, or an address of ``self``'s, stands in a class called after OpenAI.

    Args:
        node: The call, or the expression of the address: ``f"{self.base_url}/embeddings"``.
    """
    own = node.__class__ is ast.Call or any(
        inner.__class__ is ast.Attribute and last_name(inner.value) == "self"
        for inner in walk(node)
    )
    return own and any(
        above.__class__ is ast.ClassDef and _OPENAIS.match(above.name) for above in ancestors(node)
    )


def one_of_its_bases(address: Any, resolver: Resolver) -> str:
    """Return an address with OpenAI's base, if that is one that it may begin with; or nothing.

    Args:
        address: The address: ``f"{self.base_url}/chat/completions"``.
        resolver: The project's resolver.
    """
    if address.__class__ is not ast.JoinedStr or len(address.values) < 2:
        return ""
    first, rest = address.values[:2]
    tail = str(getattr(rest, "value", "")) if rest.__class__ is ast.Constant else ""
    if first.__class__ is not ast.FormattedValue or not _TAIL.match(tail):
        return ""
    for item in resolver.of(first.value):
        if item.kind == "const" and isinstance(item.data, str) and BASE.match(item.data):
            return item.data.rstrip("/") + tail
    return ""


def of_its_class(address: Any, resolver: Resolver) -> Any:
    """Return where OpenAI's base is written that a class keeps; None if it is not sure to be that.

    ``self.base_url = "https://api.openai.com/v1"``, or the default of a maker's parameter: all
    requests of the class go there, and it is what has to be changed.

    Args:
        address: The address of a request: ``f"{self.base_url}/threads"``, ``f"{self.base}{path}"``.
        resolver: The project's resolver.
    """
    first = address.values[0] if address.__class__ is ast.JoinedStr and address.values else None
    kept = first.value if first.__class__ is ast.FormattedValue else None
    if kept.__class__ is not ast.Attribute or last_name(kept.value) != "self":
        return None
    found = resolver.of(kept)
    bases = {id(item.node): item.node for item in found if item.kind == "const"}
    # A parameter stands beside its default; whoever gives another has it found as well.
    if len(bases) != 1 or any(item.kind not in ("const", "param") for item in found):
        return None
    (base,) = bases.values()
    if base.__class__ is not ast.Constant or not BASE.match(str(base.value)):
        return None
    return base if _is_kept(base) else None


def _is_kept(base: ast.Constant) -> bool:
    """Say whether a class keeps a literal, or has it where nobody says another."""
    parent = base.parent
    if parent.__class__ is ast.arguments:
        return base in parent.defaults or base in parent.kw_defaults
    targets = getattr(parent, "targets", None) or [getattr(parent, "target", None)]
    return (
        parent.__class__ in (ast.Assign, ast.AnnAssign)
        and last_name(getattr(targets[0], "value", None)) == "self"
    )
