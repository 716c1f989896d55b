"""The shapes that real code has between a client, a name and the call."""

from __future__ import annotations

import pytest

from electron_kit.audit import Confidence, Options, Source, audit_sources
from electron_kit.audit.notebooks import notebook

HEAD = "from openai import OpenAI, AsyncOpenAI\n"
CALL = ".chat.completions.create(messages=[], n=2)\n"

CLIENTS = {
    "an alias of the module": "import openai as o\no.OpenAI()" + CALL,
    "an alias of the class": "from openai import OpenAI as Model\nMODEL = Model\nMODEL()" + CALL,
    "an import in a function": "def f():\n    from openai import OpenAI\n    OpenAI()" + CALL,
    "the module's own client": "import openai\nopenai" + CALL,
    "a drop-in": "from langfuse.openai import openai\nopenai" + CALL,
    "a drop-in's class": "from langfuse.openai import AsyncOpenAI\nAsyncOpenAI()" + CALL,
    "a wrapper": HEAD + "import instructor\nc = instructor.from_openai(OpenAI())\nc" + CALL,
    "an attribute of self": HEAD
    + "class A:\n    def __init__(self):\n        self.c = OpenAI()\n    def f(self):\n       "
    r" self.c" + CALL,
    "an attribute of a base class": HEAD
    + "class A:\n    def __init__(self):\n        self.c = OpenAI()\nclass B(A):\n    def "
    "f(self):\n" + "        self.c" + CALL,
    "a property": HEAD
    + "class A:\n    @property\n    def c(self):\n        return OpenAI()\n    def f(self):\n "
    r"       self.c" + CALL,
    "a factory": HEAD + "def make():\n    return OpenAI()\nmake()" + CALL,
    "a factory's variable": HEAD
    + "def make():\n    c = OpenAI()\n    return c\nd = make()\nd"
    + CALL,
    "an annotated parameter": HEAD + "def f(c: OpenAI):\n    c" + CALL,
    "an annotation in quotes": HEAD + "def f(c: 'OpenAI | None' = None):\n    c" + CALL,
    "a parameter by its call": HEAD + "def f(c):\n    c" + CALL + "f(OpenAI())\n",
    "a context manager": HEAD + "with OpenAI() as c:\n    c" + CALL,
    "a generator's context": HEAD
    + "from contextlib import contextmanager\n@contextmanager\ndef make():\n    yield OpenAI()\n"
    + "with make() as c:\n    c"
    + CALL,
    "with_options": HEAD + "OpenAI().with_options(timeout=3)" + CALL,
    "a copy": HEAD + "c = OpenAI()\nd = c.copy()\nd" + CALL,
    "a choice": HEAD + "c = None\nc = c or OpenAI()\nc" + CALL,
    "a bound method": HEAD + "ask = OpenAI().chat.completions.create\nask(messages=[], n=2)\n",
    "a middle part": HEAD + "chat = OpenAI().chat\nchat.completions.create(messages=[], n=2)\n",
    "a raw response": HEAD
    + "OpenAI().chat.completions.with_raw_response.create(messages=[], n=2)\n",
    "a partial": HEAD
    + "from functools import partial\nask = partial(OpenAI().chat.completions.create, n=2)\n"
    + "ask(messages=[])\n",
    "a global": HEAD
    + "c = None\ndef start():\n    global c\n    c = OpenAI()\ndef f():\n    c"
    + CALL,
}

FIELDS = {
    "a constant": "N = 2\nc.chat.completions.create(messages=[], n=N)",
    "a sum": "N = 1 + 1\nc.chat.completions.create(messages=[], n=N)",
    "a dictionary": "kw = {'n': 2}\nc.chat.completions.create(messages=[], **kw)",
    "a dictionary by dict": "kw = dict(n=2)\nc.chat.completions.create(messages=[], **kw)",
    "an entry set later": "kw = {}\nif x:\n    kw['n'] = "
    "2\nc.chat.completions.create(messages=[], **kw)",
    "an update": "kw = {}\nkw.update(n=2)\nc.chat.completions.create(messages=[], **kw)",
    "an update by a dictionary": "kw = {}\nkw.update({'n': 2})\nc.chat.completions.create(**kw)",
    "setdefault": "kw = {}\nkw.setdefault('n', 2)\nc.chat.completions.create(**kw)",
    "one dictionary in another": "a = {'n': 2}\nb = {**a}\nc.chat.completions.create(**b)",
    "dictionaries joined": "a = {'n': 2}\nb = {} | a\nc.chat.completions.create(**b)",
    "a dictionary of self": "class A:\n    def __init__(self):\n        self.kw = {'n': 2}\n"
    "    def f(self):\n        c.chat.completions.create(**self.kw)",
    "a dictionary that a function gives": "def kw():\n    d = {}\n    d['n'] = 2\n    return d\n"
    "c.chat.completions.create(**kw())",
    "a dictionary that a function changes": "def more(d):\n    d['n'] = 2\nkw = {}\nmore(kw)\n"
    "c.chat.completions.create(**kw)",
    "a wrapper's keyword arguments": "def ask(**kw):\n    "
    "c.chat.completions.create(**kw)\nask(n=2)",
    "a wrapper's parameter": "def ask(k=1):\n    c.chat.completions.create(messages=[], "
    "n=k)\nask(2)",
    "a wrapper of a wrapper": "def inner(k):\n    c.chat.completions.create(messages=[], n=k)\n"
    "def outer(k):\n    inner(k)\nouter(k=2)",
    "a method's parameter": "class A:\n    def ask(self, k):\n        "
    "c.chat.completions.create(n=k)\n"
    "A().ask(2)",
    "extra_body": "c.chat.completions.create(messages=[], extra_body={'n': 2})",
    "a data class": "from dataclasses import dataclass, asdict\n@dataclass\nclass P:\n    n: "
    "int = 2\n"
    "c.chat.completions.create(**asdict(P()))",
    "a pydantic model": "from pydantic import BaseModel\nclass P(BaseModel):\n    n: int = 2\n"
    "c.chat.completions.create(**P().model_dump())",
}

MODELS = {
    "a default": "def f(m='gpt-4o'):\n    c.chat.completions.create(model=m)",
    "an environment's default": "import "
    "os\nc.chat.completions.create(model=os.environ.get('M', 'gpt-4o'))",
    "or": "import os\nc.chat.completions.create(model=os.getenv('M') or 'gpt-4o')",
    "argparse": "import argparse\np = argparse.ArgumentParser()\np.add_argument('-m', "
    r"'--big-name', "
    "default='gpt-4o')\na = p.parse_args()\nc.chat.completions.create(model=a.big_name)",
    "click": "import click\n@click.command()\n@click.option('--name', default='gpt-4o')\ndef "
    "f(name):\n"
    "    c.chat.completions.create(model=name)",
    "typer": "import typer\ndef f(name: str = typer.Option('gpt-4o')):\n"
    "    c.chat.completions.create(model=name)",
    "a pydantic field": "from pydantic import BaseModel, Field\nclass S(BaseModel):\n"
    "    name: str = Field('gpt-4o')\ns = S()\nc.chat.completions.create(model=s.name)",
    "a registry": "R = {'fast': 'gpt-4o', 'slow': 'electron'}\n"
    "c.chat.completions.create(model=R[k])",
    "an enumeration": "from enum import Enum\nclass M(Enum):\n    FAST = 'gpt-4o'\n"
    "c.chat.completions.create(model=M.FAST.value)",
    "a loop": "for m in ['gpt-4o']:\n    c.chat.completions.create(model=m)",
    "a form": "import streamlit as st\nm = st.selectbox('Model', ['gpt-4o', 'electron'])\n"
    "c.chat.completions.create(model=m)",
}

OTHERS = {
    "another vendor's client": "from groq import Groq\nGroq()" + CALL,
    "another vendor's URL": HEAD + "OpenAI(base_url='https://api.groq.com/openai/v1')" + CALL,
    "another vendor's URL in a constant": HEAD
    + "URL = 'http://localhost:11434/v1'\nOpenAI(base_url=URL)"
    + CALL,
    "another vendor's key": HEAD
    + "import os\nOpenAI(base_url=url, api_key=os.environ['DEEPSEEK_API_KEY'])"
    + CALL,
    "something called openai": "import openai_stub as openai\nfrom groq import Groq\nopenai = "
    "Groq()\nopenai" + CALL,
    "a create of something else": HEAD + "from db import session\nsession.create(n=2)\n",
    "a mock": HEAD + "from unittest.mock import MagicMock\nc = MagicMock()\nc" + CALL,
    "a comment and a string": HEAD + "# c.chat.completions.create(n=2)\nx = 'create(n=2)'\n",
}


def _codes(code: str, select: str, confidence: Confidence = Confidence.MEDIUM) -> list[str]:
    options = Options(select=(select,), confidence=confidence, jobs=1)
    return [f.code for f in audit_sources([Source("app.py", code.encode())], options).findings]


@pytest.mark.parametrize("name", CLIENTS)
def test_a_client_is_known_whatever_holds_it(name: str) -> None:
    """A request through it is found, with high confidence."""
    assert _codes(CLIENTS[name], "B01", Confidence.HIGH) == ["B01"]


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_is_found_whatever_way_it_takes(name: str) -> None:
    """A field set far from the call is reported."""
    assert _codes(HEAD + "c = OpenAI()\n" + FIELDS[name] + "\n", "B01") == ["B01"]


@pytest.mark.parametrize("name", MODELS)
def test_a_model_is_found_whatever_holds_its_name(name: str) -> None:
    """The literal that reaches the request is reported, with high confidence."""
    code = HEAD + "c = OpenAI()\n" + MODELS[name] + "\n"
    assert _codes(code, "R02", Confidence.HIGH) == ["R02"]


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_not_openai_is_left_alone(name: str) -> None:
    """Neither another vendor's client nor a look-alike is reported."""
    assert _codes(OTHERS[name], "B01") == []


def test_names_are_followed_across_files() -> None:
    """A constant, a client and a wrapper in three modules of a package."""
    files = {
        "pkg/__init__.py": "from .client import client\n",
        "pkg/settings.py": "MODEL = 'gpt-4o'\nSETTINGS = {'n': 2}\n",
        "pkg/client.py": "from openai import OpenAI\nclient = OpenAI()\n",
        "pkg/ask.py": "from . import client, settings\nfrom .settings import MODEL\n"
        "def ask(messages, **kw):\n"
        "    return client.chat.completions.create(model=MODEL, messages=messages, **kw)\n",
        "main.py": "from pkg.ask import ask\nimport pkg.settings as s\n"
        "ask([], parallel_tool_calls=False)\nask([], **s.SETTINGS)\n",
    }
    sources = [Source(path, code.encode()) for path, code in files.items()]
    options = Options(jobs=1, ignore=("I02",))
    found = {(f.path, f.line, f.code) for f in audit_sources(sources, options).findings}
    assert found == {
        ("pkg/settings.py", 1, "R02"),
        ("pkg/settings.py", 2, "B01"),
        ("pkg/client.py", 2, "R01"),
        ("main.py", 3, "S04"),
    }


def test_a_notebook_is_one_module_in_the_order_of_its_cells() -> None:
    """A client rebound in a later cell is another one there, and only there."""
    text = HEAD + "c = OpenAI()\n# %%\nc" + CALL
    text += "# %%\nc = OpenAI(base_url='http://localhost:1/v1', api_key='x')\n# %%\nc" + CALL
    result = audit_sources([Source("a.ipynb", notebook(text))], Options(select=("B01",), jobs=1))
    assert [(f.cell, f.line) for f in result.findings] == [(2, 1)]
