"""Names of models that reach other requests than a chat at OpenAI's, and those only."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from typing import Any

from ..facts import Field, Kind, ModelName, Place, Provider, Value
from ..hosts import provider_of_url
from .index import Module
from .raw import SENDERS, dumped
from .requests import Requests
from .tree import last_name

_MODELS = ("model", "engine", "deployment_id", "model_name")
_BODIES = ("json", "data", "content", "body")
_NEAR = re.compile(r"localhost|127\.0\.0\.1|0\.0\.0\.0|host\.docker|://[\w-]+[:/]")
Key = tuple[int, int, int]


class SentElsewhere:
    """Knows which literals reach other requests: another vendor's, or of another endpoint.

    Args:
        requests: The project's requests.
    """

    def __init__(self, requests: Requests) -> None:
        """Look at every such request."""
        self._requests = requests
        self._keys: set[Key] = set()
        self._defaults: set[int] = set()
        self._names: set[str] = set()
        for field, near in self._fields():
            for value in field.values:
                if value.place is not None and value.kind is Kind.CONSTANT:
                    # What is kept far from a vendor's call may go to OpenAI's as well.
                    node = requests.reader.nodes.get(value.place)
                    far = near is not None and (node is None or node.scope.module is not near)
                    if far and "/" not in str(value.constant):
                        continue
                    self._keys.add(key_of(value.place))
                    self._note_setting(value)

    def has(self, model: ModelName) -> bool:
        """Say whether a name that is kept goes to such a request, and to nothing else in sight.

        Args:
            model: The name where it is kept.
        """
        return key_of(model.place) in self._keys or self._by_setting(model)

    def _fields(self) -> Iterator[tuple[Field, Module | None]]:
        """Yield the fields, each with the module whose own names count, or None for all."""
        reader = self._requests.reader
        for call, partials in self._requests.foreign:
            if not self._is_surely_foreign(call):
                continue
            for field in _named(reader.of_call(call, partials)[0]):
                yield field, call.scope.module
        for module in self._requests.resolver.project.modules:
            for name in SENDERS if module.primary else ():
                for call in module.calls.get(name, ()):
                    for keyword in call.keywords:
                        if keyword.arg not in _BODIES:
                            continue
                        fields = reader.of_value(dumped(keyword.value))[0]
                        if self._leads_elsewhere(call):
                            for field in _named(fields):
                                yield field, module

    def _is_surely_foreign(self, call: ast.Call) -> bool:
        """Say whether a vendor's client sends a request, and no server nearby that may relay it."""
        objects = self._requests.resolver.of(call.func)
        if any(item.whole.kind not in ("made", "ext") for item in objects):
            return False
        made = [client.made for o in objects if (client := self._requests.clients.of(o.whole))]
        given = [
            text
            for one in made
            for keyword in getattr(one, "keywords", ())
            if keyword.arg in ("base_url", "api_base")
            for text in self._texts(keyword.value)
        ]
        return not any(_NEAR.search(text) for text in given)

    def _texts(self, expression: Any) -> list[str]:
        found = self._requests.resolver.of(expression)
        return [str(item.data) for item in found if item.kind in ("const", "text")]

    def _leads_elsewhere(self, call: ast.Call) -> bool:
        urls = [t for given in call.args[:2] for t in self._texts(given) if "://" in t]
        return bool(urls) and all(
            provider_of_url(url) is Provider.OTHER and not _NEAR.search(url) for url in urls
        )

    def _note_setting(self, value: Value) -> None:
        """Note the setting whose default a literal is: ``config.get("SOLVER", "gpt-4o")``."""
        node = self._requests.reader.nodes.get(value.place) if value.place is not None else None
        call = getattr(node, "parent", None)
        if call.__class__ is ast.Call and node in call.args[1:]:
            first = call.args[0]
            if first.__class__ is ast.Constant and isinstance(first.value, str):
                self._names.add(first.value)
                self._defaults.add(id(first))

    def _by_setting(self, model: ModelName) -> bool:
        """Say whether a name is a setting's, and every reader of that sends it elsewhere."""
        name = model.route.removeprefix("value of ")
        if name not in self._names:
            return False
        return all(
            id(node) in self._defaults or _declares(node, name)
            for module in self._requests.resolver.project.modules
            for node in module.texts.get(name, ())
        )


def _declares(node: Any, name: str) -> bool:
    """Say whether a text only names the variable that a setting of the same name is read from."""
    call = node.parent
    while call.__class__ in (ast.Call, ast.BoolOp, ast.IfExp):
        node, call = call, call.parent
    return call.__class__ is ast.Assign and last_name(call.targets[0]) == name


def _named(fields: dict[str, Field]) -> Iterable[Field]:
    return [fields[name] for name in _MODELS if name in fields]


def key_of(place: Place) -> Key:
    """Return what tells one place from another, whoever asks."""
    return (id(place.unit), place.start, place.end)
