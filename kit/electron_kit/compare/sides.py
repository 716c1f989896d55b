"""The two sides of a comparison, and what one of them made of a prompt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from ..contract import UNLIMITED, Plan, Price
from ..providers import Account
from ..providers import provider as find_provider
from ..transport.plans import plan_of
from .prompts import Prompt


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two providers.

    Attributes:
        account: Its URL and key.
        model: The model to ask for where a prompt names none.
        plan: Whose limits to keep.
        price: What its tokens cost, or None if that is not known.
    """

    account: Account
    model: str
    plan: Plan = UNLIMITED
    price: Price | None = None

    @classmethod
    def from_env(cls, provider: str, env: Mapping[str, str] | None = None) -> Self:
        """Return the side that the environment describes, with its usual model, price and plan.

        Args:
            provider: ``"electron"`` or ``"openai"``.
            env: The environment to read; this process's own by default.

        Raises:
            ConfigurationError: The key is missing or another provider's, or the URL leads away.
        """
        account = find_provider(provider).from_env(env)
        known = account.provider
        return cls(account, known.model_from(), plan_of(account, None), known.price)

    @property
    def name(self) -> str:
        """The provider's name."""
        return self.account.provider.name

    def model_for(self, prompt: Prompt) -> str:
        """Return the model to ask for: a prompt's own is OpenAI's."""
        return prompt.model if prompt.model and self.name == "openai" else self.model


@dataclass(frozen=True, slots=True)
class Answer:
    """What one side made of one prompt.

    Attributes:
        prompt: The prompt's id.
        side: The provider's name.
        text: The answer's text.
        calls: The tools called: name and arguments as they were written.
        finish: The ``finish_reason``.
        seconds: From sending to the whole answer, without the queue.
        usage: Input, cached and output tokens; None if none were counted.
        cost: In US dollars; None if no price is known.
        error: Why there is no answer; empty if there is one.
        status: The status that a refusal had; None if there is an answer, or no response at all.
        repeat: The how-manieth request for the prompt, from 1.
        model: The model that answered, by its own word.
        day: The day of the answer, as ISO date.
    """

    prompt: str
    side: str
    text: str = ""
    calls: tuple[tuple[str, str], ...] = ()
    finish: str = ""
    seconds: float | None = None
    usage: tuple[int, int, int] | None = None
    cost: float | None = None
    error: str = ""
    status: int | None = None
    repeat: int = 1
    model: str = ""
    day: str = ""

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Answer:
        """Return the answer that a journal holds."""
        values = {**values, "calls": tuple((name, text) for name, text in values["calls"])}
        values["usage"] = tuple(values["usage"]) if values["usage"] else None
        return cls(**values)
