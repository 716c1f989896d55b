"""What frameworks of JavaScript are called, and how each is led to Electron: rows, no code."""

from __future__ import annotations

AI_SDK = "createOpenAI({ baseURL, apiKey }).chat('electron') of @ai-sdk/openai."
LANGCHAIN = "new ChatOpenAI({ model: 'electron', apiKey, configuration: { baseURL } })."
UNIVERSAL = (
    "initChatModel('electron', { modelProvider: 'openai', apiKey, configuration: { baseURL } })."
)
LLAMA = "new OpenAI({ model: 'electron', apiKey, baseURL, additionalSessionOptions: { baseURL } })."
AGENTS = (
    "setDefaultOpenAIClient(new OpenAI({ baseURL, apiKey })) and setOpenAIAPI('chat_completions')."
)
COPILOT = "new OpenAIAdapter({ openai: new OpenAI({ baseURL, apiKey }), model: 'electron' })."

GENKIT = "openAICompatible({ name, apiKey, baseURL }) of @genkit-ai/compat-oai."
GENKITS = ("genkitx-openai", "@genkit-ai/compat-oai/openai")

LANGCHAINS = (
    "@langchain/openai",
    "langchain/chat_models/openai",
    "langchain/llms/openai",
    "langchain/embeddings/openai",
    "langchain/chat_models",
    "langchain/llms",
    "langchain/embeddings",
    "langchain",
)

SYMBOLS: dict[str, tuple[str, str, str]] = {
    **{f"{p}.ChatOpenAI": ("langchain", "chat", LANGCHAIN) for p in LANGCHAINS},
    **{f"{p}.OpenAIChat": ("langchain", "chat", LANGCHAIN) for p in LANGCHAINS},
    **{f"{p}.OpenAI": ("langchain", "completions", LANGCHAIN) for p in LANGCHAINS},
    **{f"{p}.OpenAIEmbeddings": ("langchain",
    "embeddings", "A second client that stays with OpenAI.") for p in LANGCHAINS},
    **{f"{p}.DallEAPIWrapper": ("langchain",
    "images", "A second client that stays with OpenAI.") for p in LANGCHAINS},
    **{
        f"{p}.initChatModel": ("langchain", "chat", UNIVERSAL)
        for p in ("langchain/chat_models/universal", "langchain/chat_models", "langchain")
    },
    "llamaindex.OpenAI": ("llamaindex", "chat", LLAMA),
    "@llamaindex/openai.OpenAI": ("llamaindex", "chat", LLAMA),
    "@llamaindex/openai.openai": ("llamaindex", "chat", LLAMA),
    "llamaindex.OpenAIEmbedding": ("llamaindex",
    "embeddings", "A second client that stays with OpenAI."),
    "@llamaindex/openai.OpenAIEmbedding": ("llamaindex",
    "embeddings", "A second client that stays with OpenAI."),
    "@openai/agents.Agent": ("@openai/agents", "chat", AGENTS),
    "@openai/agents.Agent.create": ("@openai/agents", "chat", AGENTS),
    "@copilotkit/runtime.OpenAIAdapter": ("@copilotkit/runtime", "chat", COPILOT),
    "chatgpt.ChatGPTAPI": ("chatgpt",
    "chat", "new ChatGPTAPI({ apiBaseUrl, apiKey, completionParams: { model } })."),
    "chromadb.OpenAIEmbeddingFunction": ("chromadb",
    "embeddings", "A second client that stays with OpenAI."),
    "@chroma-core/openai.OpenAIEmbeddingFunction": ("chromadb",
    "embeddings", "A second client that stays with OpenAI."),
    **{f"{p}.openAI": ("genkit", "chat", GENKIT) for p in GENKITS},
    "@ai-sdk/openai.createOpenAI": ("@ai-sdk/openai", "chat", AI_SDK),
    "@mastra/core.OpenAIVoice": ("mastra", "audio", "A second client that stays with OpenAI."),
    "@instructor-ai/instructor.default": ("", "", ""),
    "openai-fetch.OpenAIClient": ("openai-fetch", "chat", "new OpenAIClient({ apiKey, baseUrl })."),
    "@dexaai/dexter.ChatModel": ("dexter",
    "chat", "new ChatModel({ client: createOpenAIClient({ baseUrl }) })."),
}  # fmt: skip
"""What is made, to its framework, endpoint, and where it takes the base URL."""

AZURE = frozenset(
    {
        "@azure/openai.OpenAIClient", "@azure/openai.AzureOpenAI",
        "@langchain/openai.AzureChatOpenAI",
        "@langchain/openai.AzureOpenAI", "@langchain/openai.AzureOpenAIEmbeddings",
        "@ai-sdk/azure.createAzure",
        "@ai-sdk/azure.azure", "@langchain/azure-openai.AzureChatOpenAI",
    }
)  # fmt: skip

NAMES = {
    "modelName": "model", "maxTokens": "max_tokens", "topP": "top_p",
    "frequencyPenalty": "frequency_penalty",
    "presencePenalty": "presence_penalty", "openAIApiKey": "api_key", "apiKey": "api_key",
    "logitBias": "logit_bias",
    "topLogprobs": "top_logprobs", "baseURL": "base_url",
    "maxCompletionTokens": "max_completion_tokens",
    "reasoningEffort": "reasoning_effort", "responseFormat": "response_format",
    "serviceTier": "service_tier",
    "parallelToolCalls": "parallel_tool_calls", "maxOutputTokens": "max_tokens",
    "stopSequences": "stop",
}  # fmt: skip
"""Options of frameworks, as the API spells them."""

REALTIME = frozenset(
    {
        "@openai/agents/realtime.RealtimeSession", "@openai/agents-realtime.RealtimeSession",
        "openai/realtime/ws.OpenAIRealtimeWS",
        "openai/realtime/websocket.OpenAIRealtimeWebSocket",
        "openai/beta/realtime/ws.OpenAIRealtimeWS",
        "openai/beta/realtime/websocket.OpenAIRealtimeWebSocket",
        "@openai/realtime-api-beta.RealtimeClient",
    }
)  # fmt: skip
SENDING = frozenset(
    {"call", "invoke", "stream", "streamEvents", "batch", "predict", "run", "generate",
     "predictMessages"}
)  # fmt: skip
"""Methods of LangChain's models and chains that send requests."""

AI_METHODS = {
    "chat": "chat", "languageModel": "chat", "responses": "responses", "completion": "completions",
    "embedding": "embeddings", "textEmbedding": "embeddings", "textEmbeddingModel": "embeddings",
    "image": "images", "imageModel": "images", "transcription": "audio", "speech": "audio",
}  # fmt: skip
