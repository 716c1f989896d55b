"""One request of a comparison: what makes it the same one, what it cost, what was answered."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from typing import Any

from ..ledger.bill import PriceList
from ..record import Usage
from .prompts import Prompt
from .sides import Answer, Side


@dataclass(frozen=True, slots=True)
class Ask:
    """One request: a prompt to a side.

    Attributes:
        prompt: What is asked.
        side: Who is asked.
        number: Of the requests for this prompt, the how-manieth.
    """

    prompt: Prompt
    side: Side
    number: int

    @property
    def key(self) -> str:
        """What it is called in a journal; the first as before there were repeats."""
        again = f"#{self.number}" if self.number > 1 else ""
        return f"{self.prompt.id}@{self.side.name}{again}"

    @property
    def digest(self) -> str:
        """What makes a request the same one: a prompt that was edited is asked anew."""
        side, prompt = self.side, self.prompt
        told = [side.account.base_url, side.model_for(prompt), prompt.request]
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]

    def answer(self, **values: Any) -> Answer:
        """Return an answer to it."""
        return Answer(self.prompt.id, self.side.name, repeat=self.number, **values)


def words_of(error: Exception) -> str:
    """Return what an error says, with the details that Electron gives."""
    body = getattr(error, "body", None)
    details = body.get("details") if isinstance(body, dict) else None
    words = [str(it["message"]) for it in details or () if isinstance(it, dict) and "message" in it]
    return f"{error} ({'; '.join(words)})" if words else str(error)


def read(answer: Answer, body: Any, side: Side) -> Answer:
    """Return an answer with what a response's body says."""
    try:
        choice = body["choices"][0]
        message = choice["message"]
        calls = tuple(
            (str(call["function"]["name"]), str(call["function"]["arguments"]))
            for call in message.get("tool_calls") or ()
        )
        text, finish = message.get("content") or "", str(choice.get("finish_reason") or "")
    except (KeyError, IndexError, TypeError, AttributeError):
        return replace(answer, error="the answer is no chat completion", status=200)
    used = Usage.from_body(body.get("usage"))
    counted = (used.prompt_tokens, used.cached_tokens, used.completion_tokens) if used else None
    cost = None
    price = side.price or PriceList().of(side.name, None)
    if counted and price is not None:
        read, cached, written = counted
        dollars = (read - cached) * price.input + cached * price.cached + written * price.output
        cost = dollars / 1_000_000
    return replace(
        answer,
        text=str(text),
        calls=calls,
        finish=finish,
        usage=counted,
        cost=cost,
        model=str(body.get("model") or ""),
    )
