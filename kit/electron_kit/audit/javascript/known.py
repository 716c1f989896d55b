"""Packages, paths and names that the JavaScript front end knows."""

from __future__ import annotations

import re

from ..common.frameworks import by_package
from ..facts import TOP as PYTHONS

CLIENTS = frozenset({"OpenAI", "AzureOpenAI"})
LEGACY_CLIENTS = frozenset({"OpenAIApi"})

_REMOTE = re.compile(
    r"^(?:https?://(?:esm\.sh|deno\.land/x|cdn\.skypack\.dev|cdn\.jsdelivr\.net/npm|unpkg\.com|"
    r"esm\.run)/|npm:|jsr:)(?:@openai/)?"
)
_VERSION = re.compile(r"@v?\^?~?\d[\w.\-]*")


def package(spec: str) -> str:
    """Return the package that an import names, without remote hosts, versions and file endings.

    Args:
        spec: What stands in the import.
    """
    if spec.startswith("."):
        return spec
    text = _VERSION.sub("", _REMOTE.sub("", spec))
    text = re.sub(r"(?:/mod|/index|/dist/index)?\.(?:m?[jt]s|cjs)$|\?.*$", "", text)
    return DROP_INS.get(text, text)


DROP_INS = {
    "openai-edge": "openai",
    "openai/index": "openai",
    "openai/azure": "openai",
    "openai/client": "openai",
    "@posthog/ai": "openai",
    "@posthog/ai/openai": "openai",
    "@langchain/openai/azure": "@langchain/openai",
    "@nick/openai": "openai",
}
"""Packages whose classes stand for the SDK's own."""

WRAPPERS = frozenset(
    {
        "observeOpenAI", "wrapOpenAI", "wrapSDK", "traceable", "wrap", "Instructor",
        "createInstructor",
        "trackOpenAI", "wrapClient", "withHelicone", "withTracing", "markRaw", "shallowRef",
        "freeze", "seal",
        "Proxy", "cache", "memoize", "once", "structuredClone", "patchOpenAI", "withPrivacy",
    }
)  # fmt: skip
"""Functions whose result is used like their first argument."""

OTHER_VENDORS = re.compile(
    r"^(?:@?anthropic|@anthropic-ai|groq|@mistralai|cohere|@google|@huggingface|together|replicate|"
    r"ollama|@cerebras|fireworks|ai21|@aws-sdk|@ibm|@baiducloud|zhipuai|@ai-sdk/(?!openai$|azure$)|"
    r"@openrouter|stripe|twilio|@xai|@perplexity|@langchain/(?!openai)|portkey)"
)
"""Packages of other vendors, whose clients have calls that look alike."""


def is_published(spec: str) -> bool:
    """Say whether an import names a package that is known to be a library's, not a workspace's."""
    parts = spec.split("/")
    return (
        OTHER_VENDORS.match(spec) is not None
        or parts[0] in ("@openai", "@azure", "@ai-sdk", "@langchain", "@types", "@mastra")
        or "/".join(parts[:2]) in by_package("javascript")
    )


TOP = {
    re.sub(r"_(\w)", lambda match: match[1].upper(), name): word for name, word in PYTHONS.items()
}
"""The first part of a path under a client, as JavaScript spells it, to a word of `ENDPOINTS`."""

LEGACY = {
    "createChatCompletion": "chat", "createCompletion": "completions", "createEdit": "completions",
    "createEmbedding": "embeddings", "createImage": "images", "createImageEdit": "images",
    "createImageVariation": "images", "createModeration": "moderations",
    "createTranscription": "audio",
    "createTranslation": "audio", "createFile": "files", "listFiles": "files",
    "deleteFile": "files",
    "downloadFile": "files", "retrieveFile": "files", "createFineTune": "fine_tuning",
    "listFineTunes": "fine_tuning", "retrieveFineTune": "fine_tuning",
    "cancelFineTune": "fine_tuning",
    "listFineTuneEvents": "fine_tuning", "listModels": "models", "retrieveModel": "models",
    "deleteModel": "models", "listEngines": "models", "retrieveEngine": "models",
    "createAnswer": "platform", "createSearch": "platform", "createClassification": "platform",
}  # fmt: skip
"""Methods of version 3, to a word of `ENDPOINTS`."""

LEGACY_INSTEAD = {
    "createChatCompletion": "openai.chat.completions.create",
    "createCompletion": "openai.completions.create",
    "createEmbedding": "openai.embeddings.create",
    "createImage": "openai.images.generate",
    "createImageEdit": "openai.images.edit",
    "createImageVariation": "openai.images.createVariation",
    "createModeration": "openai.moderations.create",
    "createTranscription": "openai.audio.transcriptions.create",
    "createTranslation": "openai.audio.translations.create",
    "createFile": "openai.files.create",
    "listModels": "openai.models.list",
    "retrieveModel": "openai.models.retrieve",
}
"""What version 4 has for a method of version 3."""

CHAT_METHODS = frozenset({"create", "parse", "stream", "runTools", "runFunctions"})
_OBJECT_METHODS = frozenset(
    {
        "withOptions",
        "bind",
        "asResponse",
        "then",
        "catch",
        "toString",
        "call",
        "apply",
        "withResponse",
    }
)


def endpoint_of(path: tuple[str, ...]) -> str | None:
    """Return the endpoint that a path under a client leads to, if it is one.

    Args:
        path: Such as ``("chat", "completions", "create")``.
    """
    parts = [part for part in path if part != "beta"]
    if len(parts) == 1 and parts[0] in LEGACY:
        return LEGACY[parts[0]]
    if len(parts) < 2 or parts[-1] in _OBJECT_METHODS:
        return None
    if parts[0] == "chat":
        if len(parts) == 3 and parts[1] == "completions":
            return "chat" if parts[2] in CHAT_METHODS else "platform"
        return None
    return TOP.get(parts[0])
