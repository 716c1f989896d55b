"""B06: a message list that grows without a bound."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from ...contract import CONTEXT_TOKENS, MAX_MESSAGES
from ..facts import Fact, Facts, GrowingHistory
from ..finding import Severity
from ..rule import Example, Report, Rule
from ._fields import HEAD


class UnboundedHistory(Rule[GrowingHistory]):
    """A list of messages grows with every turn, is sent whole, and nothing shortens it.

    It will pass the most messages or tokens of a request one day, and be refused then.

    The finding stands where the list grows: where what a person said is added, else where anything
    is; of a table, where its rows join what is sent, for there they would be cut, and where a row
    is added if nothing else is in sight; of a list that a server keeps, where it is pushed to. One
    for each list and the request that sends it. The list may be an object's, a module's, a
    session's, one of many in a dictionary or a map, a store's or a component's state, what a cache
    or a file holds, a table's rows, or what a page's ``useChat`` keeps: of that, where the route
    sends it. A route that is posted a whole conversation sends one too, unless the project's page
    in sight is told of, or posts no more than so many turns: it is told where the turns are joined
    to more, else where the route hands them on.

    A bound is what shortens the list where it grows or before it is sent: the last so many
    (``[-20:]``, ``slice(-20)``, a deque's ``maxlen``, ``LIMIT``, ``take``, ``ltrim``), a length or
    a count of tokens that is compared, a helper that trims or sums up, a list that is begun anew
    for each question, a loop that is counted, a setting of the Agents SDK's session. None
    are: a copy, all but the first or the last (``[1:]``, ``[:-1]``), taking back the last turn
    after an error, and a command by which a person may empty it.
    """

    code = "B06"
    name = "unbounded-history"
    severity = Severity.BEHAVIOUR_CHANGE
    title = "a message list that grows without a bound"
    because = (
        f"A request holds {MAX_MESSAGES} messages and {CONTEXT_TOKENS:,} tokens at most; a list "
        "that nothing shortens passes that."
    )
    handles: ClassVar[tuple[type[Fact], ...]] = (GrowingHistory,)
    records = ("field-messages",)
    valid: ClassVar[tuple[Example, ...]] = (
        Example(
            HEAD
            + (
                'messages = [{"role": "user", "content": "x"}]\n'
                'messages.append({"role": "user", "content": "y"})\n'
                'client.chat.completions.create(model="m", messages=messages)'
            )
        ),
        Example(
            HEAD
            + (
                "messages = []\n"
                "while True:\n"
                '    messages.append({"role": "user", "content": input()})\n'
                "    messages = messages[-20:]\n"
                '    client.chat.completions.create(model="m", messages=messages)'
            )
        ),
    )
    invalid: ClassVar[tuple[Example, ...]] = (
        Example(
            HEAD
            + (
                "messages = []\n"
                "while True:\n"
                '    messages.append({"role": "user", "content": input()})\n'
                '    r = client.chat.completions.create(model="m", '
                "messages=messages)\n"
                "    messages.append(r.choices[0].message)"
            ),
            lines=(5,),
        ),
        Example(
            HEAD
            + (
                "class Bot:\n"
                "    def __init__(self):\n"
                "        self.history = []\n"
                "    def ask(self, text):\n"
                '        self.history.append({"role": "user", "content": text})\n'
                '        return client.chat.completions.create(model="m", '
                "messages=self.history)"
            ),
            lines=(7,),
        ),
    )

    def check(self, fact: GrowingHistory, facts: Facts) -> Iterator[Report]:
        """Yield a report for each list."""
        yield Report(
            place=fact.place,
            message=f"`{fact.name}` grows without a bound; Electron refuses more than "
            f"{MAX_MESSAGES} messages or {CONTEXT_TOKENS:,} tokens.",
            confidence=fact.confidence,
            review="What may be forgotten is for a person to say.",
        )
