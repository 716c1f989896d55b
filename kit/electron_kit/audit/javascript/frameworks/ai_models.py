"""Models of the AI SDK through what wraps, names or registers them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..resolve import Resolver
from ..syntax import Node
from ..values import Obj
from ..written import first_argument, key_of

REGISTRIES = ("ai.createProviderRegistry", "ai.experimental_createProviderRegistry")
_PROVIDERS = ("ai.customProvider", "ai.experimental_customProvider")
# A wrapper in a wrapper in a provider: deeper than that nobody writes.
_DEEP = 4


def models_behind(model: Obj, resolver: Resolver, depth: int = 0) -> Iterator[Obj]:
    """Yield the models that a model may be in truth: it, or what it wraps or is a name of.

    ``wrapLanguageModel({ model })``, ``provider.languageModel("fast")`` of a custom provider,
    ``registry.languageModel("openai:gpt-4o")``, ``traced(model)``, ``aisdk(model)``.

    Args:
        model: What a call is given as its model.
        resolver: The project's resolver.
        depth: How many were taken off already.
    """
    if model.kind != "made" or depth > _DEEP or model.name.startswith("@ai-sdk/"):
        yield model
        return
    _, _, method = model.name.removesuffix("()").rpartition(".")
    inner: list[Obj] = []
    if method == "languageModel" and model.name.endswith("()"):
        for owner in _owner(model.node, resolver):
            if owner.name in _PROVIDERS:
                inner += _named(owner.node, model.node, resolver)
            elif owner.name in REGISTRIES:
                inner += _registered(owner.node, model.node, resolver)
    elif not model.name.endswith("()") and method[:1].islower():
        given = resolver.of(first_argument(model.node))
        inner += [item for item in given if item.kind == "made"]
        for options in given:
            if options.kind == "object":
                inner += resolver.member(options, "model", options.node)
                # ``createFallback({ models: [one, another] })``
                for models in resolver.member(options, "models", options.node):
                    inner += resolver.items_of(models) if models.kind == "array" else ()
    if not inner:
        yield model
    for item in inner:
        yield from models_behind(item, resolver, depth + 1)


def registered(call: Node, resolver: Resolver) -> Iterator[tuple[str, Node, Obj]]:
    """Yield the providers of a registry: name, entry and what each may be.

    Args:
        call: The call that makes the registry.
        resolver: The project's resolver.
    """
    for providers in resolver.of(first_argument(call)):
        for child in providers.node.children if providers.kind == "object" else ():
            value = child.get("value") if child.kind == "pair" else child
            for item in resolver.of(value):
                yield key_of(child) or "", child, item


def _owner(call: Node, resolver: Resolver) -> Iterator[Obj]:
    callee = call.get("function")
    owner = callee.get("object") if callee is not None else None
    yield from (item for item in resolver.of(owner) if item.kind == "made")


def _named(provider: Node, call: Node, resolver: Resolver) -> list[Obj]:
    """Return what a custom provider has under the name that a call asks for; all if unknown."""
    name = resolver.text_of(first_argument(call))
    found: list[Obj] = []
    for options in resolver.of(first_argument(provider)):
        for models in resolver.member(options, "languageModels", options.node):
            found += resolver.member(models, name, call) if name else resolver.items_of(models)
    return found


def _registered(registry: Node, call: Node, resolver: Resolver) -> list[Obj]:
    """Return the providers that a name of a registry's leads to; all if it is not known."""
    name = (resolver.text_of(first_argument(call)) or "").partition(":")[0]
    return [
        item
        for key, _, item in registered(registry, resolver)
        if not name or "{" in name or key == name
    ]


def any_behind(model: Obj, resolver: Resolver, holds: Callable[[Obj], bool]) -> bool:
    """Say whether something holds for one of the models behind a model."""
    return any(holds(item) for item in models_behind(model, resolver))
