"""Which expressions are the text of an error, and what is looked for in it."""

from __future__ import annotations

import re

from .resolve import Resolver
from .scopes import Binding
from .syntax import Node, string_value
from .test_files import is_test
from .vendors import in_vendors_branch, names_vendor
from .written import bare, first_argument, key_of, last_name

# What makes a text of an error.
_TEXTS = frozenset({"String", "JSON.stringify", "util.inspect", "inspect"})
# What a service says of what was paid for, and of how much a model reads; a rate's limit and a key
# may be any other service's.
_SERVICE = re.compile(r"(?i)quota|insufficient|billing|context.?length|maximum context")
_SAYS_ERROR = re.compile(r"(?i)err|exception|\bmsg|message|detail|\bbody|reason|\braw|fail")
# Under these a result keeps why it failed.
_KEPT_UNDER = frozenset({"error", "errorMessage", "reason"})
# What goes through a list, an element at a time.
_THROUGH = frozenset({"some", "find", "every", "filter", "findIndex", "forEach"})


def choices(node: Node, resolver: Resolver) -> list[str]:
    """Return the texts or patterns that are looked for: of a list, all that it runs through."""
    node = bare(node)
    if node.kind == "regex":
        return [node.text]
    text = string_value(node)
    if text is not None:
        return [text]
    if node.kind != "identifier" or node.scope is None:
        return []
    found: list[str] = []
    for binding in node.scope.find(node.text) or ():
        given = _listed(binding)
        if given is not None:
            for item in resolver.of(given):
                if item.kind == "array":
                    for child in item.node.children:
                        found += choices(child, resolver) if child.kind != "identifier" else []
        elif binding.how == "value" and binding.node is not None and not binding.path:
            kept = bare(binding.node)
            found += choices(kept, resolver) if kept.kind in ("string", "regex") else []
    return found


def is_spelled(text: str, subject: Node) -> bool:
    """Say by the words alone whether an error's text is asked for one of OpenAI's.

    So where the way from the request is out of sight: the text came through a route or a store.
    Only in a file that says OpenAI, outside its tests and what it does for other vendors.

    Args:
        text: What is looked for.
        subject: What it is looked for in.
    """
    return (
        _SERVICE.search(text) is not None
        and _SAYS_ERROR.search(subject.text[-120:]) is not None
        and b"openai" in subject.module.unit.data.lower()
        and not is_test(subject.module)
        and not in_vendors_branch(subject)
        and not names_vendor(subject.module.path.rpartition("/")[0])
    )


def _listed(binding: Binding) -> Node | None:
    """Return the list that a name runs through: in a loop, or as what a callback is given."""
    if binding.how == "each":
        return binding.node
    function = binding.node if binding.how == "param" and binding.index == 0 else None
    call = function.parent.parent if function is not None and function.parent is not None else None
    callee = call.get("function") if call is not None and call.kind == "call_expression" else None
    if callee is None or last_name(callee) not in _THROUGH:
        return None
    return callee.get("object")


def beside(call: Node) -> list[str]:
    """Return what else is asked for where any answer will do, as it is written."""
    top = call
    for above in call.up():
        operator = above.get("operator") if above.kind == "binary_expression" else None
        if above.kind != "parenthesized_expression" and (operator is None or operator.text != "||"):
            break
        top = above
    return [
        (string_value(below) or "") if below.kind == "string" else below.text
        for below in top.walk()
        if below.kind in ("string", "number", "regex")
    ]


def spoken(subject: Node) -> Node | None:
    """Return the error whose text an expression is: ``String(error).toLowerCase()``."""
    root = bare(subject)
    while root.kind in ("call_expression", "member_expression"):
        if root.kind == "member_expression" and last_name(root) == "message":
            return root.get("object")
        callee = root.get("function") if root.kind == "call_expression" else None
        if callee is not None and callee.text in _TEXTS:
            return first_argument(root)
        if root.kind == "member_expression" and last_name(root) in _KEPT_UNDER:
            return _put_under(root)
        inner = callee or root.get("object")
        if inner is None:
            return None
        root = bare(inner)
    return _kept_text(root) if root.kind == "identifier" else None


def _put_under(read: Node) -> Node | None:
    """Return the error whose text the file puts under a name: ``{ error: err.message }``."""
    name = last_name(read)
    for made in read.module.nodes.get("object", ()):
        value = next((c.get("value") for c in made.children if key_of(c) == name), None)
        for below in value.walk() if value is not None else ():
            if below.kind == "member_expression" and last_name(below) == "message":
                return below.get("object")
    return None


def _kept_text(name: Node) -> Node | None:
    """Return the error whose text a variable holds."""
    bindings = (name.scope.find(name.text) if name.scope is not None else None) or []
    for binding in bindings:
        if binding.how != "value" or binding.node is None or binding.path:
            continue
        for below in binding.node.walk():
            callee = below.get("function") if below.kind == "call_expression" else None
            if below.kind == "member_expression" and last_name(below) == "message":
                return below.get("object")
            if callee is not None and callee.text in _TEXTS:
                return first_argument(below)
    return None
