"""Every field of the chat request, and the values of a field that differ."""

from .limits import MAX_MESSAGES, MAX_STOPS, MAX_TOOLS
from .records import Basis, Claim, ContentPart, Fate, Field, Format, Role, Source
from .sources import MIGRATION, OPENAI_SDK, OPENAPI, PAGES


def _yes(*sources: Source, note: str = "") -> Claim:
    return Claim(Fate.SUPPORTED, note, sources)


def _no(*sources: Source, note: str = "") -> Claim:
    return Claim(Fate.REJECTED, note, sources)


def _assumed_no(note: str) -> Claim:
    return Claim(Fate.REJECTED, note, basis=Basis.ASSUMED)


_BOTH = _yes(OPENAI_SDK)
_FORWARDED = Claim(
    Fate.NOT_PROMISED, "Passes the schema and is forwarded; it may be ignored silently.", (PAGES,)
)

_JSON_SCHEMA = _assumed_no("Not listed.")


def _formats() -> Claim:
    """Return what the field of the formats does: as OpenAI's, as soon as all of them do."""
    if _JSON_SCHEMA.fate is Fate.SUPPORTED:
        return _yes(MIGRATION, OPENAPI)
    listed = "`text` and `json_object`; `json_schema` is not listed."
    return Claim(Fate.DEVIATES, listed, (MIGRATION, OPENAPI))


def _unlisted(name: str, *, instead: str = "Leave it out.", lesson: str = "") -> Field:
    return Field(name=name, electron=_FORWARDED, openai=_BOTH, instead=instead, lesson=lesson)


FIELDS = (
    Field(
        name="model",
        types=("string",),
        required=True,
        choices=("electron",),
        electron=Claim(Fate.DEVIATES, "`electron` is the only public model.", (MIGRATION, OPENAPI)),
        openai=_yes(OPENAI_SDK, note="`gpt-4o`, `gpt-4o-mini` and others."),
        instead='model="electron"',
        lesson="01_move_one_call",
    ),
    Field(
        name="messages",
        types=("array",),
        required=True,
        minimum=1,
        maximum=MAX_MESSAGES,
        electron=Claim(Fate.DEVIATES, f"1 to {MAX_MESSAGES} messages.", (OPENAPI,)),
        openai=_yes(OPENAI_SDK, note="No such limit on their number is stated."),
        instead=f"Keep the last {MAX_MESSAGES} messages at most.",
        lesson="01_move_one_call",
    ),
    Field(
        name="temperature",
        types=("number",),
        minimum=0,
        maximum=2,
        default=1,
        electron=_yes(OPENAPI),
        openai=_BOTH,
    ),
    Field(
        name="top_p",
        types=("number",),
        minimum=0,
        maximum=1,
        default=1,
        electron=_yes(OPENAPI),
        openai=_BOTH,
    ),
    Field(
        name="max_tokens",
        types=("integer",),
        minimum=1,
        electron=_yes(MIGRATION, OPENAPI, note="Caps the output."),
        openai=_yes(OPENAI_SDK, note="Deprecated there in favour of `max_completion_tokens`."),
        lesson="01_move_one_call",
    ),
    Field(
        name="stream",
        types=("boolean",),
        default=False,
        electron=_yes(MIGRATION, OPENAPI),
        openai=_BOTH,
        lesson="02_stream",
    ),
    Field(
        name="stream_options",
        types=("object",),
        electron=_yes(MIGRATION, OPENAPI, note="`include_usage` is the option that is listed."),
        openai=_BOTH,
        lesson="02_stream",
    ),
    Field(
        name="stop",
        types=("string", "array"),
        maximum=MAX_STOPS,
        electron=_yes(OPENAPI, note=f"A string or up to {MAX_STOPS} of them."),
        openai=_BOTH,
    ),
    Field(
        name="seed",
        types=("integer",),
        electron=_yes(OPENAPI, note="Best effort."),
        openai=_BOTH,
    ),
    Field(
        name="response_format",
        types=("object",),
        electron=_formats(),
        openai=_BOTH,
        instead='{"type": "json_object"}, the schema in the prompt, and validation.',
        lesson="04_get_json",
    ),
    Field(
        name="tools",
        types=("array",),
        minimum=1,
        maximum=MAX_TOOLS,
        electron=_yes(OPENAPI, PAGES, note=f"Up to {MAX_TOOLS}. Leave it out; do not send `[]`."),
        openai=_yes(OPENAI_SDK, note="Unchanged in shape."),
        lesson="03_call_tools",
    ),
    Field(
        name="tool_choice",
        types=("string", "object"),
        choices=("auto", "required", "none"),
        default="auto",
        electron=_yes(OPENAPI, note="`auto`, `required`, `none` or a named function."),
        openai=_BOTH,
        lesson="03_call_tools",
    ),
    Field(name="logprobs", types=("boolean",), electron=_yes(OPENAPI), openai=_BOTH),
    Field(
        name="top_logprobs",
        types=("integer",),
        minimum=0,
        maximum=20,
        electron=_yes(OPENAPI, note="Needs `logprobs: true`."),
        openai=_BOTH,
    ),
    Field(
        name="presence_penalty",
        types=("number",),
        minimum=-2,
        maximum=2,
        default=0,
        electron=_yes(OPENAPI),
        openai=_BOTH,
    ),
    Field(
        name="frequency_penalty",
        types=("number",),
        minimum=-2,
        maximum=2,
        default=0,
        electron=_yes(OPENAPI),
        openai=_BOTH,
    ),
    Field(name="logit_bias", types=("object",), electron=_yes(OPENAPI), openai=_BOTH),
    Field(
        name="user",
        types=("string",),
        electron=_yes(OPENAPI, note="Opaque, not interpreted."),
        openai=_BOTH,
    ),
    Field(
        name="n",
        types=("integer",),
        minimum=1,
        maximum=1,
        electron=_no(MIGRATION, OPENAPI, note="400 if above 1: `n > 1 is not supported`."),
        openai=_BOTH,
        instead="Send that many requests, within the plan's limits.",
        lesson="01_move_one_call",
    ),
    Field(
        name="prompt_logprobs",
        electron=_no(MIGRATION, OPENAPI, note="400."),
        openai=Claim(Fate.NOT_PROMISED, "On some models, says the migration page.", (MIGRATION,)),
        instead="Leave it out.",
    ),
    _unlisted(
        "max_completion_tokens",
        instead="max_tokens, with the same number.",
        lesson="01_move_one_call",
    ),
    _unlisted("parallel_tool_calls", lesson="03_call_tools"),
    _unlisted("reasoning_effort", instead="Leave it out, and ask for the depth in the prompt."),
    _unlisted("store"),
    _unlisted("metadata", instead="Keep it in your own log, by request id."),
    _unlisted("service_tier"),
    _unlisted("prediction"),
    _unlisted("modalities", instead="Leave it out: text is the only modality."),
    _unlisted("audio", instead="Leave it out: text is the only modality."),
    _unlisted("web_search_options", instead="A tool of your own that searches."),
    _unlisted("functions", instead="tools", lesson="03_call_tools"),
    _unlisted("function_call", instead="tool_choice", lesson="03_call_tools"),
    _unlisted("verbosity", instead="Leave it out, and ask for the length in the prompt."),
    _unlisted("prompt_cache_key", instead="Leave it out: prefix caching is automatic."),
    _unlisted("prompt_cache_options", instead="Leave it out: prefix caching is automatic."),
    _unlisted("prompt_cache_retention", instead="Leave it out: prefix caching is automatic."),
    _unlisted("safety_identifier", instead="user"),
    _unlisted("moderation"),
)


def _same_role(name: str) -> Role:
    return Role(name=name, electron=_yes(MIGRATION, OPENAPI), openai=_BOTH)


ROLES = (
    _same_role("system"),
    _same_role("user"),
    _same_role("assistant"),
    _same_role("tool"),
    Role(
        name="developer",
        electron=_assumed_no("Not among the four roles that are listed."),
        openai=_BOTH,
        instead="system",
        lesson="01_move_one_call",
    ),
    Role(
        name="function",
        electron=_assumed_no("Not among the four roles that are listed."),
        openai=_yes(OPENAI_SDK, note="Deprecated there in favour of `tool`."),
        instead="tool, with a `tool_call_id`.",
        lesson="03_call_tools",
    ),
)

_NO_PARTS = "Content is a string; a list of parts is not listed."

CONTENT_PARTS = (
    ContentPart(
        name="text", electron=_assumed_no(_NO_PARTS), openai=_BOTH, instead="The text as a string."
    ),
    ContentPart(
        name="image_url",
        electron=_no(PAGES, note="Text in, text out."),
        openai=_BOTH,
        instead="A second client for images.",
    ),
    ContentPart(
        name="input_audio",
        electron=_no(PAGES, note="Text in, text out."),
        openai=_BOTH,
        instead="Transcribe first.",
    ),
    ContentPart(
        name="file",
        electron=_no(PAGES, note="Text in, text out."),
        openai=_BOTH,
        instead="The file's text as a string.",
    ),
)

FORMATS = (
    Format(name="text", electron=_yes(MIGRATION, OPENAPI), openai=_BOTH),
    Format(
        name="json_object",
        electron=_yes(MIGRATION, OPENAPI, note="Ask for JSON in a message too."),
        openai=_yes(OPENAI_SDK, note="Ask for JSON in a message too."),
        lesson="04_get_json",
    ),
    Format(
        name="json_schema",
        electron=_JSON_SCHEMA,
        openai=_BOTH,
        instead="`json_object`, the schema in the prompt, validation and a bounded repair.",
        lesson="04_get_json",
    ),
)
