"""B03: role developer or function."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from ..facts import Fact, Facts, MessageRole, Repair
from ..finding import Severity
from ..rule import Example, Report, Rule
from ._fields import HEAD


class UnsupportedRole(Rule[MessageRole]):
    """A message has the role ``developer`` or ``function``.

    Electron lists four roles: ``system``, ``user``, ``assistant`` and ``tool``.
    """

    code = "B03"
    name = "unsupported-role"
    severity = Severity.BREAKS
    title = "role developer or function"
    because = "A message's role is one of four, and this is none of them."
    handles: ClassVar[tuple[type[Fact], ...]] = (MessageRole,)
    records = ("role-developer", "role-function")
    instead_in: ClassVar[dict[str, str]] = {
        "go": "openai.SystemMessage(…), or openai.ChatMessageRoleSystem; what a function "
        "answers is a tool's message.",
        "java": "addSystemMessage(…); what a function answers is a tool's message.",
        "ruby": 'role: "system"; what a function answers is a tool\'s message.',
    }
    valid: ClassVar[tuple[Example, ...]] = (
        Example(HEAD + 'messages = [{"role": "system", "content": "x"}]'),
        Example(HEAD + 'person = {"role": "developer", "team": "core"}'),
    )
    invalid: ClassVar[tuple[Example, ...]] = (
        Example(
            HEAD + 'messages = [{"role": "developer", "content": "x"}]',
            lines=(3,),
            fixed=HEAD + 'messages = [{"role": "system", "content": "x"}]',
        ),
        Example(
            HEAD + 'messages.append({"role": "function", "name": "f", "content": "1"})', lines=(3,)
        ),
        Example(HEAD + 'messages.append(dict(role="function", name="f", content="1"))', lines=(3,)),
    )

    def check(self, fact: MessageRole, facts: Facts) -> Iterator[Report]:
        """Yield a report for each such role."""
        if fact.role not in ("developer", "function"):
            return
        developer = fact.role == "developer"
        yield Report(
            place=fact.place,
            message=f"The role `{fact.role}` is not among Electron's four.",
            confidence=fact.confidence,
            record=f"role-{fact.role}",
            repair=Repair("set-string", fact.place, fact, "system") if developer else None,
            review=""
            if developer
            else "A tool's answer also needs the `tool_call_id` of its call.",
        )
