"""C01: content taken for the absence of tool calls."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from ..facts import ContentUse, Fact, Facts
from ..finding import Severity
from ..rule import Example, Report, Rule
from ._fields import HEAD


class ContentWithToolCalls(Rule[ContentUse]):
    """Code takes ``content`` for the opposite of a tool call.

    It takes an empty ``content`` for a tool call or for a turn whose tools still want an answer,
    shows ``content`` before it looks at ``tool_calls``, lets it end the rounds, or drops it from
    the history.

    On Electron a tool-call turn may carry a short filler sentence in ``content``: code that decides
    by it takes the filler for the answer and never runs the tool.

    A turn that the program itself makes up, with a tool's name or an id of its own, is none: no
    model has said anything there.
    """

    code = "C01"
    name = "content-with-tool-calls"
    severity = Severity.BEHAVIOUR_CHANGE
    title = "content taken for the absence of tool calls"
    because = "A turn that calls a tool may carry a filler sentence, which is no answer."
    handles: ClassVar[tuple[type[Fact], ...]] = (ContentUse,)
    records = ("behaviour-content-on-tool-call-turns",)
    valid: ClassVar[tuple[Example, ...]] = (
        Example(
            HEAD
            + (
                'm = client.chat.completions.create(model="m", '
                "messages=[], tools=[{}]).choices[0].message\n"
                "if m.tool_calls:\n"
                "    run(m.tool_calls)\n"
                "else:\n"
                "    print(m.content)"
            )
        ),
        Example(
            HEAD
            + (
                'm = client.chat.completions.create(model="m", '
                "messages=[]).choices[0].message\n"
                "if m.content is None:\n"
                '    raise ValueError("no answer")'
            )
        ),
    )
    invalid: ClassVar[tuple[Example, ...]] = (
        Example(
            HEAD
            + (
                'm = client.chat.completions.create(model="m", '
                "messages=[], tools=[{}]).choices[0].message\n"
                "if m.content is None:\n"
                "    run(m.tool_calls)"
            ),
            lines=(4,),
        ),
        Example(
            HEAD
            + (
                'm = client.chat.completions.create(model="m", '
                "messages=[], tools=[{}]).choices[0].message\n"
                "if m.content:\n"
                "    print(m.content)\n"
                "elif m.tool_calls:\n"
                "    run(m.tool_calls)"
            ),
            lines=(4,),
        ),
        Example(
            HEAD
            + (
                'm = client.chat.completions.create(model="m", '
                "messages=[], tools=[{}]).choices[0].message\n"
                "if m.tool_calls:\n"
                '    history.append({"role": "assistant", "content": None, '
                '"tool_calls": m.tool_calls})'
            ),
            lines=(5,),
        ),
    )

    def check(self, fact: ContentUse, facts: Facts) -> Iterator[Report]:
        """Yield a report for each such place."""
        yield Report(
            place=fact.place,
            message=_MESSAGES[fact.how],
            confidence=fact.confidence,
            review="The order of the two tests is the program's logic.",
        )


_MESSAGES = {
    "none-means-tool-call": "A tool-call turn may carry `content` on Electron: "
    "its absence does not tell the turns apart.",
    "content-first": "A tool-call turn may carry a filler sentence in `content`; "
    "here it is taken before `tool_calls` is looked at.",
    "content-dropped": "A tool-call turn may carry `content` on Electron; "
    "here it does not get into the history.",
}
