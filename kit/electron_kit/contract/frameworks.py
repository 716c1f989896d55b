"""Which of OpenAI's two ways a framework speaks by default, and how it is told to use chat.

>>> [each.name for each in FRAMEWORKS if each.speaks == "responses"][:2]
['OpenAI Agents SDK', '@openai/agents']
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Framework:
    """What a framework sends when nobody tells it otherwise.

    Attributes:
        name: The framework or package.
        version: The version that was looked at.
        speaks: ``"responses"``, ``"chat"``, or ``"by model"`` where the model's name decides.
        chat: What to write so that it uses chat completions; empty where it does anyway.
        watch: What else it then sends that Electron does not promise; empty for nothing known.
        ran: The program of this repository that a test runs; empty where only its code was read.
        seen: The day.
    """

    name: str
    version: str
    speaks: str
    chat: str = ""
    watch: str = ""
    ran: str = ""
    seen: date = date(2026, 11, 29)


FRAMEWORKS = (
    Framework(
        "OpenAI Agents SDK",
        "0.24.0",
        "responses",
        '`set_default_openai_api("chat_completions")`, or `OpenAIChatCompletionsModel`',
        "`output_type` is sent as `json_schema`",
        ran="docs/snippets/frameworks/openai_agents_responses.py",
    ),
    Framework(
        "@openai/agents",
        "0.20.0",
        "responses",
        "`setOpenAIAPI('chat_completions')`",
        "its own model's `reasoning_effort` and `verbosity`: name the model",
        ran="docs/snippets/javascript/openai_agents.mjs",
    ),
    Framework(
        "Vercel AI SDK, `openai(…)`",
        "@ai-sdk/openai 4.0.118",
        "responses",
        "`openai.chat(…)`, or `createOpenAICompatible`",
        ran="docs/snippets/javascript/vercel_ai_responses.mjs",
    ),
    Framework(
        "Pydantic AI, `openai:`",
        "2.68.0",
        "responses",
        "`openai-chat:`, or `OpenAIChatModel`",
        "`max_tokens` is sent as `max_completion_tokens`",
        ran="docs/snippets/frameworks/pydantic_ai_responses.py",
    ),
    Framework(
        "Microsoft agent-framework, `OpenAIChatClient`",
        "1.17.0",
        "responses",
        "`OpenAIChatCompletionClient`",
    ),
    Framework(
        "langchain-openai",
        "1.7.4",
        "by model",
        "`use_responses_api=False`",
        "`max_tokens` is sent as `max_completion_tokens`; `with_structured_output`: `json_schema`",
        ran="docs/snippets/frameworks/langchain_responses.py",
    ),
    Framework(
        "@langchain/openai",
        "1.6.0",
        "by model",
        "`useResponsesApi: false`",
        ran="docs/snippets/javascript/langchain.mjs",
    ),
    Framework(
        "LiteLLM",
        "1.110.2",
        "by model",
        "any name that it does not know",
        ran="docs/snippets/frameworks/litellm_responses.py",
    ),
    Framework(
        "LlamaIndex, `OpenAI`",
        "llama-index-llms-openai 0.8.3",
        "chat",
        watch="an unknown name is an error: use `OpenAILike`",
        ran="docs/snippets/frameworks/llama_index_default.py",
    ),
    Framework("instructor", "1.17.0", "chat", ran="docs/snippets/frameworks/instructor_default.py"),
    Framework("CrewAI", "1.15.30", "chat"),
    Framework("Haystack, `OpenAIChatGenerator`", "3.4.1", "chat"),
    Framework("smolagents, `OpenAIModel`", "1.26", "chat"),
)
"""Every framework that was looked at, those that use the Responses API first."""
