"""What frameworks send unasked, and how each is told otherwise: cures that were run.

``kit/tests_clients`` runs those of Python over a recorder; versions are those of its env.
"""

from __future__ import annotations

RESPONSES = {
    "openai-agents": (
        'set_default_openai_api("chat_completions"), or '
        'model=OpenAIChatCompletionsModel("electron", openai_client=…).'
    ),
    "pydantic-ai": (
        'OpenAIChatModel("electron", provider=OpenAIProvider(base_url=…, api_key=…)); the prefix '
        "for chat completions is openai-chat:."
    ),
    "langchain-openai": (
        "use_responses_api=False, and no reasoning=, output_version= or built-in tools."
    ),
    "agent-framework": "OpenAIChatCompletionClient in place of OpenAIChatClient.",
    "@ai-sdk/openai": (
        "createOpenAI({ baseURL, apiKey }).chat('electron'): without .chat it is Responses."
    ),
    "@ai-sdk/azure": (
        "createOpenAI({ baseURL, apiKey }).chat('electron') of @ai-sdk/openai: from 3.0 on Azure's "
        "is Responses without .chat."
    ),
    "@openai/agents": "setOpenAIAPI('chat_completions') before the first run.",
    "langchain": "useResponsesApi: false.",
    "mastra": (
        "createOpenAI({ baseURL, apiKey }).chat('electron') of @ai-sdk/openai as the model: "
        "a name of the router is Responses."
    ),
    "@effect/ai-openai": "a provider that uses chat completions: this package has Responses only.",
    "@tanstack/ai-openai": (
        "openaiCompatible({ baseURL, apiKey, models: ['electron'] }) of "
        "@tanstack/ai-openai/compatible: openaiText is Responses."
    ),
}
"""How a framework that uses the Responses API by default is told to use chat completions."""

CAPS = {
    "langchain-openai": (
        'extra_body={"max_tokens": …}: max_tokens= is sent as max_completion_tokens.'
    ),
    "pydantic-ai": (
        "profile=OpenAIModelProfile(openai_chat_supports_max_completion_tokens=False) "
        "for OpenAIChatModel."
    ),
}
"""How a framework that renames ``max_tokens`` is told to send it."""

SCHEMAS = {
    "openai-agents": (
        "No output_type: ask for JSON in the instructions, set "
        'ModelSettings(extra_body={"response_format": {"type": "json_object"}}), and validate '
        "final_output."
    ),
    "pydantic-ai": "output_type=Answer without NativeOutput: it goes by a tool then.",
    "langchain-openai": (
        'with_structured_output(Answer, method="json_mode"), with the shape and the word JSON in '
        "the prompt."
    ),
    "langchain-agent": "response_format=ToolStrategy(Answer): it goes by a tool then.",
    "@openai/agents": "No outputType: ask for JSON in the instructions, and validate finalOutput.",
    "langchain": (
        'withStructuredOutput(schema, { method: "jsonMode" }), with the shape and the word JSON in '
        "the prompt."
    ),
}
"""How a framework that sends json_schema is told not to."""
