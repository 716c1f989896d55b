"""What is probed: an endpoint, its key, whose documents it is held against, and whose pace."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from ..contract import PLANS
from ..providers import PROVIDERS, ConfigurationError, without_userinfo
from ..providers import provider as find_provider


@dataclass(frozen=True, slots=True)
class Target:
    """What is probed.

    Attributes:
        base_url: The endpoint, without the operation's path.
        key: The API key; empty to send none.
        dialect: Whose documents it is held against.
        model: The model to ask for.
        plan: Whose pace to keep.
        stand_in: Whether it is this process's own sandbox.
    """

    base_url: str
    key: str = field(repr=False)
    dialect: str
    model: str
    plan: str = "standard"
    stand_in: bool = False

    def __post_init__(self) -> None:
        """Refuse a dialect or a plan that there is not."""
        for name, value, known in (
            ("dialect", self.dialect, PROVIDERS),
            ("plan", self.plan, PLANS),
        ):
            if value not in known:
                raise ConfigurationError(
                    f"Unknown {name} {value!r}. Choose one of {', '.join(known)}."
                )

    @classmethod
    def from_env(
        cls, provider: str = "electron", env: Mapping[str, str] | None = None, **changes: Any
    ) -> Self:
        """Return the target that the environment describes.

        Its plan is the one that ``SMALLEST_PLAN`` names, or else the standard one; a sandbox
        has none.

        Args:
            provider: ``"electron"`` or ``"openai"``.
            env: The environment to read; this process's own by default.
            changes: Attributes that are to be otherwise.

        Raises:
            ConfigurationError: The key is missing or another provider's, or the URL leads away.
        """
        env = os.environ if env is None else env
        account = find_provider(provider).from_env(env)
        plan = "unlimited" if account.in_sandbox else env.get("SMALLEST_PLAN") or "standard"
        name, model = account.provider.name, account.provider.model_from()
        found: dict[str, Any] = {"dialect": name, "model": model, "plan": plan}
        return cls(account.base_url, account.key, **{**found, **changes})

    @property
    def endpoint(self) -> str:
        """The base URL as it may be shown."""
        return without_userinfo(self.base_url)
