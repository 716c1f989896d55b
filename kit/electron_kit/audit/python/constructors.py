"""Calls that make the SDK's clients, and what a client without a key is given."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..common.providers import WITHOUT_KEY
from ..facts import Confidence, Field, Provider
from .clients import Client, Clients
from .fields import FieldReader
from .index import Module
from .known import AZURE_CLIENTS, CLIENTS
from .resolve.resolver import Resolver
from .tree import last_name


@dataclass(frozen=True, slots=True)
class Made:
    """A call that makes a client.

    Attributes:
        node: The call.
        client: The client.
        fields: Its arguments.
        confidence: How sure it is.
    """

    node: ast.Call
    client: Client
    fields: dict[str, Field]
    confidence: Confidence


def constructors_in(
    module: Module, resolver: Resolver, clients: Clients, reader: FieldReader
) -> Iterator[Made]:
    """Yield the calls of a module that make clients, whosever they are."""
    for name, calls in list(module.calls.items()):
        if name not in CLIENTS and name not in module.bound:
            continue
        if name not in CLIENTS and not any(_imports_client_as(c, name) for c in calls):
            continue
        for call in calls:
            for item in resolver.of(call):
                client = clients.of(item)
                if client is None or client.path:
                    continue
                # Of classes of the project's own, those that lead to Azure are told.
                own = client.provider is Provider.AZURE and item.data == "subclass"
                if client.made is not call and not (own and item.node is call):
                    continue
                fields, _ = reader.of_call(call)
                yield Made(call, client, fields, item.confidence)
                break


def _imports_client_as(call: ast.Call, name: str) -> bool:
    """Say whether a name is a client's class, imported in the module or in the function."""
    scope = call.scope
    while name not in scope.bindings and scope.parent is not None:
        scope = scope.parent
    for binding in scope.bindings.get(name, ()):
        if binding.how == "class" and any(
            last_name(b) in AZURE_CLIENTS for b in binding.node.bases
        ):
            return True
        if binding.how == "import" and binding.name.rpartition(".")[2] in CLIENTS:
            return True
        if binding.how == "param" and _takes_client(binding.node):
            return True
        if (
            binding.how == "value"
            and binding.value is not None
            and (last_name(binding.value) in CLIENTS or _binds_client(binding.value))
        ):
            return True
    return False


def _takes_client(parameter: ast.arg) -> bool:
    """Say whether a parameter is a client's class: ``client_cls: type[OpenAI] = OpenAI``."""
    said = parameter.annotation
    kept = said.slice if said.__class__ is ast.Subscript else None
    return (
        kept is not None and last_name(kept) in CLIENTS and last_name(said.value).lower() == "type"
    )


def _binds_client(value: Any) -> bool:
    """Say whether an expression is ``partial(OpenAI, …)``, or one class or another."""
    if value.__class__ is ast.IfExp:
        return last_name(value.body) in CLIENTS or last_name(value.orelse) in CLIENTS
    return (
        value.__class__ is ast.Call
        and last_name(value.func) == "partial"
        and bool(value.args)
        and last_name(value.args[0]) in CLIENTS
    )


def key_crossing(call: ast.AST, fields: Mapping[str, Field]) -> str:
    """Say what a client does that is given no key; empty if one may be given out of sight."""
    known = isinstance(call, ast.Call) and all(keyword.arg for keyword in call.keywords)
    if not known or "api_key" in fields or (isinstance(call, ast.Call) and call.args):
        return ""
    return WITHOUT_KEY
