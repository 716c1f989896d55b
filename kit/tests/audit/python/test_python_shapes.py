"""Shapes met in public code: what is reported, on which line, and what is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from electron_kit.audit import Options, Source, audit, audit_sources

HEAD = "from openai import OpenAI\n"
ERRORS = "import openai\nfrom openai import APIError\n"

SHAPES: dict[str, tuple[dict[str, str], str, set[tuple[str, int]]]] = {
    "a file of the project that is called openai.py": (
        {
            "app/llms/openai.py": "import openai\nopenai.api_key = key\n",
            "app/llms/__init__.py": "",
            "app/images/dalle.py": "import openai\nopenai.Image.create(prompt=p)\n",
        },
        "P04",
        {("app/images/dalle.py", 2)},
    ),
    "an Azure endpoint in a formatted base URL": (
        {
            "a.py": "import os\n" + HEAD + 'end = os.environ["AZURE_OPENAI_ENDPOINT"]\n'
            "c = OpenAI(base_url=f\"{end.rstrip('/')}/openai/v1/\", api_key=k)\n"
        },
        "R03",
        {("a.py", 4)},
    ),
    "another vendor's host in a formatted base URL": (
        {"a.py": HEAD + 'c = OpenAI(base_url=f"{OLLAMA_HOST}/v1", api_key=k)\n'},
        "R01",
        set(),
    ),
    "Azure chosen in the environment": (
        {"a.py": 'import os\nimport openai\nos.environ["OPENAI_API_TYPE"] = "azure"\n'},
        "R03",
        {("a.py", 3)},
    ),
    "an error told by isinstance in a broad handler": (
        {
            "a.py": ERRORS + "try:\n    f()\nexcept Exception as e:\n"
            '    if isinstance(e, APIError) and e.code == "content_filter":\n        g()\n'
        },
        "C02",
        {("a.py", 6)},
    ),
    "an error told by isinstance, read in the branch": (
        {
            "a.py": ERRORS + "def f(e):\n    if isinstance(e, openai.RateLimitError):\n"
            "        return e.code\n    return e.code\n"
        },
        "C02",
        {("a.py", 5)},
    ),
    "an annotated error": (
        {"a.py": ERRORS + "def on_error(e: APIError):\n    log(e.param)\n"},
        "C02",
        {("a.py", 4)},
    ),
    "another error told by isinstance": (
        {"a.py": ERRORS + "def f(e):\n    if isinstance(e, SystemExit):\n        return e.code\n"},
        "C02",
        set(),
    ),
    "a pool whose size comes from a file": (
        {
            "a.py": HEAD + "import yaml\nfrom concurrent.futures import ThreadPoolExecutor\n"
            "def ask(m):\n    return OpenAI().chat.completions.create(model='m', messages=m)\n"
            "config = yaml.safe_load(open('c'))\n"
            "workers = config['parallel'] if 'parallel' in config else 1\n"
            "with ThreadPoolExecutor(max_workers=workers) as pool:\n    pool.map(ask, [[]])\n"
        },
        "C03",
        {("a.py", 8)},
    ),
    "a pool of hand-written requests to a URL from elsewhere": (
        {
            "a.py": "from concurrent.futures import ThreadPoolExecutor\n"
            "class Gpt:\n    def translate(self, text):\n"
            "        body = {'model': 'gpt-4o', 'messages': [], 'n': 2}\n"
            "        return self.session.post(self.url, json=body)\n"
            "def run(gpt, texts):\n    with ThreadPoolExecutor(max_workers=50) as pool:\n"
            "        for text in texts:\n            pool.submit(gpt.translate, text)\n"
        },
        "C03",
        {("a.py", 7)},
    ),
    "a hand-written request to another vendor": (
        {
            "a.py": "import requests\ndef ask_claude(url, model='gpt-4o'):\n"
            "    requests.post(url, json={'model': model, 'messages': [], 'n': 2})\n"
        },
        "B01",
        set(),
    ),
    "a field of a hand-written request to a URL from elsewhere": (
        {
            "a.py": "import requests\ndef ask(url, model='gpt-4o'):\n"
            "    requests.post(url, json={'model': model, 'messages': [], 'n': 2})\n"
        },
        "B01",
        {("a.py", 3)},
    ),
    "a model that is formatted alone": (
        {
            "a.py": HEAD + "def f(model='gpt-4o'):\n"
            "    OpenAI().chat.completions.create(model=f'{model}', messages=[])\n"
        },
        "R02",
        {("a.py", 2)},
    ),
    "a parameter that is only looked up by": (
        {"a.py": HEAD + "def limit(table, model='gpt-4o'):\n    return table[model]\n"},
        "R02",
        set(),
    ),
    "a parameter that only counts": (
        {"a.py": HEAD + "def count_tokens(texts, model='gpt-4o'):\n    return enc(model)\n"},
        "R02",
        set(),
    ),
    "a parameter that a row is looked up by": (
        {
            "a.py": HEAD + "def pick(session, model='gpt-4o'):\n"
            "    return session.query(M).filter(M.name == model).first()\n"
        },
        "R02",
        {("a.py", 2)},
    ),
    "a deployment beside its model": (
        {
            "a.py": "from langchain_openai import AzureChatOpenAI\nllm = AzureChatOpenAI(\n"
            '    deployment_name="gpt4",\n    model_name="gpt-4",\n)\n'
        },
        "R02",
        {("a.py", 4)},
    ),
    "a Responses model around a client": (
        {
            "a.py": "from agents import OpenAIResponsesModel\n"
            "m = OpenAIResponsesModel(model=name, openai_client=client)\n"
        },
        "R05",
        set(),
    ),
    "embeddings of BERTopic": (
        {
            "a.py": HEAD + "from bertopic.backend import OpenAIBackend\n"
            'e = OpenAIBackend(OpenAI(), "text-embedding-3-small")\n'
        },
        "P03",
        {("a.py", 3)},
    ),
    "the user's turn among the growth of a session": (
        {
            "a.py": HEAD + "import chainlit as cl\nc = OpenAI()\ndef tool(history):\n"
            '    history.append({"role": "tool", "tool_call_id": "1", "content": "x"})\n'
            "def run(history):\n    tool(history)\n"
            '    return c.chat.completions.create(model="m", messages=history)\n'
            "@cl.on_message\ndef on(message):\n    history = cl.user_session.get('history')\n"
            '    history.append({"role": "user", "content": message})\n    run(history)\n'
        },
        "B06",
        {("a.py", 12)},
    ),
    "content that is sent before the tools run": (
        {
            "a.py": HEAD + "async def on(m):\n    if m.content:\n"
            "        msg = Message(m.content)\n        await msg.send()\n"
            "    tools = m.tool_calls\n    if tools:\n        run(tools)\n"
        },
        "C01",
        {("a.py", 3)},
    ),
    "content that is added to a message later": (
        {
            "a.py": HEAD + "def turn(m):\n"
            '    message = {"role": "assistant", "tool_calls": m.tool_calls}\n'
            "    if m.content is not None:\n        message['content'] = m.content\n"
            "    return message\n"
        },
        "C01",
        set(),
    ),
    "content that is shown after the tools ran": (
        {
            "a.py": HEAD + "def on(m):\n    for tool in m.tool_calls or []:\n        run(tool)\n"
            "    if m.content:\n        show(m.content)\n    elif m.tool_calls:\n"
            "        show(m.tool_calls)\n"
        },
        "C01",
        set(),
    ),
    "texts of errors in a list": (
        {
            "a.py": ERRORS + 'TEXTS = ["Input is too long", "context limit"]\ntry:\n    f()\n'
            "except APIError as e:\n    text = str(e)\n    if any(t in text for t in TEXTS):\n"
            "        g()\n"
        },
        "C02",
        {("a.py", 8)},
    ),
    "the text of an error in the body of a hand-written request": (
        {
            "a.py": "import json\nURL = 'https://api.openai.com/v1/chat/completions'\n"
            "data = json.loads(text)\nif 'error' in data:\n"
            "    message = data['error']['message']\n"
            "    if 'rate limit' in message.lower():\n        wait()\n"
        },
        "C02",
        {("a.py", 6)},
    ),
    "a budget of another vendor's": (
        {
            "a.py": "import litellm\nMAX_CONTEXT_TOKENS = 70000\n"
            'litellm.completion(model="anthropic/claude-3-5-sonnet", messages=[])\n'
        },
        "B07",
        set(),
    ),
    "a budget of a function for embeddings": (
        {"a.py": HEAD + "def embed_in_batches(texts, max_tokens=120_000):\n    return texts\n"},
        "B07",
        set(),
    ),
    "legacy methods that are kept for later": (
        {
            "a.py": "import openai\nclass A:\n    def __init__(self):\n"
            "        self.chat = openai.ChatCompletion.create\n"
            "        self.text = openai.Completion.create\n"
            "    def ask(self):\n        return self.chat(model='gpt-4', messages=[])\n"
        },
        "R04",
        {("a.py", 4), ("a.py", 5)},
    ),
    "a legacy method of text completions that is kept": (
        {"a.py": "import openai\nmake = openai.Completion.create\n"},
        "P08",
        {("a.py", 2)},
    ),
    "a key that may be None": (
        {
            "a.py": "import os\n" + HEAD + "def make(config):\n"
            "    name = config.get('api_key_env')\n"
            "    key = os.getenv(name) if name else None\n"
            "    return OpenAI(api_key=key, base_url=config['base_url'])\n"
        },
        "R01",
        {("a.py", 6)},
    ),
    "arguments of which some lead elsewhere": (
        {
            "a.py": HEAD + "class A:\n    def __init__(self, args=None):\n"
            "        self.args = args or {}\n    def c(self):\n"
            "        return OpenAI(**self.args)\n"
            "A({'base_url': 'http://localhost:8000/v1'})\n"
        },
        "R01",
        {("a.py", 6)},
    ),
    "a list that is only asked for a member": (
        {
            "a.py": HEAD + 'ONLY = ["gpt-3.5-turbo-instruct"]\ndef f(model):\n'
            "    return model in ONLY\n"
        },
        "B09",
        {("a.py", 4)},
    ),
    "a list of models that is sent": (
        {
            "a.py": HEAD + 'MODELS = ["gpt-4o"]\nfor model in MODELS:\n'
            "    OpenAI().chat.completions.create(model=model, messages=[])\n"
        },
        "R02",
        {("a.py", 2)},
    ),
    "a literal type in parts": (
        {
            "a.py": HEAD + "from typing import Literal\n"
            'M = (\n    Literal["gpt-4"]\n    | Literal["gpt-4o"]\n    | Literal["o1"]\n)\n'
        },
        "B09",
        {("a.py", 4)},
    ),
    "any of several names": (
        {
            "a.py": HEAD + "def f(model):\n"
            '    return any(x in model.lower() for x in ["o1", "o3", "reasoner"])\n'
        },
        "B09",
        {("a.py", 3)},
    ),
    "a deployment's URL with a base from elsewhere": (
        {
            "a.py": "import requests\ndef ask(base, name):\n"
            '    url = f"{base}/openai/deployments/{name}/chat/completions"\n'
            "    return requests.post(url, json={})\n"
        },
        "R06",
        {("a.py", 3)},
    ),
    "any of several prefixes": (
        {
            "a.py": HEAD + "def f(model):\n"
            '    return any(model.startswith(p) for p in ["o1-", "o3-"])\n'
        },
        "B09",
        {("a.py", 3)},
    ),
    "a parameter that a splitter counts by": (
        {
            "a.py": HEAD + "def cut(text, model_name='gpt-3.5-turbo'):\n"
            "    return Splitter.from_tiktoken_encoder(model_name=model_name).split(text)\n"
        },
        "R02",
        set(),
    ),
    "text completions of a client from elsewhere": (
        {
            "a.py": "import openai\nclient = random.choice(clients)\n"
            "client.completions.create(prompt=text, **more)\n"
        },
        "P08",
        {("a.py", 3)},
    ),
    "a framework's class that is kept in a table": (
        {
            "a.py": "from langchain.embeddings import OpenAIEmbeddings\n"
            'KINDS = {\n    "openai": OpenAIEmbeddings,\n}\nKINDS[name]()\n'
        },
        "P03",
        {("a.py", 3)},
    ),
    "what each function adds to a dictionary of its own": (
        {
            "base.py": "class Base:\n    def common(self):\n        return {'temperature': 0}\n",
            "a.py": HEAD + "from base import Base\nclass A(Base):\n    def ask(self):\n"
            "        params = self.common()\n        params['n'] = 3\n"
            "        return OpenAI().chat.completions.create(messages=[], **params)\n",
            "b.py": HEAD + "from base import Base\nclass B(Base):\n    def ask(self):\n"
            "        params = self.common()\n        params['n'] = 1\n"
            "        return OpenAI().chat.completions.create(messages=[], **params)\n",
        },
        "B01",
        {("a.py", 6)},
    ),
    "what a function adds to a dictionary before it hands it on": (
        {
            "a.py": HEAD + "def common():\n    return {'temperature': 0}\n"
            "def more():\n    params = common()\n    params['n'] = 3\n    return params\n"
            "OpenAI().chat.completions.create(messages=[], **more())\n",
        },
        "B01",
        {("a.py", 6)},
    ),
    "special methods of a class that is spread": (
        {
            "a.py": HEAD + "class Dot(dict):\n    __getattr__ = dict.get\n"
            "OpenAI().chat.completions.create(messages=[], **Dot(x))\n",
        },
        "S07",
        set(),
    ),
    "settings of the module where every client is made": (
        {
            "a.py": "import openai\nopenai.api_key = key\nopenai.api_type = kind\n"
            "c = openai.OpenAI(api_key=key)\nc.chat.completions.create(messages=[])\n"
        },
        "R04",
        {("a.py", 2), ("a.py", 3)},
    ),
    "settings of the module that requests go through": (
        {
            "a.py": "import openai\nopenai.api_key = key\n"
            "openai.chat.completions.create(messages=[])\n"
        },
        "R01",
        {("a.py", 2)},
    ),
    "settings beside another vendor's model": (
        {
            "a.py": "from agents import Agent, ModelSettings\na = Agent(\n"
            '    model="litellm/gemini/gemini-2.5-pro",\n'
            '    model_settings=ModelSettings(extra_body={"web_search_options": {}}),\n)\n'
        },
        "S06",
        set(),
    ),
    "an attribute that holds either endpoint": (
        {
            "a.py": "import openai\nclass A:\n    def __init__(self, chat):\n"
            "        if chat:\n            self.c = openai.OpenAI().chat.completions\n"
            "        else:\n            self.c = openai.OpenAI().completions\n"
            "    def text(self, prompt):\n        return self.c.create(model='m', prompt=prompt)\n"
            "    def chat(self, turns):\n        return self.c.create(model='m', messages=turns)\n"
        },
        "P08",
        {("a.py", 9)},
    ),
    "a list of a class that is only asked for a member": (
        {
            "a.py": HEAD + "class A:\n    _only = ['gpt-3.5-turbo-instruct']\n"
            "    def f(self, model):\n        return model in self._only\n"
        },
        "B09",
        {("a.py", 5)},
    ),
    "a history that LiteLLM is sent": (
        {
            "a.py": "import litellm\nclass A:\n    def __init__(self):\n"
            "        self.turns = []\n    def ask(self, text):\n"
            '        self.turns.append({"role": "user", "content": text})\n'
            '        return litellm.completion(model="gpt-4o", messages=self.turns)\n'
        },
        "B06",
        {("a.py", 6)},
    ),
    "a client of another vendor's class with a URL from elsewhere": (
        {
            "a.py": HEAD + "class QianWenChat:\n    def __init__(self, config):\n"
            "        self.c = OpenAI(api_key=config['key'], base_url=config['url'])\n"
        },
        "R01",
        set(),
    ),
    "a list of a function that models are held against": (
        {
            "a.py": HEAD + "def f(llm):\n    excluded = ['gpt-5']\n"
            "    if not any(name in llm.model for name in excluded):\n        g()\n"
        },
        "R02",
        set(),
    ),
    "an open model that only sounds like OpenAI's": (
        {"a.py": HEAD + "def f(model):\n    return model == 'openai/gpt-oss-120b'\n"},
        "B09",
        set(),
    ),
    "a name that repeats the model below it": (
        {"c.yaml": "- name: gpt-4o\n  parameters:\n    model: gpt-4o\nopenai: x\n"},
        "R02",
        {("c.yaml", 3)},
    ),
    "a model of a backend in a configuration": (
        {"c.yaml": 'lit-review-backend: "o3-mini"\nopenai: x\n'},
        "R02",
        {("c.yaml", 1)},
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_shape_is_reported_where_it_stands_and_nowhere_else(shape: str) -> None:
    """Each shape gives the findings of its rule that it names, and no other of that rule."""
    files, code, expected = SHAPES[shape]
    sources = [Source(path, text.encode()) for path, text in files.items()]
    audit = audit_sources(sources, Options(select=(code,), jobs=1))
    assert not audit.problems
    assert {(f.path, f.line) for f in audit.findings} == expected


def test_what_stands_above_the_audited_directory_says_nothing(tmp_path: Path) -> None:
    """A checkout below ``tests/data/qwen`` is read like one that stands anywhere else."""
    code = (
        HEAD
        + 'messages = [{"role": "developer", "content": "x"}]\nif model == "gpt-4o":\n    f()\n'
    )
    found = []
    for folder in ("app", "tests/data/qwen/app"):
        root = tmp_path / folder
        root.mkdir(parents=True)
        (root / "a.py").write_text(code)
        (root / "c.yaml").write_text("openai:\n  model: gpt-4o\n")
        findings = audit([root], Options(jobs=1)).findings
        found.append([(Path(f.path).name, f.line, f.code, f.confidence) for f in findings])
    assert found[0] == found[1]
    assert {code for _, _, code, _ in found[0]} == {"B03", "B09", "I02", "R02"}
