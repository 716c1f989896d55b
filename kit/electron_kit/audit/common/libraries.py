"""SDKs and frameworks of Go, Java and Ruby, as rows: a language is a column."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from ...providers import ELECTRON
from ..facts import TOP


class Family(StrEnum):
    """What a library is."""

    OFFICIAL = "official"
    COMMUNITY = "community"
    AZURE = "azure"
    FRAMEWORK = "framework"


@dataclass(frozen=True, slots=True)
class Library:
    """A library that sends requests to OpenAI.

    Attributes:
        language: ``go``, ``java`` or ``ruby``.
        name: Its name as people call it.
        family: What it is.
        package: What its full names begin with.
        makers: What makes a client, after the package; each with the endpoint that it serves.
        types: Names of the client's types, after the package.
        positions: What a maker's arguments without a name are.
        where: How it takes Electron's base URL and key.
        fallback: Whether it reads ``OPENAI_API_KEY`` where no key is given.
        retries: How often it asks again by itself.
        longest: The longest wait in seconds that it takes from ``Retry-After``; None if any.
        signs: What only this of several libraries with one package has among a call's arguments.
        sent: What the first arguments of its requests are, where they have no name.
        flat: Whether its client's methods are called like the endpoints: ``client.chat(…)``.
    """

    language: str
    name: str
    family: Family
    package: str
    makers: Mapping[str, str]
    types: tuple[str, ...] = ()
    positions: tuple[str, ...] = ()
    where: str = ""
    fallback: bool = False
    retries: int = 0
    longest: float | None = None
    signs: frozenset[str] = frozenset()
    sent: tuple[str, ...] = ()
    flat: bool = False

    def after(self, full: str) -> str | None:
        """Return what follows the package in a full name; None if it is another's."""
        if not full.startswith(self.package):
            return None
        rest = full[len(self.package) :]
        if self.language == "go":
            rest = re.sub(r"^/v\d+(?=[./])", "", rest)
        # A class of Java may stand in a package below.
        return rest.removeprefix(".")

    def maker(self, full: str) -> str | None:
        """Return the endpoint of what a name makes; None if it makes nothing."""
        rest = self.after(full)
        if rest is None:
            return None
        if self.language == "java":
            rest = ".".join(rest.split(".")[-2:])
        return self.makers.get(rest)


_URL = ELECTRON.base_url
_KEY = ELECTRON.key_variable
_CHAT = "chat"

LIBRARIES: tuple[Library, ...] = (
    Library(
        "go", "openai-go", Family.OFFICIAL, "github.com/openai/openai-go",
        {"NewClient": _CHAT}, ("Client",),
        where=f'openai.NewClient(option.WithBaseURL("{_URL}"), '
        f'option.WithAPIKey(os.Getenv("{_KEY}")), '
        'option.WithHeaderDel("OpenAI-Organization"), option.WithHeaderDel("OpenAI-Project"), '
        "option.WithMaxRetryDelay(90*time.Second)).",
        fallback=True, retries=2, longest=8,
    ),
    Library(
        "go", "go-openai", Family.COMMUNITY, "github.com/sashabaranov/go-openai",
        {"NewClient": _CHAT, "NewClientWithConfig": _CHAT, "NewOrgClient": _CHAT},
        ("Client",), ("api_key",),
        where=f'config := openai.DefaultConfig(os.Getenv("{_KEY}")); '
        f'config.BaseURL = "{_URL}"; openai.NewClientWithConfig(config). It asks once: '
        "retries are yours.",
    ),
    Library(
        "go", "azopenai", Family.AZURE, "github.com/Azure/azure-sdk-for-go/sdk/ai/azopenai",
        {"NewClient": _CHAT, "NewClientWithKeyCredential": _CHAT, "NewClientForOpenAI": _CHAT},
        ("Client",), ("base_url", "api_key"),
        where=f'openai-go: openai.NewClient(option.WithBaseURL("{_URL}"), '
        f'option.WithAPIKey(os.Getenv("{_KEY}"))).',
    ),
    Library(
        "go", "langchaingo", Family.FRAMEWORK, "github.com/tmc/langchaingo/llms/openai",
        {"New": _CHAT, "NewChat": _CHAT},
        where=f'openai.New(openai.WithBaseURL("{_URL}"), '
        f'openai.WithToken(os.Getenv("{_KEY}")), openai.WithModel("electron")).',
    ),
    Library(
        "go", "eino", Family.FRAMEWORK, "github.com/cloudwego/eino-ext/components/model/openai",
        {"NewChatModel": _CHAT},
        where=f'openai.ChatModelConfig{{BaseURL: "{_URL}", APIKey: os.Getenv("{_KEY}"), '
        'Model: "electron"}.',
    ),
    Library(
        "java", "openai-java", Family.OFFICIAL, "com.openai",
        {
            "OpenAIOkHttpClient.builder": _CHAT, "OpenAIOkHttpClient.fromEnv": _CHAT,
            "OpenAIOkHttpClientAsync.builder": _CHAT, "OpenAIOkHttpClientAsync.fromEnv": _CHAT,
        },
        ("OpenAIClient", "OpenAIClientAsync"),
        where=f'OpenAIOkHttpClient.builder().baseUrl("{_URL}")'
        f'.apiKey(System.getenv("{_KEY}")).build(), '
        "without fromEnv(): it reads OpenAI's variables.",
        retries=2,
    ),
    Library(
        "java", "theokanning's openai-java", Family.COMMUNITY, "com.theokanning.openai",
        {"OpenAiService.new": _CHAT}, ("OpenAiService",), ("api_key",),
        where="com.openai:openai-java in its place: the paths of this library begin with /v1, "
        f'and Electron\'s do not. OpenAIOkHttpClient.builder().baseUrl("{_URL}")'
        f'.apiKey(System.getenv("{_KEY}")).build().',
    ),
    Library(
        "java", "simple-openai", Family.COMMUNITY, "io.github.sashirestela.openai",
        {"SimpleOpenAI.builder": _CHAT}, ("SimpleOpenAI",),
        where="com.openai:openai-java in its place: "
        f'OpenAIOkHttpClient.builder().baseUrl("{_URL}").apiKey(System.getenv("{_KEY}")).build().',
    ),
    Library(
        "java", "Azure's SDK", Family.AZURE, "com.azure.ai.openai",
        {"OpenAIClientBuilder.new": _CHAT}, ("OpenAIClient", "OpenAIAsyncClient"), sent=("model",),
        where=f'com.openai:openai-java: OpenAIOkHttpClient.builder().baseUrl("{_URL}")'
        f'.apiKey(System.getenv("{_KEY}")).build().',
    ),
    Library(
        "java", "LangChain4j", Family.FRAMEWORK, "dev.langchain4j.model.openai",
        {
            **{
                f"{name}.{how}": endpoint
                for name, endpoint in {
                    "OpenAiChatModel": _CHAT, "OpenAiStreamingChatModel": _CHAT,
                    "OpenAiLanguageModel": "completions",
                    "OpenAiStreamingLanguageModel": "completions",
                    "OpenAiEmbeddingModel": "embeddings", "OpenAiImageModel": "images",
                    "OpenAiModerationModel": "moderations",
                    "OpenAiChatRequestParameters": "settings",
                }.items()
                for how in ("builder", "withApiKey", "new")
            }
        },
        positions=("api_key",),
        where=f'OpenAiChatModel.builder().baseUrl("{_URL}").apiKey(System.getenv("{_KEY}"))'
        '.modelName("electron").',
    ),
    Library(
        "java", "LangChain4j", Family.AZURE, "dev.langchain4j.model.azure",
        {f"AzureOpenAi{kind}Model.builder": _CHAT for kind in ("Chat", "StreamingChat")},
        where=f'OpenAiChatModel.builder().baseUrl("{_URL}").apiKey(System.getenv("{_KEY}"))'
        '.modelName("electron").',
    ),
    Library(
        "java", "Spring AI", Family.FRAMEWORK, "org.springframework.ai.openai",
        {
            f"{name}.{how}": endpoint
            for name, endpoint in {
                "OpenAiApi": _CHAT, "OpenAiChatModel": "model", "OpenAiChatClient": "model",
                "OpenAiEmbeddingModel": "embeddings", "OpenAiEmbeddingClient": "embeddings",
                "OpenAiImageModel": "images", "OpenAiAudioSpeechModel": "audio",
                "OpenAiAudioTranscriptionModel": "audio", "OpenAiModerationModel": "moderations",
                "OpenAiChatOptions": "settings",
            }.items()
            for how in ("builder", "new")
        },
        where="spring.ai.openai.base-url: Spring AI 1.x appends /v1/chat/completions, so "
        f'{_URL.removesuffix("/v1")}; 2.x wants {_URL}. spring.ai.openai.api-key: ${{{_KEY}}}.',
    ),
    Library(
        "ruby", "the gem openai", Family.OFFICIAL, "OpenAI",
        {"::Client.new": _CHAT}, ("::Client",), signs=frozenset({"api_key", "base_url"}),
        where=f'OpenAI::Client.new(base_url: "{_URL}", api_key: ENV.fetch("{_KEY}"), '
        "organization: nil, project: nil, max_retry_delay: 90.0).",
        fallback=True, retries=2, longest=8,
    ),
    Library(
        "ruby", "the gem ruby-openai", Family.COMMUNITY, "OpenAI",
        {"::Client.new": _CHAT, "configure": _CHAT}, ("::Client",), flat=True,
        signs=frozenset(
            "access_token uri_base parameters organization_id ruby-openai ruby/openai".split()
        ),
        where=f'OpenAI::Client.new(uri_base: "{_URL}", '
        f'access_token: ENV.fetch("{_KEY}"), organization_id: nil). A nil token becomes the one '
        "that is configured globally, and it asks once: retries are yours.",
    ),
    Library(
        "ruby", "RubyLLM", Family.FRAMEWORK, "RubyLLM",
        {"configure": _CHAT},
        where=f'config.openai_api_base = "{_URL}", config.openai_api_key = ENV.fetch("{_KEY}"), '
        'and RubyLLM.chat(model: "electron", provider: :openai, assume_model_exists: true).',
    ),
    Library(
        "ruby", "langchainrb", Family.FRAMEWORK, "Langchain::LLM::OpenAI",
        {"new": _CHAT},
        where=f'Langchain::LLM::OpenAI.new(api_key: ENV.fetch("{_KEY}"), '
        f'llm_options: {{uri_base: "{_URL}"}}, default_options: {{chat_model: "electron"}}).',
    ),
)  # fmt: skip
"""Every library, the official one of a language first."""

OPTIONS = {
    "access_token": "api_key", "token": "api_key", "auth_token": "api_key", "credential": "api_key",
    "openai_api_key": "api_key", "uri_base": "base_url", "api_host": "base_url",
    "endpoint": "base_url", "api_base": "base_url", "openai_api_base": "base_url",
    "base_uri": "base_url", "organization_id": "organization", "model_name": "model",
    "max_retries": "max_retries", "chat_model": "model", "default_model": "model",
}  # fmt: skip
"""What libraries call an option, to the one name that analyses know it by."""

_NOUNS = (
    ("chatcompletion", "chat"), ("completion", "completions"), ("embedding", "embeddings"),
    ("image", "images"), ("transcription", "audio"), ("translation", "audio"),
    ("speech", "audio"), ("vectorstore", "vector_stores"), ("batch", "batches"),
    ("finetun", "fine_tuning"), ("file", "files"), ("model", "models"), ("engine", "models"),
    ("assistant", "assistants"), ("thread", "assistants"), ("message", "assistants"),
    ("run", "assistants"), ("moderation", "moderations"), ("edit", "completions"),
    ("response", "responses"),
)  # fmt: skip
_VERB = re.compile(
    r"^(?:create|list|get|retrieve|delete|modify|update|cancel|submit|upload|generate|stream|"
    r"moderations?$)",
    re.I,
)
CHAT_METHODS = frozenset(
    "new create new_streaming create_streaming stream stream_raw parse".split()
)
"""What an official SDK's ``chat.completions`` is asked by."""


def endpoint_of(library: Library, path: list[str]) -> str | None:
    """Return the endpoint that a path under a client leads to; None if to none.

    Args:
        library: Whose client it is.
        path: The members and methods, each in snake case: ``["chat", "completions", "new"]``.
    """
    parts = [part for part in path if part not in _WAYS]
    if not parts:
        return None
    if library.family is Family.OFFICIAL:
        return _official(parts)
    if library.flat:
        if parts == ["chat"]:
            return "chat"
        top = "fine_tuning" if parts[0] in ("finetunes",) else parts[0]
        if len(parts) == 1 and parts[0] not in _ROOT:
            return "audio" if parts[0] in ("transcribe", "translate") else None
        return TOP.get(top) or ("assistants" if top in ("runs", "messages", "run_steps") else None)
    if len(parts) != 1 or not _VERB.match(parts[0]):
        return "chat" if parts == ["chat_completions", "create"] else None
    squeezed = parts[0].replace("_", "")
    return next((word for noun, word in _NOUNS if noun in squeezed), None)


# Attributes on the way to an endpoint that lead to the same one.
_WAYS = frozenset("beta with_raw_response async sync with_options with_streaming_response".split())
_ROOT = frozenset({"completions", "edits", "embeddings", "moderations"})


def _official(parts: list[str]) -> str | None:
    if len(parts) < 2:
        return None
    if parts[0] == "chat":
        if len(parts) < 3 or parts[1] != "completions":
            return None
        return "chat" if parts[2] in CHAT_METHODS else "platform"
    return TOP.get(parts[0])


@dataclass(frozen=True, slots=True)
class Shape:
    """A call that is known by its form alone, whatever its receiver is.

    Attributes:
        library: Whose it is.
        path: How the path ends, in snake case.
        keyword: An argument that it has to have; empty for none.
    """

    library: Library
    path: tuple[str, ...]
    keyword: str = ""


def library(language: str, name: str) -> Library:
    """Return a library by its name."""
    return next(one for one in LIBRARIES if (one.language, one.name) == (language, name))


SHAPES: Mapping[str, tuple[Shape, ...]] = {
    "go": (
        Shape(library("go", "openai-go"), ("chat", "completions", "new")),
        Shape(library("go", "openai-go"), ("chat", "completions", "new_streaming")),
        Shape(library("go", "go-openai"), ("create_chat_completion",)),
        Shape(library("go", "go-openai"), ("create_chat_completion_stream",)),
        Shape(library("go", "go-openai"), ("create_embeddings",)),
    ),
    "java": (
        Shape(library("java", "openai-java"), ("chat", "completions", "create")),
        Shape(library("java", "openai-java"), ("chat", "completions", "create_streaming")),
        Shape(library("java", "openai-java"), ("responses", "create")),
        Shape(library("java", "theokanning's openai-java"), ("create_chat_completion",)),
        Shape(library("java", "theokanning's openai-java"), ("stream_chat_completion",)),
    ),
    "ruby": (
        Shape(library("ruby", "the gem openai"), ("chat", "completions", "create")),
        Shape(library("ruby", "the gem openai"), ("chat", "completions", "stream")),
        Shape(library("ruby", "the gem openai"), ("chat", "completions", "stream_raw")),
        Shape(library("ruby", "the gem ruby-openai"), ("chat",), "parameters"),
        Shape(library("ruby", "the gem ruby-openai"), ("embeddings",), "parameters"),
        Shape(library("ruby", "the gem ruby-openai"), ("completions",), "parameters"),
        Shape(library("ruby", "the gem ruby-openai"), ("moderations",), "parameters"),
        Shape(library("ruby", "the gem ruby-openai"), ("images", "generate"), "parameters"),
    ),
}
"""By language: what is taken for a request in a program that has the library."""
