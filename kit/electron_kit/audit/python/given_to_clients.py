"""Whether an expression becomes a client's key or base URL, and is that client's to report."""

from __future__ import annotations

import ast
import re
from typing import Any

from .resolve.resolver import Resolver
from .tree import last_name

SETTINGS = {"api_key", "api_base", "base_url", "api_type", "api_version"}
_CLIENT = re.compile(r"OpenAI|LLM|Client|Chat|(?<!Base)Model$|^LM$")


def called(node: Any) -> Any:
    """Return what a call calls; of another expression, itself."""
    return node.func if node.__class__ is ast.Call else node


def for_client(node: Any, resolver: Resolver) -> bool:
    """Say whether an expression becomes a client's key or base URL."""
    child, parent = node, node.parent
    while parent.__class__ in (ast.BoolOp, ast.IfExp, ast.keyword, ast.Call, ast.Attribute):
        if parent.__class__ is ast.Call:
            name = last_name(parent.func)
            if (
                child is not parent.func
                and name[:1].isupper()
                and name not in ("SecretStr", "ValueError")
            ):
                return not _takes_key(parent, child, resolver)
        child, parent = parent, parent.parent
    if parent.__class__ is ast.Assign and parent.targets[0].__class__ is ast.Attribute:
        target = parent.targets[0]
        return target.attr in SETTINGS and last_name(target.value) in ("openai", "litellm")
    return False


def _takes_key(call: ast.Call, child: Any, resolver: Resolver) -> bool:
    """Say whether a call makes an object of the project's own that takes a key by its name.

    One that hands all it is given on to a client, ``Model(*args, **kwargs)``, is the client, and
    so is a descendant of a client's or a framework's class.
    """
    classes = [o.node for o in resolver.of(call.func) if o.kind == "class"]
    family = [k for c in classes for k in resolver.ancestry(c)]
    if any(_CLIENT.search(last_name(called(base))) for k in family for base in k.bases):
        return False
    if child.__class__ is not ast.keyword:
        return bool(classes)
    makers = [
        b.node for k in family for b in k.inner.bindings.get("__init__", ()) if b.how == "def"
    ]
    if not makers:
        return bool(classes)
    return any(
        a.arg == child.arg for maker in makers for a in (*maker.args.args, *maker.args.kwonlyargs)
    )
