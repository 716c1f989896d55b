"""LangChain: whose model ``initChatModel`` makes, what is bound to one, how it asks for JSON."""

from __future__ import annotations

from collections.abc import Iterator

from ....contract.names import Use, read_name
from ...facts import Fact, Field, Place, SchemaOutput
from ...framework_defaults import SCHEMAS
from ...model_names import is_text_model
from ..fields import FieldReader
from ..resolve import Resolver
from ..syntax import Node
from ..written import arguments, first_argument

# Ways of `withStructuredOutput` that send no schema: Electron has both.
_WITHOUT_SCHEMA = ("jsonMode", "functionCalling")


def is_openai_model_of(call: Node, fields: dict[str, Field], reader: FieldReader) -> bool:
    """Say whether ``initChatModel``, which all vendors share, makes a model of OpenAI's.

    The model's name stands first, and becomes a field.

    Args:
        call: The call.
        fields: Its options, which get the model.
        reader: Collects fields.
    """
    argument = first_argument(call)
    if argument is not None:
        values = reader.values(argument)
        fields["model"] = Field("model", argument.place, None, argument.place, values)
        names = [v.constant for v in values if isinstance(v.constant, str)]
        if names and not any(is_text_model(n) or n.startswith("openai") for n in names):
            return False
    provider = fields.get("modelProvider")
    named = [v.constant for v in provider.constants()] if provider is not None else []
    return not named or any(str(name).startswith("openai") for name in named)


def by_responses(fields: dict[str, Field]) -> bool:
    """Say whether a model's options have it use the Responses API: by a switch, or by its name."""
    switch, model = fields.get("useResponsesApi"), fields.get("model")
    if switch is not None and any(v.constant is False for v in switch.values):
        return False
    asked = "reasoning" in fields or (
        switch is not None and any(v.constant is True for v in switch.values)
    )
    return asked or (
        model is not None
        and any(isinstance(v.constant, str) and _is_of_responses(v.constant) for v in model.values)
    )


def _is_of_responses(text: str) -> bool:
    name = read_name(text)
    of = name.generation
    return name.use is Use.RESPONSES or (of is not None and (of.major, of.minor) == (5, 6))


def structured(call: Node, resolver: Resolver) -> Iterator[Fact]:
    """Yield a call of ``withStructuredOutput`` unless its method sends no schema."""
    given = arguments(call)
    method: object = None
    for options in resolver.of(given[1]) if len(given) > 1 else ():
        found = next(iter(resolver.member(options, "method", options.node)), None)
        if found is not None:
            method = found.data
            break
    if method not in _WITHOUT_SCHEMA:
        yield SchemaOutput(
            place=from_method(call), how="withStructuredOutput", instead=SCHEMAS["langchain"]
        )


def from_method(call: Node) -> Place:
    """Return a call's place from its method's name on: in a long chain, that is another line."""
    callee = call.get("function")
    method = callee.get("property") if callee is not None else None
    return Place(call.place.unit, method.start if method is not None else call.start, call.end)


def bound_options(call: Node, path: str) -> Node | None:
    """Return the options that a model gets by ``bind``, or beside what it is called with.

    Args:
        call: The call.
        path: What is called, with its package.
    """
    given = arguments(call)
    if path.endswith((".bind", ".withConfig")) and given:
        return given[0]
    return given[1] if len(given) > 1 else None
