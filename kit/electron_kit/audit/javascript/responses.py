"""Which requests of the Responses API chat completions can send as well."""

from __future__ import annotations

from ...contract.responses import OTHER_FIELDS, RESULT, ROLES, SHARED_FIELDS
from .resolve import Resolver
from .response_tools import Tools, choice_of, entries_of
from .response_tools import plain as _plain
from .syntax import Node, string_value
from .written import arguments, bare, first_argument, key_of, last_name

_TEXT_CALLS = frozenset(
    {
        "trim", "toString", "String", "join", "replace", "replaceAll", "slice", "toLowerCase",
        "toUpperCase", "stringify", "concat", "padEnd", "padStart", "substring",
    }
)  # fmt: skip
_ELSEWHERE = "takes an input that is put together elsewhere"
_OTHERS = ("made", "unknown", "external")
_SHORT = ("shorthand_property_identifier",)
TEXT, MESSAGES = "text", "messages"


class Shape:
    """What a request for a response is, as far as a request for a chat can be the same.

    Args:
        call: The request.
        resolver: The project's resolver.

    Attributes:
        stays: Why it cannot be a request for a chat, as a clause; empty if it can.
        kind: What its input is: `TEXT` or `MESSAGES`.
        roles: The texts of roles in its input that are to be ``system``.
        tools: Its tools, if it has any.
        stream: Whether it asks for a stream.
        results: The items in its input that say what a function gave.
        lists: The arrays that its input is made of.
        joins: The expressions in its input that may be what an earlier response said.
        elements: The expressions by which its input gets what it holds, by id.
    """

    def __init__(self, call: Node, resolver: Resolver) -> None:
        """Look at the fields."""
        self.resolver = resolver
        self.kind = ""
        self.roles: list[Node] = []
        self.tools: Tools | None = None
        self.stream = False
        self.results: list[Node] = []
        self.lists: list[Node] = []
        self.joins: list[Node] = []
        self.elements: set[int] = set()
        self._lists: set[int] = set()
        self._seen: set[int] = set()
        self.stays = self._fields(call)

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
        if "tools" in given:
            self.tools = Tools(given["tools"], self.resolver)
            if self.tools.built_in:
                return self.tools.stays
        for name in given:
            if name not in SHARED_FIELDS | OTHER_FIELDS:
                return f"asks for `{name}`, which chat completions have in another form or not"
        if self.tools is not None and self.tools.stays:
            return self.tools.stays
        if "tool_choice" in given and choice_of(given["tool_choice"], self.resolver) is None:
            return "asks for `tool_choice` in a form that a chat has not"
        if "stream" in given:
            if given["stream"].kind not in ("true", "false"):
                return "asks for `stream` in a way that is not written at the call"
            self.stream = given["stream"].kind == "true"
        if "store" in given and given["store"].kind != "false":
            return "asks for `store`: Electron keeps nothing"
        if "reasoning" in given and given["reasoning"].kind != "object":
            return "asks for `reasoning` in a way that is not written at the call"
        if "text" in given and json_mode(given["text"]) is None:
            return "asks for `text.format`: Electron has no schema"
        if "instructions" in given and not self.is_text(given["instructions"]):
            return "takes its instructions from what may be no text"
        if "input" not in given:
            return "has no input of its own"
        return self._input(given["input"])

    def _input(self, node: Node) -> str:
        if self.is_text(node):
            self.kind = TEXT
            return ""
        self.kind = MESSAGES
        items = self.resolver.of(node)
        if not items or any(item.kind != "array" for item in items):
            return "takes an input of which it is not known whether it is a text"
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
            return _ELSEWHERE
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
                return "sends items that are no messages"
            why = self._item(node, entries) if "type" in entries else self._said(entries)
            if why:
                return why
        return ""

    def _item(self, node: Node, entries: dict[str, Node]) -> str:
        kind = string_value(_plain(entries["type"]))
        if kind != RESULT or set(entries) != {"type", "call_id", "output"}:
            return "sends items that are no messages"
        if bare(entries["output"]).kind in ("array", "object"):
            return "sends a result in parts"
        if not any(node is known for known in self.results):
            self.results.append(node)
        return ""

    def _said(self, entries: dict[str, Node]) -> str:
        if set(entries) != {"role", "content"}:
            return "sends items that are no messages"
        role = string_value(_plain(entries["role"]))
        if role not in ROLES:
            return "sends a message of a role that is not written there"
        if bare(entries["content"]).kind in ("array", "object"):
            return "sends content in parts"
        if role == "developer":
            self.roles.append(_plain(entries["role"]))
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
    word = string_value(_plain(value_of(form.children[0])))
    return {"json_object": True, "text": False}.get(word or "")


def value_of(entry: Node) -> Node:
    """Return the value of an object's entry; of one that is short, itself."""
    return entry.get("value") or entry
