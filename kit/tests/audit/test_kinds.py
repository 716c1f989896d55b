"""Kinds of code that the audit must see, in Python and JavaScript alike, each in shapes of its own."""

from __future__ import annotations

import pytest

from electron_kit.audit import Options, Source, audit_sources

PY = "import asyncio\nfrom openai import AsyncOpenAI, OpenAI\nclient = OpenAI()\naclient = AsyncOpenAI()\n"
TS = 'import OpenAI from "openai";\nconst client = new OpenAI();\n'
ASK = (
    "async def ask(q):\n"
    "    return await aclient.chat.completions.create(model='electron', messages=q)\n"
)
ASK_TS = (
    "async function ask(q: any) {\n"
    "  return client.chat.completions.create({ model: 'electron', messages: q });\n}\n"
)


def _lines(code: str, path: str, text: str, **more: str) -> list[int]:
    sources = [Source(path, text.encode())]
    sources += [
        Source(name.replace("__", "/") + ".py", data.encode()) for name, data in more.items()
    ]
    findings = audit_sources(sources, Options(jobs=1)).findings
    return [f.line for f in findings if f.path == path and f.code == code]


# --- C03: more requests at a time than the plan has -------------------------------------------
FAN_OUT = {
    "through a helper": "async def one(q):\n    r = await ask(q)\n    return r\n"
    "async def main(qs):\n    return await asyncio.gather(*[one(q) for q in qs])\n",
    "a list of tasks": "async def main(qs):\n    tasks = [asyncio.create_task(ask(q)) for q in qs]\n"
    "    return await asyncio.gather(*tasks)\n",
    "tasks appended": "async def main(qs):\n    tasks = []\n    for q in qs:\n"
    "        tasks.append(ask(q))\n    return await asyncio.gather(*tasks)\n",
    "a task group": "async def main(qs):\n    async with asyncio.TaskGroup() as group:\n"
    "        for q in qs:\n            group.create_task(ask(q))\n",
    "as they come": "async def main(qs):\n    for done in asyncio.as_completed([ask(q) for q in qs]):\n"
    "        await done\n",
    "a wide semaphore": "gate = asyncio.Semaphore(20)\nasync def one(q):\n    async with gate:\n"
    "        return await ask(q)\nasync def main(qs):\n"
    "    return await asyncio.gather(*(one(q) for q in qs))\n",
    "a semaphore from a default": "async def main(qs, limit=50):\n    gate = asyncio.Semaphore(limit)\n"
    "    async def one(q):\n        async with gate:\n            return await ask(q)\n"
    "    return await asyncio.gather(*map(one, qs))\n",
    "chunks that are wide": "async def main(qs):\n    for i in range(0, len(qs), 25):\n"
    "        await asyncio.gather(*[ask(q) for q in qs[i : i + 25]])\n",
}
BOUNDED = {
    "a narrow semaphore": "gate = asyncio.Semaphore(3)\nasync def one(q):\n    async with gate:\n"
    "        return await ask(q)\nasync def main(qs):\n"
    "    return await asyncio.gather(*(one(q) for q in qs))\n",
    "narrow chunks": "async def main(qs):\n    for i in range(0, len(qs), 3):\n"
    "        await asyncio.gather(*[ask(q) for q in qs[i : i + 3]])\n",
    "two by name": "async def main(a, b):\n    return await asyncio.gather(ask(a), ask(b))\n",
    "one after another": "async def main(qs):\n    return [await ask(q) for q in qs]\n",
    "something else at once": "async def main(qs):\n"
    "    return await asyncio.gather(*[asyncio.sleep(q) for q in qs])\n",
}


@pytest.mark.parametrize("name", FAN_OUT)
def test_a_fan_out_is_found(name: str) -> None:
    """By whatever way the calls come to run at the same time."""
    assert len(_lines("C03", "a.py", PY + ASK + FAN_OUT[name])) == 1


@pytest.mark.parametrize("name", BOUNDED)
def test_a_bounded_fan_out_is_none(name: str) -> None:
    """Within the plan's three, or no request at all."""
    assert _lines("C03", "a.py", PY + ASK + BOUNDED[name]) == []


THREADS = {
    "a pool": "from concurrent.futures import ThreadPoolExecutor\ndef one(q):\n"
    "    return client.chat.completions.create(model='electron', messages=q)\n"
    "def main(qs):\n    with ThreadPoolExecutor(max_workers=16) as pool:\n"
    "        return list(pool.map(one, qs))\n",
    "a pool through a helper": "from concurrent.futures import ThreadPoolExecutor\ndef send(q):\n"
    "    return client.chat.completions.create(model='electron', messages=q)\n"
    "def one(q):\n    return send(q)\ndef main(qs):\n    with ThreadPoolExecutor(8) as pool:\n"
    "        jobs = [pool.submit(one, q) for q in qs]\n    return [j.result() for j in jobs]\n",
}


@pytest.mark.parametrize("name", THREADS)
def test_threads_fan_out_too(name: str) -> None:
    """A pool of more workers than the plan has requests in flight."""
    assert len(_lines("C03", "a.py", PY + THREADS[name])) == 1


FAN_OUT_TS = {
    "all": "export const main = (qs: any[]) => Promise.all(qs.map((q) => ask(q)));\n",
    "all through a helper": "const one = async (q: any) => { const r = await ask(q); return r; };\n"
    "export const main = async (qs: any[]) => Promise.allSettled(qs.map(one));\n",
    "promises pushed": "export async function main(qs: any[]) {\n  const jobs = [];\n"
    "  for (const q of qs) jobs.push(ask(q));\n  return Promise.all(jobs);\n}\n",
    "wide chunks": "export async function main(qs: any[]) {\n"
    "  for (let i = 0; i < qs.length; i += 20) {\n"
    "    await Promise.all(qs.slice(i, i + 20).map(ask));\n  }\n}\n",
    "a wide limit": 'import pLimit from "p-limit";\nconst limit = pLimit(30);\n'
    "export const main = (qs: any[]) => Promise.all(qs.map((q) => limit(() => ask(q))));\n",
}
BOUNDED_TS = {
    "a narrow limit": 'import pLimit from "p-limit";\nconst limit = pLimit(2);\n'
    "export const main = (qs: any[]) => Promise.all(qs.map((q) => limit(() => ask(q))));\n",
    "narrow chunks": "export async function main(qs: any[]) {\n"
    "  for (let i = 0; i < qs.length; i += 3) {\n"
    "    await Promise.all(qs.slice(i, i + 3).map(ask));\n  }\n}\n",
    "one after another": "export async function main(qs: any[]) {\n"
    "  for (const q of qs) await ask(q);\n}\n",
}


@pytest.mark.parametrize("name", FAN_OUT_TS)
def test_a_fan_out_is_found_in_typescript(name: str) -> None:
    """The same kinds as in Python."""
    assert len(_lines("C03", "a.ts", TS + ASK_TS + FAN_OUT_TS[name])) == 1


@pytest.mark.parametrize("name", BOUNDED_TS)
def test_a_bounded_fan_out_is_none_in_typescript(name: str) -> None:
    """Within the plan's three."""
    assert _lines("C03", "a.ts", TS + ASK_TS + BOUNDED_TS[name]) == []


# --- B01 through wrappers ----------------------------------------------------------------------
SEVERAL = {
    "keywords handed on": "def complete(messages, **options):\n"
    "    return client.chat.completions.create(messages=messages, model='electron', **options)\n"
    "complete([], n=4)\n",
    "a parameter handed on": "def complete(messages, samples=1):\n"
    "    return client.chat.completions.create(messages=messages, model='electron', n=samples)\n"
    "complete([], samples=4)\n",
    "two wrappers": "def inner(**kw):\n    return client.chat.completions.create(model='electron', **kw)\n"
    "def outer(messages, **kw):\n    return inner(messages=messages, **kw)\nouter([], n=5)\n",
    "a method": "class Bot:\n    def __init__(self):\n        self.client = OpenAI()\n"
    "    def ask(self, messages, **kw):\n"
    "        return self.client.chat.completions.create(model='electron', messages=messages, **kw)\n"
    "Bot().ask([], n=3)\n",
    "a dictionary of options": "OPTIONS = dict(n=6, temperature=1)\ndef ask(messages, options=OPTIONS):\n"
    "    return client.chat.completions.create(model='electron', messages=messages, **options)\n"
    "ask([])\n",
}
SEVERAL_TS = {
    "options spread": "const complete = (messages: any, options = {}) =>\n"
    "  client.chat.completions.create({ model: 'electron', messages, ...options });\n"
    "complete([], { n: 4 });\n",
    "a parameter": "function complete(messages: any, n: number) {\n"
    "  return client.chat.completions.create({ model: 'electron', messages, n });\n}\n"
    "complete([], 4);\n",
    "a class": "class Bot {\n  private ai = new OpenAI();\n  ask(messages: any, extra: any) {\n"
    "    return this.ai.chat.completions.create({ model: 'electron', messages, ...extra });\n  }\n}\n"
    "new Bot().ask([], { n: 3 });\n",
}


@pytest.mark.parametrize("name", SEVERAL)
def test_a_refused_field_is_found_through_wrappers(name: str) -> None:
    """However many functions lie between the number and the request."""
    assert len(_lines("B01", "a.py", PY + SEVERAL[name])) == 1


@pytest.mark.parametrize("name", SEVERAL_TS)
def test_a_refused_field_is_found_through_wrappers_in_typescript(name: str) -> None:
    """The same in TypeScript."""
    assert len(_lines("B01", "a.ts", TS + SEVERAL_TS[name])) == 1


# --- R02 and B09 in registries, tuples and loops ------------------------------------------------
KEPT = {
    "a registry of tuples": (
        "PRESETS = {'fast': ('gpt-6-luna', 0.2), 'best': ('gpt-6.1-sol', 0.7)}\n"
        "def ask(which):\n    model, heat = PRESETS[which]\n"
        "    return client.chat.completions.create(model=model, temperature=heat, messages=[])\n",
        {5},
    ),
    "a list of tuples": (
        "CHOICES = [('gpt-6-luna', 'cheap')]\nfor model, label in CHOICES:\n"
        "    client.chat.completions.create(model=model, messages=[])\n",
        {5},
    ),
    "a loop over names": (
        "for name in ['gpt-6-luna', 'gpt-6.1-sol']:\n"
        "    client.chat.completions.create(model=name, messages=[])\n",
        {5},
    ),
    "names by key": (
        "MODELS = {'small': {'name': 'gpt-6-luna'}, 'large': {'name': 'gpt-6.1-sol'}}\n"
        "def ask(size):\n"
        "    client.chat.completions.create(model=MODELS[size]['name'], messages=[])\n",
        {5},
    ),
    "a named tuple": (
        "from typing import NamedTuple\nclass Spec(NamedTuple):\n    model: str\n    heat: float\n"
        "SPEC = Spec('gpt-6-luna', 0.2)\n"
        "client.chat.completions.create(model=SPEC.model, messages=[])\n",
        {9},
    ),
    "a dataclass made with a name": (
        "from dataclasses import dataclass\n@dataclass\nclass Spec:\n    model: str\n"
        "SPEC = Spec(model='gpt-6-luna')\n"
        "client.chat.completions.create(model=SPEC.model, messages=[])\n",
        {9},
    ),
    "a fallback": (
        "def ask(model=None):\n    model = model or 'gpt-6-luna'\n"
        "    client.chat.completions.create(model=model, messages=[])\n",
        {6},
    ),
}


@pytest.mark.parametrize("name", KEPT)
def test_a_model_is_found_where_registries_keep_it(name: str) -> None:
    """In tuples, in loops, in records."""
    text, lines = KEPT[name]
    assert set(_lines("R02", "a.py", PY + text)) >= lines


DECIDES = [
    "def big(model):\n    return model.startswith(('gpt-6', 'o5'))\n",
    "PREFIXES = ('gpt-6', 'o5')\ndef big(model):\n    return model.startswith(PREFIXES)\n",
    "def big(model):\n    if any(model.startswith(p) for p in ('gpt-6', 'o5')):\n        return 1\n",
    "def big(model):\n    match model:\n        case 'gpt-6-luna' | 'gpt-6.1-sol':\n            return 1\n",
]


@pytest.mark.parametrize("text", DECIDES)
def test_code_that_decides_by_several_names_is_found(text: str) -> None:
    """A tuple of prefixes, held or written."""
    assert len(_lines("B09", "a.py", PY + text)) == 1


# --- B02 and B03 in tests ----------------------------------------------------------------------
def test_what_a_test_sends_is_found_beside_its_reported_call() -> None:
    """A role and a picture inside a call below tests/ whose model is reported."""
    text = PY + (
        "def test_it():\n    reply = client.chat.completions.create(\n        model='gpt-4o',\n"
        "        messages=[\n            {'role': 'developer', 'content': 'x'},\n"
        "            {'role': 'user', 'content': [{'type': 'image_url', 'image_url': {'url': 'x'}}]},\n"
        "        ],\n    )\n    assert reply\n"
    )
    assert _lines("R02", "tests/test_a.py", text) == [7]
    assert _lines("B03", "tests/test_a.py", text) == [9]
    assert _lines("B02", "tests/test_a.py", text) == [10]
    apart = PY + "def test_it():\n    assert render() == {'role': 'developer', 'content': 'x'}\n"
    assert _lines("B03", "tests/test_a.py", apart) == []


# --- C02 in JavaScript -------------------------------------------------------------------------
ERRORS_TS = {
    "code": "try { await ask([]); } catch (e: any) { if (e.code === 'context_length_exceeded') trim(); }\n",
    "param": "try { await ask([]); } catch (error: any) { console.log(error.param); }\n",
    "nested code": "try { await ask([]); } catch (e: any) { if (e.error?.code === 'rate_limit_exceeded') wait(); }\n",
    "a message": "try { await ask([]); } catch (e: any) {\n"
    "  if (e.message.includes('maximum context length')) trim();\n}\n",
    "in catch": "ask([]).catch((e: any) => { if (e.code === 'insufficient_quota') stop(); });\n",
    "of the class": "try { await ask([]); } catch (e) {\n"
    "  if (e instanceof OpenAI.APIError && e.code === 'model_not_found') stop();\n}\n",
}


@pytest.mark.parametrize("name", ERRORS_TS)
def test_errors_fields_are_found_in_typescript(name: str) -> None:
    """Fields that Electron's errors lack, and texts of OpenAI's."""
    assert len(_lines("C02", "a.ts", TS + ASK_TS + ERRORS_TS[name])) == 1


def test_other_errors_are_left_alone_in_typescript() -> None:
    """A file's error code, and a status."""
    text = "try { read(); } catch (e: any) { if (e.code === 'ENOENT') make(); }\n"
    text += "try { await ask([]); } catch (e: any) { if (e.status === 429) wait(); }\n"
    assert _lines("C02", "a.ts", TS + ASK_TS + text) == []


# --- A foreign value among several is no proof ------------------------------------------------
def test_another_vendors_value_elsewhere_hides_nothing() -> None:
    """A shared settings class that another call fills with Google's key: the client is OpenAI's."""
    app = (
        "from openai import OpenAI\nfrom settings import Config\nclass Chat:\n"
        "    def __init__(self, config: Config):\n"
        "        self.client = OpenAI(api_key=config.api_key)\n"
        "    def ask(self):\n"
        "        return self.client.chat.completions.create(model='gpt-4o', messages=[], n=2)\n"
    )
    settings = (
        "from dataclasses import dataclass\n@dataclass\nclass Config:\n    api_key: str = ''\n"
    )
    other = (
        "import os\nfrom settings import Config\nfrom app import Chat\n"
        "google = Config(api_key=os.environ['GOOGLE_API_KEY'])\n"
        "chat = Chat(Config(api_key=os.environ['OPENAI_API_KEY']))\n"
    )
    alone = {c: _lines(c, "app.py", app, settings=settings) for c in ("R01", "R02", "B01")}
    whole = {c: _lines(c, "app.py", app, settings=settings, other=other) for c in alone}
    assert alone == whole == {"R01": [5], "R02": [7], "B01": [7]}
