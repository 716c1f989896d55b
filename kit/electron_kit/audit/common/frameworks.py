"""Frameworks that bind OpenAI, as rows: which symbols, and how each takes an endpoint.

A language is a column. Those of Go, Java and Ruby stand in `libraries`, beside the SDKs there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from ...providers import ELECTRON


@dataclass(frozen=True, slots=True)
class Framework:
    """Classes and functions of a framework that are used alike.

    Attributes:
        language: ``python`` or ``javascript``.
        name: The framework's name; empty for what is known only to be left alone.
        packages: The packages that have them: of Python, the first part of a module's name.
        symbols: Their names in the package.
        endpoint: What they serve: a word of `facts.ENDPOINTS`, ``settings`` or ``schema``.
        where: How the endpoint is taken; empty where there is nothing to take it.
        by_model: Whether they are OpenAI's only if their model says so.
    """

    language: str
    name: str
    packages: tuple[str, ...]
    symbols: tuple[str, ...]
    endpoint: str = "chat"
    where: str = ""
    by_model: bool = False


_URL = ELECTRON.base_url
_KEY = f'api_key=os.environ["{ELECTRON.key_variable}"]'
_BASE = f'base_url="{_URL}", {_KEY}, model="electron"'
_LITELLM = f'model="openai/electron", api_base="{_URL}", {_KEY}'
_SECOND = "A second client that stays with OpenAI."
CHAT_OPENAI = "new ChatOpenAI({ model: 'electron', apiKey, configuration: { baseURL } })."
MASTRA = "model: createOpenAI({ baseURL, apiKey }).chat('electron') of @ai-sdk/openai."
"""How an agent of Mastra's takes the endpoint."""
AI_SDK = "createOpenAI({ baseURL, apiKey }).chat('electron') of @ai-sdk/openai."
"""How the AI SDK takes the endpoint, whichever of its functions is asked."""

_LANGCHAIN_CHAT = f"ChatOpenAI({_BASE})."
_AGENTS = (
    'OpenAIChatCompletionsModel(model="electron", openai_client=…), and'
    ' set_default_openai_api("chat_completions").'
)
_AGENTS_JS = "new OpenAIChatCompletionsModel(new OpenAI({ baseURL, apiKey }), 'electron')."
_PYDANTIC = 'OpenAIChatModel("electron", provider=OpenAIProvider(base_url=…, api_key=…)).'
_LLAMA = (
    "new OpenAI({ model: 'electron', apiKey, baseURL, additionalSessionOptions: { baseURL } })."
)

# One class is exported by several packages of LangChain's, and has been by others before.
_LANGCHAIN = (
    "langchain",
    "langchain_openai",
    "langchain_community",
    "langgraph",
    "langchain_classic",
)
_LANGCHAINS = (
    "@langchain/openai", "langchain/chat_models/openai", "langchain/llms/openai",
    "langchain/embeddings/openai", "langchain/chat_models", "langchain/llms",
    "langchain/embeddings", "langchain",
)  # fmt: skip
_LANGCHAINS_MORE = (
    "langchain", "langchain/chains", "langchain/experimental/openai_assistant",
    "langchain/document_loaders/fs/openai_whisper_audio",
    "@langchain/classic/chains", "@langchain/classic/experimental/openai_assistant",
    "@langchain/community/document_loaders/fs/openai_whisper_audio",
)  # fmt: skip

FRAMEWORKS: tuple[Framework, ...] = (
    Framework("python", "langchain-openai", _LANGCHAIN, ("ChatOpenAI", "AzureChatOpenAI",
              "PromptLayerChatOpenAI", "BaseChatOpenAI"), where=_LANGCHAIN_CHAT),
    Framework("python", "langchain-openai", _LANGCHAIN, ("OpenAI", "AzureOpenAI", "OpenAIChat",
              "BaseOpenAI"), "completions", where=_LANGCHAIN_CHAT),
    Framework("python", "langchain-openai", _LANGCHAIN, ("OpenAIEmbeddings",
              "AzureOpenAIEmbeddings"), "embeddings"),
    Framework("python", "langchain", _LANGCHAIN, ("init_embeddings",), "embeddings", by_model=True),
    Framework("python", "langchain", _LANGCHAIN, ("OpenAIModerationChain",), "moderations"),
    Framework("python", "langchain", _LANGCHAIN, ("OpenAIWhisperParser", "DallEAPIWrapper",
              "OpenAIDALLEImageGenerationTool"), "images"),
    Framework("python", "langchain", _LANGCHAIN, ("OpenAIAssistantRunnable",), "assistants"),
    Framework("python", "langchain", _LANGCHAIN, ("init_chat_model", "create_agent",
              "create_react_agent"), by_model=True,
              where=f'init_chat_model(..., model_provider="openai", {_BASE}.'),
    Framework("python", "llama-index", ("llama_index", "gpt_index"), ("OpenAI", "AzureOpenAI",
              "OpenAIAgent", "OpenAILike"),
              where=f'OpenAILike(api_base="{_URL}", model="electron", is_chat_model=True).'),
    Framework("python", "llama-index", ("llama_index", "gpt_index"), ("OpenAIResponses",),
              "responses", where="OpenAILike(…)."),
    Framework("python", "llama-index", ("llama_index", "gpt_index"), ("OpenAIEmbedding",
              "AzureOpenAIEmbedding"), "embeddings"),
    Framework("python", "litellm", ("litellm", "langchain_litellm"), ("completion",
              "acompletion", "batch_completion", "Router", "LiteLLM", "ChatLiteLLM"),
              by_model=True, where=f"{_LITELLM}."),
    # Reads scanned pages through LiteLLM.
    Framework("python", "zerox", ("pyzerox",), ("zerox",), by_model=True, where=f"{_LITELLM}."),
    Framework("python", "litellm", ("litellm", "langchain_litellm"), ("text_completion",
              "atext_completion"), "completions", by_model=True, where=f"{_LITELLM}."),
    Framework("python", "litellm", ("litellm", "langchain_litellm"), ("embedding", "aembedding"),
              "embeddings", by_model=True),
    # OpenAI's unless `custom_llm_provider` says otherwise.
    Framework("python", "litellm", ("litellm",), tuple(
              start + name for start in ("", "a") for name in (
                  "create_file", "file_content", "file_retrieve", "file_list", "file_delete")),
              "files"),
    Framework("python", "litellm", ("litellm",), tuple(
              start + name for start in ("", "a") for name in (
                  "create_batch", "retrieve_batch", "list_batches", "cancel_batch")), "batches"),
    Framework("python", "litellm", ("litellm",), tuple(
              start + name for start in ("", "a") for name in (
                  "create_fine_tuning_job", "retrieve_fine_tuning_job", "list_fine_tuning_jobs",
                  "cancel_fine_tuning_job")), "fine_tuning"),
    Framework("python", "litellm", ("google", "agents", "pydantic_ai_litellm"),
              ("LiteLlm", "LitellmModel", "LiteLLMModel"),
              by_model=True, where=f"{_LITELLM}."),
    Framework("python", "mirascope", ("mirascope",), ("call",), by_model=True,
              where='llm.register_provider("openai", base_url=…, api_key=…), or client=….'),
    Framework("python", "instructor", ("instructor",), ("from_openai", "patch", "apatch"),
              where="the client that it is given."),
    Framework("python", "instructor", ("instructor",), ("from_provider",), by_model=True,
              where="instructor.from_openai(OpenAI(base_url=…, api_key=…))."),
    Framework("python", "openai-agents", ("agents",), ("Agent",), by_model=True, where=_AGENTS),
    Framework("python", "openai-agents", ("agents",), ("RunConfig",), "settings", by_model=True),
    Framework("python", "openai-agents", ("agents",), ("OpenAIChatCompletionsModel",),
              where=_AGENTS),
    Framework("python", "openai-agents", ("agents",), ("OpenAIResponsesModel",), "responses",
              where=_AGENTS),
    Framework("python", "openai-agents", ("agents",), ("RealtimeRunner",), "realtime"),
    Framework("python", "openai-agents", ("agents",), ("ModelSettings",), "settings"),
    # Temporal's, which runs agents: without a provider of models the SDK's own, OpenAI's.
    Framework("python", "openai-agents", ("temporalio",), ("OpenAIAgentsPlugin",),
              where="OpenAIAgentsPlugin(model_provider=OpenAIProvider(openai_client=…))."),
    Framework("python", "openai-agents", ("agents",), ("set_default_openai_key",),
              where="set_default_openai_client(AsyncOpenAI(base_url=…, api_key=…))."),
    Framework("python", "aisuite", ("aisuite",), ("Client",),
              where='Client({"openai": {"base_url": …, "api_key": …}}), model="openai:electron".'),
    Framework("python", "swarm", ("swarm",), ("Swarm",),
              where="Swarm(client=OpenAI(base_url=…, api_key=…))."),
    Framework("python", "pydantic-ai", ("pydantic_ai",), ("OpenAIModel", "OpenAIChatModel"),
              where=_PYDANTIC),
    Framework("python", "pydantic-ai", ("pydantic_ai",), ("OpenAIResponsesModel",), "responses",
              where="OpenAIChatModel(…)."),
    Framework("python", "pydantic-ai", ("pydantic_ai",), ("ModelSettings", "OpenAIModelSettings",
              "OpenAIChatModelSettings"), "settings"),
    Framework("python", "pydantic-ai", ("pydantic_ai",), ("NativeOutput",), "schema"),
    Framework("python", "pydantic-ai", ("pydantic_ai",), ("Agent",), by_model=True,
              where=_PYDANTIC),
    Framework("python", "agent-framework", ("agent_framework",), ("OpenAIChatClient",
              "OpenAIResponsesClient", "OpenAIChatCompletionClient"),
              where=f"OpenAIChatCompletionClient({_BASE})."),
    Framework("python", "datapizza-ai", ("datapizza",), ("OpenAIClient",), "responses",
              where=f"OpenAILikeClient({_BASE}) of datapizza-ai-clients-openai-like."),
    Framework("python", "datapizza-ai", ("datapizza",), ("OpenAILikeClient",),
              where=f"OpenAILikeClient({_BASE})."),
    Framework("python", "dspy", ("dspy",), ("LM", "OpenAI", "AzureOpenAI", "GPT3"),
              by_model=True, where=f'dspy.LM("openai/electron", api_base="{_URL}", api_key=…).'),
    Framework("python", "dspy", ("dspy",), ("Embedder",), "embeddings", by_model=True),
    Framework("python", "autogen", ("autogen", "ag2", "pyautogen"), ("OpenAIWrapper",
              "config_list_from_models"),
              where='an entry {"model": "electron", "base_url": …, "api_key": …} in'
              " config_list."),
    Framework("python", "autogen", ("autogen", "ag2", "pyautogen"), ("LLMConfig",), by_model=True,
              where='LLMConfig({"model": "electron", "base_url": …, "api_key": …}).'),
    Framework("python", "autogen", ("autogen_ext",), ("OpenAIChatCompletionClient",
              "AzureOpenAIChatCompletionClient"),
              where=f"OpenAIChatCompletionClient({_BASE}, model_info=…)."),
    Framework("python", "crewai", ("crewai",), ("LLM", "Agent", "Crew"), by_model=True,
              where='LLM(model="openai/electron", base_url=…, api_key=…).'),
    Framework("python", "semantic-kernel", ("semantic_kernel",), ("OpenAIChatCompletion",
              "AzureChatCompletion"),
              where='OpenAIChatCompletion(ai_model_id="electron",'
              " async_client=AsyncOpenAI(base_url=…, api_key=…))."),
    Framework("python", "semantic-kernel", ("semantic_kernel",), (
              "OpenAIChatPromptExecutionSettings", "AzureChatPromptExecutionSettings"), "settings"),
    Framework("python", "semantic-kernel", ("semantic_kernel",), ("OpenAITextEmbedding",
              "AzureTextEmbedding"), "embeddings"),
    Framework("python", "haystack", ("haystack",), ("OpenAIChatGenerator", "OpenAIGenerator",
              "AzureOpenAIGenerator", "AzureOpenAIChatGenerator"),
              where=f'OpenAIChatGenerator(api_base_url="{_URL}", model="electron").'),
    Framework("python", "haystack", ("haystack",), ("OpenAITextEmbedder",
              "OpenAIDocumentEmbedder"), "embeddings"),
    Framework("python", "smolagents", ("smolagents",), ("OpenAIServerModel", "OpenAIModel"),
              where='OpenAIServerModel(model_id="electron", api_base=…, api_key=…).'),
    Framework("python", "smolagents", ("smolagents",), ("LiteLLMModel",), by_model=True,
              where=f"{_LITELLM}."),
    Framework("python", "bertopic", ("bertopic",), ("OpenAIBackend",), "embeddings"),
    Framework("python", "chromadb", ("chromadb",), ("OpenAIEmbeddingFunction",), "embeddings"),
    Framework("python", "guidance", ("guidance",), ("OpenAI", "AzureOpenAI"),
              where='models.OpenAI("electron", base_url=…, api_key=…).'),
    Framework("python", "phidata", ("phi",), ("OpenAIChat",),
              where='OpenAIChat(id="electron", base_url=…, api_key=…).'),
    Framework("python", "agno", ("agno",), ("OpenAIChat",),
              where='OpenAIChat(id="electron", base_url=…, api_key=…).'),
    Framework("python", "agno", ("agno",), ("OpenAIResponses",), "responses",
              where='OpenAIChat(id="electron", base_url=…, api_key=…).'),
    Framework("python", "agno", ("agno",), ("OpenAIEmbedder",), "embeddings"),
    Framework("python", "ragas", ("ragas",), ("OpenAI",), where="the wrapped client's base URL."),
    Framework("python", "graphiti", ("graphiti_core",), ("OpenAIClient", "OpenAIGenericClient",
              "OpenAIRerankerClient"), where=f"OpenAIGenericClient(config=LLMConfig({_BASE}))."),
    Framework("python", "graphiti", ("graphiti_core",), ("OpenAIEmbedder",), "embeddings"),
    Framework("python", "browser-use", ("browser_use",), ("ChatOpenAI",), where=_LANGCHAIN_CHAT),
    Framework("python", "strands", ("strands",), ("OpenAIModel",),
              where='OpenAIModel(client_args={"base_url": …, "api_key": …},'
              ' model_id="electron").'),
    Framework("python", "pipecat", ("pipecat",), ("OpenAILLMService",),
              where=f"OpenAILLMService({_BASE})."),
    Framework("python", "pipecat", ("pipecat",), ("OpenAITTSService", "OpenAISTTService"),
              "audio"),
    Framework("python", "pipecat", ("pipecat",), ("OpenAIRealtimeLLMService",
              "OpenAIRealtimeBetaLLMService"), "realtime"),
    Framework("python", "livekit", ("livekit",), ("LLM",),
              where='openai.LLM(model="electron", base_url=…, api_key=…).'),
    Framework("python", "livekit", ("livekit",), ("TTS", "STT"), "audio"),
    Framework("python", "livekit", ("livekit",), ("RealtimeModel",), "realtime"),
    Framework("python", "magentic", ("magentic",), ("OpenaiChatModel",),
              where='OpenaiChatModel("electron", base_url=…, api_key=…).'),
    Framework("python", "outlines", ("outlines",), ("openai",),
              where="the client that is passed in."),
    Framework("javascript", "langchain", _LANGCHAINS, ("ChatOpenAI", "OpenAIChat"),
              where=CHAT_OPENAI),
    Framework("javascript", "langchain", _LANGCHAINS, ("OpenAI",), "completions",
              where=CHAT_OPENAI),
    Framework("javascript", "langchain", _LANGCHAINS, ("OpenAIEmbeddings",), "embeddings",
              where=_SECOND),
    Framework("javascript", "langchain", _LANGCHAINS_MORE, ("OpenAIAssistantRunnable",),
              "assistants", where=_SECOND),
    Framework("javascript", "langchain", _LANGCHAINS_MORE, ("OpenAIModerationChain",),
              "moderations", where=_SECOND),
    Framework("javascript", "langchain", _LANGCHAINS_MORE, ("OpenAIWhisperAudio",),
              "audio", where=_SECOND),
    Framework("javascript", "langchain", _LANGCHAINS, ("DallEAPIWrapper",), "images",
              where=_SECOND),
    Framework("javascript", "langchain",
              ("langchain/chat_models/universal", "langchain/chat_models", "langchain"),
              ("initChatModel",),
              where="initChatModel('electron', { modelProvider: 'openai', apiKey,"
              " configuration: { baseURL } })."),
    Framework("javascript", "llamaindex", ("llamaindex", "@llamaindex/openai"), ("OpenAI",),
              where=_LLAMA),
    Framework("javascript", "llamaindex", ("@llamaindex/openai",), ("openai",), where=_LLAMA),
    Framework("javascript", "llamaindex", ("llamaindex", "@llamaindex/openai"),
              ("OpenAIEmbedding",), "embeddings", where=_SECOND),
    Framework("javascript", "@openai/agents", ("@openai/agents",), ("Agent", "Agent.create"),
              where="setDefaultOpenAIClient(new OpenAI({ baseURL, apiKey })) and"
              " setOpenAIAPI('chat_completions')."),
    Framework("javascript", "@openai/agents", ("@openai/agents", "@openai/agents-core"),
              ("Runner",), "settings"),
    Framework("javascript", "@openai/agents", ("@openai/agents", "@openai/agents-openai"),
              ("OpenAIProvider",),
              where="new OpenAIProvider({ openAIClient: new OpenAI({ baseURL, apiKey }),"
              " useResponses: false })."),
    Framework("javascript", "@openai/agents", ("@openai/agents", "@openai/agents-openai"),
              ("OpenAIChatCompletionsModel",), where=_AGENTS_JS),
    Framework("javascript", "@openai/agents", ("@openai/agents", "@openai/agents-openai"),
              ("OpenAIResponsesModel",), "responses", where=_AGENTS_JS),
    Framework("javascript", "@copilotkit/runtime", ("@copilotkit/runtime",), ("OpenAIAdapter",),
              where="new OpenAIAdapter({ openai: new OpenAI({ baseURL, apiKey }), model:"
              " 'electron' })."),
    Framework("javascript", "chatgpt", ("chatgpt",), ("ChatGPTAPI",),
              where="new ChatGPTAPI({ apiBaseUrl, apiKey, completionParams: { model } })."),
    Framework("javascript", "chromadb", ("chromadb", "@chroma-core/openai"),
              ("OpenAIEmbeddingFunction",), "embeddings", where=_SECOND),
    Framework("javascript", "genkit", ("genkitx-openai", "@genkit-ai/compat-oai/openai"),
              ("openAI",),
              where="openAICompatible({ name, apiKey, baseURL }) of @genkit-ai/compat-oai."),
    Framework("javascript", "@ai-sdk/openai", ("@ai-sdk/openai",), ("createOpenAI",),
              where=AI_SDK),
    Framework("javascript", "@tanstack/ai-openai", ("@tanstack/ai-openai",
              "@tanstack/ai-openai/adapters"), ("openaiText", "createOpenaiText", "openaiChat",
              "createOpenaiChat", "openaiSummarize"),
              where="openaiCompatible({ baseURL, apiKey, models }) of"
              " @tanstack/ai-openai/compatible."),
    Framework("javascript", "@tanstack/ai-openai", ("@tanstack/ai-openai",), ("openaiImage",
              "openaiSpeech", "openaiTranscription"), "images", where=_SECOND),
    Framework("javascript", "@ai-sdk/openai-compatible", ("@ai-sdk/openai-compatible",),
              ("createOpenAICompatible",),
              where="createOpenAICompatible({ name, baseURL, apiKey }) with Electron's."),
    Framework("javascript", "livekit", ("@livekit/agents-plugin-openai",), ("LLM",),
              where="new openai.LLM({ model: 'electron', baseURL, apiKey })."),
    Framework("javascript", "livekit", ("@livekit/agents-plugin-openai",), ("TTS", "STT"),
              "audio", where=_SECOND),
    Framework("javascript", "livekit", ("@livekit/agents-plugin-openai",),
              ("realtime.RealtimeModel",), "realtime", where=_SECOND),
    Framework("javascript", "@effect/ai-openai", ("@effect/ai-openai",),
              ("OpenAiLanguageModel.model", "OpenAiLanguageModel.layer"),
              where="OpenAiClient.layer({ apiKey, apiUrl })."),
    Framework("javascript", "@inngest/agent-kit", ("@inngest/agent-kit", "@inngest/ai/models",
              "@inngest/ai"), ("openai",),
              where="openai({ model: 'electron', apiKey, baseUrl })."),
    Framework("javascript", "mastra", ("@mastra/core",), ("OpenAIVoice",), "audio",
              where=_SECOND),
    Framework("javascript", "", ("@instructor-ai/instructor",), ("default",), ""),
    Framework("javascript", "openai-fetch", ("openai-fetch",), ("OpenAIClient",),
              where="new OpenAIClient({ apiKey, baseUrl })."),
    Framework("javascript", "dexter", ("@dexaai/dexter",), ("ChatModel",),
              where="new ChatModel({ client: createOpenAIClient({ baseUrl }) })."),
)  # fmt: skip
"""Every row; a symbol stands in one row of its package."""


@lru_cache(maxsize=4)
def by_package(language: str) -> Mapping[str, Mapping[str, Framework]]:
    """Return the rows of a language by package, then by symbol."""
    found: dict[str, dict[str, Framework]] = defaultdict(dict)
    for row in FRAMEWORKS:
        if row.language == language:
            for package in row.packages:
                found[package].update(dict.fromkeys(row.symbols, row))
    return dict(found)
