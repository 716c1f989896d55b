"""Shapes met in public code: what is reported, on which line, and what is not."""

from __future__ import annotations

import pytest

from electron_kit.audit import Options, Source, audit_sources

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
            "with ThreadPoolExecutor(max_workers=workers) as pool:\n    pool.submit(ask, [])\n"
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
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_shape_is_reported_where_it_stands_and_nowhere_else(shape: str) -> None:
    """Each shape gives the findings of its rule that it names, and no other of that rule."""
    files, code, expected = SHAPES[shape]
    sources = [Source(path, text.encode()) for path, text in files.items()]
    audit = audit_sources(sources, Options(select=(code,), jobs=1))
    assert not audit.problems
    assert {(f.path, f.line) for f in audit.findings} == expected
