"""Names of other packages that matter: the SDK, its drop-ins, other vendors, endpoints."""

from __future__ import annotations

import re
from functools import lru_cache

from ..facts import TOP

SYNC_CLIENTS = {"OpenAI", "Client", "AzureOpenAI"}
ASYNC_CLIENTS = {"AsyncOpenAI", "AsyncClient", "AsyncAzureOpenAI"}
CLIENTS = SYNC_CLIENTS | ASYNC_CLIENTS
AZURE_CLIENTS = {"AzureOpenAI", "AsyncAzureOpenAI"}

DROP_INS = (
    "langfuse.openai.openai",
    "langfuse.openai",
    "langfuse_openai",
    "posthog.ai.openai",
    "openai.lib.azure",
    "openai.lib",
    "openai._client",
    "openai._module_client",
    "promptlayer.openai",
    "literalai.openai",
    "mlflow.openai",
    "gentrace.openai",
    "parea.openai",
)
"""Modules whose names stand for the SDK's own."""

WRAPPERS = re.compile(
    r"(?:^|\.)(?:from_openai|wrap_openai|track_openai|patch_openai|wrap|patch|apatch|instrument|"
    r"Instructor|AsyncInstructor|from_provider|wrap_client|observe|trace|traced|monitor|"
    r"wrap_async_openai|openai_wrapper|auto_instrument|with_cache)$"
)
"""Functions that take a client and give one that is used like it."""

OTHER_VENDORS = (
    "anthropic", "groq", "mistralai", "cohere", "together", "fireworks", "replicate", "ollama",
    "cerebras", "zhipuai", "dashscope", "qianfan", "volcenginesdkarkruntime", "huggingface_hub",
    "ai21", "xai_sdk", "sambanova", "google", "vertexai", "boto3", "reka", "writerai", "portkey_ai",
    "stripe", "twilio", "perplexity", "deepseek", "llama_cpp", "vllm", "gpt4all", "g4f", "litellm",
    "qdrant_client", "pinecone", "chromadb", "azure", "unittest", "mock", "pytest_mock",
)  # fmt: skip
"""Packages whose clients have calls that look alike."""

WITHOUT_MODELS = frozenset({"stripe", "twilio", "qdrant_client", "pinecone", "chromadb"})
"""Those of them that answer no messages and embed nothing by such a call."""

LEGACY = {
    "ChatCompletion": "chat", "Completion": "completions", "Embedding": "embeddings",
    "Image": "images", "Audio": "audio", "Moderation": "moderations", "File": "files",
    "FineTune": "fine_tuning", "FineTuningJob": "fine_tuning", "Model": "models",
    "Edit": "completions", "Engine": "models", "Deployment": "models", "Customer": "platform",
}  # fmt: skip
"""Classes of the SDK before 1.0."""

LEGACY_INSTEAD = {
    "chat": "client.chat.completions", "completions": "client.completions",
    "embeddings": "client.embeddings", "images": "client.images", "audio": "client.audio",
    "moderations": "client.moderations", "files": "client.files",
    "fine_tuning": "client.fine_tuning.jobs", "models": "client.models", "platform": "client",
}  # fmt: skip


@lru_cache(maxsize=4096)
def canonical(name: str) -> str:
    """Return a qualified name with the SDK's drop-ins replaced by the SDK."""
    for prefix in DROP_INS:
        if name == prefix or name.startswith(prefix + "."):
            return "openai" + name[len(prefix) :]
    last = name.rpartition(".")[2]
    # ``from agents import AsyncOpenAI``: by this name every package hands on the SDK's own.
    return f"openai.{last}" if last in ("AsyncOpenAI", "AsyncAzureOpenAI") else name


@lru_cache(maxsize=4096)
def endpoint_of(path: tuple[str, ...]) -> str | None:
    """Return the endpoint that a path under a client leads to, if it is one.

    Args:
        path: Such as ``("chat", "completions", "create")``.
    """
    parts = [
        part
        for part in path
        if part not in ("beta", "with_raw_response", "with_streaming_response")
    ]
    if len(parts) < 2:
        return None
    if parts[0] == "chat" and parts[1] == "completions" and len(parts) == 3:
        return "chat" if parts[2] in CHAT_METHODS else "platform"
    if parts[0] in LEGACY and len(parts) == 2:
        return LEGACY[parts[0]]
    if parts[0] == "chat":
        return None
    return TOP.get(parts[0]) if parts[-1] in METHODS else None


CHAT_METHODS = {
    "create", "acreate", "parse", "stream", "create_with_completion", "create_partial",
    "create_iterable",
}  # fmt: skip
METHODS = CHAT_METHODS | {
    "create", "acreate", "parse", "stream", "generate", "edit", "create_variation", "retrieve",
    "list",
    "delete", "del", "update", "cancel", "content", "retrieve_content", "upload", "upload_and_poll",
    "create_and_poll", "create_and_stream", "create_and_run", "create_and_run_poll",
    "create_and_run_stream",
    "submit_tool_outputs", "submit_tool_outputs_and_poll", "submit_tool_outputs_stream", "poll",
    "connect",
    "search", "complete", "remix", "download_content", "wait_for_processing", "list_events",
    "retrieve_results",
    "create_edit", "upload_file_chunked", "input_items", "compact", "translate", "transcribe",
    "create_embedding",
    "acreate_embedding", "atranscribe", "acreate_variation", "alist", "aretrieve", "list_models",
    "pause", "resume",
    "add", "get", "stream_raw", "transcribe_raw", "count",
}  # fmt: skip

RESOURCES = TOP.keys() | LEGACY.keys() | {
    "jobs", "runs", "messages", "steps", "transcriptions", "translations", "speech", "sessions",
    "file_batches", "parts", "checkpoints", "permissions", "items", "input_items", "output_items",
    "transcription_sessions", "client_secrets", "calls", "graders", "alpha",
    "with_raw_response", "with_streaming_response",
}  # fmt: skip
"""Names below a client under which requests are methods."""
