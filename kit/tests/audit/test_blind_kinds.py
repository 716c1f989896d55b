"""Kinds that the blind rounds taught, in shapes of their own, each with a twin that is none."""

from __future__ import annotations

import json

import pytest

from electron_kit.audit import Options, Source, audit_sources

PY = "import asyncio\nfrom openai import AsyncOpenAI, OpenAI\nclient = OpenAI()\naclient = AsyncOpenAI()\n"
ASK = (
    "async def ask(q):\n"
    "    return await aclient.chat.completions.create(model='electron', messages=q)\n"
)
LANG = "import asyncio\nfrom langchain_openai import ChatOpenAI\n"
INIT = "from langchain.chat_models import init_chat_model\n"


def _lines(code: str, path: str, text: str, **more: str) -> list[int]:
    sources = [Source(path, text.encode())]
    sources += [
        Source(name.replace("__", "/") + ".py", data.encode()) for name, data in more.items()
    ]
    findings = audit_sources(sources, Options(jobs=1)).findings
    return [f.line for f in findings if f.path == path and f.code == code]


FAN_OUTS = {
    "a task by another name": PY + ASK + "async def main(qs):\n    waiting = []\n    for q in qs:\n"
    "        one = ask(q)\n        waiting.append(one)\n    return await asyncio.gather(*waiting)\n",
    "a helper that gathers": PY + ASK + "async def all_of(jobs):\n    return await asyncio.gather(*jobs)\n"
    "async def main(qs):\n    return await all_of([ask(q) for q in qs])\n",
    "as they come, in a comprehension": PY + ASK + "async def main(qs):\n"
    "    jobs = [asyncio.create_task(ask(q)) for q in qs]\n"
    "    return [await j for j in progress(asyncio.as_completed(jobs), total=len(jobs))]\n",
    "a model that is handed on": LANG + "async def sum_up(model, page):\n    return await model.ainvoke(page)\n"
    "async def main(pages):\n    llm = ChatOpenAI(model='electron').with_retry()\n"
    "    return await asyncio.gather(*[sum_up(llm, p) for p in pages])\n",
    "a chain": LANG + "chain = prompt | ChatOpenAI(model='electron') | parser\n"
    "async def main(pages):\n    return await asyncio.gather(*[chain.ainvoke(p) for p in pages])\n",
    "a graph": LANG + "from langgraph.graph import StateGraph\nllm = ChatOpenAI(model='electron')\n"
    "async def write(state):\n    return await llm.ainvoke(state['topic'])\n"
    "flow = StateGraph(dict)\nflow.add_node('write', write)\nwriter = flow.compile()\n"
    "async def main(topics):\n    jobs = [writer.ainvoke({'topic': t}) for t in topics]\n"
    "    return await asyncio.gather(*jobs)\n",
}  # fmt: skip


@pytest.mark.parametrize("name", FAN_OUTS)
def test_a_fan_out_is_found_however_its_tasks_travel(name: str) -> None:
    """Through names, parameters, models, chains and graphs."""
    assert len(_lines("C03", "a.py", FAN_OUTS[name])) == 1


def test_what_a_helper_gathers_may_be_something_else() -> None:
    """The same helper, and a graph, without a request in them."""
    text = PY + ASK + (
        "async def all_of(jobs):\n    return await asyncio.gather(*jobs)\n"
        "async def main(us):\n    one = load(us)\n    return await all_of([load(u) for u in us])\n"
    )  # fmt: skip
    assert _lines("C03", "a.py", text) == []
    text = LANG + (
        "from langgraph.graph import StateGraph\nflow = StateGraph(dict)\n"
        "flow.add_node('save', save)\nsaver = flow.compile()\n"
        "async def main(ts):\n    return await asyncio.gather(*[saver.ainvoke(t) for t in ts])\n"
    )
    assert _lines("C03", "a.py", text) == []


def test_a_notebook_that_only_calls_a_helper_is_read() -> None:
    """It names OpenAI nowhere, and a pool of its runs what asks."""
    cells = "from concurrent.futures import ThreadPoolExecutor\nfrom talk import hold\n"
    cells += "with ThreadPoolExecutor() as pool:\n    list(pool.map(hold, range(20)))\n"
    book = {
        "cells": [
            {"cell_type": "code", "source": cells.splitlines(keepends=True), "metadata": {}, "outputs": []}
        ],
        "metadata": {}, "nbformat": 4, "nbformat_minor": 5,
    }  # fmt: skip
    talk = PY + (
        "def hold(n):\n    return client.chat.completions.create(model='electron', messages=[n])\n"
    )
    assert _lines("C03", "run.ipynb", json.dumps(book, indent=1), talk=talk) == [3]


CAPS = {
    "a configuration": INIT + "m = init_chat_model(configurable_fields=('model', 'max_tokens'))\n"
    "NAME = 'openai:gpt-6-luna'\nm.with_config({'configurable': {'model': NAME, 'max_tokens': 900}})\n",
    "bound after a wrapper": LANG
    + "\nm = ChatOpenAI(model='gpt-6-luna').with_retry()\nm.bind(max_tokens=9)\n",
}


@pytest.mark.parametrize("name", CAPS)
def test_a_cap_is_found_where_a_model_is_configured(name: str) -> None:
    """It goes out under the name that Electron may ignore."""
    assert _lines("S01", "a.py", CAPS[name]) == [4 if name == "a configuration" else 5]


def test_a_model_left_to_a_configuration_is_a_framework_client() -> None:
    """If the project has a name of OpenAI's for it, and not otherwise."""
    made = INIT + "m = init_chat_model(configurable_fields=('model',))\n"
    assert _lines("R05", "a.py", made + "DEFAULT = 'openai:gpt-6-luna'\n") == [2]
    assert _lines("R05", "a.py", made + "DEFAULT = 'anthropic:claude-4'  # openai too\n") == []


def test_options_of_tools_are_found_on_an_attribute() -> None:
    """`bind_tools` passes its keywords on."""
    text = LANG + (
        "class Models:\n    def __init__(self):\n        self.quick = ChatOpenAI(model='electron')\n"
        "models = Models()\nmodels.quick.bind_tools([], parallel_tool_calls=False)\n"
    )
    assert _lines("S04", "a.py", text) == [7]


def test_a_schema_stands_where_its_method_is_named() -> None:
    """In a chain over several lines, not at its first."""
    text = LANG + (
        "llm = ChatOpenAI(\n    model='electron',\n    temperature=0,\n"
        ").with_structured_output(Answer)\n"
    )
    assert _lines("B04", "a.py", text) == [6]


KEPT = {
    "below `default`": "FIELD = {'ui': {'type': 'text', 'default': 'openai:gpt-6-luna'}}\n",
    "by any name": "judge = 'openai:gpt-6-luna'\n",
}


@pytest.mark.parametrize("name", KEPT)
def test_a_prefixed_name_is_a_framework_model_wherever_it_is_kept(name: str) -> None:
    """Nothing else reads `openai:gpt-…`; a table's key and a test by name are other rules'."""
    assert _lines("R02", "a.py", INIT + KEPT[name]) == [2]
    assert _lines("R02", "a.py", INIT + "if name == 'openai:gpt-6-luna':\n    pass\n") == []


def test_a_script_below_tests_is_no_test() -> None:
    """What is run by hand sends what it says; what pytest runs makes it up."""
    script = INIT + "model = 'openai:gpt-6-luna'\nif __name__ == '__main__':\n    run(model)\n"
    assert _lines("R02", "tests/compare.py", script) == [2]
    assert _lines("R02", "tests/test_compare.py", script) == [2]
    assert _lines("R02", "tests/test_compare.py", script + "assert model\n") == []
    assert _lines("R02", "tests/helper.py", script + "import pytest\n") == []


def test_a_tool_call_that_the_program_makes_up_drops_nothing() -> None:
    """The model said no sentence there; where its calls are handed on, it may have."""
    made_up = PY + (
        "log = [{'role': 'assistant', 'content': '', 'tool_calls': [\n"
        "    {'id': call['id'], 'name': 'Ignore', 'args': {}}]}]\n"
    )
    assert _lines("C01", "a.py", made_up) == []
    handed_on = PY + (
        "log = [{'role': 'assistant', 'tool_calls': [\n"
        "    {'id': call.id, 'type': 'function', 'function': call.function}]}]\n"
    )
    assert _lines("C01", "a.py", handed_on) == [5]


TURN = (
    "        reply = client.chat.completions.create(model='electron', messages=messages)\n"
    "        messages.append({'role': 'user', 'content': next_turn(reply)})\n"
)


@pytest.mark.parametrize(
    ("head", "grows"),
    [
        ("    while turn < 8:\n        turn += 1\n", False),
        (
            "    while True:\n        turn += 1\n        if turn >= most:\n            break\n",
            False,
        ),
        ("    while turn < 5000:\n        turn += 1\n", True),
        ("    while True:\n", True),
    ],
)
def test_a_loop_that_counts_its_turns_bounds_its_history(head: str, grows: bool) -> None:
    """A few turns stay below the limit; thousands, and no count at all, do not."""
    text = PY + "def talk(most=10):\n    turn, messages = 0, []\n" + head + TURN
    assert bool(_lines("B06", "a.py", text)) is grows


ERRORS = {
    "a list of words": "WORDS = ['token', 'maximum context']\ndef too_long(exc_text):\n"
    "    return any(word in exc_text for word in WORDS)\n",
    "a code": "def too_long(code):\n    return code == 'context_length_exceeded'\n",
}


@pytest.mark.parametrize("name", ERRORS)
def test_openais_own_words_are_found_away_from_the_handler(name: str) -> None:
    """In a helper that is handed the text."""
    assert len(_lines("C02", "a.py", PY + ERRORS[name])) == 1


def test_other_words_in_an_errors_text_are_anybodys() -> None:
    """A rate limit is everybody's."""
    text = "def limited(error_text):\n    return 'rate limit' in error_text\n"
    assert _lines("C02", "a.py", PY + text) == []


def test_each_branch_that_sets_a_silent_field_is_found() -> None:
    """Both dictionaries reach the call."""
    text = PY + (
        "def ask(messages, deep, effort):\n    if deep:\n        p = {'messages': messages}\n"
        "        p['reasoning_effort'] = effort\n    else:\n        p = {'messages': messages}\n"
        "        p['reasoning_effort'] = effort\n"
        "    return client.chat.completions.create(model='electron', **p)\n"
    )
    assert _lines("S03", "a.py", text) == [8, 11]


def test_prefixes_are_reported_where_they_are_tested() -> None:
    """And not again where they are kept."""
    text = PY + (
        "def thinks(model):\n    THINKING_MODELS = ('o3', 'o4-mini', 'gpt-6')\n"
        "    return model.startswith(THINKING_MODELS)\n"
    )
    assert _lines("B09", "a.py", text) == [7]


def test_a_default_of_openais_variable_is_no_request() -> None:
    """The variable is what is reported."""
    text = PY + "import os\nBASE = os.getenv('OPENAI_API_BASE', 'https://api.openai.com/v1')\n"
    assert _lines("R06", "a.py", text) == []
    assert _lines("I01", "a.py", text) == [6]


def test_a_model_of_the_responses_api_is_no_chat_model() -> None:
    """Its endpoint is what has to change."""
    text = "import requests\ndef ask(model='computer-use-preview', **kw):\n"
    text += (
        "    return requests.post('https://api.openai.com/v1/responses', json={'model': model})\n"
    )
    assert _lines("R02", "a.py", text) == []
    assert _lines("P01", "a.py", text) == [3]


def test_embeddings_in_a_configuration_are_found() -> None:
    """As LangGraph's server takes them."""
    text = '{\n "store": {\n  "index": {\n   "embed": "openai:text-embedding-3-large"\n  }\n }\n}\n'
    assert _lines("P03", "langgraph.json", text) == [4]


def test_structured_outputs_send_no_schema_by_themselves() -> None:
    """A text that is asked for has none."""
    text = (
        'import { openai } from "@ai-sdk/openai";\nimport { generateText } from "ai";\n'
        'await generateText({ model: openai("gpt-4o", { structuredOutputs: true }), prompt: "x" });\n'
    )
    assert _lines("B04", "a.ts", text) == []


# --- What the second round taught --------------------------------------------------------------
def test_a_pool_may_be_handed_to_a_helper() -> None:
    """With what it is to run; a helper that runs something else in it is none."""
    text = PY + (
        "from concurrent.futures import ThreadPoolExecutor\ndef one(q):\n"
        "    return client.chat.completions.create(model='electron', messages=q)\n"
        "def main(qs):\n    with ThreadPoolExecutor(max_workers=6) as pool:\n"
        "        return with_progress(pool, qs, one)\n"
    )
    assert _lines("C03", "a.py", text) == [9]
    assert _lines("C03", "a.py", text.replace("qs, one)", "qs, load)")) == []


def test_tasks_that_are_listed_one_by_one_are_counted() -> None:
    """Two outside of a loop are two."""
    text = PY + ASK + (
        "async def main(q, deep):\n    jobs = []\n    jobs.append(ask(q))\n    if deep:\n"
        "        jobs.append(ask(deep))\n    return await asyncio.gather(*jobs)\n"
    )  # fmt: skip
    assert _lines("C03", "a.py", text) == []


def test_a_client_is_found_under_a_name_that_a_function_gives_it() -> None:
    """An import inside of a function, renamed."""
    text = "class OpenAI:\n    def __init__(self):\n        from openai import OpenAI as Sdk\n        self.client = Sdk()\n"
    assert _lines("R01", "a.py", text) == [4]


def test_a_file_that_only_uses_another_files_client_is_read() -> None:
    """It names OpenAI nowhere."""
    text = "from shared import client\ndef embed(t):\n    return client.embeddings.create(model='m', input=t)\n"
    assert _lines("P03", "a.py", text, shared=PY) == [3]


ELSEWHERE = {
    "the default of another host's variable": "import os\nNAME = os.getenv('GITHUB_MODEL', 'openai/gpt-4o')\n"
    "client.chat.completions.create(model=NAME, messages=[])\n",
    "a branch of its own": "if host == 'groq':\n    c = OpenAI(base_url='https://api.groq.com/openai/v1')\n"
    "    name = 'gpt-6-luna'\nelse:\n    c = OpenAI()\n    name = 'gpt-6.1-sol'\n"
    "c.chat.completions.create(model=name, messages=[])\n",
    "Azure's spelling": "def ask(model='gpt-35-turbo'):\n"
    "    client.chat.completions.create(model=model, messages=[])\n",
}


@pytest.mark.parametrize("name", ELSEWHERE)
def test_a_name_meant_for_another_host_is_left_alone(name: str) -> None:
    """However it is spelled; OpenAI's own branch keeps its name."""
    assert _lines("R02", "a.py", PY + ELSEWHERE[name]) == (
        [10] if name == "a branch of its own" else []
    )


PLATFORM = {
    "P02": "https://api.openai.com/v1/chatkit/sessions",
    "P05": "https://api.openai.com/v1/evals/runs",
    "P01": "https://api.openai.com/v1/conversations",
}


@pytest.mark.parametrize("code", PLATFORM)
def test_a_path_that_is_not_known_is_no_chat_request(code: str) -> None:
    """Its body has no fields of a chat request."""
    call = f"fetch('{PLATFORM[code]}', {{ method: 'POST', body: JSON.stringify({{ workflow: 1 }}) }});\n"
    assert _lines(code, "a.ts", call) == [1]
    assert _lines("S07", "a.ts", call) == []


def test_patterns_that_are_tried_one_by_one_are_found() -> None:
    """`some` and `includes`."""
    text = (
        'import OpenAI from "openai";\nconst known = ["gpt", "openai"];\nconst client = new OpenAI();\n'
        "export const ours = (model: string) => known.some((p) => model.includes(p));\n"
        "export const others = (path: string) => [\"a\", \"b\"].some((p) => path.includes(p));\n"
    )  # fmt: skip
    assert _lines("B09", "a.ts", text) == [4]


def test_an_older_ai_sdk_is_told_by_its_options() -> None:
    """`compatibility` was dropped with the version that made responses the default."""
    text = 'import { createOpenAI } from "@ai-sdk/openai";\nimport { generateText } from "ai";\n'
    call = 'await generateText({ model: openai("gpt-6-luna"), prompt: "x" });\n'
    older = text + "const openai = createOpenAI({ compatibility: 'strict' });\n" + call
    assert _lines("P01", "a.ts", older) == []
    assert _lines("P01", "a.ts", text + "const openai = createOpenAI({});\n" + call) == [4]


FRAMEWORKS = {
    "R05": "from graphiti_core.llm_client.openai_client import OpenAIClient\nc = OpenAIClient(config=c)\n",
    "P03": "from graphiti_core.embedder.openai import OpenAIEmbedder\nc = OpenAIEmbedder(config=c)\n",
    "P04": "from pipecat.services.openai.tts import OpenAITTSService\nc = OpenAITTSService(voice='x')\n",
    "P07": "from pipecat.services.openai.realtime import OpenAIRealtimeLLMService\nc = OpenAIRealtimeLLMService()\n",
}


@pytest.mark.parametrize("code", FRAMEWORKS)
def test_frameworks_of_2026_are_known(code: str) -> None:
    """By what they serve."""
    assert _lines(code, "a.py", FRAMEWORKS[code]) == [2]


def test_genkits_plugin_is_a_framework_client() -> None:
    """In JavaScript."""
    text = 'import { openAI } from "genkitx-openai";\nconst ai = genkit({ plugins: [openAI()] });\n'
    assert _lines("R05", "a.ts", text) == [2]


# --- What the third round taught ---------------------------------------------------------------
def test_a_url_and_a_key_that_may_be_unset_are_openais() -> None:
    """Another vendor's, given somewhere else, prove nothing."""
    text = (
        "from openai import OpenAI\nclass Config:\n"
        "    def __init__(self, api_key=None, base_url=None):\n"
        "        self.api_key, self.url = api_key, base_url\n        self.base_url = base_url\n"
        "class Chat:\n    def __init__(self, config: Config):\n"
        "        self.client = OpenAI(api_key=config.api_key, base_url=config.base_url)\n"
    )
    other = (
        "import os\nfrom a import Chat, Config\n"
        "Chat(Config(api_key=os.environ['GROQ_API_KEY'], base_url='https://api.groq.com/v1'))\n"
    )
    assert _lines("R01", "a.py", text, other=other) == [8]
    assert _lines("R01", "a.py", text.replace("base_url=None", "base_url='https://x.ai/v1'")) == []


MORE_FAN_OUTS = {
    "a helper with a gate, given tasks": PY + ASK + "async def limited(*tasks):\n    gate = asyncio.Semaphore(20)\n"
    "    async def within(task):\n        async with gate:\n            return await task\n"
    "    return await asyncio.gather(*(within(task) for task in tasks))\n"
    "async def main(qs):\n    return await limited(*[ask(q) for q in qs])\n",
    "threads of a worker that is given what to run": PY + "import threading\n"
    "def one():\n    return client.chat.completions.create(model='electron', messages=[])\n"
    "def main(n):\n    return [threading.Thread(target=work, args=(n, one)) for _ in range(n)]\n",
    "agents in a task group": "import asyncio\nfrom pydantic_ai import Agent\n"
    "agent = Agent('openai-chat:gpt-6-luna')\nasync def main(qs):\n"
    "    async with asyncio.TaskGroup() as group:\n        return [group.create_task(agent.run(q)) for q in qs]\n",
    "runs of an agent": "import asyncio\nfrom agents import Agent, Runner\nagent = Agent(name='a', instructions='x')\n"
    "async def main(qs):\n    return await asyncio.gather(*[Runner.run(agent, q) for q in qs])\n",
    "LlamaIndex": "import asyncio\nfrom llama_index.llms.openai import OpenAI\nllm = OpenAI(model='gpt-6-luna')\n"
    "async def main(qs):\n    return await asyncio.gather(*[llm.achat(q) for q in qs])\n",
}  # fmt: skip


@pytest.mark.parametrize("name", MORE_FAN_OUTS)
def test_a_fan_out_of_helpers_threads_and_agents_is_found(name: str) -> None:
    """By whatever way."""
    assert len(_lines("C03", "a.py", MORE_FAN_OUTS[name])) == 1


def test_agents_of_another_vendor_are_left_alone() -> None:
    """Their limits are their own."""
    text = MORE_FAN_OUTS["agents in a task group"].replace("openai-chat:gpt-6-luna", "anthropic:c")
    assert _lines("C03", "a.py", text + "# openai\n") == []


def test_a_request_in_a_data_class_carries_its_fields() -> None:
    """The payload is made in one place and sent in another."""
    text = PY + (
        "from pydantic import BaseModel\nclass Job(BaseModel):\n    payload: dict\n"
        "async def send(job: Job):\n    return await aclient.chat.completions.create(**job.payload)\n"
        "def make(messages, cap):\n    fields = {'model': 'electron', 'messages': messages}\n"
        "    fields['max_completion_tokens'] = cap\n    return queue(Job(payload=fields))\n"
    )
    assert _lines("S01", "a.py", text) == [12]


def test_names_that_a_loop_runs_through_are_models() -> None:
    """A list of names is no restriction where each is asked in its turn."""
    text = PY + (
        "models = ['openai/gpt-6-luna', 'openai/gpt-6.1-sol']\nfor name in models:\n"
        "    compare(question, model=name)\n"
    )
    assert _lines("R02", "a.py", text) == [5, 5]
    assert _lines("B09", "a.py", text) == []


def test_an_explicit_prefix_of_the_responses_api_is_found() -> None:
    """pydantic-ai's other prefix."""
    assert _lines("P01", "a.py", "from pydantic_ai import Agent\nAgent('openai-responses:gpt-6-luna')\n") == [2]  # fmt: skip


def test_llamas_client_for_others_is_openais_by_its_url() -> None:
    """`OpenAILike` is made for anybody."""
    head = "from llama_index.llms.openai_like import OpenAILike\n"
    mine = head + "llm = OpenAILike(model='m', api_base=settings.openai_base_url)\n"
    assert _lines("R05", "a.py", mine) == [2]
    assert (
        _lines("R05", "a.py", head + "llm = OpenAILike(model='m', api_base=url)  # openai\n") == []
    )


def test_an_id_that_repeats_its_model_is_reported_once() -> None:
    """An offered model's `id` is the program's own word for it."""
    text = (
        'import OpenAI from "openai";\nexport const offered = [\n'
        '  { id: "gpt-6-luna", label: "Luna", apiIdentifier: "gpt-6-luna" },\n];\nnew OpenAI();\n'
    )
    assert _lines("R02", "a.ts", text) == [3]


def test_an_address_is_reported_once_where_it_is_put_together() -> None:
    """A template that goes on from it is the same address."""
    text = (
        'const base = "https://api.openai.com/v1/realtime";\n'
        "const answer = await fetch(`${base}?model=${model}`, { method: 'POST' });\n"
    )
    assert _lines("P07", "a.ts", text) == [1]


def test_what_a_typescript_test_writes_is_made_up_unless_it_is_sent() -> None:
    """Roles and pictures inside of a call below tests/ are found, those beside it are not."""
    text = (
        'import OpenAI from "openai";\nconst client = new OpenAI();\n'
        'it("asks", async () => {\n  await client.chat.completions.create({ model: "gpt-6", messages: [\n'
        '    { role: "developer", content: "x" },\n'
        '    { role: "user", content: [{ type: "image_url", image_url: { url: "x" } }] },\n'
        '  ] });\n});\nexpect(render()).toEqual({ role: "developer", content: "y" });\n'
    )
    assert _lines("B03", "tests/a.test.ts", text) == [5]
    assert _lines("B02", "tests/a.test.ts", text) == [6]
    assert _lines("B03", "src/a.ts", text) == [5, 9]


ALIASES = PY + (
    "async def ask(q, **more):\n"
    "    return await aclient.chat.completions.create(model='electron', messages=q, **more)\n"
    "async def ask_other(q, **more):\n    return await elsewhere.get(q, **more)\n"
)


def test_a_function_by_another_name_leads_to_its_requests() -> None:
    """One of several functions is put into a name, and the name is called."""
    text = ALIASES + (
        "async def answer(q, vendor):\n    if vendor == 'openai':\n        fn = ask\n"
        "    else:\n        fn = ask_other\n    return await fn(q)\n"
        "async def main(qs):\n    return await asyncio.gather(*[answer(q, 'openai') for q in qs])\n"
        "async def theirs(q):\n    fn = ask_other\n    return await fn(q)\n"
        "async def none(qs):\n    return await asyncio.gather(*[theirs(q) for q in qs])\n"
    )
    assert _lines("C03", "a.py", text) == [16]


def test_fields_reach_a_request_through_a_chosen_function() -> None:
    """``fn = theirs if … else ours`` passes fields on; one of many vendors' functions may not."""
    text = ALIASES + (
        "async def answer(q, other):\n    more = {}\n    more['reasoning_effort'] = 'high'\n"
        "    fn = ask_other if other else ask\n    return await fn(q, **more)\n"
    )
    assert _lines("S03", "a.py", text) == [11]
    many = ALIASES + (
        "async def ask_third(q, **more):\n    return await third.get(q, **more)\n"
        "async def answer(q, vendor):\n    more = {}\n    more['reasoning_effort'] = 'max'\n"
        "    if vendor == 'a':\n        fn = ask_other\n    elif vendor == 'b':\n        fn = ask_third\n"
        "    else:\n        fn = ask\n    return await fn(q, **more)\n"
    )
    assert _lines("S03", "a.py", many) == []


def test_a_function_imported_by_another_name_leads_to_its_requests() -> None:
    """``from ours import ask as put`` and a fan-out over it."""
    ours = PY + ASK
    text = (
        "import asyncio\nfrom ours import ask as put\n"
        "async def main(qs):\n    return await asyncio.gather(*[one(q) for q in qs])\n"
        "async def one(q):\n    return await put(q)\n"
    )
    assert _lines("C03", "main.py", text, ours=ours) == [4]


def test_a_file_that_only_names_an_o_model_is_read() -> None:
    """``"o1-2024-12-17"`` as a default, with the client in another file."""
    ours = (
        "import openai\ndef made(model):\n    return openai.OpenAI(), model\n"
        "def ask(client, model):\n"
        "    return client.chat.completions.create(model=model, messages=[])\n"
    )
    text = (
        "from ours import ask, made\ndef plot(model='o1-2024-12-17'):\n"
        "    client, name = made(model)\n    return ask(client=client, model=name)\n"
    )
    assert _lines("R02", "main.py", text, ours=ours) == [2]


def test_fields_reach_a_request_through_a_librarys_sieve() -> None:
    """``select_values(notnone, kwargs)`` drops some entries and passes the others on."""
    text = PY + (
        "from funcy import notnone, select_values\n"
        "def ask(q, **more):\n    kept: dict = select_values(notnone, more)\n"
        "    return client.chat.completions.create(model='electron', messages=q, **kept)\n"
        "def think(q):\n    return ask(q, reasoning_effort='high')\n"
    )
    assert _lines("S03", "a.py", text) == [10]
    assert _lines("S03", "a.py", text.replace("select_values(", "render(")) == []


def test_what_is_sent_in_another_vendors_branch_stays_there() -> None:
    """A client that is passed in sends `n` to OpenAI unless the model asked about is another's."""
    text = (
        "from openai import OpenAI\n"
        "def ask(client, model, q, many):\n"
        "    if model.startswith('ollama/') or False:\n        pass\n"
        "    if 'gemini' in model:\n"
        "        return client.chat.completions.create(model=model, messages=q, n=many)\n"
        "    elif model.startswith('ollama/'):\n"
        "        return client.chat.completions.create(model=model[7:], messages=q, n=many)\n"
        "    elif 'gpt' in model:\n"
        "        return client.chat.completions.create(model=model, messages=q, n=many)\n"
        "    return client.chat.completions.create(model=model, messages=q, n=many)\n"
    )
    assert _lines("B01", "a.py", text) == [10, 11]
