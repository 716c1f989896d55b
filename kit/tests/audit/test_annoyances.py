"""What looks like OpenAI's and is not: each in shapes of its own, with a twin that is."""

from __future__ import annotations

import json

import pytest

from electron_kit.audit import Options, Source, audit_sources

PY = "from openai import OpenAI\nclient = OpenAI()\n"
TS = 'import OpenAI from "openai";\nconst client = new OpenAI();\n'


def _codes(path: str, text: str, code: str = "", **more: str) -> list[str]:
    sources = [Source(path, text.encode())]
    sources += [Source(name.replace("__", "/"), data.encode()) for name, data in more.items()]
    found = [f for f in audit_sources(sources, Options(jobs=1)).findings if f.path == path]
    return [f.code for f in found if not code or f.code == code]


RECORDS = {
    "a finished run": (
        "bench/run_3.json",
        {"model": "gpt-4o", "accuracy": 0.81, "latency_ms": 912, "n_samples": 200},
    ),
    "a row of a leaderboard": (
        "results.json",
        [{"model": "gpt-4o", "score": 71.2}, {"model": "o3", "score": 80.1}],
    ),
    "a stored answer": (
        "answer.json",
        {"id": "chatcmpl-1", "model": "gpt-4o", "choices": [], "usage": {"total_tokens": 3}},
    ),
    "a cassette": (
        "cassettes/ask.yaml",
        "interactions:\n- request:\n    body: x\n    model: gpt-4o\n  response: {}\n",
    ),
    "a stored request": (
        "fixtures/request.json",
        {"model": "gpt-4o", "messages": [{"role": "user", "content": "x"}]},
    ),
    "a log's line": ("logs/2026-11.json", {"ts": 1, "model": "gpt-4o", "cost": 0.01}),
}


@pytest.mark.parametrize("name", RECORDS)
def test_a_recorded_result_is_no_setting(name: str) -> None:
    """A model's name beside what was measured says what was, not what shall be."""
    path, data = RECORDS[name]
    text = data if isinstance(data, str) else json.dumps(data, indent=1)
    assert _codes(path, text, "R02") == []


def test_settings_beside_records_are_found() -> None:
    """The same keys where they are settings."""
    text = json.dumps(
        {"openai": {"model": "gpt-4o", "temperature": 0.2, "max_tokens": 500}}, indent=1
    )
    assert _codes("config/app.json", text, "R02") == ["R02"]


VENDORS = {
    "a class by its name": "class GroqClient(OpenAI):\n    pass\nc = GroqClient(base_url=url)\n"
    "c.chat.completions.create(model='llama-4', messages=[], n=2)\n",
    "a variable's default": "import os\nBASE = os.getenv('LLM_BASE_URL', 'https://api.mistral.ai/v1')\n"
    "c = OpenAI(base_url=BASE)\nc.chat.completions.create(model='mistral-large', messages=[], n=2)\n",
    "a parameter's default": "def make(url='http://localhost:11434/v1'):\n    return OpenAI(base_url=url, api_key='ollama')\n"
    "make().chat.completions.create(model='qwen4', messages=[], n=2)\n",
    "a setting's default": "class Settings:\n    url: str = 'https://api.deepseek.com'\ns = Settings()\n"
    "c = OpenAI(base_url=s.url)\nc.chat.completions.create(model='deepseek-chat', messages=[], n=2)\n",
}


@pytest.mark.parametrize("name", VENDORS)
def test_another_vendors_calls_are_left_alone(name: str) -> None:
    """By the class, or by the default of what the URL is read from."""
    text = "from openai import OpenAI\n" + VENDORS[name]
    assert [c for c in _codes("a.py", text) if c in ("R01", "R02", "B01")] == []


LIMITS = {
    "somebody's own limiter": "def check(user):\n    if user.calls > 9:\n        raise Exception('rate limit exceeded')\n",
    "another API": "import requests\ntry:\n    requests.get('https://api.github.com')\nexcept Exception as e:\n"
    "    if 'rate limit' in str(e):\n        wait()\n",
}


@pytest.mark.parametrize("name", LIMITS)
def test_a_rate_limit_of_somebody_elses_is_no_error_of_openais(name: str) -> None:
    """The words stand in anybody's code."""
    assert _codes("a.py", PY + LIMITS[name], "C02") == []


def test_a_rate_limit_around_a_call_is_found() -> None:
    """The same words where a chat call is tried."""
    text = PY + (
        "try:\n    client.chat.completions.create(model='electron', messages=[])\n"
        "except Exception as e:\n    if 'maximum context length' in str(e):\n        trim()\n"
    )
    assert _codes("a.py", text, "C02") == ["C02"]


def test_a_url_in_a_tests_assertion_is_no_request() -> None:
    """What a test expects is sent nowhere; what it sends is."""
    text = PY + (
        "def test_url():\n    assert client.base_url == 'https://api.openai.com/v1/'\n"
        "    assert seen[0].url == 'https://api.openai.com/v1/chat/completions'\n"
    )
    assert _codes("tests/test_url.py", text, "R06") == []
    script = TS + (
        'it("asks", () => {\n  expect(url).toBe("https://api.openai.com/v1/chat/completions");\n'
        '  expect(fetch).toHaveBeenCalledWith("https://api.openai.com/v1/chat/completions", x);\n});\n'
    )
    assert _codes("src/a.test.ts", script, "R06") == []
    sent = "import httpx\nhttpx.post('https://api.openai.com/v1/chat/completions', json={})\n"
    assert _codes("app.py", sent, "R06") == ["R06"]


def test_a_dictionary_filled_from_chunks_is_no_message() -> None:
    """Merging the parts of a stream reads `content` before `tool_calls`, and decides nothing."""
    text = PY + (
        "def merge(stream):\n    message = {'content': '', 'tool_calls': []}\n    for chunk in stream:\n"
        "        delta = chunk.choices[0].delta\n        if delta.content:\n"
        "            message['content'] += delta.content\n        if delta.tool_calls:\n"
        "            message['tool_calls'] += delta.tool_calls\n    return message\n"
    )
    assert _codes("a.py", text, "C01") == []


def test_a_lists_name_used_again_is_another_list() -> None:
    """`tasks` of something else, gathered after `tasks` of chat calls was awaited one by one."""
    text = (
        "import asyncio\nfrom openai import AsyncOpenAI\nclient = AsyncOpenAI()\n"
        "async def ask(q):\n    return await client.chat.completions.create(model='electron', messages=q)\n"
        "async def first(qs):\n    tasks = [ask(q) for q in qs]\n    for t in tasks:\n        await t\n"
        "async def second(us):\n    tasks = [load(u) for u in us]\n    await asyncio.gather(*tasks)\n"
        "async def third(qs, us):\n    tasks = [ask(qs[0])]\n    await tasks[0]\n"
        "    tasks = [load(u) for u in us]\n    await asyncio.gather(*tasks)\n"
    )
    assert _codes("a.py", text, "C03") == []


FAKE = {
    ".github/workflows/ci.yml": "jobs:\n  test:\n    env:\n      OPENAI_API_KEY: fake-key-for-tests\n",
    ".github/workflows/t.yml": "jobs:\n  test:\n    steps:\n      - run: pytest\n        env:\n          OPENAI_API_KEY: dummy\n",
    "tox.ini": "[testenv]\nset_env =\n    OPENAI_API_KEY = test\n",
}


@pytest.mark.parametrize("path", FAKE)
def test_a_made_up_key_for_tests_is_no_credential(path: str) -> None:
    """A workflow's dummy key opens nothing; a secret's name does."""
    assert _codes(path, FAKE[path], "I01") == []
    real = "jobs:\n  run:\n    env:\n      OPENAI_API_KEY: ${{ secrets.OPENAI_API_KEY }}\n"
    assert _codes(".github/workflows/deploy.yml", real, "I01") == ["I01"]


MOCKED = {
    "tests/test_a.py": "def test_a(httpx_mock, requests_mock):\n"
    "    httpx_mock.add_response(url='https://api.openai.com/v1/responses', json={})\n"
    "    requests_mock.post('https://api.openai.com/v1/chat/completions', json={})\n",
    "tests/test_b.py": "import responses\ndef test_b():\n"
    "    responses.add(responses.POST, 'https://api.openai.com/v1/embeddings', json={})\n",
    "a.py": "def is_openai(url):\n    return url.startswith('https://api.openai.com/v1/chat')\n",
    "src/a.test.ts": 'import nock from "nock";\nnock("https://api.openai.com/v1/chat/completions").post("/").reply(200);\n'
    'if (url.includes("https://api.openai.com/v1/models")) skip();\n',
}


@pytest.mark.parametrize("path", MOCKED)
def test_a_url_that_is_mocked_or_compared_is_no_request(path: str) -> None:
    """It is answered by the test, or looked at."""
    text = (TS if path.endswith(".ts") else PY) + MOCKED[path]
    assert [c for c in _codes(path, text) if c in ("R06", "P01", "P03", "P05")] == []


def test_a_tests_own_name_for_a_model_is_made_up() -> None:
    """A name that is not OpenAI's, in a test's call; one that is stays found."""
    text = (
        PY
        + "def test_a():\n    client.chat.completions.create(model='custom-model', messages=[])\n"
    )
    assert _codes("tests/test_a.py", text, "R02") == []
    assert _codes("tests/test_a.py", text.replace("custom-model", "gpt-7"), "R02") == ["R02"]
