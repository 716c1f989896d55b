"""What comes back: endpoints, behaviour of answers, and errors."""

from .records import Basis, Behaviour, Claim, Endpoint, ErrorCase, Fate
from .sources import MIGRATION, OPENAI_SDK, OPENAPI, PAGES

_OPENAI = Claim(Fate.SUPPORTED, "", (OPENAI_SDK,))
_ABSENT = Claim(Fate.REJECTED, "No such endpoint is documented.", (OPENAPI, PAGES))
_SAME = Claim(Fate.SUPPORTED, "", (MIGRATION, OPENAPI, PAGES))


def _absent(name: str, path: str, instead: str, lesson: str = "") -> Endpoint:
    return Endpoint(
        name=name, path=path, electron=_ABSENT, openai=_OPENAI, instead=instead, lesson=lesson
    )


def _assumed(name: str, fate: Fate, note: str, *, openai: Claim, instead: str = "") -> Behaviour:
    """Return a choice that was made where the documents are silent."""
    claim = Claim(fate, note, basis=Basis.ASSUMED)
    return Behaviour(name=name, electron=claim, openai=openai, instead=instead)


_KEEP = "Keep an OpenAI client beside Electron's for this."

ENDPOINTS = (
    Endpoint(
        name="chat completions",
        path="/chat/completions",
        electron=_SAME,
        openai=_OPENAI,
        lesson="01_move_one_call",
    ),
    _absent(
        "responses",
        "/responses",
        "Chat completions with your own history.",
        "09_leave_the_responses_api",
    ),
    _absent("assistants", "/assistants", "Chat completions with your own history and tools."),
    _absent("threads", "/threads", "Chat completions with your own history and tools."),
    _absent("embeddings", "/embeddings", _KEEP),
    _absent("images", "/images", _KEEP),
    _absent("audio", "/audio", _KEEP),
    _absent("videos", "/videos", _KEEP),
    _absent("files", "/files", _KEEP),
    _absent("uploads", "/uploads", _KEEP),
    _absent("batches", "/batches", "A paced loop over single requests."),
    _absent("vector stores", "/vector_stores", _KEEP),
    _absent("fine-tuning", "/fine_tuning", "A careful system prompt; fine-tunes cannot be moved."),
    _absent("models", "/models", "`electron`, as a constant."),
    _absent("moderations", "/moderations", _KEEP),
    _absent("realtime", "/realtime", _KEEP),
    _absent("legacy completions", "/completions", "Chat completions with one user message."),
)

BEHAVIOURS = (
    Behaviour(
        name="content on tool-call turns",
        electron=Claim(
            Fate.DEVIATES,
            "May hold a short filler sentence beside `tool_calls`; `null` is possible too.",
            (MIGRATION, PAGES),
        ),
        openai=Claim(Fate.SUPPORTED, "`null`.", (MIGRATION,)),
        instead="Look at `tool_calls`, never at `content is None`; keep `content` in the history.",
        lesson="03_call_tools",
    ),
    Behaviour(
        name="tool_calls on plain answers",
        electron=Claim(Fate.DEVIATES, "The key is there, as `null`.", (PAGES,)),
        openai=Claim(Fate.SUPPORTED, "The key is left out.", (OPENAI_SDK,)),
        instead="`if message.tool_calls:` holds for both.",
        lesson="03_call_tools",
    ),
    Behaviour(
        name="stream end",
        electron=_SAME,
        openai=Claim(Fate.SUPPORTED, "`data: [DONE]`.", (MIGRATION,)),
        lesson="02_stream",
    ),
    Behaviour(
        name="usage chunk",
        electron=Claim(
            Fate.SUPPORTED,
            "With `include_usage`, one more chunk before `[DONE]`, whose `choices` is `[]`.",
            (MIGRATION, OPENAPI, PAGES),
        ),
        openai=_OPENAI,
        instead="Guard `chunk.choices[0]`.",
        lesson="02_stream",
    ),
    Behaviour(
        name="prefix caching",
        electron=Claim(
            Fate.SUPPORTED,
            "Automatic; see `usage.prompt_tokens_details.cached_tokens`.",
            (MIGRATION, PAGES),
        ),
        openai=Claim(Fate.SUPPORTED, "Automatic on some models.", (MIGRATION,)),
        lesson="06_live_within_the_limits",
    ),
    Behaviour(
        name="cancelled stream",
        electron=Claim(
            Fate.SUPPORTED,
            "Usage is finalised and what was generated is billed when the client goes away.",
            (PAGES,),
        ),
        openai=Claim(Fate.SUPPORTED, "Not stated in the SDK.", (OPENAI_SDK,), Basis.ASSUMED),
        lesson="02_stream",
    ),
    Behaviour(
        name="request id",
        electron=Claim(
            Fate.SUPPORTED,
            "Header `X-Request-Id` on every response, and `request_id` in an error.",
            (OPENAPI, PAGES),
        ),
        openai=Claim(Fate.SUPPORTED, "Header `x-request-id`.", (OPENAI_SDK,)),
        lesson="01_move_one_call",
    ),
    Behaviour(
        name="error details",
        electron=Claim(
            Fate.DEVIATES,
            "`details: [{code, message, path}]` and `request_id`; no `param`, no `code`.",
            (MIGRATION, OPENAPI, PAGES),
        ),
        openai=Claim(Fate.SUPPORTED, "`param` and `code`.", (MIGRATION, OPENAI_SDK)),
        instead='`err.body["details"]` where it is there, `err.status_code` always.',
        lesson="01_move_one_call",
    ),
    _assumed(
        "null for an optional field",
        Fate.REJECTED,
        "The types that are listed have no `null`.",
        openai=Claim(Fate.SUPPORTED, "Many fields may be `null`.", (OPENAI_SDK,)),
        instead="Leave the field out.",
    ),
    Behaviour(
        name="message without content",
        electron=Claim(
            Fate.SUPPORTED,
            "The schema of a message requires `role` alone, so `content` may be left out.",
            (OPENAPI,),
        ),
        openai=Claim(Fate.SUPPORTED, "May be left out beside `tool_calls`.", (OPENAI_SDK,)),
    ),
    Behaviour(
        name="message with null content",
        electron=Claim(
            Fate.REJECTED,
            "`null` is for an assistant message that carries only `tool_calls`.",
            (OPENAPI,),
        ),
        openai=Claim(Fate.REJECTED, "400 as well.", basis=Basis.ASSUMED),
        instead="A string, `null` beside `tool_calls`, or no `content` at all.",
    ),
    Behaviour(
        name="tool message without tool_call_id",
        electron=Claim(Fate.REJECTED, "Required where `role` is `tool`.", (OPENAPI,)),
        openai=Claim(Fate.REJECTED, "400 as well.", (OPENAI_SDK,)),
        instead="The `id` of the call that it answers.",
    ),
    Behaviour(
        name="top_logprobs without logprobs",
        electron=Claim(Fate.REJECTED, "`top_logprobs` needs `logprobs: true`.", (OPENAPI,)),
        openai=Claim(Fate.REJECTED, "400 as well.", (OPENAI_SDK,)),
        instead="`logprobs=True` beside it.",
    ),
    Behaviour(
        name="input and output beyond the context",
        electron=Claim(
            Fate.REJECTED,
            "400 where input and `max_tokens` together are more than the context holds.",
            (MIGRATION, OPENAPI),
        ),
        openai=Claim(Fate.REJECTED, "400 as well; each model has its own size.", (OPENAI_SDK,)),
        instead="A shorter history or a smaller `max_tokens`.",
    ),
    _assumed(
        "forced tool without tools",
        Fate.REJECTED,
        "`required` or a function's name needs `tools`.",
        openai=Claim(Fate.REJECTED, "400 as well.", basis=Basis.ASSUMED),
    ),
    Behaviour(
        name="forced tool that is not offered",
        electron=Claim(
            Fate.REJECTED, "Naming a function forces that one: it has to be in `tools`.", (PAGES,)
        ),
        openai=Claim(Fate.REJECTED, "400 as well.", basis=Basis.ASSUMED),
        instead="A name that `tools` has.",
    ),
    _assumed(
        "tool without a name",
        Fate.REJECTED,
        "An empty name: the answer could not call it.",
        openai=Claim(Fate.REJECTED, "400 as well.", basis=Basis.ASSUMED),
    ),
    _assumed(
        "json mode without the word json",
        Fate.SUPPORTED,
        "Nothing says that it is refused.",
        openai=Claim(Fate.REJECTED, "400: a message has to mention JSON.", basis=Basis.ASSUMED),
        instead="Ask for JSON in a message all the same.",
    ),
    _assumed(
        "empty list of tools",
        Fate.REJECTED,
        "The advice is to leave `tools` out.",
        openai=Claim(Fate.REJECTED, "400 as well.", basis=Basis.ASSUMED),
    ),
    _assumed(
        "error types not stated",
        Fate.SUPPORTED,
        "403 `permission_error`, 404 `not_found_error`, 5xx `api_error`.",
        openai=_OPENAI,
        instead="Look at `err.status_code`, not at the type.",
    ),
    Behaviour(
        name="fine-tuned models",
        electron=Claim(Fate.REJECTED, "OpenAI fine-tunes cannot be moved.", (MIGRATION,)),
        openai=_OPENAI,
        instead="A careful system prompt.",
    ),
)


def _error(
    status: int, kind: str | None, name: str, retry: bool, note: str, *, openai: str
) -> ErrorCase:
    return ErrorCase(
        name=name,
        status=status,
        type=kind,
        retry=retry,
        electron=Claim(Fate.SUPPORTED, note, (OPENAPI, PAGES)),
        openai=Claim(Fate.SUPPORTED, openai, (OPENAI_SDK,)),
    )


ERRORS = (
    _error(
        400,
        "invalid_request_error",
        "invalid request",
        False,
        "Schema violation, a rejected field, or more than the context holds.",
        openai="`BadRequestError`",
    ),
    _error(
        401,
        "authentication_error",
        "bad key",
        False,
        "The key is missing or invalid.",
        openai="`AuthenticationError`; `error.type` is `invalid_request_error` there.",
    ),
    _error(
        403,
        None,
        "no access",
        False,
        "The key is valid and its plan has no access to Electron.",
        openai="`PermissionDeniedError`",
    ),
    _error(
        429,
        "rate_limit_error",
        "limit reached",
        True,
        "Too many requests a minute, or too many in flight. Honour `Retry-After`.",
        openai="`RateLimitError`",
    ),
    _error(
        502,
        None,
        "model unavailable",
        True,
        "Try again with backoff.",
        openai="`InternalServerError`",
    ),
    _error(
        503,
        None,
        "disabled or overloaded",
        True,
        "Try again with backoff.",
        openai="`InternalServerError`",
    ),
)
