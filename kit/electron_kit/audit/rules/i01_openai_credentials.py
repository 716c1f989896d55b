"""I01: OpenAI's key or base URL read or checked outside a constructor."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from ...providers import ELECTRON
from ..facts import CredentialRead, Fact, Facts, Repair
from ..finding import Severity
from ..rule import Example, Report, Rule
from ._fields import HEAD


class OpenaiCredentials(Rule[CredentialRead]):
    """OpenAI's key or base URL is read, required or checked outside of a client's constructor.

    A start-up check for ``OPENAI_API_KEY`` stops an application that no longer needs it, and a
    check that a key starts with ``sk-`` refuses Smallest AI's, which start with ``sk_``.
    A test counts where it sets or reads the variable itself. Where it asserts the name, or hands it
    to the project's own code, it holds as long as that code does, which is reported.
    """

    code = "I01"
    name = "openai-credentials"
    severity = Severity.INFO
    title = "OpenAI's key or base URL read or checked outside a constructor"
    because = (
        "A start-up check for OpenAI's key stops an application that needs it no longer, "
        "and no test by `sk-` lets Smallest AI's keys pass."
    )
    handles: ClassVar[tuple[type[Fact], ...]] = (CredentialRead,)
    records = ("errorcase-bad-key",)
    instead = (
        "SMALLEST_API_KEY, and SMALLEST_BASE_URL where the base URL is to be set from outside."
    )
    valid: ClassVar[tuple[Example, ...]] = (
        Example(
            "import os\n"
            "from openai import OpenAI\n"
            'client = OpenAI(api_key=os.environ["OPENAI_API_KEY"])'
        ),
        Example(HEAD + 'import os\nkey = os.environ["SMALLEST_API_KEY"]'),
    )
    invalid: ClassVar[tuple[Example, ...]] = (
        Example(
            HEAD + 'import os\nif not os.getenv("OPENAI_API_KEY"):\n    raise SystemExit("no key")',
            lines=(4,),
        ),
        Example('import os\nkey = os.environ["OPENAI_API_KEY"]', lines=(2,)),
        Example(HEAD + 'def valid(api_key):\n    return api_key.startswith("sk-")', lines=(4,)),
        Example(
            (
                "from pydantic_settings import BaseSettings\n"
                "class Settings(BaseSettings):\n"
                "    openai_api_key: str"
            ),
            lines=(3,),
        ),
    )

    def check(self, fact: CredentialRead, facts: Facts) -> Iterator[Report]:
        """Yield a report for each place."""
        if fact.variable.startswith("sk-"):
            message = "Keys of Smallest AI start with `sk_`: this check refuses them."
        elif fact.how == "set to OpenAI's address":
            message = f"`{fact.variable}` is {fact.how} here; Electron's is {ELECTRON.base_url}."
        else:
            message = f"`{fact.variable}` is {fact.how} here; Electron's key is `SMALLEST_API_KEY`."
        yield Report(
            place=fact.place,
            message=message,
            confidence=fact.confidence,
            repair=Repair("rename-variable", fact.rename, fact) if fact.rename else None,
        )
