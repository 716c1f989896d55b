"""Examples of Go for every rule that its door serves: tests, and what the door is known by."""

from __future__ import annotations

from ..rule import Example

_SDK = 'package main\n\nimport (\n\topenai "github.com/openai/openai-go/v3"\n\t"github.com/openai/openai-go/v3/option"\n)\n\n'
_COMMUNITY = (
    'package main\n\nimport (\n\t"os"\n\n\topenai "github.com/sashabaranov/go-openai"\n)\n\n'
)
_CALL = (
    _SDK + "func ask(client openai.Client) {\n"
    "\tclient.Chat.Completions.New(ctx, openai.ChatCompletionNewParams{\n"
    '\t\tModel: "electron",\n\t\t%s,\n\t})\n}\n'
)
_OTHER = (
    _COMMUNITY + "func ask(client *openai.Client) {\n"
    "\tclient.CreateChatCompletion(ctx, openai.ChatCompletionRequest{\n"
    '\t\tModel: "electron",\n\t\t%s,\n\t})\n}\n'
)
_USE = _SDK + "func use(client *openai.Client) {\n\t%s\n}\n"


def _go(source: str, *lines: int) -> Example:
    return Example(source, "go", lines=lines or None)


def _field(text: str) -> Example:
    return _go(_CALL % text, 11)


def _other(text: str) -> Example:
    return _go(_OTHER % text, 12)


def _use(text: str) -> Example:
    return _go(_USE % text, 9)


_OWN = 'option.WithBaseURL("https://api.smallest.ai/waves/v1"), option.WithAPIKey(key)'

INVALID: dict[str, tuple[Example, ...]] = {
    "R01": (
        _go(_SDK + "var client = openai.NewClient()\n", 8),
        _go(_SDK + 'var client = openai.NewClient(option.WithBaseURL("https://api.smallest.ai/waves/v1"))\n', 8),
        _go(
            _COMMUNITY + "func main() {\n\tconfig := openai.DefaultConfig(key)\n"
            '\tconfig.BaseURL = os.Getenv("BASE")\n\tclient := openai.NewClientWithConfig(config)\n}\n',
            12,
        ),
    ),
    "R02": (
        _go(_CALL.replace('"electron"', "openai.ChatModelGPT4oMini") % "Seed: openai.Int(1)", 10),
        _go('package main\n\nimport "github.com/sashabaranov/go-openai"\n\nconst model = openai.GPT3Dot5Turbo\n', 5),
        _go('package main\n\nfunc main() {\n\tflag.String("model", "gpt-4o", "the model")\n}\n', 4),
    ),
    "R03": (
        _go(
            _COMMUNITY + "var config = openai.DefaultAzureConfig(key, url)\n"
            "var client = openai.NewClientWithConfig(config)\n",
            10,
        ),
    ),
    "R05": (
        _go(
            'package main\n\nimport "github.com/tmc/langchaingo/llms/openai"\n\n'
            'var llm, err = openai.New(openai.WithModel("gpt-4o"))\n',
            5,
        ),
    ),
    "R06": (
        _go('package main\n\nfunc main() {\n\thttp.Post("https://api.openai.com/v1/chat/completions", t, b)\n}\n', 4),
    ),
    "I01": (
        _go('package main\n\nfunc main() {\n\tif os.Getenv("OPENAI_API_KEY") == "" {\n\t\tos.Exit(1)\n\t}\n}\n', 4),
    ),
    "B01": (_field("N: openai.Int(3)"), _other("N: answers"), _go(
        _COMMUNITY + "func ask(client *openai.Client) {\n\treq := openai.ChatCompletionRequest{}\n"
        "\treq.N = 4\n\tclient.CreateChatCompletion(ctx, req)\n}\n", 11,
    )),
    "B02": (
        _other("Messages: []openai.ChatCompletionMessage{{MultiContent: []openai.ChatMessagePart{{Type: "
               "openai.ChatMessagePartTypeImageURL, ImageURL: url}}}}"),
        _field("Messages: messages(openai.ImageContentPart(image))"),
    ),
    "B03": (
        _field('Messages: []openai.ChatCompletionMessageParamUnion{openai.DeveloperMessage("x")}'),
        _other('Messages: []openai.ChatCompletionMessage{{Role: openai.ChatMessageRoleFunction, Content: "1"}}'),
    ),
    "B04": (
        _field("ResponseFormat: openai.ChatCompletionNewParamsResponseFormatUnion{OfJSONSchema: &shape}"),
        _other("ResponseFormat: &openai.ChatCompletionResponseFormat{Type: openai.ChatCompletionResponseFormatTypeJSONSchema}"),
    ),
    "B05": (_other('Stop: []string{"a", "b", "c", "d", "e"}'),),
    "B07": (_field("MaxTokens: openai.Int(64000)"),),
    "B08": (_go(_CALL.replace("electron", "ft:gpt-4o-mini:acme::1") % "Seed: openai.Int(1)", 10),),
    "B09": (
        _go(_COMMUNITY + "func big(m string) bool {\n\treturn m == openai.GPT4\n}\n", 10),
        _go('package main\n\nvar prices = map[string]float64{"gpt-4": 3, "gpt-4o": 5}\n', 3),
    ),
    "S01": (_field("MaxCompletionTokens: openai.Int(5)"), _other("MaxCompletionTokens: 5")),
    "S02": (_other("Functions: tools"),),
    "S03": (_field("ReasoningEffort: openai.ReasoningEffortLow"),),
    "S04": (_field("ParallelToolCalls: openai.Bool(false)"),),
    "S05": (_field("Store: openai.Bool(true)"),),
    "S06": (_field('Modalities: []string{"text", "audio"}'),),
    "S07": (_field('PromptCacheKey: openai.String("k")'),),
    "P01": (_use('client.Responses.New(ctx, responses.ResponseNewParams{Model: "gpt-5"})'),),
    "P02": (_use("client.Beta.Threads.New(ctx, params)"),),
    "P03": (
        _use("client.Embeddings.New(ctx, params)"),
        _go(_COMMUNITY + "func use(c *openai.Client) {\n\tc.CreateEmbeddings(ctx, req)\n}\n", 10),
    ),
    "P04": (_use("client.Audio.Transcriptions.New(ctx, params)"),),
    "P05": (_use("client.Models.List(ctx)"),),
    "P06": (_use("client.Moderations.New(ctx, params)"),),
    "P07": (_use("client.Realtime.ClientSecrets.New(ctx, params)"),),
    "P08": (_use("client.Completions.New(ctx, params)"),),
    "C05": (_go(_SDK + f"var client = openai.NewClient({_OWN}, option.WithMaxRetries(5))\n", 8),),
}  # fmt: skip

VALID: dict[str, tuple[Example, ...]] = {
    "R01": (
        _go(_SDK + f"var client = openai.NewClient({_OWN})\n"),
        _go(_SDK + 'var client = openai.NewClient(option.WithBaseURL("https://api.deepseek.com"))\n'),
        _go('package main\n\nimport "example.com/mine/openai"\n\nvar client = openai.NewClient()\n'),
    ),
    "R02": (
        _go(_SDK + "func use(client openai.Client) {\n"
            '\tclient.Responses.New(ctx, responses.ResponseNewParams{Model: "gpt-4o"})\n}\n'),
        _go('package main\n\nfunc main() {\n\tlog.Println("gpt-4o")\n}\n'),
    ),
    "R06": (_go("package main\n\n// https://api.openai.com/v1/chat/completions\nfunc main() {}\n"),),
    "I01": (_go(_COMMUNITY + 'var client = openai.NewClient(os.Getenv("OPENAI_API_KEY"))\n'),),
    "B01": (_go(_CALL % "N: openai.Int(1)"), _go(_USE % "client.Images.Generate(ctx, openai.ImageGenerateParams{N: openai.Int(4)})")),
    "B03": (_go(_CALL % 'Messages: []openai.ChatCompletionMessageParamUnion{openai.SystemMessage("x")}'),),
    "B04": (_go(_CALL % "ResponseFormat: openai.ChatCompletionNewParamsResponseFormatUnion{OfJSONObject: &o}"),),
    "B05": (_go(_OTHER % 'Stop: []string{"a"}'),),
    "S01": (_go(_CALL % "MaxTokens: openai.Int(5)"),),
    "P01": (_go("package main\n\nfunc use(openai *Cache) {\n\topenai.Responses.New(ctx)\n}\n"),),
    "C05": (_go(_SDK + f"var client = openai.NewClient({_OWN}, option.WithMaxRetryDelay(90*time.Second))\n"),),
}  # fmt: skip
