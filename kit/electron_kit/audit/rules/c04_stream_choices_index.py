"""C04: chunk.choices[0] without a guard while include_usage is set."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from ..facts import ChunkIndex, Fact, Facts, Repair
from ..finding import Severity
from ..rule import Example, Report, Rule
from ._fields import HEAD


class StreamChoicesIndex(Rule[ChunkIndex]):
    """A stream asks for usage and its loop reads ``chunk.choices[0]`` unguarded.

    The chunk with the usage has ``choices: []``: the loop ends in an IndexError after the answer.
    """

    code = "C04"
    name = "stream-choices-index"
    severity = Severity.BEHAVIOUR_CHANGE
    title = "chunk.choices[0] without a guard while include_usage is set"
    because = (
        "The chunk that brings the usage has no choices, and the loop ends in an error "
        "after the answer."
    )
    handles: ClassVar[tuple[type[Fact], ...]] = (ChunkIndex,)
    records = ("behaviour-usage-chunk",)
    valid: ClassVar[tuple[Example, ...]] = (
        Example(
            HEAD
            + (
                'for chunk in client.chat.completions.create(model="m", '
                "messages=[], stream=True):\n"
                "    print(chunk.choices[0].delta.content)"
            )
        ),
        Example(
            HEAD
            + (
                's = client.chat.completions.create(model="m", '
                "messages=[], stream=True, "
                'stream_options={"include_usage": True})\n'
                "for chunk in s:\n"
                "    if chunk.choices:\n"
                "        print(chunk.choices[0].delta.content)"
            )
        ),
        Example(
            HEAD
            + (
                's = client.chat.completions.create(model="m", '
                "messages=[], stream=True, "
                'stream_options={"include_usage": True})\n'
                "for chunk in s:\n"
                "    if not chunk.choices:\n"
                "        continue\n"
                "    print(chunk.choices[0].delta.content)"
            )
        ),
    )
    invalid: ClassVar[tuple[Example, ...]] = (
        Example(
            HEAD
            + (
                's = client.chat.completions.create(model="m", '
                "messages=[], stream=True, "
                'stream_options={"include_usage": True})\n'
                "for chunk in s:\n"
                "    print(chunk.choices[0].delta.content)"
            ),
            lines=(5,),
        ),
    )

    def check(self, fact: ChunkIndex, facts: Facts) -> Iterator[Report]:
        """Yield a report where the usage chunk arrives."""
        if fact.include_usage:
            yield Report(
                place=fact.place,
                message=f"The usage chunk has no choices: `{fact.name}.choices[0]` fails on it.",
                confidence=fact.confidence,
                repair=Repair("guard-chunk", fact.statement, fact) if fact.statement else None,
                review="" if fact.statement else "There is no statement that a guard fits before.",
            )
