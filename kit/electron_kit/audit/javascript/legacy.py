"""Version 3 of the SDK to the present one, a file at a time: all of it, or none.

Client, calls and answers change together, so every finding of a file carries the same
edits. What is not plain (a client that is handed on, a stream, an answer that is passed on
whole) leaves the file as it is, with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from ..finding import Edit
from .index import Module
from .scopes import FUNCTIONS, Binding
from .syntax import Node, string_value
from .written import arguments, bare, first_argument, key_of, last_name

_WRAPPED = frozenset({"await_expression", "parenthesized_expression"})
_TYPES = {
    "ChatCompletionRequestMessage": "OpenAI.Chat.ChatCompletionMessageParam",
    "CreateChatCompletionRequest": "OpenAI.Chat.ChatCompletionCreateParamsNonStreaming",
    "CreateChatCompletionResponse": "OpenAI.Chat.ChatCompletion",
    "ChatCompletionResponseMessage": "OpenAI.Chat.ChatCompletionMessage",
}
# Settings that version 4 has under the same or one other name; with any other, a person has to
# look.
_SETTINGS = frozenset({"apiKey", "organization", "basePath"})
Settings = Callable[[Node], "list[Edit] | str"]


class NotPlainError(Exception):
    """The file cannot be moved without a person; the argument says why."""


def moved(module: Module, settings: Settings) -> list[Edit]:
    """Return the edits that move a file to the present SDK.

    Args:
        module: The file, indexed.
        settings: Gives the edits of an object with a client's settings, or why there are none.

    Raises:
        NotPlainError: Something in it is not plain.
    """
    return list(_Move(module, settings).edits())


class _Move:
    def __init__(self, module: Module, settings: Settings) -> None:
        self.module = module
        self.settings = settings
        self.names: dict[str, list[Node]] = {}
        for node in module.root.walk():
            if node.kind in (
                "identifier",
                "type_identifier",
                "shorthand_property_identifier",
                "shorthand_property_identifier_pattern",
            ):
                self.names.setdefault(node.text, []).append(node)

    def edits(self) -> Iterator[Edit]:
        statement, whole, names = self._import()
        if "OpenAI" in self.names:
            raise NotPlainError("The name OpenAI is taken in this file.")
        unknown = sorted(set(names) - {"Configuration", "OpenAIApi", *_TYPES})
        if unknown:
            raise NotPlainError(f"It also imports {', '.join(unknown)}, which version 4 has not.")
        yield Edit(statement.start, statement.end, whole)
        inside = range(statement.start, statement.end)
        for name in names:
            for node in self.names.get(name, ()):
                if node.start not in inside:
                    yield from self._use(name, node)

    def _import(self) -> tuple[Node, str, list[str]]:
        """Return what is replaced, by what, and the names that come from the SDK."""
        for node in self.module.root.children:
            if node.kind == "import_statement" and _source(node) == "openai":
                clause = next((c for c in node.children if c.kind == "import_clause"), None)
                named = clause.children if clause is not None else []
                if len(named) != 1 or named[0].kind != "named_imports" or clause is None:
                    break
                items = named[0].children
                if any(item.get("alias") is not None for item in items):
                    break
                return clause, "OpenAI", [i.text.removeprefix("type ").strip() for i in items]
            for declarator in node.children:
                value, name = declarator.get("value"), declarator.get("name")
                if value is None or name is None or bare(value).kind != "call_expression":
                    continue
                argument = first_argument(bare(value))
                if (
                    last_name(bare(value).get("function") or value) == "require"
                    and argument is not None
                    and string_value(argument) == "openai"
                    and name.kind == "object_pattern"
                ):
                    return name, "{ OpenAI }", [child.text for child in name.children]
        raise NotPlainError("Version 3 is not imported in the plain form.")

    def _use(self, name: str, node: Node) -> Iterator[Edit]:
        if name in _TYPES:
            if node.kind != "type_identifier":
                raise NotPlainError(f"{name} is used as a value.")
            yield Edit(node.start, node.end, _TYPES[name])
            return
        made = node.parent
        if node.kind == "type_identifier" and name == "OpenAIApi":
            yield Edit(node.start, node.end, "OpenAI")
            return
        if made is None or made.kind != "new_expression" or node.field != "constructor":
            raise NotPlainError(f"{name} is used in another way than by `new`.")
        if len(arguments(made)) > 1:
            raise NotPlainError(f"{name} is given more than one argument.")
        if name == "OpenAIApi":
            if not arguments(made):
                raise NotPlainError("The client is made without a Configuration.")
            yield Edit(node.start, node.end, "OpenAI")
            yield from self._client(made)
        else:
            yield from self._configuration(made)

    def _configuration(self, made: Node) -> Iterator[Edit]:
        options = first_argument(made)
        if options is None or options.kind != "object":
            raise NotPlainError("The Configuration's settings are built elsewhere.")
        for child in options.children:
            if key_of(child) not in _SETTINGS:
                raise NotPlainError(f"The Configuration has {child.text.partition(':')[0]!r}.")
        for node in self._held(made):
            parent = _outer(node).parent
            reads = parent is not None and parent.kind == "member_expression"
            given = parent is not None and parent.kind == "arguments"
            if not reads and not given:
                raise NotPlainError("The Configuration is handed on.")
            if reads and parent is not None and last_name(parent) not in ("apiKey", "organization"):
                raise NotPlainError("The Configuration is read for more than its key.")
        inner = self.settings(options)
        if isinstance(inner, str):
            raise NotPlainError(inner)
        yield Edit(made.start, options.start, "")
        yield from inner
        yield Edit(options.end, made.end, "")

    def _client(self, made: Node) -> Iterator[Edit]:
        for node in self._held(made):
            access = _outer(node).parent
            if access is not None and access.kind in ("export_statement", "export_specifier"):
                raise NotPlainError("It is exported: change the files that use it together.")
            if access is None or access.kind != "member_expression":
                raise NotPlainError("The client is handed on.")
            call = access.parent
            name = access.get("property")
            if call is None or call.kind != "call_expression" or name is None:
                raise NotPlainError("A method of the client is taken without calling it.")
            if name.text != "createChatCompletion":
                raise NotPlainError(f"The client also has {name.text}, which Electron has not.")
            yield Edit(name.start, name.end, "chat.completions.create")
            yield from self._call(call)

    def _held(self, made: Node) -> list[Node]:
        """Return the uses of the name that holds what was made."""
        whole = _outer(made)
        holder = whole.parent
        if holder is None:
            return []
        if holder.kind == "arguments":
            return []
        target = holder.get("name") or holder.get("left") or holder.get("property")
        if target is None or target is whole:
            raise NotPlainError("What is made is not kept under a name.")
        if target.kind == "identifier":
            bindings = target.scope.find(target.text)
            if any(_exports(above) for above in holder.up()):
                raise NotPlainError("It is exported: change the files that use it together.")
            if any(_other(b, made) for b in bindings or ()):
                raise NotPlainError(f"{target.text} is not always this.")
            return [
                node
                for node in self.names.get(target.text, ())
                if node is not target
                and node.scope.find(node.text) is bindings
                and not (node.parent is not None and node.parent.get("left") is node)
                and node.field != "name"
            ]
        name = last_name(target) if target.kind == "member_expression" else target.text
        owner = target.get("object")
        if owner is not None and owner.kind != "this":
            raise NotPlainError("It is kept on another object.")
        return [
            node
            for node in self.module.members.get(name, ())
            if node is not target and not (node.parent and node.parent.get("left") is node)
        ]

    def _call(self, call: Node) -> Iterator[Edit]:
        given = arguments(call)
        if len(given) != 1:
            raise NotPlainError("A call has options for the transport, such as `responseType`.")
        for child in given[0].children if given[0].kind == "object" else ():
            value = child.get("value")
            if key_of(child) == "stream" and (value is None or value.text != "false"):
                raise NotPlainError("Version 3 streams in another form.")
        for above in call.up():
            handler = above.get("handler") if above.kind == "try_statement" else None
            if handler is not None and handler.start > call.end:
                _no_response(handler)
        yield from self._answer(call)

    def _answer(self, call: Node) -> Iterator[Edit]:
        whole = _outer(call)
        parent = whole.parent
        if parent is None or parent.kind == "expression_statement":
            return
        if parent.kind == "member_expression":
            yield from self._taken(whole, parent)
        elif parent.kind == "variable_declarator":
            yield from self._named(parent.get("name"), call)
        elif parent.kind == "assignment_expression" and parent.get("right") is whole:
            yield from self._named(parent.get("left"), call)
        else:
            raise NotPlainError("An answer is passed on whole.")

    def _taken(self, whole: Node, access: Node) -> Iterator[Edit]:
        name = access.get("property")
        if name is None:
            raise NotPlainError("An answer is read in an unknown way.")
        if name.text == "data":
            yield Edit(whole.outside[1], name.end, "")
            return
        follow = access.parent
        if name.text not in ("then", "catch", "finally") or follow is None:
            raise NotPlainError(f"`{name.text}` of an answer is read, beside `data`.")
        for callback in arguments(follow)[0 if name.text == "catch" else 1 :]:
            _no_response(callback)
        if name.text == "then":
            taker = first_argument(follow)
            formal = taker.get("parameters") or taker.get("parameter") if taker else None
            if formal is None:
                raise NotPlainError("An answer is passed on whole.")
            only = formal.children if formal.kind == "formal_parameters" else [formal]
            if len(only) != 1:
                raise NotPlainError("An answer is passed on whole.")
            yield from self._named(only[0].get("pattern") or only[0], None)
            return
        yield from self._answer(follow)

    def _named(self, target: Node | None, call: Node | None) -> Iterator[Edit]:
        if target is not None and target.kind == "object_pattern":
            if len(target.children) != 1 or key_of(target.children[0]) not in (None, "data"):
                raise NotPlainError("More than `data` is taken from an answer.")
            only = target.children[0]
            inner = only.get("value") if only.kind == "pair_pattern" else only
            if inner is None or not only.text.startswith("data"):
                raise NotPlainError("More than `data` is taken from an answer.")
            yield Edit(target.start, target.end, inner.text)
            return
        if target is None or target.kind != "identifier":
            raise NotPlainError("An answer is kept on an object.")
        scope = target.scope
        if call is None:
            # A callback's parameter: its names are those of the body.
            function = next(above for above in target.up() if above.kind in FUNCTIONS)
            body = function.get("body")
            scope = body.scope if body is not None else scope
        bindings = scope.find(target.text)
        if call is not None and any(_other(b, call) for b in bindings or ()):
            raise NotPlainError(f"{target.text} is not always the answer.")
        for node in self.names.get(target.text, ()):
            if node is target or node.scope.find(node.text) is not bindings:
                continue
            parent = node.parent
            if parent is not None and (parent.get("left") is node or node.field == "name"):
                continue
            whole = _outer(node)
            access = whole.parent
            name = access.get("property") if access is not None else None
            if access is None or access.kind != "member_expression" or name is None:
                raise NotPlainError("An answer is passed on whole.")
            if name.text != "data":
                raise NotPlainError(f"`{name.text}` of an answer is read, beside `data`.")
            yield Edit(whole.outside[1], name.end, "")


def _outer(node: Node) -> Node:
    """Return an expression with the parentheses, casts and ``await`` around it."""
    while node.parent is not None and node.parent.kind in _WRAPPED:
        node = node.parent
    return node


def _source(node: Node) -> str | None:
    source = node.get("source")
    return string_value(source) if source is not None else None


def _exports(node: Node) -> bool:
    return node.kind == "export_statement"


def _other(binding: Binding, made: Node) -> bool:
    """Say whether a binding gives something else than an expression, or nothing."""
    if binding.node is None or binding.how == "type":
        return False
    value = bare(binding.node)
    return value is not made and value.kind not in ("null", "undefined")


def _no_response(handler: Node) -> None:
    if re.search(r"\.response\b", handler.text):
        raise NotPlainError("An error's `response` is read: version 4 has `status` and `error`.")
