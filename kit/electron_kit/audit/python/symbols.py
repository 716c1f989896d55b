"""Frameworks that bind OpenAI: which symbols, and where each takes its endpoint."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Symbol:
    """A class or function of a framework.

    Attributes:
        framework: The framework's name.
        where: How it takes the endpoint.
        endpoint: What it serves.
        by_model: Whether it is OpenAI's only if its model says so.
    """

    framework: str
    where: str
    endpoint: str = "chat"
    by_model: bool = False


_URL = "https://api.smallest.ai/waves/v1"
_KEY = 'api_key=os.environ["SMALLEST_API_KEY"]'
_BASE = f'base_url="{_URL}", {_KEY}, model="electron".'
_LITELLM = f'model="openai/electron", api_base="{_URL}", {_KEY}.'
_AGENTS = (
    'OpenAIChatCompletionsModel(model="electron", openai_client=…), '
    'and set_default_openai_api("chat_completions").'
)

SYMBOLS: dict[str, dict[str, Symbol]] = {
    "langchain": {
        **dict.fromkeys(
            ("ChatOpenAI", "AzureChatOpenAI", "PromptLayerChatOpenAI", "BaseChatOpenAI"),
            Symbol("langchain-openai", "ChatOpenAI(" + _BASE[:-1] + ")."),
        ),
        **dict.fromkeys(
            ("OpenAI", "AzureOpenAI", "OpenAIChat", "BaseOpenAI"),
            Symbol("langchain-openai", "ChatOpenAI(" + _BASE[:-1] + ").", "completions"),
        ),
        **dict.fromkeys(
            ("OpenAIEmbeddings", "AzureOpenAIEmbeddings"),
            Symbol("langchain-openai", "", "embeddings"),
        ),
        **dict.fromkeys(("OpenAIModerationChain",), Symbol("langchain", "", "moderations")),
        **dict.fromkeys(
            ("OpenAIWhisperParser", "DallEAPIWrapper", "OpenAIDALLEImageGenerationTool"),
            Symbol("langchain", "", "images"),
        ),
        "OpenAIAssistantRunnable": Symbol("langchain", "", "assistants"),
        **dict.fromkeys(
            ("init_chat_model", "create_agent", "create_react_agent"),
            Symbol(
                "langchain", 'init_chat_model(..., model_provider="openai", ' + _BASE, by_model=True
            ),
        ),
    },
    "llama_index": {
        **dict.fromkeys(
            ("OpenAI", "AzureOpenAI", "OpenAIAgent", "OpenAILike"),
            Symbol(
                "llama-index",
                'OpenAILike(api_base="https://api.smallest.ai/waves/v1", model="electron", '
                "is_chat_model=True).",
            ),
        ),
        "OpenAIResponses": Symbol("llama-index", "OpenAILike(…).", "responses"),
        **dict.fromkeys(
            ("OpenAIEmbedding", "AzureOpenAIEmbedding"), Symbol("llama-index", "", "embeddings")
        ),
    },
    "litellm": dict.fromkeys(
        ("completion", "acompletion", "batch_completion", "Router", "LiteLLM", "ChatLiteLLM"),
        Symbol("litellm", _LITELLM, by_model=True),
    )
    | dict.fromkeys(
        ("text_completion", "atext_completion"), Symbol("litellm", _LITELLM, "completions", True)
    )
    | dict.fromkeys(
        ("embedding", "aembedding"), Symbol("litellm", "", "embeddings", by_model=True)
    ),
    "instructor": {
        **dict.fromkeys(
            ("from_openai", "patch", "apatch"),
            Symbol("instructor", "the client that it is given."),
        ),
        "from_provider": Symbol(
            "instructor", "instructor.from_openai(OpenAI(base_url=…, api_key=…)).", by_model=True
        ),
    },
    "agents": {
        "Agent": Symbol("openai-agents", _AGENTS, by_model=True),
        "OpenAIChatCompletionsModel": Symbol("openai-agents", _AGENTS),
        "OpenAIResponsesModel": Symbol("openai-agents", _AGENTS, "responses"),
        "RunConfig": Symbol("openai-agents", _AGENTS, by_model=True),
        "ModelSettings": Symbol("openai-agents", "", "settings"),
        "set_default_openai_key": Symbol(
            "openai-agents", "set_default_openai_client(AsyncOpenAI(base_url=…, api_key=…))."
        ),
    },
    "pydantic_ai": {
        **dict.fromkeys(
            ("OpenAIModel", "OpenAIChatModel"),
            Symbol(
                "pydantic-ai",
                'OpenAIChatModel("electron", provider=OpenAIProvider(base_url=…, api_key=…)).',
            ),
        ),
        "OpenAIResponsesModel": Symbol("pydantic-ai", "OpenAIChatModel(…).", "responses"),
        **dict.fromkeys(
            ("ModelSettings", "OpenAIModelSettings", "OpenAIChatModelSettings"),
            Symbol("pydantic-ai", "", "settings"),
        ),
        "NativeOutput": Symbol("pydantic-ai", "", "schema"),
        "Agent": Symbol(
            "pydantic-ai",
            'OpenAIChatModel("electron", provider=OpenAIProvider(base_url=…, api_key=…)).',
            by_model=True,
        ),
    },
    "agent_framework": {
        **dict.fromkeys(
            ("OpenAIChatClient", "OpenAIResponsesClient"),
            Symbol("agent-framework", "OpenAIChatCompletionClient(" + _BASE[:-1] + ")."),
        ),
        "OpenAIChatCompletionClient": Symbol(
            "agent-framework", "OpenAIChatCompletionClient(" + _BASE[:-1] + ")."
        ),
    },
    "dspy": dict.fromkeys(
        ("LM", "OpenAI", "AzureOpenAI", "GPT3"),
        Symbol(
            "dspy",
            'dspy.LM("openai/electron", api_base="https://api.smallest.ai/waves/v1", api_key=…).',
            by_model=True,
        ),
    ),
    "autogen": dict.fromkeys(
        ("OpenAIWrapper", "config_list_from_models"),
        Symbol(
            "autogen", 'an entry {"model": "electron", "base_url": …, "api_key": …} in config_list.'
        ),
    ),
    "autogen_ext": dict.fromkeys(
        ("OpenAIChatCompletionClient", "AzureOpenAIChatCompletionClient"),
        Symbol("autogen", "OpenAIChatCompletionClient(" + _BASE[:-1] + ", model_info=…)."),
    ),
    "crewai": {
        "LLM": Symbol(
            "crewai", 'LLM(model="openai/electron", base_url=…, api_key=…).', by_model=True
        )
    },
    "semantic_kernel": dict.fromkeys(
        ("OpenAIChatCompletion", "AzureChatCompletion"),
        Symbol(
            "semantic-kernel",
            'OpenAIChatCompletion(ai_model_id="electron", '
            "async_client=AsyncOpenAI(base_url=…, api_key=…)).",
        ),
    )
    | dict.fromkeys(
        ("OpenAITextEmbedding", "AzureTextEmbedding"), Symbol("semantic-kernel", "", "embeddings")
    ),
    "haystack": dict.fromkeys(
        (
            "OpenAIChatGenerator",
            "OpenAIGenerator",
            "AzureOpenAIGenerator",
            "AzureOpenAIChatGenerator",
        ),
        Symbol(
            "haystack",
            'OpenAIChatGenerator(api_base_url="https://api.smallest.ai/waves/v1", '
            'model="electron").',
        ),
    )
    | dict.fromkeys(
        ("OpenAITextEmbedder", "OpenAIDocumentEmbedder"), Symbol("haystack", "", "embeddings")
    ),
    "smolagents": dict.fromkeys(
        ("OpenAIServerModel", "OpenAIModel"),
        Symbol("smolagents", 'OpenAIServerModel(model_id="electron", api_base=…, api_key=…).'),
    )
    | {"LiteLLMModel": Symbol("smolagents", _LITELLM, by_model=True)},
    "bertopic": {"OpenAIBackend": Symbol("bertopic", "", "embeddings")},
    "chromadb": {"OpenAIEmbeddingFunction": Symbol("chromadb", "", "embeddings")},
    "guidance": dict.fromkeys(
        ("OpenAI", "AzureOpenAI"),
        Symbol("guidance", 'models.OpenAI("electron", base_url=…, api_key=…).'),
    ),
    "phi": {"OpenAIChat": Symbol("phidata", 'OpenAIChat(id="electron", base_url=…, api_key=…).')},
    "agno": {
        "OpenAIChat": Symbol("agno", 'OpenAIChat(id="electron", base_url=…, api_key=…).'),
        "OpenAIEmbedder": Symbol("agno", "", "embeddings"),
    },
    "ragas": {"OpenAI": Symbol("ragas", "the wrapped client's base URL.")},
    "graphiti_core": dict.fromkeys(
        ("OpenAIClient", "OpenAIGenericClient", "OpenAIRerankerClient"),
        Symbol(
            "graphiti",
            "OpenAIGenericClient(config=LLMConfig(" + _BASE[:-1] + ")).",
        ),
    )
    | {"OpenAIEmbedder": Symbol("graphiti", "", "embeddings")},
    "browser_use": {"ChatOpenAI": Symbol("browser-use", "ChatOpenAI(" + _BASE[:-1] + ").")},
    "strands": {
        "OpenAIModel": Symbol(
            "strands",
            'OpenAIModel(client_args={"base_url": …, "api_key": …}, model_id="electron").',
        )
    },
    "pipecat": {
        "OpenAILLMService": Symbol("pipecat", "OpenAILLMService(" + _BASE[:-1] + ")."),
        **dict.fromkeys(("OpenAITTSService", "OpenAISTTService"), Symbol("pipecat", "", "audio")),
        **dict.fromkeys(
            ("OpenAIRealtimeLLMService", "OpenAIRealtimeBetaLLMService"),
            Symbol("pipecat", "", "realtime"),
        ),
    },
    "camel": {},
    "magentic": {
        "OpenaiChatModel": Symbol("magentic", 'OpenaiChatModel("electron", base_url=…, api_key=…).')
    },
    "marvin": {},
    "outlines": {"openai": Symbol("outlines", "the client that is passed in.")},
    "ell": {},
    "mem0": {},
}
"""By the first part of the module's name, then by the symbol."""

_ROOTS = {
    "langchain_openai": "langchain", "langchain_community": "langchain",
    "langchain_litellm": "litellm",
    "langgraph": "langchain", "gpt_index": "llama_index", "ag2": "autogen", "pyautogen": "autogen",
    "langchain_classic": "langchain", "llama_index": "llama_index",
}  # fmt: skip


def root_of(name: str) -> str:
    """Return the framework that a package belongs to."""
    return _ROOTS.get(name, name)


def symbol_of(name: str) -> Symbol | None:
    """Return what a qualified name is among the frameworks' symbols."""
    root, _, rest = name.partition(".")
    symbols = SYMBOLS.get(root_of(root))
    if not symbols or not rest:
        return None
    return symbols.get(rest.rpartition(".")[2])
