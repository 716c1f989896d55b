"""Whose endpoint an address or a variable's name speaks of, whatever the language."""

from __future__ import annotations

import re

from .facts import Provider

FOREIGN_KEYS = re.compile(
    r"(?i)GROQ|DEEPSEEK|TOGETHER|MISTRAL|OPENROUTER|PERPLEXITY|PPLX|FIREWORKS|XAI|GROK|ANYSCALE|"
    r"OLLAMA|DASHSCOPE|QWEN|MOONSHOT|KIMI|ZHIPU|GLM_|GEMINI|GOOGLE|ANTHROPIC|NVIDIA|CEREBRAS|"
    r"HF_TOKEN|HUGGINGFACE|^POE_?AI|^POE_|LMSTUDIO|LM_STUDIO|VLLM|SILICONFLOW|ARK_API|SAMBANOVA|"
    r"HYPERBOLIC|GITHUB_|NOVITA|DEEPINFRA|AIMLAPI|ALIBABA|VOLC|MINIMAX|BAICHUAN|STEPFUN|REQUESTY|"
    r"CLOUDFLARE|AIHUBMIX|MARITACA|SCALEWAY|NEBIUS|LEPTON_|OCTOAI|FRIENDLI|CHUTES_|VENICE_|"
    r"FEATHERLESS|UPSTAGE|DATABRICKS|WATSONX|BASETEN|RUNPOD|LLAMA_?CPP|LOCALAI|XINFERENCE|MODELSCOPE|"
    r"THIRD_?PARTY|OPENAI_COMPAT|QIANFAN|HUNYUAN|SENSENOVA|DOUBAO|IFLYTEK"
)
"""Environment variables that belong to another vendor."""

VARIABLE = re.compile(
    r"^(?:NEXT_PUBLIC_|VITE_|REACT_APP_|EXPO_PUBLIC_|NUXT_|PUBLIC_)?OPENAI_"
    r"(?:(?:API_?|SECRET_)?(?:KEY|TOKEN)|BASE_(?:URL|URI|PATH)|API_BASE(?:_URL|_PATH)?|API_HOST)$|"
    r"^OPEN_?AI_(?:API_)?KEY$|"
    # A key for each of a program's parts: ``OPENAI_CHAT_KEY``; not what something is kept under.
    r"^OPENAI_(?!(?:STORAGE|LOCAL|CACHE|CONFIG|SETTINGS?|SESSION|QUERY|PRIMARY|PUBLIC|STATE|MODEL|"
    r"MISSING|INVALID|HAS|NO|USE|TEST|FAKE|MOCK|AZURE|COMPATIBLE)_)[A-Z0-9]+(?:_API)?_KEY$|"
    r"^(?!(?:AZURE|LOCAL|TEST|FAKE|MOCK|NO|MISSING|INVALID|HAS|USE|IS|VALIDATE|LLM)_)"
    r"[A-Z0-9]+(?:_[A-Z0-9]+)?_OPENAI_API_KEY$|"
    r"^OPENAI_API_KEY_(?!(?:ENV|NAME|VAR|FILE|PATH|HEADER|MISSING|REQUIRED|ERROR|INVALID|NOT|IS)\b)"
    r"[A-Z0-9]+$"
)
"""A variable of the environment that holds OpenAI's key or address.

Bundlers put their word before it. A word of a program's own may name who uses the key
(``TENANT_OPENAI_API_KEY``), or make it another's (``LOCAL_OPENAI_API_KEY``). An organization
(``OPENAI_ORG_ID``) is only a name.
"""

KEY = re.compile(r"OPEN_?AI_(?:API_|SECRET_)?KEY")
"""A constant that holds OpenAI's key in code."""

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

OF_RESPONSES = frozenset(
    {
        "input", "instructions", "reasoning", "max_output_tokens", "text", "previous_response_id",
        "include", "truncation", "conversation", "background", "tools",
    }
)  # fmt: skip
"""Fields of a body that goes to the Responses API under one condition and to chats otherwise."""

_PATH = re.compile(r"/v1/([a-z_]{3,})")
_ELECTRON = re.compile(r"smallest\.ai")
# Azure is asked for before OpenAI: its addresses have `openai` in them, too.
_AZURE = re.compile(r"azure|cognitiveservices|/openai/deployments")
# Gateways that hand a request on to OpenAI, key and fields as they are, count as OpenAI.
_OPENAI = re.compile(
    r"(?<![\w-])openai\.com|oai\.h(?:elicone\.ai|coneai\.com)|gateway\.ai\.cloudflare\.com\S*/openai/?$"
)
# A text without any of these is a path or a name, which says nothing of a host.
_ADDRESS = re.compile(r"://|^//|^[\w.-]+\.[a-z]+(?::\d+)?(?:/|$)|^localhost\b")
# What stands in a setting until somebody fills it in says nothing.
_PLACEHOLDER = re.compile(
    r"(?:https?://)?(?:www\.)?example\.(?:com|org|net)/?$|https?://(?:<|your[-_])"
)
_HOST = re.compile(r"(?:[a-z][a-z\d+.-]*:)?//(?:[^/@]*@)?(\[[^\]]*\]|[^/:?#]*)|([\w.-]+)")
# Of a server beside the program, or of one that a test makes up.
_NEAR = re.compile(
    r"[^.]*|\[.*\]|[\d.{}\0]+|.*\.(?:local|localhost|internal|lan|test|example|invalid)|"
    r"(?:.*\.)?example\.(?:com|org|net)"
)
# What vendors call the hosts of their APIs, and companies their relays.
_API_HOST = re.compile(r"(?:api|inference|models)[.-]")
# A vendor says so by its name.
_VENDORS_HOST = re.compile(
    r"(?:.*[.-])?(?:[xz]\.ai|01\.ai|ai21\.com|aliyuncs\.com|aliyun\.com|"
    r"bedrock[\w-]*\.[\w-]+\.amazonaws\.com|baidubce\.com|baseten\.co|bigmodel\.cn|"
    r"chutes\.ai|cohere\.(?:ai|com)|"
    r"databricks\.com|featherless\.ai|friendli\.ai|github\.ai|ibm\.com|inceptionlabs\.ai|lepton\.(?:ai|run)|"
    r"lingyiwanwu\.com|modelscope\.cn|nebius\.(?:ai|com)|poe\.com|replicate\.com|runpod\.(?:ai|net)|"
    r"scaleway\.ai|tencent(?:cloudapi)?\.com|together\.(?:ai|xyz)|upstage\.ai|volces\.com|"
    r"voyageai\.com|xf-yun\.com)$"
)
# How doors write what run time puts into a text.
_GAPS = ("{}", "\0")


def provider_of_url(url: str) -> Provider:
    """Return whose endpoint an address is.

    >>> [provider_of_url(url).value for url in ("https://api.openai.com/v1", "localhost:8000", "")]
    ['openai', 'other', 'unknown']
    >>> [provider_of_url(f"https://{host}/v1").value for host in ("api.groq.com", "me.fly.dev")]
    ['other', 'unknown']
    """
    text = url.lower()
    for pattern, provider in (
        (_ELECTRON, Provider.ELECTRON), (_AZURE, Provider.AZURE), (_OPENAI, Provider.OPENAI),
    ):  # fmt: skip
        if pattern.search(text):
            return provider
    if text.startswith(_GAPS) or _PLACEHOLDER.match(text) or not _ADDRESS.search(text):
        return Provider.UNKNOWN
    host = _host(text)
    if _NEAR.fullmatch(host) or _is_known(host) or _API_HOST.match(host):
        return Provider.OTHER
    # A host that nobody knows may be a relay of the project's own to OpenAI.
    return Provider.UNKNOWN


def names_electron(text: str) -> bool:
    """Say whether a text, such as an address or a whole file, has a host of Electron's in it."""
    return _ELECTRON.search(text.lower()) is not None


BASE = re.compile(r"https?://api\.openai\.com(?:/v1)?/?$")
"""OpenAI's base URL alone, whole: no path behind it."""

_ADDRESSES = re.compile(r"(?i)url|base|endpoint|host")
# What Electron lacks stays where it is.
_STAYS = re.compile(r"(?i)embed|whisper|speech|tts|stt|transcri|image|dall|realtime|moderat")


def is_openais_base(name: str, text: str) -> bool:
    """Say whether a setting is an address by its name, and by its value OpenAI's base URL.

    >>> is_openais_base("LLM_BASE_URL", "https://api.openai.com/v1")
    True
    """
    address = BASE.match(text) is not None and _ADDRESSES.search(name) is not None
    return address and _STAYS.search(name) is None


def is_called_api_alone(url: str) -> bool:
    """Say whether nothing but a host's name, ``api.…``, makes an address another vendor's."""
    host = _host(url.lower())
    return _API_HOST.match(host) is not None and not (_NEAR.fullmatch(host) or _is_known(host))


def _host(text: str) -> str:
    found = _HOST.match(text)
    return (found[1] or found[2] or "") if found else ""


def _is_known(host: str) -> bool:
    return bool(_VENDORS_HOST.match(host) or FOREIGN_KEYS.search(host))


def provider_of_variable(name: str) -> Provider:
    """Return whose endpoint a variable of the environment speaks of by its name."""
    upper = name.upper()
    # Electron's before the others: ``ELECTRON_INSTEAD_OF_OPENAI_URL`` has moved already.
    if "SMALLEST" in upper or "ELECTRON" in upper:
        return Provider.ELECTRON
    if "AZURE" in upper:
        return Provider.AZURE
    if FOREIGN_KEYS.search(upper):
        return Provider.OTHER
    return Provider.OPENAI if "OPENAI" in upper else Provider.UNKNOWN


def endpoint_of_url(url: str) -> str:
    """Return the endpoint that an address leads to, or ``chat`` if it names none."""
    for part, endpoint in PATHS:
        if part in url:
            return endpoint
    path = _PATH.search(url)
    return "platform" if path is not None and path[1] != "chat" else "chat"
