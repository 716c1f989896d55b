"""C02: code that reads an error's code, param or message text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from ..facts import ErrorRead, Fact, Facts
from ..finding import Severity
from ..rule import Example, Report, Rule
from ._fields import HEAD

_STILL = {"status": "status beside it", "type": "type in the text"}


class ErrorFields(Rule[ErrorRead]):
    """Code reads ``err.param`` or ``err.code``, or matches the text of OpenAI's messages.

    Electron's errors have ``details`` and ``request_id`` instead, and messages of their own.
    """

    code = "C02"
    name = "error-fields"
    severity = Severity.BEHAVIOUR_CHANGE
    title = "code that reads an error's code, param or message text"
    because = "Electron's errors have neither `param` nor `code`, and words of their own."
    handles: ClassVar[tuple[type[Fact], ...]] = (ErrorRead,)
    records = ("behaviour-error-details",)
    valid: ClassVar[tuple[Example, ...]] = (
        Example(
            HEAD
            + (
                "import openai\n"
                "try:\n"
                "    pass\n"
                "except openai.APIStatusError as err:\n"
                "    print(err.status_code)"
            )
        ),
        Example(HEAD + "try:\n    pass\nexcept SystemExit as err:\n    print(err.code)"),
    )
    invalid: ClassVar[tuple[Example, ...]] = (
        Example(
            HEAD
            + (
                "import openai\n"
                "try:\n"
                "    f()\n"
                "except openai.BadRequestError as err:\n"
                '    if err.code == "context_length_exceeded":\n'
                "        pass"
            ),
            lines=(7,),
        ),
        Example(
            HEAD
            + (
                "import openai\n"
                "try:\n"
                "    f()\n"
                "except openai.BadRequestError as e:\n"
                '    if "maximum context length" in str(e):\n'
                "        pass"
            ),
            lines=(7,),
        ),
    )

    def check(self, fact: ErrorRead, facts: Facts) -> Iterator[Report]:
        """Yield a report for each such read."""
        if fact.what in ("code", "param"):
            message = f"`{fact.what}` is None in Electron's errors."
        elif fact.still:
            message = f"Electron words its errors otherwise: only the {_STILL[fact.still]} matches."
        else:
            message = "Electron words its errors otherwise: the text does not match."
        yield Report(
            place=fact.place,
            message=message,
            confidence=fact.confidence,
            review="Which status stands for the case has to be looked up.",
        )
