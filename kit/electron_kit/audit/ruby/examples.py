"""Examples of Ruby for every rule that its door serves: tests, and what the door is known by."""

from __future__ import annotations

from ..rule import Example

_OFFICIAL = 'require "openai"\n\nclient = OpenAI::Client.new(api_key: key)\n'
_COMMUNITY = 'require "openai"\n\nclient = OpenAI::Client.new(access_token: token)\n'
_CALL = _OFFICIAL + 'client.chat.completions.create(model: "electron", messages: messages, %s)\n'
_OTHER = _COMMUNITY + 'client.chat(parameters: {model: "electron", messages: messages, %s})\n'


def _ruby(source: str, *lines: int) -> Example:
    return Example(source, "ruby", lines=lines or None)


def _field(text: str) -> Example:
    return _ruby(_CALL % text, 4)


def _other(text: str) -> Example:
    return _ruby(_OTHER % text, 4)


def _use(text: str) -> Example:
    return _ruby(_OFFICIAL + text + "\n", 4)


_OWN = 'OpenAI::Client.new(base_url: "https://api.smallest.ai/waves/v1", api_key: key'

INVALID: dict[str, tuple[Example, ...]] = {
    "R01": (
        _ruby(_OFFICIAL, 3),
        _ruby('class Bot\n  def client\n    @client ||= OpenAI::Client.new\n  end\nend\n', 3),
        _ruby("OpenAI.configure do |config|\n  config.access_token = token\nend\nOpenAI::Client.new\n", 1),
        _ruby('OpenAI::Client.new(base_url: "https://api.smallest.ai/waves/v1")\n', 1),
    ),
    "R02": (
        _ruby(_CALL.replace('"electron"', ':"gpt-4.1"') % "seed: 1", 4),
        _ruby(_COMMUNITY + 'class Bot\n  def ask(m, model: "gpt-4o")\n    client.chat(parameters: {model:})\n  end\nend\n', 5),
        _ruby('MODEL = ENV.fetch("OPENAI_MODEL", "gpt-4o-mini")\n', 1),
    ),
    "R03": (_ruby("OpenAI.configure do |config|\n  config.api_type = :azure\nend\n", 1),),
    "R05": (_ruby("llm = Langchain::LLM::OpenAI.new(api_key: key)\n", 1),),
    "R06": (_ruby('uri = URI("https://api.openai.com/v1/chat/completions")\n', 1),),
    "I01": (_ruby('raise "no key" unless ENV["OPENAI_API_KEY"]\n', 1),),
    "B01": (_field("n: 3"), _other("n: answers"), _ruby(
        _COMMUNITY + "params = {model: m}\nparams[:n] = 2\nclient.chat(parameters: params)\n", 5,
    )),
    "B02": (_other('x: [{type: "image_url", image_url: {url: url}}]'),),
    "B03": (_field('x: [{role: :developer, content: "x"}]'), _other('x: [{"role" => "function", "content" => "1"}]')),
    "B04": (_field("response_format: Answer"), _other('response_format: {type: "json_schema", json_schema: shape}')),
    "B05": (_field("stop: %w[a b c d e]"),),
    "B07": (_field("max_tokens: 64_000"),),
    "B08": (_ruby(_CALL.replace("electron", "ft:gpt-4o-mini:acme::1") % "seed: 1", 4),),
    "B09": (
        _ruby('big = model == "gpt-4"\n', 1),
        _ruby('case model\nwhen "gpt-4", "gpt-4o" then 1\nend\n', 2),
        _ruby('Tiktoken.encoding_for_model("gpt-4")\n', 1),
    ),
    "S01": (_field("max_completion_tokens: 5"), _ruby(
        _COMMUNITY + "base = {model: m}\nclient.chat(parameters: base.merge(max_completion_tokens: 5))\n", 5,
    )),
    "S02": (_other("functions: tools"),),
    "S03": (_field("reasoning_effort: :low"),),
    "S04": (_field("parallel_tool_calls: false"),),
    "S05": (_field("store: true"),),
    "S06": (_field("modalities: %w[text audio]"),),
    "S07": (_field('prompt_cache_key: "k"'),),
    "P01": (_use('client.responses.create(model: "gpt-5", input: "x")'),),
    "P02": (_use("client.beta.threads.create"),),
    "P03": (
        _use('client.embeddings.create(model: "text-embedding-3-small", input: "x")'),
        _ruby(_COMMUNITY + "client.embeddings(parameters: {input: text})\n", 4),
    ),
    "P04": (_use("client.images.generate(prompt: p)"),),
    "P05": (_use("client.models.list"),),
    "P06": (_use("client.moderations.create(input: text)"),),
    "P07": (_use("client.realtime.connect(model: m)"),),
    "P08": (_ruby(_COMMUNITY + "client.completions(parameters: {prompt: text})\n", 4),),
    "C05": (_ruby(f"client = {_OWN}, max_retries: 5)\n", 1),),
}  # fmt: skip

VALID: dict[str, tuple[Example, ...]] = {
    "R01": (
        _ruby(f"client = {_OWN})\n"),
        _ruby('client = OpenAI::Client.new(uri_base: "https://api.groq.com/openai", access_token: t)\n'),
    ),
    "R02": (_ruby('# gpt-4o\nputs "gpt-4o"\n'),),
    "I01": (_ruby('client = OpenAI::Client.new(access_token: ENV.fetch("OPENAI_API_KEY"))\n'),),
    "B01": (_ruby(_CALL % "n: 1"), _ruby(_OFFICIAL + "client.images.generate(prompt: p, n: 4)\n")),
    "B03": (
        _ruby('person = {role: "developer", team: "openai"}\n'),
        _ruby(_OFFICIAL + 'client.responses.create(input: [{role: :developer, content: "x"}])\n'),
    ),
    "B04": (_ruby(_CALL % 'response_format: {type: "json_object"}'),),
    "B05": (_ruby(_CALL % "stop: %w[a b]"),),
    "S01": (_ruby(_CALL % "max_tokens: 5"),),
    "P05": (_ruby(_OFFICIAL + "cache.models.list\n"),),
    "C05": (_ruby(f"client = {_OWN}, max_retry_delay: 90.0)\n"),),
}  # fmt: skip
