"""Whose endpoint an address or a variable's name speaks of, whatever the language."""

from __future__ import annotations

import re

FOREIGN_KEYS = re.compile(
    r"(?i)GROQ|DEEPSEEK|TOGETHER|MISTRAL|OPENROUTER|PERPLEXITY|PPLX|FIREWORKS|XAI|GROK|ANYSCALE|"
    r"OLLAMA|DASHSCOPE|QWEN|MOONSHOT|KIMI|ZHIPU|GLM_|GEMINI|GOOGLE|ANTHROPIC|NVIDIA|CEREBRAS|"
    r"HF_TOKEN|HUGGINGFACE|^POE_?AI|^POE_|LMSTUDIO|LM_STUDIO|VLLM|SILICONFLOW|ARK_API|SAMBANOVA|"
    r"HYPERBOLIC|GITHUB_|NOVITA|DEEPINFRA|AIMLAPI|ALIBABA|VOLC|MINIMAX|BAICHUAN|STEPFUN|REQUESTY|"
    r"CLOUDFLARE"
)
"""Environment variables that belong to another vendor."""

VARIABLE = re.compile(
    r"^(?:NEXT_PUBLIC_|VITE_|REACT_APP_|EXPO_PUBLIC_|NUXT_|PUBLIC_)?OPENAI_"
    r"(?:(?:API_?|SECRET_)?(?:KEY|TOKEN)|BASE_(?:URL|URI|PATH)|API_BASE(?:_URL|_PATH)?|API_HOST)$|"
    r"^OPEN_?AI_(?:API_)?KEY$"
)
"""A variable of the environment that holds OpenAI's key or address.

Bundlers put their word before it. A word of a program's own, as in ``LOCAL_OPENAI_API_KEY``, may
make it another's, and an organization (``OPENAI_ORG_ID``) is only a name.
"""

URL = re.compile(
    r"(?:https?:)?//(?:api\.openai\.com|[\w.{}$<>-]+\.openai\.azure\.com)|api\.openai\.com/v1|"
    r"\.openai\.azure\.com/openai|(?:/|^)openai/deployments/"
)
"""An address of OpenAI or Azure OpenAI."""

PATHS = (
    ("/container", "platform"), ("/chatkit", "assistants"), ("/conversations", "responses"),
    ("/chat/completions", "chat"), ("/completions", "completions"), ("/responses", "responses"),
    ("/embeddings", "embeddings"), ("/images", "images"), ("/audio", "audio"),
    ("/videos", "videos"), ("/files", "files"), ("/uploads", "uploads"), ("/batches", "batches"),
    ("/vector_stores", "vector_stores"), ("/fine", "fine_tuning"), ("/models", "models"),
    ("/moderations", "moderations"), ("/realtime", "realtime"), ("/assistants", "assistants"),
    ("/threads", "assistants"), ("/engines", "completions"), ("/edits", "completions"),
    ("/usage", "platform"), ("/dashboard", "platform"), ("/organization", "platform"),
    ("/evals", "platform"),
)  # fmt: skip
"""What stands in an address after the base URL, each with its word of `facts.ENDPOINTS`."""

_PATH = re.compile(r"/v1/([a-z_]{3,})")


def endpoint_of_url(url: str) -> str:
    """Return the endpoint that an address leads to, or ``chat`` if it names none."""
    for part, endpoint in PATHS:
        if part in url:
            return endpoint
    path = _PATH.search(url)
    return "platform" if path is not None and path[1] != "chat" else "chat"
