"""R02 by position: at a call any literal that Electron does not have; elsewhere by the grammar."""

from __future__ import annotations

import json

import pytest

from electron_kit.audit import Options, Source, audit_sources

PYTHON = (
    'from openai import OpenAI\nclient = OpenAI()\nmessages = [{"role": "user", "content": "x"}]\n'
)
SCRIPT = 'import OpenAI from "openai";\nconst client = new OpenAI();\nconst messages = [];\n'


def _named(path: str, text: str, code: str = "R02", **files: str) -> list[int]:
    """Return the lines of a file on which a code is reported."""
    sources = [Source(path, text.encode())]
    sources += [Source(name.replace("__", "."), data.encode()) for name, data in files.items()]
    findings = audit_sources(sources, Options(jobs=1)).findings
    return [f.line for f in findings if f.path == path and f.code == code]


# Names that stand in no list: to come, of a proxy's making, of somebody's own deployment.
ANY = ["gpt-8.2-vega", "prod-chat", "fast", "acme/summariser-v2", "o9", "my-gpt4-deployment"]


@pytest.mark.parametrize("name", ANY)
def test_at_a_call_any_name_is_a_finding(name: str) -> None:
    """Directly, by a constant, by a default, in both languages."""
    call = f'client.chat.completions.create(model="{name}", messages=messages)\n'
    assert _named("a.py", PYTHON + call) == [4]
    constant = f'NAME = "{name}"\nclient.chat.completions.create(model=NAME, messages=messages)\n'
    assert _named("a.py", PYTHON + constant) == [4]
    default = (
        f'def ask(m="{name}"):\n    return client.chat.completions.create(model=m, messages=[])\n'
    )
    assert _named("a.py", PYTHON + default) == [4]
    call = f'await client.chat.completions.create({{ model: "{name}", messages }});\n'
    assert _named("a.ts", SCRIPT + call) == [4]
    constant = f'const M = "{name}";\nclient.chat.completions.create({{ model: M, messages }});\n'
    assert _named("a.ts", SCRIPT + constant) == [4]


@pytest.mark.parametrize("name", ["electron", ""])
def test_at_a_call_electrons_own_and_no_name_are_none(name: str) -> None:
    """What is right is not reported, nor is what is filled in later."""
    call = f'client.chat.completions.create(model="{name}", messages=messages)\n'
    assert _named("a.py", PYTHON + call) == []
    call = f'await client.chat.completions.create({{ model: "{name}", messages }});\n'
    assert _named("a.ts", SCRIPT + call) == []


OTHERS = {
    "a literal URL": 'client = OpenAI(base_url="https://llm.example.org/v1")\n',
    "a variable's URL": 'import os\nclient = OpenAI(base_url=os.environ["LLM_URL"])\n',
    "another's key": 'import os\nclient = OpenAI(api_key=os.environ["MISTRAL_API_KEY"])\n',
}


@pytest.mark.parametrize("how", OTHERS)
def test_another_vendors_model_behind_its_own_url_is_left_alone(how: str) -> None:
    """A name that is not OpenAI's, at a client that leads elsewhere or may."""
    text = "from openai import OpenAI\n" + OTHERS[how]
    text += 'client.chat.completions.create(model="qwen4-max", messages=[])\n'
    assert _named("a.py", text) == []


def test_a_name_of_another_vendor_that_only_passes_by_is_left_alone() -> None:
    """One function for several vendors: Claude's name reaches OpenAI's call in no run."""
    text = PYTHON + (
        "def ask(model):\n"
        '    if model.startswith("claude"):\n'
        "        return None\n"
        "    return client.chat.completions.create(model=model, messages=messages)\n"
        'ask("claude-opus-5")\nask("gpt-7-nova")\n'
    )
    assert _named("a.py", text) == [9]


def test_other_endpoints_keep_their_names() -> None:
    """An embedding's model is another rule's matter."""
    text = PYTHON + 'client.embeddings.create(model="house-embedder", input="x")\n'
    assert _named("a.py", text) == []


TO_COME = [
    "gpt-6-luna",
    "gpt-7.1-terra-mini-2027-05-01",
    "o6-mini",
    "openai/gpt-9-orion",
    "chat-latest",
]
NOT_OPENAIS = [
    "gpt-engineer",
    "gpt-4all",
    "o1-visa",
    "gemini-4-argon",
    "gpt-neox-20b",
    "luna",
    "gpt-5.json",
]
PLACES = {
    "a constant": ("a.py", 'import openai\nDEFAULT_MODEL = "{}"\n'),
    "a dataclass": ("a.py", 'import openai\nclass Settings:\n    llm_model: str = "{}"\n'),
    "a default of the environment": ("a.py", 'import os, openai\nX = os.getenv("MODEL", "{}")\n'),
    "an option": ("a.py", 'import openai\np.add_argument("--model", default="{}")\n'),
    "dotenv": (".env", "OPENAI_API_KEY=x\nOPENAI_MODEL={}\n"),
    "a default in compose": ("compose.yml", "environment:\n  OPENAI_MODEL: ${{MODEL:-{}}}\n"),
    "a default in Spring": ("application.yml", "openai:\n  model: ${{OPENAI_MODEL:{}}}\n"),
    "YAML": ("config.yaml", "openai:\n  model: {}\n"),
    "TOML": ("config.toml", '[openai]\nmodel = "{}"\n'),
    "JSON": ("config.json", '{{"openai": {{\n"model": "{}"}}}}\n'),
    "INI": ("app.ini", "[openai]\nmodel = {}\n"),
    "properties": ("application.properties", "a=b\nspring.ai.openai.chat.options.model={}\n"),
    "TypeScript": ("a.ts", 'import OpenAI from "openai"; new OpenAI();\nconst MODEL = "{}";\n'),
    "a default in TypeScript": (
        "a.ts",
        'import OpenAI from "openai"; new OpenAI();\nconst m = process.env.MODEL ?? "{}";\n',
    ),
}


@pytest.mark.parametrize("place", PLACES)
def test_away_from_calls_names_are_read_by_the_grammar(place: str) -> None:
    """Names to come are found wherever a name is kept, and others are left alone."""
    path, text = PLACES[place]
    line = 3 if place == "a dataclass" else 2
    assert [n for n in TO_COME if _named(path, text.format(n)) != [line]] == []
    assert [n for n in NOT_OPENAIS if _named(path, text.format(n)) != []] == []


def test_code_that_decides_by_names_to_come_is_found() -> None:
    """Branches and tables over names that no list has."""
    text = PYTHON + (
        'def limit(model):\n    if model.startswith("gpt-7"):\n        return 1\n'
        'PRICES = {"gpt-8-vega": 1, "o6-mini": 2}\n'
    )
    assert _named("a.py", text, "B09") == [5, 7]
    script = SCRIPT + (
        'await client.chat.completions.create({ model: "electron", messages });\n'
        'const big = (model: string) => model.startsWith("gpt-7");\n'
    )
    assert _named("a.ts", script, "B09") == [5]


def test_a_notebook_and_a_framework_know_names_to_come() -> None:
    """The same at a framework's model and in a cell."""
    cell = {"cell_type": "code", "source": PYTHON + "ask = client.chat.completions.create\n"}
    last = {"cell_type": "code", "source": 'ask(model="gpt-7-nova", messages=messages)'}
    book = json.dumps({"cells": [cell, last], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    assert _named("a.ipynb", book) == [1]
    text = 'from langchain_openai import ChatOpenAI\nllm = ChatOpenAI(model="gpt-7-nova")\n'
    assert _named("a.py", text) == [2]
