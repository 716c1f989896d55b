"""Facts of what is in a request: roles, parts, schemas, histories, budgets of tokens."""

from __future__ import annotations

from dataclasses import dataclass

from .fact import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRole(Fact):
    """A role in a chat message (B03). ``place`` is the role's literal.

    Attributes:
        role: The role.
    """

    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagePart(Fact):
    """A content part in a chat message (B02). ``place`` is the part.

    Attributes:
        type: ``image_url``, ``input_audio``, ``file`` …
    """

    type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaOutput(Fact):
    """Output bound to a schema by the endpoint, apart from a `Call`'s field (B04).

    Attributes:
        how: What asks for it, such as ``with_structured_output``.
        instead: The framework's own way to do without; empty for the rule's advice.
    """

    how: str
    instead: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GrowingHistory(Fact):
    """A message list that grows and is sent, without a bound in sight (B06).

    ``place`` is the statement that makes it grow; the front end emits one fact
    for each list, only where a loop, an object's life or the process keeps it.

    Attributes:
        name: The list as written, such as ``self.messages``.
    """

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenBudget(Fact):
    """A number of tokens that the code counts on, apart from a `Call`'s field (B07).

    Attributes:
        name: What holds it, such as ``MAX_CONTEXT`` or a table's key.
        tokens: The number.
    """

    name: str
    tokens: int
