"""A whole answer: its shape in the SDK's types, its counts, and what ends it."""

from __future__ import annotations

from ..ask import Ask
from ..check import Judge, Said, check
from ..exchange import at
from .judging import content, ended, message, served


@check(
    "answers.shape",
    uses=("plain",),
    electron=Said("The answer is a chat.completion with one choice, finish_reason stop.", "S D", 0),
    openai=Said("The answer is a chat.completion with one choice, finish_reason stop.", "O", 0),
)
def shape(ask: Ask, judge: Judge) -> None:
    """The SDK's own type, filled strictly."""
    from openai.types.chat import ChatCompletion
    from pydantic import ValidationError

    exchange = ask.shared("plain")
    if not served(judge, exchange):
        return
    try:
        answer = ChatCompletion.model_validate_json(exchange.body)
    except ValidationError as problem:
        where = ".".join(map(str, problem.errors()[0]["loc"]))
        judge.must(False, f"not the SDK's ChatCompletion: {where}: {problem.errors()[0]['msg']}")
        return
    judge.should(len(answer.choices) == 1, f"{len(answer.choices)} choices")
    judge.should(answer.choices[0].index == 0, "the choice's index is not 0")
    finish = answer.choices[0].finish_reason
    judge.should(finish == "stop", f"finish_reason is {finish!r}")
    judge.must(bool(answer.choices[0].message.content), "the answer has no text")


@check(
    "answers.names",
    uses=("plain",),
    electron=Said('id starts with chatcmpl-, and model is "electron".', "S D", 0),
    openai=Said("id starts with chatcmpl-, and model names the one asked for.", "O", 0),
)
def names(ask: Ask, judge: Judge) -> None:
    """Who answered, under which name."""
    answer = ask.shared("plain").json
    name, model = at(answer, "id"), at(answer, "model")
    judge.must(isinstance(name, str) and isinstance(model, str), "id or model is missing")
    judge.should(str(name).startswith("chatcmpl-"), f"id is {name!r}")
    named = model == "electron" if ask.electron else str(model).startswith(ask.model)
    judge.should(named, f"model is {model!r}")


@check(
    "answers.usage",
    uses=("plain",),
    electron=Said("usage counts prompt, completion and total; cached_tokens is there.", "S D", 0),
    openai=Said("usage counts prompt, completion and total; cached_tokens is there.", "O", 0),
)
def usage(ask: Ask, judge: Judge) -> None:
    """The bill."""
    block = at(ask.shared("plain").json, "usage")
    read, written, total = (
        at(block, name) for name in ("prompt_tokens", "completion_tokens", "total_tokens")
    )
    whole = all(isinstance(count, int) and count > 0 for count in (read, written, total))
    if judge.must(whole, f"usage is {block!r}"):
        judge.should(read + written == total, f"{read} + {written} is not {total}")
    cached = at(block, "prompt_tokens_details", "cached_tokens")
    judge.should(isinstance(cached, int), "prompt_tokens_details.cached_tokens is missing")


@check(
    "answers.tool-calls-null",
    uses=("plain",),
    electron=Said("On a plain answer tool_calls is there, as null.", "D", 0),
    openai=Said("On a plain answer tool_calls is left out.", "O", 0),
)
def tool_calls_null(ask: Ask, judge: Judge) -> None:
    """A key that some code looks for."""
    found = message(ask.shared("plain"))
    judge.must(not found.get("tool_calls"), "a plain answer carries tool calls")
    present = "tool_calls" in found
    judge.should(present == ask.electron, f"tool_calls is {'null' if present else 'left out'}")
    if ask.electron:
        judge.record(
            "behaviour-tool-calls-on-plain-answers",
            "deviates" if present else "supported",
            "null" if present else "left out",
        )


@check(
    "answers.length",
    electron=Said("max_tokens caps the answer, which then ends with length.", "M S"),
    openai=Said("max_completion_tokens caps the answer, which then ends with length.", "O"),
)
def length(ask: Ask, judge: Judge) -> None:
    """A cap of five tokens."""
    exchange = ask.post(ask.body("Count from 1 to 30, separated by commas.", max_tokens=5))
    if served(judge, exchange):
        used = at(exchange.json, "usage", "completion_tokens")
        judge.must(isinstance(used, int) and used <= 5, f"{used} tokens came with max_tokens 5")
        ended(judge, exchange, "length")


@check(
    "answers.stop",
    electron=Said("The answer ends before a stop sequence, with finish_reason stop.", "S"),
    openai=Said("The answer ends before a stop sequence, with finish_reason stop.", "O"),
)
def stop(ask: Ask, judge: Judge) -> None:
    """An end in the middle of a sentence."""
    said = "Reply with exactly: alpha beta gamma delta"
    exchange = ask.post(ask.body(said, stop=["gamma"]))
    if served(judge, exchange):
        judge.must("gamma" not in content(exchange), f"the answer was {content(exchange)!r}")
        ended(judge, exchange, "stop")


@check(
    "answers.logprobs",
    electron=Said("With logprobs, each token comes with its own and its alternatives'.", "S"),
    openai=Said("With logprobs, each token comes with its own and its alternatives'.", "O"),
)
def logprobs(ask: Ask, judge: Judge) -> None:
    """How sure it was."""
    exchange = ask.post(ask.body(logprobs=True, top_logprobs=2))
    if not served(judge, exchange):
        return
    tokens = at(exchange.json, "choices", 0, "logprobs", "content")
    if judge.should(isinstance(tokens, list) and bool(tokens), "no logprobs came"):
        numbers = [at(token, "logprob") for token in tokens]
        judge.should(
            all(isinstance(number, int | float) and number <= 0 for number in numbers),
            "a token's logprob is no number up to 0",
        )
        judge.should(
            all(len(at(token, "top_logprobs") or ()) == 2 for token in tokens),
            "a token has not the two alternatives that were asked for",
        )


@check(
    "answers.seed",
    electron=Said("Does the same seed give the same answer? (Best effort.)", "", 2, (60, 80)),
    openai=Said("Does the same seed give the same answer? (Best effort.)", "", 2, (60, 80)),
)
def seed(ask: Ask, judge: Judge) -> None:
    """The same question twice."""
    said = "Name any three animals."
    first, second = (ask.post(ask.body(said, seed=11, max_tokens=40)) for _ in range(2))
    if served(judge, first) and served(judge, second):
        same = content(first) == content(second)
        judge.saw(f"the same seed gave {'the same answer' if same else 'two answers'}")


@check(
    "answers.sdk",
    electron=Said("The openai SDK reads the answer: text, usage and request id.", "M D"),
    openai=Said("The openai SDK reads the answer: text, usage and request id.", "O"),
)
def sdk(ask: Ask, judge: Judge) -> None:
    """As most code asks."""
    from openai.types.chat import ChatCompletion

    with ask.sdk() as client:
        answer = client.chat.completions.create(**ask.body("Reply with exactly: hello"))
    if not judge.must(isinstance(answer, ChatCompletion), f"the SDK returned {answer!r:.80}"):
        return
    judge.must(bool(answer.choices) and bool(answer.choices[0].message.content), "no text came")
    judge.must(answer.usage is not None and answer.usage.total_tokens > 0, "no usage came")
