"""What comes of asking: an object with its text, or the error that no answer had one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Parsed(Generic[T]):
    """A validated answer.

    Attributes:
        value: The object.
        text: The text that it was read from.
        responses: Every answer by the SDK, the last one last; more than one after a repair.
        messages: The history with the answer, ready for the next question.
    """

    value: T
    text: str
    responses: list[Any]
    messages: list[dict[str, Any]] = field(repr=False)


class StructuredError(ValueError):
    """No answer that fits the model.

    Attributes:
        text: The last answer's text; empty if it had none.
        problem: What is wrong with it.
        responses: Every answer by the SDK.
    """

    def __init__(self, problem: str, text: str, responses: list[Any]) -> None:
        """Show the last text beside what is wrong with it."""
        asked = len(responses)
        times = f"after {asked} answers" if asked > 1 else "in the answer"
        super().__init__(
            f"No valid object {times}.\n{problem}\nThe last text was: {text or '(none)'}"
        )
        self.text = text
        self.problem = problem
        self.responses = responses
