"""Frameworks: what each sends unasked, and its own way to chat completions and `max_tokens`."""

from __future__ import annotations

import pytest

from electron_kit.audit import Options, Source, audit_sources
from electron_kit.audit.finding import Finding

ELECTRON = 'base_url="https://api.smallest.ai/waves/v1", api_key="x"'
LANG = "from langchain_openai import ChatOpenAI\n"
PYD = "from pydantic_ai import Agent\n"
AGENTS = "from agents import Agent, Runner\n"


def _found(path: str, text: str, **more: str) -> list[Finding]:
    sources = [Source(path, text.encode())]
    sources += [Source(f"{name}.py", data.encode()) for name, data in more.items()]
    return [f for f in audit_sources(sources, Options(jobs=1)).findings if f.path == path]


def _codes(path: str, text: str, **more: str) -> set[str]:
    return {finding.code for finding in _found(path, text, **more)}


CAPS = {
    "LangChain": LANG + 'llm = ChatOpenAI(model="gpt-4o", max_tokens=200)\n',
    "LangChain on Electron": LANG
    + f'llm = ChatOpenAI(model="electron", {ELECTRON}, max_tokens=200)\n',
    "LangChain's one constructor": "from langchain.chat_models import init_chat_model\n"
    'llm = init_chat_model("gpt-4o", model_provider="openai", max_tokens=200)\n',
    "LangChain, bound": LANG + 'llm = ChatOpenAI(model="gpt-4o")\nllm.bind(max_tokens=9)\n',
    "pydantic-ai, a dictionary": PYD
    + 'a = Agent("openai:gpt-4o", model_settings={"max_tokens": 200})\n',
    "pydantic-ai, settings": PYD + "from pydantic_ai.settings import ModelSettings\n"
    'a = Agent("openai-chat:gpt-4o", model_settings=ModelSettings(max_tokens=200))\n',
}


@pytest.mark.parametrize("name", CAPS)
def test_a_cap_that_a_framework_renames_is_found(name: str) -> None:
    """`max_tokens` goes out as `max_completion_tokens`: the cap is silently gone."""
    [finding] = [f for f in _found("a.py", CAPS[name]) if f.code == "S01"]
    assert "max_completion_tokens" in finding.message
    cure = (
        "openai_chat_supports_max_completion_tokens=False" if "pydantic" in name else "extra_body"
    )
    assert cure in finding.instead


KEPT_CAPS = {
    "by extra_body": LANG
    + f'llm = ChatOpenAI(model="electron", {ELECTRON}, extra_body={{"max_tokens": 9}})\n',
    "no cap": LANG + 'llm = ChatOpenAI(model="gpt-4o")\n',
    "another vendor's": 'from langchain_anthropic import ChatAnthropic\nm = ChatAnthropic(model="claude-4", max_tokens=9)\n',
    "pydantic-ai with the profile": "from pydantic_ai import Agent\n"
    "from pydantic_ai.models.openai import OpenAIChatModel\n"
    "from pydantic_ai.profiles.openai import OpenAIModelProfile\n"
    "p = OpenAIModelProfile(openai_chat_supports_max_completion_tokens=False)\n"
    'a = Agent(OpenAIChatModel("electron", profile=p), model_settings={"max_tokens": 9})\n',
    "pydantic-ai on another": PYD
    + 'a = Agent("anthropic:claude-4", model_settings={"max_tokens": 9})\n',
    "the Agents SDK keeps it": AGENTS + "from agents import ModelSettings\n"
    'a = Agent(name="a", model="gpt-4o", model_settings=ModelSettings(max_tokens=9))\n',
}


@pytest.mark.parametrize("name", KEPT_CAPS)
def test_a_cap_that_is_kept_is_left_alone(name: str) -> None:
    """Where it goes out under its name, or to somebody else."""
    assert "S01" not in _codes("a.py", KEPT_CAPS[name])


RESPONSES = {
    "an agent without a model": AGENTS + 'a = Agent(name="a", instructions="x")\n',
    "an agent with a name": AGENTS + 'a = Agent(name="a", instructions="x", model="gpt-6-luna")\n',
    "a generic agent": AGENTS + 'a = Agent[dict](name="a", instructions="x", model="gpt-6-luna")\n',
    "an agent on Electron": AGENTS + "from agents import set_default_openai_client\n"
    f"from openai import AsyncOpenAI\nset_default_openai_client(AsyncOpenAI({ELECTRON}))\n"
    'a = Agent(name="a", instructions="x", model="electron")\n',
    "pydantic-ai": PYD + 'a = Agent("openai:gpt-6-luna")\n',
    "pydantic-ai by keyword": PYD + 'a = Agent(model="openai:gpt-4o", system_prompt="x")\n',
    "LangChain by a model's name": LANG + 'llm = ChatOpenAI(model="gpt-5.2-pro")\n',
    "LangChain by its reasoning": LANG
    + 'llm = ChatOpenAI(model="o4-mini", reasoning={"effort": "low"})\n',
    "LangChain by its output": LANG
    + 'llm = ChatOpenAI(model="o4-mini", output_version="responses/v1")\n',
    "Microsoft's agents": "from agent_framework.openai import OpenAIChatClient\nc = OpenAIChatClient()\n",
}
CURES = {
    "an": "set_default_openai_api", "a": "set_default_openai_api", "pydantic-ai": "openai-chat:",
    "LangChain": "use_responses_api=False", "Microsoft's": "OpenAIChatCompletionClient",
}  # fmt: skip


@pytest.mark.parametrize("name", RESPONSES)
def test_a_framework_that_uses_responses_by_default_is_found(name: str) -> None:
    """Each with its own way to chat completions."""
    [finding] = [f for f in _found("a.py", RESPONSES[name]) if f.code == "P01"]
    assert CURES[name.split(maxsplit=1)[0]] in finding.instead


CHAT = {
    "the api set": AGENTS + "from agents import set_default_openai_api\n"
    'set_default_openai_api("chat_completions")\na = Agent(name="a", instructions="x", model="gpt-4o")\n',
    "the model's class": AGENTS + "from agents import OpenAIChatCompletionsModel\n"
    'a = Agent(name="a", instructions="x", model=OpenAIChatCompletionsModel("electron", client))\n',
    "pydantic-ai's chat": PYD + 'a = Agent("openai-chat:gpt-4o")\n',
    "LangChain told": LANG + 'llm = ChatOpenAI(model="gpt-5.2-pro", use_responses_api=False)\n',
    "LangChain": LANG + 'llm = ChatOpenAI(model="gpt-4o")\n',
    "somebody's own Agent": 'from agents import Agent\na = Agent("worker", memory=3)\n',
}


@pytest.mark.parametrize("name", CHAT)
def test_a_framework_on_chat_completions_is_no_responses(name: str) -> None:
    """Told by a setting, a class, a prefix."""
    assert "P01" not in _codes("a.py", CHAT[name])


def test_the_setting_may_stand_in_another_file() -> None:
    """It holds for the program."""
    text = AGENTS + "import setup\n" + 'a = Agent(name="a", instructions="x", model="gpt-4o")\n'
    setup = (
        'from agents import set_default_openai_api\nset_default_openai_api("chat_completions")\n'
    )
    assert "P01" not in _codes("a.py", text, setup=setup)


SCHEMAS = {
    "an agent's output": AGENTS
    + 'a = Agent(name="a", instructions="x", model="gpt-4o", output_type=Answer)\n',
    "an agent's list": AGENTS + 'a = Agent(name="a", instructions="x", output_type=list[Answer])\n',
    "LangChain": LANG + 'llm = ChatOpenAI(model="gpt-4o").with_structured_output(Answer)\n',
    "pydantic-ai": PYD + "from pydantic_ai import NativeOutput\n"
    'a = Agent("openai-chat:gpt-4o", output_type=NativeOutput(Answer))\n',
}


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_that_a_framework_sends_unasked_is_found(name: str) -> None:
    """With that framework's own cure."""
    [finding] = [f for f in _found("a.py", SCHEMAS[name]) if f.code == "B04"]
    cure = {"LangChain": 'method="json_mode"', "pydantic-ai": "output_type"}.get(
        name, "final_output"
    )
    assert cure in finding.instead


PLAIN = {
    "text": AGENTS + 'a = Agent(name="a", instructions="x", output_type=str)\n',
    "tools": PYD + 'a = Agent("openai-chat:gpt-4o", output_type=Answer)\n',
    "JSON mode": LANG
    + 'llm = ChatOpenAI(model="gpt-4o").with_structured_output(A, method="json_mode")\n',
}


@pytest.mark.parametrize("name", PLAIN)
def test_output_that_needs_no_schema_on_the_wire_is_left_alone(name: str) -> None:
    """Text, tools, JSON mode."""
    assert "B04" not in _codes("a.py", PLAIN[name])


AI = 'import { openai, createOpenAI } from "@ai-sdk/openai";\nimport { generateText, Output } from "ai";\n'
SCRIPTS = {
    "the AI SDK": AI + 'await generateText({ model: openai("gpt-6-luna"), prompt: "x" });\n',
    "the AI SDK on Electron": AI
    + "const e = createOpenAI({ baseURL: 'https://api.smallest.ai/waves/v1', apiKey: 'x' });\n"
    "await generateText({ model: e('electron'), prompt: 'x' });\n",
    "agents": 'import { Agent, run } from "@openai/agents";\n'
    'const a = new Agent({ name: "a", instructions: "x", model: "gpt-6-luna" });\n',
    "agents without a model": 'import { Agent } from "@openai/agents";\n'
    'const a = new Agent({ name: "a", instructions: "x" });\n',
    "LangChain": 'import { ChatOpenAI } from "@langchain/openai";\nnew ChatOpenAI({ model: "gpt-5.6-luna" });\n',
}


@pytest.mark.parametrize("name", SCRIPTS)
def test_responses_by_default_are_found_in_typescript(name: str) -> None:
    """The same frameworks in JavaScript's form."""
    [finding] = [f for f in _found("a.ts", SCRIPTS[name]) if f.code == "P01"]
    cure = {
        "the": ".chat(",
        "agents": "setOpenAIAPI('chat_completions')",
        "LangChain": "useResponsesApi: false",
    }
    assert cure[name.split(maxsplit=1)[0]] in finding.instead


CHAT_SCRIPTS = {
    "the AI SDK's chat": AI
    + 'await generateText({ model: openai.chat("gpt-6-luna"), prompt: "x" });\n',
    "an older AI SDK": AI + "export async function POST(req: Request) {\n"
    '  const r = streamText({ model: openai("gpt-4o"), messages: [] });\n  return r.toDataStreamResponse();\n}\n',
    "agents told": 'import { Agent, setOpenAIAPI } from "@openai/agents";\nsetOpenAIAPI("chat_completions");\n'
    'const a = new Agent({ name: "a", instructions: "x" });\n',
    "LangChain told": 'import { ChatOpenAI } from "@langchain/openai";\n'
    'new ChatOpenAI({ model: "gpt-5.6-luna", useResponsesApi: false });\n',
}


@pytest.mark.parametrize("name", CHAT_SCRIPTS)
def test_chat_completions_are_no_responses_in_typescript(name: str) -> None:
    """Told by a method, a setting, or by the SDK's age."""
    assert "P01" not in _codes("a.ts", CHAT_SCRIPTS[name])


def test_an_agents_output_type_is_a_schema_in_typescript() -> None:
    """`outputType` sends json_schema; text does not."""
    text = 'import { Agent } from "@openai/agents";\nimport { z } from "zod";\n'
    text += 'const a = new Agent({ name: "a", outputType: z.object({ t: z.string() }) });\n'
    [finding] = [f for f in _found("a.ts", text) if f.code == "B04"]
    assert "finalOutput" in finding.instead
    text = (
        'import { Agent } from "@openai/agents";\nnew Agent({ name: "a", outputType: "text" });\n'
    )
    assert "B04" not in _codes("a.ts", text)
