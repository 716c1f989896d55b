"""Which requests of the Responses API chat completions can send as well."""

from __future__ import annotations

from ..common.response_shape import (
    ELSEWHERE,
    MESSAGES,
    NO_MESSAGES,
    TEXT,
    UNKNOWN_INPUT,
    UNWRITTEN,
    RequestShape,
)
from .resolve import Resolver
from .response_tools import Tools, choice_of, entries_of
from .syntax import Node, string_value
from .written import arguments, bare, first_argument, key_of, last_name

_TEXT_CALLS = frozenset(
    {
        "trim", "toString", "String", "join", "replace", "replaceAll", "slice", "toLowerCase",
        "toUpperCase", "stringify", "concat", "padEnd", "padStart", "substring",
    }
)  # fmt: skip
# What an earlier response may have said: who follows that response knows.
_OTHERS = ("made", "unknown", "external")
_SHORT = ("shorthand_property_identifier",)


class Shape(RequestShape[Node]):
    """What a request for a response is in JavaScript, as far as one for a chat can be the same.

    Args:
        call: The request.
        resolver: The project's resolver.

    Attributes:
        stays: Why it cannot be a request for a chat, as a clause; empty if it can.
    """

    def __init__(self, call: Node, resolver: Resolver) -> None:
        """Look at the fields."""
        super().__init__()
        self.resolver = resolver
        self._lists: set[int] = set()
        self._seen: set[int] = set()
        self.stays = self._fields(call)

    def tools_of(self, node: Node) -> Tools:
        """Return the tools that a field names."""
        return Tools(node, self.resolver)

    def chooses(self, node: Node) -> bool:
        """Say whether a chat has the choice of a tool, too."""
        return choice_of(node, self.resolver) is not None

    def constant(self, node: Node) -> object:
        """Return the value that is written there, or `UNWRITTEN`."""
        if node.kind in ("true", "false"):
            return node.kind == "true"
        text = string_value(bare(node))
        return UNWRITTEN if text is None else text

    def keys(self, node: Node) -> list[str] | None:
        """Return the keys of an object, all of which are written there."""
        entries = entries_of(node)
        return None if entries is None else list(entries)

    def carried_form(self, node: Node) -> bool:
        """Say whether the form of the text that is asked for is one that Electron has."""
        return json_mode(node) is not None

    def in_parts(self, node: Node) -> bool:
        """Say whether content is written in parts."""
        return bare(node).kind in ("array", "object")

    def _fields(self, call: Node) -> str:
        options = first_argument(call)
        callee = call.get("function")
        if options is None or options.kind != "object":
            return "takes its fields from elsewhere"
        resource = bare(callee).get("object") if callee is not None else None
        if resource is None or not _is_responses(bare(resource)):
            return "is asked for in another way than `client.responses.create`"
        if any(key_of(child) is None for child in options.children):
            return "takes some of its fields from elsewhere"
        given = {str(key_of(child)): value_of(child) for child in options.children}
        return self.why_fields_stay(given) or self._input(given["input"])

    def _input(self, node: Node) -> str:
        if self.is_text(node):
            self.kind = TEXT
            return ""
        self.kind = MESSAGES
        items = self.resolver.of(node)
        if not items or any(item.kind != "array" for item in items):
            return UNKNOWN_INPUT
        why = self._list(node)
        self.elements.discard(id(node))
        return why

    def _list(self, node: Node) -> str:
        self.elements.add(id(node))
        node = bare(node)
        if id(node) in self._lists:
            return ""
        self._lists.add(id(node))
        items = self.resolver.of(node)
        if all(item.kind in _OTHERS for item in items):
            self.joins.append(node)
            return ""
        if any(item.kind != "array" for item in items):
            return ELSEWHERE
        for item in items:
            if any(item.node is known for known in self.lists):
                continue
            self.lists.append(item.node)
            for child in item.node.children:
                why = self.add(child)
                if why:
                    return why
        return self._pushed(node)

    def add(self, child: Node) -> str:
        """Take in what its arrays get elsewhere; return why that cannot move.

        Args:
            child: The expression, or what is spread.
        """
        if child.kind != "spread_element":
            return self._message(child)
        self.elements.add(id(child))
        inside = child.children[0]
        if all(item.kind in _OTHERS for item in self.resolver.of(inside)):
            self.elements.add(id(inside))
            self.joins.append(inside)
            return ""
        return self._list(inside)

    def _message(self, element: Node) -> str:
        self.elements.add(id(element))
        found = [item.node for item in self.resolver.of(element) if item.kind == "object"]
        if not found:
            # What an earlier response said: who follows that response knows.
            self.joins.append(element)
            return ""
        for node in found:
            entries = entries_of(node)
            if entries is None:
                return NO_MESSAGES
            why = self.why_item_stays(node, {name: bare(n) for name, n in entries.items()})
            if why:
                return why
        return ""

    def _pushed(self, node: Node) -> str:
        name = node.text if node.kind in _SHORT else last_name(node)
        for method in ("push", "unshift", "concat", "splice"):
            for call in node.module.calls.get(method, ()):
                callee = call.get("function")
                owner = callee.get("object") if callee is not None else None
                if owner is None or not name or last_name(owner) != name:
                    continue
                for given in arguments(call):
                    why = self.add(given) if method != "concat" else self._list(given)
                    if why:
                        return why
        return ""

    def is_text(self, node: Node) -> bool:
        """Say whether an expression is a text, whatever it is put together from."""
        node = bare(node)
        if id(node) in self._seen:
            return True
        self._seen.add(id(node))
        try:
            return self._is_text(node)
        finally:
            self._seen.discard(id(node))

    def _is_text(self, node: Node) -> bool:
        kind = node.kind
        if kind in ("string", "template_string"):
            return True
        if kind == "binary_expression":
            operator, sides = node.get("operator"), [node.get("left"), node.get("right")]
            texts = [side is not None and self.is_text(side) for side in sides]
            if operator is not None and operator.text == "+":
                return any(texts)
            return operator is not None and operator.text in ("||", "??") and all(texts)
        if kind == "ternary_expression":
            both = [node.get("consequence"), node.get("alternative")]
            return all(side is not None and self.is_text(side) for side in both)
        if kind == "call_expression":
            callee = node.get("function")
            return callee is not None and last_name(callee) in _TEXT_CALLS
        if kind == "member_expression" and last_name(node) in ("output_text", "content"):
            return True
        if kind in ("identifier", "shorthand_property_identifier"):
            return self._names_text(node)
        found = self.resolver.of(node)
        return bool(found) and all(
            item.kind == "text" or (item.kind == "const" and isinstance(item.data, str))
            for item in found
        )

    def _names_text(self, node: Node) -> bool:
        bindings = node.scope.find(node.text) or []
        return bool(bindings) and all(self._binds_text(b, node) for b in bindings)

    def _binds_text(self, binding: object, node: Node) -> bool:
        how, path = getattr(binding, "how", ""), getattr(binding, "path", ())
        source: Node | None = getattr(binding, "node", None)
        target: Node | None = getattr(binding, "target", None)
        if how == "value" and not path:
            return source is not None and self.is_text(source)
        if how == "param" and not path and source is not None:
            holder = target.parent if target is not None else None
            kind = holder.get("type") if holder is not None else None
            if kind is not None:
                return kind.text.lstrip(": ").strip() == "string"
            sites = self.resolver.call_sites(source)
            index = getattr(binding, "index", -1)
            given = [arguments(site) for site in sites]
            return bool(sites) and all(
                0 <= index < len(some) and self.is_text(some[index]) for some in given
            )
        found = self.resolver.of(node)
        return (
            how == "import"
            and bool(found)
            and all(item.kind == "const" and isinstance(item.data, str) for item in found)
        )


def _is_responses(node: Node) -> bool:
    name = node.get("property") if node.kind == "member_expression" else None
    return name is not None and name.text == "responses"


def json_mode(node: Node) -> bool | None:
    """Say whether ``text`` asks for a JSON object; None if for what is not carried over."""
    if node.kind != "object" or [key_of(c) for c in node.children] != ["format"]:
        return None
    form = value_of(node.children[0])
    if form.kind != "object" or [key_of(c) for c in form.children] != ["type"]:
        return None
    word = string_value(bare(value_of(form.children[0])))
    return {"json_object": True, "text": False}.get(word or "")


def value_of(entry: Node) -> Node:
    """Return the value of an object's entry; of one that is short, itself."""
    return entry.get("value") or entry
