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
    r"/(?:v1/)?(?:chat/completions|embeddings|responses|images/|audio/|models\b|moderations)"
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
