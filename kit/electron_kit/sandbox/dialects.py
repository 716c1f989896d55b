"""What each endpoint says: answers, chunks and error envelopes, in its own shape."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from electron_kit.contract import ERRORS
from electron_kit.providers import ELECTRON, OPENAI, Provider

from .json_encoding import encode, encode_text

CREATED = 1_767_225_600
"""The time in every answer of a repeatable sandbox: 2026-01-01 00:00 UTC."""

DONE = "data: [DONE]\n\n"

# Electron's documents state no type for these; written down in the contract as assumed.
_ELECTRON_TYPES = {403: "permission_error", 404: "not_found_error"} | {
    case.status: case.type for case in ERRORS if case.type
}
_OPENAI_TYPES: dict[int, tuple[str, str | None]] = {
    401: ("invalid_request_error", "invalid_api_key"),
    403: ("invalid_request_error", "insufficient_permissions"),
    429: ("requests", "rate_limit_exceeded"),
}

FAULT_MESSAGES = {
    401: "Invalid API key",
    403: "This plan has no access to the model",
    429: "Rate limit exceeded",
    500: "The server had an error while processing the request",
    502: "The model is unavailable",
    503: "The endpoint is disabled or the model is overloaded",
}


class Usage(NamedTuple):
    """The tokens of one exchange.

    Attributes:
        prompt: Tokens of the prompt.
        completion: Tokens of all choices.
        cached: Tokens of the prompt that the prefix cache had.
    """

    prompt: int
    completion: int
    cached: int


class Choice(NamedTuple):
    """One answer, cut into tokens.

    Attributes:
        content: The tokens of its text; None for ``content: null``.
        calls: Its tool calls.
        finish: The ``finish_reason``.
    """

    content: tuple[str, ...] | None
    calls: tuple[Call, ...] = ()
    finish: str = "stop"

    @property
    def text(self) -> str | None:
        """The text, or None."""
        return None if self.content is None else "".join(self.content)


class Call(NamedTuple):
    """One tool call.

    Attributes:
        id: Its id.
        name: The tool's name.
        arguments: The tokens of its arguments.
    """

    id: str
    name: str
    arguments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dialect:
    """One endpoint's way of saying things.

    Attributes:
        name: ``"electron"`` or ``"openai"``.
        prefix: Its path before ``/chat/completions``.
        provider: The provider that it stands in for.
    """

    name: str
    prefix: str
    provider: Provider

    def error(
        self,
        status: int,
        message: str,
        request_id: str,
        *,
        details: list[dict[str, Any]] | None = None,
        param: str | None = None,
        code: str | None = None,
    ) -> bytes:
        """Return an error envelope; a ``code`` of ``""`` is null, whatever the usual one."""
        error: dict[str, Any] = {"message": message}
        if self.name == "electron":
            default = "api_error" if status >= 500 else "invalid_request_error"
            error["type"] = _ELECTRON_TYPES.get(status, default)
            if details:
                error["details"] = details
            error["request_id"] = request_id
        else:
            default = "server_error" if status >= 500 else "invalid_request_error"
            kind, usual = _OPENAI_TYPES.get(status, (default, None))
            error |= {"type": kind, "param": param, "code": usual if code is None else code or None}
        return encode({"error": error}).encode()

    def completion(
        self,
        begins: str,
        model: str,
        choices: list[Choice],
        usage: Usage,
        top_logprobs: int | None,
    ) -> bytes:
        """Return a whole answer.

        Args:
            begins: What it begins with: its id, its kind and its time.
            model: The model to name.
            choices: The answers.
            usage: The tokens counted.
            top_logprobs: Alternatives for each token's log probability; None for no logprobs.
        """
        openai = self.name == "openai"
        shown = ",".join(
            [
                self._plain_choice(index, choice)
                if top_logprobs is None and not choice.calls
                else encode(self._choice(index, choice, top_logprobs))
                for index, choice in enumerate(choices)
            ]
        )
        tail = ',"service_tier":"default","system_fingerprint":"fp_sandbox"' if openai else ""
        return (
            f'{begins}"model":{encode_text(model)},"choices":[{shown}],'
            f'"usage":{self._shown_usage(usage)}{tail}}}'
        ).encode()

    def usage(self, usage: Usage) -> dict[str, Any]:
        """Return the ``usage`` block."""
        block: dict[str, Any] = {
            "prompt_tokens": usage.prompt,
            "completion_tokens": usage.completion,
            "total_tokens": usage.prompt + usage.completion,
            "prompt_tokens_details": {"cached_tokens": usage.cached},
        }
        if self.name == "openai":
            block["prompt_tokens_details"]["audio_tokens"] = 0
            block["completion_tokens_details"] = {
                "reasoning_tokens": 0,
                "audio_tokens": 0,
                "accepted_prediction_tokens": 0,
                "rejected_prediction_tokens": 0,
            }
        return block

    def _shown_usage(self, usage: Usage) -> str:
        prompt, completion, cached = usage
        form = _USAGE_FORMS.get(self.name) or _usage_form(self)
        return form % (prompt, completion, prompt + completion, cached)

    def events(
        self,
        begins: str,
        model: str,
        choices: list[Choice],
        usage: Usage | None,
        top_logprobs: int | None,
    ) -> str:
        """Return the events of a stream, one for each token, without ``[DONE]``.

        They come as one text, since most streams leave in one write; each event ends in
        an empty line, and there is no other.

        Args:
            begins: What each begins with: the answer's id, its kind and its time.
            model: The model to name.
            choices: The answers; they are sent one after another.
            usage: The tokens counted, where ``include_usage`` asks for them.
            top_logprobs: Alternatives for each token's log probability; None for no logprobs.
        """
        openai = self.name == "openai"
        head = f'data: {begins}"model":{encode(model)},'
        if openai:
            head += '"service_tier":"default","system_fingerprint":"fp_sandbox",'
        tail = '],"usage":null}\n\n' if openai and usage is not None else "]}\n\n"
        events = [
            event
            for index, choice in enumerate(choices)
            for event in self._choice_events(head, tail, index, choice, top_logprobs)
        ]
        if usage is not None:
            events.append(f'{head}"choices":[],"usage":{self._shown_usage(usage)}}}\n\n')
        return "".join(events)

    def _choice_events(
        self, head: str, tail: str, index: int, choice: Choice, top_logprobs: int | None
    ) -> Iterator[str]:
        before = f'{head}"choices":[{{"index":{index},"delta":'
        none = ',"logprobs":null' if self.name == "openai" else ""
        after = f'{none},"finish_reason":null}}{tail}'
        first = "null" if choice.content is None else '""'
        refusal = ',"refusal":null' if self.name == "openai" else ""
        yield f'{before}{{"role":"assistant","content":{first}{refusal}}}{after}'
        if top_logprobs is None:
            yield from _joined(f'{before}{{"content":', choice.content or (), f"}}{after}")
        else:
            for token in choice.content or ():
                sure = encode({"content": [logprob(token, top_logprobs)], "refusal": None})
                yield (
                    f'{before}{{"content":{encode(token)}}},"logprobs":{sure}'
                    f',"finish_reason":null}}{tail}'
                )
        for number, call in enumerate(choice.calls):
            opening = {
                "index": number,
                "id": call.id,
                "type": "function",
                "function": {"name": call.name, "arguments": ""},
            }
            yield f'{before}{{"tool_calls":[{encode(opening)}]}}{after}'
            fragment = f'{before}{{"tool_calls":[{{"index":{number},"function":{{"arguments":'
            yield from _joined(fragment, call.arguments, f"}}}}]}}{after}")
        yield f'{before}{{}}{none},"finish_reason":"{choice.finish}"}}{tail}'

    def _plain_choice(self, index: int, choice: Choice) -> str:
        """Return what `_choice` would, as JSON, for a plain answer: most are, so this is quick."""
        text = choice.text
        content = "null" if text is None else encode_text(text)
        head = f'{{"index":{index},"message":{{"role":"assistant","content":{content}'
        if self.name == "electron":
            return f'{head},"tool_calls":null}},"finish_reason":"{choice.finish}"}}'
        middle = ',"refusal":null,"annotations":[]},"logprobs":null'
        return f'{head}{middle},"finish_reason":"{choice.finish}"}}'

    def _choice(self, index: int, choice: Choice, top_logprobs: int | None) -> dict[str, Any]:
        message: dict[str, Any] = {"role": "assistant", "content": choice.text}
        calls = [
            {
                "id": call.id,
                "type": "function",
                "function": {"name": call.name, "arguments": "".join(call.arguments)},
            }
            for call in choice.calls
        ]
        if self.name == "electron":
            message["tool_calls"] = calls or None
        else:
            message |= {"refusal": None, "annotations": []}
            if calls:
                message["tool_calls"] = calls
        shown: dict[str, Any] = {"index": index, "message": message}
        if top_logprobs is not None and choice.content is not None:
            sure = [logprob(token, top_logprobs) for token in choice.content]
            shown["logprobs"] = {"content": sure, "refusal": None}
        elif self.name == "openai":
            shown["logprobs"] = None
        shown["finish_reason"] = choice.finish
        return shown


_USAGE_FORMS: dict[str, str] = {}


def _usage_form(dialect: Dialect) -> str:
    """Return a ``usage`` block as JSON with places for its numbers: quicker than to encode one."""
    usage = Usage(7_000_001, 7_000_020, 7_000_300)
    form = encode(dialect.usage(usage))
    for number in (usage.prompt, usage.completion, usage.prompt + usage.completion, usage.cached):
        form = form.replace(str(number), "%d")
    _USAGE_FORMS[dialect.name] = form
    return form


def _joined(start: str, tokens: tuple[str, ...], end: str) -> Iterator[str]:
    """Yield one event for each token: a join is a third of the time of a loop."""
    if tokens:
        yield f"{start}{f'{end}{start}'.join(map(encode_text, tokens))}{end}"


def logprob(token: str, alternatives: int) -> dict[str, Any]:
    """Return a token's log probability: 0, as nothing else could have come from the sandbox."""
    sure = {"token": token, "logprob": 0.0, "bytes": list(token.encode())}
    others = [{"token": other, "logprob": -9999.0, "bytes": list(other.encode())} for other in _NO]
    top = [sure, *(other for other in others if other["token"] != token)][:alternatives]
    return {**sure, "top_logprobs": top}


# Tokens that stand where alternatives are asked for; \u22129999 is OpenAI's own "very unlikely".
_NO = [
    f" {word}"
    for word in [
        "the",
        "a",
        "of",
        "to",
        "and",
        "in",
        "is",
        "it",
        "you",
        "that",
        "he",
        "was",
        "for",
        "on",
        "are",
        "as",
        "with",
    ]
]
_NO += [" his", " they", " I"]

ELECTRON_DIALECT = Dialect("electron", "/waves/v1", ELECTRON)
OPENAI_DIALECT = Dialect("openai", "/v1", OPENAI)
DIALECTS = (ELECTRON_DIALECT, OPENAI_DIALECT)
