"""R02: an OpenAI model name that reaches a chat request."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from ...providers import ELECTRON
from ..facts import Fact, Facts, ModelName, Repair
from ..finding import Severity
from ..kept_names import keeper_of
from ..rule import Example, Report, Rule
from ._fields import HEAD
from .b08_fine_tuned_model import is_fine_tuned


class ModelNameRule(Rule[ModelName]):
    """An OpenAI model's name reaches a chat request.

    The name may stand at the call, or far from it: in a constant, a default, an
    environment variable's default, a registry, a configuration file. Electron's model is
    ``electron``. Names of embedding, speech and image models are left alone. Of a request for a
    response (`P01`), a name that stands in the request goes with it; one that is kept elsewhere,
    as a constant, a default or a setting, is a finding of its own.
    """

    code = "R02"
    name = "model-name"
    severity = Severity.REWRITE
    title = "an OpenAI model name that reaches a chat request"
    because = "`electron` is the only public model; any other name is refused."
    handles: ClassVar[tuple[type[Fact], ...]] = (ModelName,)
    records = ("field-model",)
    instead = '"electron"'
    valid: ClassVar[tuple[Example, ...]] = (
        Example(HEAD + 'client.chat.completions.create(model="electron", messages=[])'),
        Example(HEAD + 'client.embeddings.create(model="text-embedding-3-small", input="x")'),
        Example(HEAD + '"""Use gpt-4o."""\nnote = "gpt-4o is a model"  # gpt-4o'),
        Example(
            "from openai import OpenAI\n"
            'client = OpenAI(base_url="https://api.groq.com/openai/v1")\n'
            'client.chat.completions.create(model="openai/gpt-oss-120b'
            '", messages=[])'
        ),
    )
    invalid: ClassVar[tuple[Example, ...]] = (
        Example(HEAD + 'client.chat.completions.create(model="gpt-4o", messages=[])', lines=(3,)),
        Example(
            HEAD
            + (
                'MODEL = "gpt-4o-mini"\n'
                "\n"
                "def ask(messages, model=MODEL):\n"
                "    return client.chat.completions.create(model=model, "
                "messages=messages)"
            ),
            lines=(3,),
        ),
        Example(
            HEAD
            + (
                'MODEL = "gpt-4o-mini"\n'
                'client.responses.create(model=MODEL, input="Hello")\n'
                'client.responses.create(model="gpt-4o", input="Hello")'
            ),
            lines=(3,),
        ),
        Example(
            HEAD
            + (
                "import os\n"
                'model = os.getenv("MODEL", "gpt-4.1")\n'
                "client.chat.completions.create(model=model, messages=[])"
            ),
            lines=(4,),
        ),
        Example(
            HEAD
            + (
                "import argparse\n"
                "p = argparse.ArgumentParser()\n"
                'p.add_argument("--model", default="gpt-4o")\n'
                "args = p.parse_args()\n"
                "client.chat.completions.create(model=args.model, messages=[])"
            ),
            lines=(5,),
        ),
        Example(
            HEAD
            + (
                "from dataclasses import dataclass\n"
                "@dataclass\n"
                "class Config:\n"
                '    model: str = "o3-mini"\n'
                "config = Config()\n"
                "client.chat.completions.create(model=config.model, messages=[])"
            ),
            lines=(6,),
        ),
        Example(
            HEAD
            + (
                "from settings import NAMES\n"
                'client.chat.completions.create(model=NAMES["fast"], messages=[])'
            ),
            lines=(1,),
            files={"settings.py": 'NAMES = {"fast": "gpt-4o-mini"}\n'},
        ),
        Example(
            (
                "from openai import OpenAI\n"
                'model = "gpt-4o"\n'
                "# %%\n"
                "!pip install x\n"
                "OpenAI().chat.completions.create(model=model, messages=[])"
            ),
            lines=(2,),
            language="notebook",
        ),
    )

    def check(self, fact: ModelName, facts: Facts) -> Iterator[Report]:
        """Yield a report for a chat model's name."""
        if fact.endpoint != "chat" or is_fine_tuned(fact.model) or not fact.model:
            return
        route = "" if fact.route == "argument" else f" ({fact.route})"
        words = next((w for p, w in _FRAMEWORKS.items() if fact.model.startswith(p)), "")
        yield Report(
            place=fact.place,
            message=f"Electron has no model `{fact.model}`{route}.",
            confidence=fact.confidence,
            instead=words,
            repair=None if words else Repair("set-model", fact.place, fact),
            review="A framework reads this name: the endpoint is set where it is made, and then "
            "the model."
            if words
            else "",
            keeper=fact.kept_in or keeper_of(fact.route, fact.place.unit.path),
        )


_FRAMEWORKS = {
    "openai/": (
        'LiteLLM, DSPy, CrewAI: "openai/electron", with '
        f'api_base="{ELECTRON.base_url}" and api_key=os.environ["{ELECTRON.key_variable}"].'
    ),
    "openai:": (
        'Pydantic AI: OpenAIChatModel("electron", provider=OpenAIProvider('
        f'base_url="{ELECTRON.base_url}", api_key=…)); LangChain: init_chat_model("electron", '
        f'model_provider="openai", base_url="{ELECTRON.base_url}", api_key=…).'
    ),
}
"""What stands before a name that a framework reads, and how it is led to Electron."""
