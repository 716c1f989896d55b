"""Examples of Java for every rule that its door serves: tests, and what the door is known by."""

from __future__ import annotations

from ..rule import Example

_SDK = (
    "import com.openai.client.OpenAIClient;\nimport com.openai.client.okhttp.OpenAIOkHttpClient;\n"
    "import com.openai.models.ChatModel;\nimport com.openai.models.chat.completions.*;\n\n"
)
_THEO = (
    "import com.theokanning.openai.service.OpenAiService;\n"
    "import com.theokanning.openai.completion.chat.*;\n\n"
)
_CALL = (
    _SDK + "class Bot {\n    void ask(OpenAIClient client) {\n"
    "        var params = ChatCompletionCreateParams.builder()\n"
    '            .model("electron")\n            .%s\n            .build();\n'
    "        client.chat().completions().create(params);\n    }\n}\n"
)
_OTHER = (
    _THEO + "class Bot {\n    void ask(OpenAiService service) {\n"
    "        var request = ChatCompletionRequest.builder()\n"
    '            .model("electron")\n            .%s\n            .build();\n'
    "        service.createChatCompletion(request);\n    }\n}\n"
)
_USE = _SDK + "class Bot {\n    void use(OpenAIClient client) {\n        %s;\n    }\n}\n"


def _java(source: str, *lines: int) -> Example:
    return Example(source, "java", lines=lines or None)


def _field(text: str) -> Example:
    return _java(_CALL % text, 10)


def _other(text: str) -> Example:
    return _java(_OTHER % text, 8)


def _use(text: str) -> Example:
    return _java(_USE % text, 8)


def _made(text: str, *lines: int) -> Example:
    return _java(_SDK + "class Bot {\n    OpenAIClient client = " + text + ";\n}\n", *lines)


_OWN = 'OpenAIOkHttpClient.builder().baseUrl("https://api.smallest.ai/waves/v1").apiKey(key)'

INVALID: dict[str, tuple[Example, ...]] = {
    "R01": (
        _made("OpenAIOkHttpClient.fromEnv()", 7),
        _made("OpenAIOkHttpClient.builder()\n        .apiKey(key)\n        .build()", 7),
        _java(_THEO + 'class Bot {\n    OpenAiService service = new OpenAiService("k");\n}\n', 5),
        _made(_OWN.replace("(key)", '(System.getenv("OPENAI_API_KEY"))') + ".build()", 7),
    ),
    "R02": (
        _java(_CALL.replace('"electron"', "ChatModel.GPT_4O_MINI") % "seed(1)", 9),
        _java('class Bot {\n    static final String MODEL = "gpt-4o";\n}\n', 2),
    ),
    "R03": (
        _java(
            "import com.azure.ai.openai.OpenAIClientBuilder;\nclass Bot {\n"
            "    Object c = new OpenAIClientBuilder().endpoint(url).credential(k).buildClient();\n}\n",
            3,
        ),
        _java(
            "import dev.langchain4j.model.azure.AzureOpenAiChatModel;\nclass Bot {\n"
            "    Object m = AzureOpenAiChatModel.builder().endpoint(url).build();\n}\n",
            3,
        ),
    ),
    "R05": (
        _java(
            "import dev.langchain4j.model.openai.OpenAiChatModel;\nclass Bot {\n"
            '    Object m = OpenAiChatModel.builder().modelName("gpt-4o").build();\n}\n',
            3,
        ),
    ),
    "R06": (_java('class Bot {\n    String url = "https://api.openai.com/v1/chat/completions";\n}\n', 2),),
    "I01": (
        _java('class Bot {\n    String key = System.getenv("OPENAI_API_KEY");\n}\n', 2),
        _java('class Bot {\n    @Value("${openai.api.key}") String key;\n}\n', 2),
    ),
    "B01": (_field("n(3)"), _other("n(answers)")),
    "B02": (_field("addMessage(ChatCompletionContentPart.ofImageUrl(part))"),),
    "B03": (_field('addDeveloperMessage("x")'), _java(
        _THEO + "class Bot {\n    Object m = new ChatMessage(ChatMessageRole.FUNCTION.value(), text);\n}\n", 5,
    )),
    "B04": (_field("responseFormat(Answer.class)"),),
    "B05": (_other('stop(List.of("a", "b", "c", "d", "e"))'),),
    "B07": (_field("maxTokens(64000)"),),
    "B08": (_java(_CALL.replace("electron", "ft:gpt-4o-mini:acme::1") % "seed(1)", 9),),
    "B09": (
        _java('class Bot {\n    boolean big(String m) {\n        return m.startsWith("gpt-4");\n    }\n}\n', 3),
        _java('class Bot {\n    int of(String m) {\n        switch (m) {\n            case "gpt-4":\n'
              "                return 1;\n        }\n        return 0;\n    }\n}\n", 4),
    ),
    "S01": (_field("maxCompletionTokens(5)"),),
    "S02": (_other("functions(tools)"),),
    "S03": (_field("reasoningEffort(ReasoningEffort.LOW)"),),
    "S04": (_field("parallelToolCalls(false)"),),
    "S05": (_field("store(true)"),),
    "S06": (_field("modalities(both)"),),
    "S07": (_field('promptCacheKey("k")'),),
    "P01": (_use("client.responses().create(params)"),),
    "P02": (_use("client.beta().threads().create()"),),
    "P03": (_use("client.embeddings().create(params)"),),
    "P04": (_use("client.images().generate(params)"),),
    "P05": (_use("client.models().list()"),),
    "P06": (_use("client.moderations().create(params)"),),
    "P07": (_use("client.realtime().clientSecrets().create(params)"),),
    "P08": (_java(_THEO + "class Bot {\n    void use(OpenAiService s) {\n        s.createCompletion(r);\n    }\n}\n", 6),),
    "C05": (_made(_OWN + ".maxRetries(0).build()", 7),),
}  # fmt: skip

VALID: dict[str, tuple[Example, ...]] = {
    "R01": (
        _made(_OWN + ".build()"),
        _made('OpenAIOkHttpClient.builder().baseUrl("https://api.deepseek.com").apiKey(k).build()'),
    ),
    "R02": (_java(_USE % 'client.responses().create(ResponseCreateParams.builder().model("gpt-4o").build())'),),
    "R05": (
        _java(
            "import dev.langchain4j.model.openai.OpenAiChatModel;\nclass Bot {\n    Object m = "
            'OpenAiChatModel.builder().baseUrl("https://api.smallest.ai/waves/v1").modelName("electron").build();\n}\n'
        ),
    ),
    "I01": (_made('OpenAIOkHttpClient.builder().apiKey(System.getenv("OPENAI_API_KEY")).build()'),),
    "B01": (_java(_CALL % "n(1)"),),
    "B03": (_java(_CALL % 'addSystemMessage("x")'),),
    "B04": (_java(_CALL % "responseFormat(ResponseFormatJsonObject.builder().build())"),),
    "S01": (_java(_CALL % "maxTokens(5)"),),
    "C05": (_made(_OWN + ".maxRetries(4).build()"),),
}  # fmt: skip
