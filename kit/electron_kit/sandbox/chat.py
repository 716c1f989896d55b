"""A chat request from its body to its answer: checked, replied to, put into shape."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from electron_kit.contract import AS_OF
from electron_kit.providers import ConfigurationError

from . import fault_effects, openai_rules, tokens
from .answer import Answer
from .body import allowed_tokens, check_form, check_size, output_limit, parsed_body, too_long
from .conversation import Conversation, read
from .dialects import CREATED, DONE, ELECTRON_DIALECT, Choice, Usage
from .electron_rules import not_promised, violations
from .exchange import Context, Refused, unique_id
from .prefix_cache import PrefixCache, told
from .replies import choices as make_choices
from .script import ReplyScript, Scripted
from .violation import Violation

# What was read of a request is kept for when it comes again: of bodies up to so many bytes, and of
# all together so many.
_KNOWN_BYTES = 16_384
_ALL_KNOWN_BYTES = 1_048_576
_SSE = "text/event-stream; charset=utf-8"


@dataclass(slots=True)
class Settings:
    """How a sandbox behaves.

    Attributes:
        plan: Whose limits hold for an Electron key.
        lenient: Accept what Electron's contract is silent about.
        ttft: Seconds before the first byte of an answer.
        tps: Tokens a second after it; None for at once.
        filler: ``"prompt"``, ``"always"`` or ``"never"``: text beside Electron's tool calls.
        minute: Seconds in a minute of the plan.
        as_of: The day that decides which of OpenAI's models have ended.
        repeatable: Give equal requests equal ids, and every answer the same time.
    """

    plan: str = "unlimited"
    lenient: bool = False
    ttft: float = 0.0
    tps: float | None = None
    filler: str = "prompt"
    minute: float = 60.0
    as_of: date = AS_OF
    repeatable: bool = False


@dataclass(slots=True)
class _Known:
    """What came of a request, for one that is equal to it."""

    body: Any
    conversation: Conversation
    made: list[Choice]
    completion: int
    text: str | None
    called: tuple[str, ...]
    not_promised: tuple[str, ...]
    # Its answer, by the number of cached tokens that it tells of, cut where an id and a time
    # stand; kept for requests that were repeated once.
    shapes: dict[int | None, list[bytes]] | None = None


class Chat:
    """Answers chat requests.

    Args:
        settings: How the sandbox behaves.
        replies: Replies that a user has scripted.
        cache: The prompts seen recently.
    """

    def __init__(self, settings: Settings, replies: ReplyScript, cache: PrefixCache) -> None:
        self.settings = settings
        self.replies = replies
        self.cache = cache
        # Replies are a pure function of the request: an equal one need not be thought of twice.
        self._known: dict[str, _Known] = {}
        self._known_bytes = 0

    def read(self, context: Context) -> Any:
        """Return the JSON value of a request's body.

        Raises:
            Refused: It is no JSON, or says that it is something else.
        """
        check_form(context)
        known = self._known.get(context.digest) if not len(self.replies) else None
        if known is None:
            return parsed_body(context)
        context.entry.body = known.body
        return known.body

    def answer(self, context: Context, body: Any) -> Answer:
        """Return the answer to a request.

        Raises:
            Refused: The request is refused.
            Reset: A scripted reply resets the connection.
        """
        known = self._known.get(context.digest) if not len(self.replies) else None
        if known is None:
            conversation = self._check(context, body)
            scripted = self.scripted(context, body, conversation)
            made = self.reply(context, body, conversation, scripted)
            known = _Known(
                body,
                conversation,
                made,
                completion_tokens(made),
                made[0].text,
                tuple([call.name for call in made[0].calls]),
                context.entry.not_promised,
            )
            self._remember(context, known)
        else:
            known.shapes = known.shapes or {}
        if context.fault is not None and context.fault.call:
            known = _with(known, fault_effects.choices(known.made, context.fault))
        usage = self.usage(context, known.conversation, known.completion)
        entry = context.entry
        entry.not_promised = known.not_promised
        entry.status = 200
        entry.answer = known.text
        entry.tool_calls = known.called
        entry.usage = context.dialect.usage(usage)
        return self._shape(context, body, known, usage)

    def _check(self, context: Context, body: Any) -> Conversation:
        if context.dialect is ELECTRON_DIALECT:
            context.entry.not_promised = not_promised(body)
            found = violations(body, lenient=self.settings.lenient)
            if found:
                raise context.invalid(found)
        else:
            complaint = openai_rules.complaint(body, self.settings.as_of)
            if complaint is not None:
                raise Refused(
                    complaint.status,
                    complaint.message,
                    param=complaint.param,
                    code=complaint.code or "",
                )
        check_size(context, body)
        try:
            conversation = read(context.dialect.name, body)
        except RecursionError:
            found = [Violation("custom", "tools is nested too deeply", ("tools",))]
            raise context.invalid(found) from None
        self._check_context(context, body, len(conversation.prompt_tokens))
        return conversation

    def _check_context(self, context: Context, body: dict[str, Any], prompt: int) -> None:
        limit = allowed_tokens(context)
        output = output_limit(context.dialect, body) or 1
        if prompt + output > limit:
            raise too_long(
                context,
                "messages" if prompt >= limit else "max_tokens",
                f"The context holds {limit} tokens of input and output together; this request "
                f"has {prompt} of input and asks for {'at least ' * (output == 1)}{output}",
            )

    def scripted(self, context: Context, body: Any, conversation: Conversation) -> Scripted | None:
        """Return what a user's script answers, or None; its fault happens in any case.

        Raises:
            Refused: A function of the script returned what is no reply, or its fault is a status.
            Reset: Its fault resets the connection.
        """
        try:
            scripted = self.replies.find(body, conversation)
        except ConfigurationError as error:
            raise Refused(500, f"Scripted reply: {error}") from None
        if scripted is None or scripted.fault is None:
            return scripted
        context.set_fault(scripted.fault)
        # A fault without an answer of its own spoils the one that there would be anyway.
        return scripted if scripted.calls or scripted.content is not None else None

    def reply(
        self,
        context: Context,
        body: dict[str, Any],
        conversation: Conversation,
        scripted: Scripted | None,
    ) -> list[Choice]:
        """Return the choices of an answer."""
        prompt = conversation.prompt_tokens
        electron = context.dialect is ELECTRON_DIALECT
        limit = allowed_tokens(context)
        room = min(output_limit(context.dialect, body) or limit, limit - len(prompt))
        stop = body.get("stop")
        return make_choices(
            conversation,
            count=1 if electron else int(body.get("n") or 1),
            room=room,
            stops=[stop] if isinstance(stop, str) else stop or [],
            filler=self.settings.filler,
            scripted=scripted,
        )

    def _remember(self, context: Context, known: _Known) -> None:
        if len(self.replies) or len(context.request.body) > _KNOWN_BYTES:
            return
        self._make_room(1_024 + 8 * len(context.request.body))
        self._known[context.digest] = known

    def _make_room(self, size: int) -> None:
        self._known_bytes += size
        if self._known_bytes > _ALL_KNOWN_BYTES:
            self._known.clear()
            self._known_bytes = size

    def usage(self, context: Context, conversation: Conversation, completion: int) -> Usage:
        """Return the tokens of an exchange, and remember its prompt."""
        prompt = conversation.prompt_tokens
        electron = context.dialect is ELECTRON_DIALECT
        scope = f"{context.key} {conversation.model}"
        known = self.cache.seen(scope, prompt, whole_blocks=not electron)
        return Usage(len(prompt), completion, told(known, electron=electron))

    def pace(self, context: Context) -> tuple[float, float]:
        """Return the seconds to the first byte of an answer, and between two of its tokens."""
        fault = context.fault
        ttft = self.settings.ttft if fault is None or fault.ttft is None else fault.ttft
        tps = self.settings.tps if fault is None or fault.tps is None else fault.tps
        return ttft, 1 / tps if tps else 0.0

    def _shape(self, context: Context, body: dict[str, Any], known: _Known, usage: Usage) -> Answer:
        fault = context.fault
        ttft, interval = self.pace(context)
        whole = self._whole(context, body, known, usage)
        request_id = ("x-request-id", f"req_{context.request_id}")
        if not body.get("stream"):
            headers = (("content-type", "application/json"), request_id)
            interval *= usage.completion
            return Answer(200, whole, headers, first_byte=ttft, interval=interval)
        streamed = (("content-type", _SSE), ("cache-control", "no-cache"), request_id)
        answer = Answer(200, whole, streamed, True, first_byte=ttft, interval=interval)
        if fault is not None:
            message = fault_effects.FAILED
            failed = context.dialect.error(500, message, f"req_{context.request_id}").decode()
            text = fault_effects.events(
                whole.decode().removesuffix(DONE),
                fault,
                answer,
                lambda number: f"data: {failed}\n\n",
                DONE,
            )
            answer.body = text.encode()
        return answer

    def _whole(self, context: Context, body: dict[str, Any], known: _Known, usage: Usage) -> bytes:
        """Return the bytes of an answer as they are if nothing goes wrong."""
        stream = bool(body.get("stream"))
        wants_usage = not stream or bool((body.get("stream_options") or {}).get("include_usage"))
        shape = usage.cached if wants_usage else None
        begins = _id_and_time(context.request_id, context.created, stream)
        shapes = known.shapes
        if shapes is None:
            whole = self._written(context, begins, body, known, usage if wants_usage else None)
        else:
            if shape not in shapes:
                mark = _id_and_time(context.digest, CREATED, stream)
                made = self._written(context, mark, body, known, usage if wants_usage else None)
                self._make_room(len(made))
                shapes[shape] = made.split(mark.encode())
            whole = begins.encode().join(shapes[shape])
        if not self.settings.repeatable:
            for choice in known.made:
                for call in choice.calls:
                    whole = whole.replace(call.id.encode(), f"call_{unique_id()}".encode())
        return whole

    @staticmethod
    def _written(
        context: Context, begins: str, body: dict[str, Any], known: _Known, usage: Usage | None
    ) -> bytes:
        """Return an answer; it, or each of its chunks, begins with its id and its time."""
        top = int(body.get("top_logprobs") or 0) if body.get("logprobs") else None
        if body.get("stream"):
            text = context.dialect.events(begins, body["model"], known.made, usage, top)
            return f"{text}{DONE}".encode()
        assert usage is not None  # noqa: S101  (only a stream has none)
        return context.dialect.completion(begins, body["model"], known.made, usage, top)


def _with(known: _Known, made: list[Choice]) -> _Known:
    """Return what came of a request, with other choices."""
    called = tuple([call.name for call in made[0].calls])
    completion = completion_tokens(made)
    return replace(known, made=made, completion=completion, called=called, shapes=None)


def _id_and_time(identity: str, created: int, stream: bool) -> str:
    """Return what an answer and each of its chunks begin with."""
    kind = ".chunk" if stream else ""
    return f'{{"id":"chatcmpl-{identity}","object":"chat.completion{kind}","created":{created},'


def completion_tokens(made: list[Choice]) -> int:
    """Return the tokens of all choices."""
    return sum(
        [
            len(choice.content or ())
            + sum([len(call.arguments) + tokens.count(call.name) for call in choice.calls])
            for choice in made
        ]
    )
