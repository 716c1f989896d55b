"""R01: an OpenAI SDK client without Electron's base URL and key."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

from ..endpoints import in_words
from ..facts import ClientMade, Fact, Facts, Provider, Repair
from ..finding import Severity
from ..rule import Example, Report, Rule

_OPENAIS_KEY = re.compile(r"(?:^|_)OPENAI_(?:API_)?KEY$")
# JavaScript's SDK before 4.0.
_VERSION_3 = "OpenAIApi"


class ClientSetup(Rule[ClientMade]):
    """An OpenAI SDK client is made, and its base URL or key is not Electron's.

    Without a base URL the SDK talks to OpenAI, and where its key argument is None it
    reads ``OPENAI_API_KEY``: both have to be set, or a key crosses over to the other provider.
    A client that also serves an endpoint which Electron lacks needs a second one beside it.
    """

    code = "R01"
    name = "client-setup"
    severity = Severity.REWRITE
    title = "an OpenAI SDK client without Electron's base URL and key"
    because = (
        "Without a base URL the SDK talks to OpenAI, and without a key of its own it sends "
        "OPENAI_API_KEY."
    )
    handles: ClassVar[tuple[type[Fact], ...]] = (ClientMade,)
    records = ("endpoint-chat-completions",)
    instead = 'base_url="https://api.smallest.ai/waves/v1", api_key=os.environ["SMALLEST_API_KEY"].'
    instead_script = (
        'baseURL: "https://api.smallest.ai/waves/v1", apiKey: process.env.SMALLEST_API_KEY ?? "".'
    )
    valid: ClassVar[tuple[Example, ...]] = (
        Example(
            "from openai import OpenAI\n"
            'client = OpenAI(base_url="https://api.smallest.ai/waves/v'
            '1", api_key="sk_x")'
        ),
        Example(
            "from openai import OpenAI\n"
            'client = OpenAI(base_url="http://localhost:11434/v1", '
            'api_key="ollama")'
        ),
        Example("from groq import Groq\nclient = Groq()"),
        Example(
            "import os\n"
            "from openai import OpenAI\n"
            'client = OpenAI(base_url=os.environ["SMALLEST_BASE_URL"], '
            'api_key=os.environ["SMALLEST_API_KEY"])'
        ),
    )
    invalid: ClassVar[tuple[Example, ...]] = (
        Example("from openai import OpenAI\nclient = OpenAI()", lines=(2,)),
        Example('import openai\nclient = openai.AsyncOpenAI(api_key="sk-x")', lines=(2,)),
        Example(
            (
                "from langfuse.openai import OpenAI as Model\n"
                "\n"
                "def make():\n"
                "    return Model(timeout=3)"
            ),
            lines=(4,),
        ),
        Example(
            (
                "import openai\n"
                'openai.api_key = "sk-x"\n'
                'openai.chat.completions.create(model="m", messages=[])'
            ),
            lines=(2,),
        ),
        Example(
            "from openai import OpenAI\n# %%\n%time\nclient = OpenAI()\n",
            lines=(2,),
            language="notebook",
        ),
        Example(
            "import os\nfrom openai import OpenAI\n"
            'client = OpenAI(base_url="https://api.smallest.ai/waves/v1")\n'
            'other = OpenAI(base_url="https://api.smallest.ai/waves/v1", '
            'api_key=os.environ["OPENAI_API_KEY"])',
            lines=(3, 4),
        ),
    )

    def check(self, fact: ClientMade, facts: Facts) -> Iterator[Report]:
        """Yield a report for a client on OpenAI's endpoint or an unknown one, or with its key."""
        crossing = _crossing(fact) if fact.provider is Provider.ELECTRON else ""
        if crossing:
            yield Report(
                place=fact.place,
                message=f"`{fact.constructor}` talks to Electron, and {crossing}: a key "
                "crosses over.",
                confidence=fact.confidence,
                instead=fact.where,
                review="Which key it shall have is for a person to say.",
            )
        if fact.provider not in (Provider.OPENAI, Provider.UNKNOWN):
            return
        if fact.constructor == _VERSION_3:
            # R04 says it there: what takes its place is asked for a base URL and a key then.
            return
        elsewhere = sorted(fact.endpoints - {"chat"})
        review = ""
        message = f"`{fact.constructor}` sends requests and the key to OpenAI."
        if fact.provider is Provider.UNKNOWN:
            message = f"`{fact.constructor}` has a base URL that may be anybody's."
            review = (
                "Set the base URL and the key where they come from, or in your relay to OpenAI."
            )
        elif elsewhere:
            listed = ", ".join(in_words(word) for word in elsewhere)
            review = f"It also serves {listed}, which Electron does not have: make a second client."
        elif fact.module_level and not fact.endpoints:
            review = "No request through the module's client is in sight: it may be of no use."
        yield Report(
            place=fact.place,
            message=message,
            confidence=fact.confidence,
            instead=fact.where,
            repair=None if review else Repair("set-client", fact.place, fact),
            review=review,
        )


def _crossing(fact: ClientMade) -> str:
    """Say how OpenAI's key gets to Electron through a client, as a clause; empty if it does not."""
    key = fact.arguments.get("api_key")
    if key is None:
        return fact.crossing
    names = [value.name for value in key.values if _OPENAIS_KEY.search(value.name)]
    if not names:
        return ""
    verb = "is" if len(names) == len(key.values) else "may be"
    return f"its key {verb} {names[0]}"
