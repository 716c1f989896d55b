"""Model names: what reaches a request, what a project keeps at hand, what code decides by them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ..facts import (
    Call,
    Confidence,
    Fact,
    Field,
    Kind,
    ModelLogic,
    ModelName,
    Place,
    Value,
)
from ..naming import is_completions_model, is_text_model, unknown_to_electron
from .budgets import VENDORS_FILE, budgets
from .index import TEST_FILE, Module
from .positions import (
    first_of_chain,
    in_another_vendors_list,
    in_try,
    is_about_models,
    is_choice,
    is_offered,
    is_renamed,
    is_shown,
    is_tested,
    of_responses,
    outermost,
    route_of,
    shortened,
)
from .resolve import Resolver
from .scopes import FUNCTIONS
from .syntax import Node, string_value
from .written import arguments, bare, first_argument, key_of, last_name

_PREFIX = re.compile(
    r"^(?:openai[/:])?(?:(?:chat)?gpt-?(?:\d.*)?|o\d-?(?:mini|preview)?|text-davinci.*|davinci|ft:.*)$"
)
_WEAK_PREFIX = frozenset({"code-", "text-", "code", "text-chat"})
_TESTS = frozenset({"startsWith", "includes", "indexOf", "endsWith", "match", "has"})
_COUNTERS = frozenset(
    {
        "encoding_for_model",
        "encodingForModel",
        "getEncodingNameForModel",
        "getModelContextSize",
        "encodingForModelName",
    }
)
_EQUAL = frozenset({"===", "==", "!==", "!="})
_DEFAULT = re.compile(r"(?i)^(?:default|openai|gpt|chat|llm|fallback)?_?model(?:_?(?:name|id))?$")


def _said_beside(node: Node, text: str) -> bool:
    """Say whether an ``id`` or a ``label`` only repeats the model that its object names."""
    pair = node.parent
    if pair is None or pair.kind != "pair" or key_of(pair) not in _LABELS or pair.parent is None:
        return False
    for other in pair.parent.children:
        value = other.get("value")
        named = re.search(r"(?i)model|identifier|deployment", key_of(other) or "") is not None
        if other is not pair and named and value is not None and string_value(value) == text:
            return True
    return False


_LABELS = ("id", "name", "label", "title", "value", "key")


def _tried_one_by_one(call: Node, argument: Node) -> Node | None:
    """Return the list in ``PATTERNS.some((p) => model.includes(p))``, for ``p`` and its test."""
    function = next((above for above in call.up() if above.kind == "arrow_function"), None)
    if argument.kind != "identifier" or function is None or function.parent is None:
        return None
    parameter = function.get("parameters") or function.get("parameter")
    outer = function.parent.parent
    callee = outer.get("function") if outer is not None else None
    if parameter is None or callee is None or parameter.text.strip("() ") != argument.text:
        return None
    return callee.get("object") if last_name(callee) in ("some", "find", "every") else None


class Models:
    """Finds model names.

    Args:
        resolver: The project's resolver.
        calls: The requests.
        named: Names that reach a framework's requests.
    """

    def __init__(
        self,
        resolver: Resolver,
        calls: Iterable[Call],
        named: Iterable[tuple[Place, str, str, str, Confidence]],
    ) -> None:
        """Collect the names that reach requests."""
        self.resolver = resolver
        self.calls = list(calls)
        self._done: dict[tuple[int, int], str] = {}
        self._chains: set[int] = set()
        self._reached: dict[tuple[int, int], ModelName] = {}
        for call in self.calls:
            field = call.fields.get("model") or call.fields.get("engine")
            for value in field.values if field is not None else ():
                self._reach(value, call, field)
                if value.name.endswith("fine_tuned_model") and field is not None and field.value:
                    self._reached[id(field.value.unit), field.value.start] = ModelName(
                        place=field.value, model="", endpoint=call.endpoint, route="fine-tuning job"
                    )
        for place, model, endpoint, route, confidence in named:
            self._name(place, model, endpoint, route, confidence)

    def _reach(self, value: Value, call: Call, field: Field | None) -> None:
        if (
            value.place is None
            or value.kind is not Kind.CONSTANT
            or not isinstance(value.constant, str)
        ):
            return
        self._name(
            value.place,
            value.constant,
            call.endpoint,
            value.name,
            min(value.confidence, call.confidence),
            by_position=field is not None and unknown_to_electron(value, field, call),
        )

    def _name(
        self,
        place: Place,
        model: str,
        endpoint: str,
        route: str,
        confidence: Confidence,
        *,
        by_position: bool = False,
    ) -> None:
        key = (id(place.unit), place.start)
        if endpoint == "chat":
            # Whatever reaches an OpenAI chat request and is not Electron's or another vendor's.
            self._done[key] = "chat"
            if by_position or is_text_model(model):
                self._reached[key] = ModelName(
                    place=place,
                    confidence=confidence,
                    model=model,
                    endpoint="chat",
                    route=route or "argument",
                )
        else:
            self._done.setdefault(key, endpoint)

    def facts(self, *, active: bool) -> Iterator[Fact]:
        """Yield the names and the code that decides by them.

        Args:
            active: Whether the project sends chat requests to OpenAI.
        """
        yield from self._reached.values()
        for module in self.resolver.project.modules:
            yield from self._counters(module)
            if active:
                yield from self._tests(module)
        for module in self.resolver.project.modules:
            yield from self._sweep(module) if active else self._defaults(module)
            if active:
                yield from budgets(module, self.calls)

    def _defaults(self, module: Module) -> Iterator[Fact]:
        """Yield the names that a project keeps for requests that are not seen here."""
        if TEST_FILE.search(module.inside) or VENDORS_FILE.search(module.inside):
            return
        for node in module.strings:
            text = string_value(node)
            if text is None or not is_text_model(text) or is_completions_model(text):
                continue
            holder = node.parent
            while holder is not None and holder.kind in ("binary_expression", "as_expression"):
                holder = holder.parent
            name = holder.get("name") if holder is not None else None
            declared = holder is not None and holder.kind == "variable_declarator"
            if declared and name is not None and _DEFAULT.search(name.text):
                yield ModelName(
                    place=node.place,
                    confidence=Confidence.MEDIUM,
                    model=text,
                    route=route_of(node),
                )

    def _counters(self, module: Module) -> Iterator[Fact]:
        for name in _COUNTERS:
            for call in module.calls.get(name, ()):
                for argument in arguments(call)[:1]:
                    if argument.kind == "string":
                        self._done[(id(module.unit), argument.start)] = "counter"
                if self._tried(call):
                    continue
                yield ModelLogic(place=call.place, how="counts tokens by", detail=name)

    def _tried(self, call: Node) -> bool:
        """Say whether a call stands in a ``try`` here, or wherever a name reaches it."""
        if in_try(call):
            return True
        function = next((above for above in call.up() if above.kind in FUNCTIONS), None)
        if function is None or (first_argument(call) or call).kind == "string":
            return False
        sites = self.resolver.call_sites(function)
        open_ = [s for s in sites if (a := first_argument(s)) is not None and a.kind != "string"]
        return bool(open_) and all(in_try(site) for site in open_)

    def _tests(self, module: Module) -> Iterator[Fact]:
        for name in _TESTS:
            for call in module.calls.get(name, ()):
                argument = first_argument(call)
                text = string_value(argument) if argument is not None else None
                if text is None and argument is not None:
                    yield from self._looked_up(call, name, argument, module)
                if text and argument is not None and self._is_prefix(text, call):
                    if name == "match" or not self._about_model(call):
                        continue
                    self._done[(id(module.unit), argument.start)] = "logic"
                    yield ModelLogic(
                        place=call.place, how="branches on", detail=f'{name}("{text}")'
                    )
        for test in module.calls.get("test", ()):
            callee = test.get("function")
            regex = callee.get("object") if callee is not None else None
            if regex is not None and self._is_pattern(regex, first_argument(test)):
                yield ModelLogic(place=test.place, how="branches on", detail=shortened(regex.text))
        for name in ("match", "search"):
            for call in module.calls.get(name, ()):
                callee, regex = call.get("function"), first_argument(call)
                owner = callee.get("object") if callee is not None else None
                if regex is not None and self._is_pattern(regex, owner):
                    yield ModelLogic(
                        place=call.place, how="branches on", detail=shortened(regex.text)
                    )

    @staticmethod
    def _is_pattern(regex: Node, subject: Node | None) -> bool:
        """Say whether a regular expression tells OpenAI's models apart."""
        if regex.kind != "regex":
            return False
        if re.search(r"gpt-|\^o1", regex.text):
            return True
        about = subject is not None and "model" in subject.text.lower()
        return (
            about and re.search(r"\^\(?o(?:\[\d|\d|\\d)|\bo[134]\b|davinci", regex.text) is not None
        )

    def _looked_up(self, call: Node, name: str, argument: Node, module: Module) -> Iterator[Fact]:
        """Yield a test against names in a list that is searched, or prefixes that are tried."""
        callee = call.get("function")
        owner = callee.get("object") if callee is not None else None
        candidates: list[Node] = []
        tried = _tried_one_by_one(call, argument) if self._about_model(call) else None
        searched = owner if name in ("includes", "indexOf", "has") else argument
        for item in self.resolver.of(tried or searched):
            if item.kind == "array":
                candidates += item.node.children
            elif item.kind == "made" and item.name == "global.Set":
                inner = first_argument(item.node)
                candidates += inner.children if inner is not None and inner.kind == "array" else []
            elif item.kind == "const" and name == "startsWith":
                candidates.append(item.node)
        named = [
            item.node
            for n in candidates
            if n.kind == "member_expression"
            for item in self.resolver.of(n)
            if item.kind == "const" and item.node.kind == "string"
        ]
        candidates = [n for n in candidates if n.kind != "member_expression"] + named
        names = [
            n
            for n in candidates
            if (t := string_value(n)) is not None and (_PREFIX.match(t) or is_text_model(t))
        ]
        if not names or len(names) * 2 < len(candidates):
            return
        for node in names:
            self._done.setdefault((id(node.module.unit), node.start), "logic")
        chain = first_of_chain(call)
        if chain is not None:
            if id(chain) in self._chains:
                return
            self._chains.add(id(chain))
        yield ModelLogic(place=call.place, how="branches on", detail=shortened(call.text))

    @staticmethod
    def _is_prefix(text: str, call: Node) -> bool:
        """Say whether a text begins OpenAI's model names, or so where a model is tested."""
        if _PREFIX.match(text):
            return True
        callee = call.get("function")
        owner = callee.get("object") if callee is not None else None
        weak = text in _WEAK_PREFIX or text.startswith("text-davinci")
        return weak and owner is not None and "model" in owner.text.lower()

    @staticmethod
    def _about_model(call: Node) -> bool:
        callee = call.get("function")
        owner = callee.get("object") if callee is not None else None
        if owner is None:
            return False
        text = owner.text.lower()
        named = any(word in text for word in ("model", "engine", "gpt", "llm", "deployment"))
        return named or owner.kind in ("identifier", "array")

    def _sweep(self, module: Module) -> Iterator[Fact]:
        reported: set[int] = set()
        for node in module.strings:
            text = string_value(node)
            if (
                text is None
                or not is_text_model(text)
                or (text in ("davinci", "o1", "o3") and not is_about_models(node))
            ):
                continue
            if self._done.get((id(module.unit), node.start)) is not None:
                continue
            if _said_beside(node, text):
                continue
            yield from self._literal(node, text, reported)

    def _literal(self, node: Node, text: str, reported: set[int]) -> Iterator[Fact]:
        parent = node.parent
        if parent is None or parent.kind in (
            "import_statement",
            "export_statement",
            "expression_statement",
        ):
            return
        if parent.kind == "literal_type":
            holder = outermost(parent, "union_type")
            if any(n.kind == "predefined_type" for n in holder.walk()):
                # `"gpt-4o" | string` restricts to nothing.
                return
            if id(holder) not in reported:
                reported.add(id(holder))
                yield ModelLogic(
                    place=holder.place, how="restricts to", detail=shortened(holder.text)
                )
            return
        if parent.kind == "binary_expression":
            operator = parent.get("operator")
            if operator is not None and operator.text in _EQUAL:
                yield ModelLogic(
                    place=parent.place, how="branches on", detail=shortened(parent.text)
                )
                return
        if parent.kind == "switch_case" and node.field == "value":
            switch = next(
                (above for above in parent.up() if above.kind == "switch_statement"), parent
            )
            if id(switch) not in reported:
                reported.add(id(switch))
                head = switch.get("value") or switch
                yield ModelLogic(
                    place=Place(node.module.unit, switch.start, head.end),
                    how="branches on",
                    detail=f'case "{text}"',
                )
            return
        if node.field == "key" or parent.kind == "computed_property_name":
            holder_ = next(
                (
                    above
                    for above in node.up()
                    if above.kind in ("object", "object_type", "interface_body")
                ),
                None,
            )
            if holder_ is not None and id(holder_) not in reported:
                reported.add(id(holder_))
                pair = parent if parent.kind == "pair" else parent.parent or parent
                yield ModelLogic(place=pair.place, how="looks up", detail=text)
            return
        if node.field == "index" and parent.kind == "subscript_expression":
            yield ModelLogic(place=parent.place, how="looks up", detail=shortened(parent.text))
            return
        call = self._argument_of(node)
        if call is not None and parent.kind == "arguments":
            callee = call.get("function") or call.get("constructor")
            name = last_name(callee) if callee is not None else ""
            if name in _QUIET or (
                name in ("includes", "indexOf", "has") and not self._about_model(call)
            ):
                return
        if (
            parent.kind == "array"
            and parent.parent is not None
            and parent.parent.kind == "arguments"
        ):
            outer = parent.parent.parent
            callee = outer.get("function") if outer is not None else None
            if outer is not None and callee is not None and callee.text.endswith(".enum"):
                if id(outer) not in reported:
                    reported.add(id(outer))
                    yield ModelLogic(
                        place=outer.place, how="restricts to", detail=shortened(outer.text)
                    )
                return
        if parent.kind == "array" and (
            is_offered(parent) or is_choice(parent, self.resolver.project.calls("enum"))
        ):
            if id(parent) not in reported:
                reported.add(id(parent))
                yield ModelLogic(
                    place=parent.place, how="restricts to", detail=shortened(parent.text)
                )
            return
        if parent.kind == "array" and is_tested(parent):
            if id(parent) not in reported:
                reported.add(id(parent))
                yield ModelLogic(
                    place=parent.place, how="branches on", detail=shortened(parent.text)
                )
            return
        if is_shown(node) or in_another_vendors_list(node) or is_completions_model(text):
            return
        if of_responses(node) or is_renamed(node):
            return
        # What a test expects reaches no endpoint.
        sure = Confidence.LOW if TEST_FILE.search(node.module.inside) else Confidence.MEDIUM
        yield ModelName(place=node.place, confidence=sure, model=text, route=route_of(node))

    @staticmethod
    def _argument_of(node: Node) -> Node | None:
        parent = node.parent
        if parent is not None and parent.kind == "arguments":
            return parent.parent
        return None


_QUIET = frozenset(
    {
        "log", "error", "warn", "info", "debug", "describe", "it", "test", "toBe", "toEqual",
        "expect", "split",
        "t", "toContain", "toHaveBeenCalledWith", "replace", "join", "trace", "createElement",
        "setItem",
    }
)  # fmt: skip


__all__ = ["Models", "bare"]
