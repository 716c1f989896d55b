"""What calls and options of JavaScript's frameworks are called: rows, no code."""

from __future__ import annotations

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
