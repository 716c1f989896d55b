"""Does what pydantic-ai does with a model's name: ``openai:`` means the Responses API."""

from __future__ import annotations

from dataclasses import dataclass

import openai


@dataclass
class Result:
    """An agent's answer."""

    output: str


class Agent:
    """An agent that knows one provider."""

    def __init__(self, model: str) -> None:
        provider, _, self.name = model.partition(":")
        if provider not in ("openai", "openai-responses") or not self.name:
            raise ValueError(f"Unknown model: {model}")

    def run_sync(self, prompt: str) -> Result:
        """Ask."""
        return Result(openai.OpenAI().responses.create(model=self.name, input=prompt).output_text)
