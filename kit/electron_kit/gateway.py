"""The same providers, in the same order, for a gateway that a fleet already runs.

Who has LiteLLM's proxy between their applications and the models keeps it: this
writes its configuration file from what the kit knows of the providers.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from .contract import BACKOFF_LONGEST_SECONDS, CONTEXT_TOKENS, FIELDS, MAX_ATTEMPTS, Fate, Plan
from .providers import ELECTRON, OPENAI, ConfigurationError, Provider
from .providers import provider as find_provider
from .transport.policy import find_plan
from .transport.rewrite import NEEDED, RENAMED


def litellm_config(
    order: Sequence[str | Provider] = ("electron", "openai"),
    *,
    plan: str | Plan = "standard",
    models: Mapping[str, str] | None = None,
    base_urls: Mapping[str, str] | None = None,
    redis: bool = False,
) -> dict[str, Any]:
    """Return the configuration of LiteLLM's proxy for providers in this order.

    Keys stay out of it: it names the environment variables that hold them. The
    group of models that applications ask for is named after the first provider's
    model; when that provider fails, LiteLLM falls back to the next one.

    Args:
        order: The providers, in the order in which they are asked.
        plan: Electron's plan, whose limits become the proxy's.
        models: The model to ask for, by provider's name, if not its default.
        base_urls: Where to send requests, by provider's name, if not to its own endpoint.
        redis: Keep counts in the Redis that ``REDIS_HOST`` and ``REDIS_PORT`` name, as
            several proxies need it.

    Raises:
        ConfigurationError: A provider or the plan is unknown, or the order is empty.
    """
    chosen = [find_provider(name) for name in order]
    if not chosen:
        raise ConfigurationError("The order is empty: name at least one provider.")
    names = [(models or {}).get(each.name) or each.model_from() for each in chosen]
    settings: dict[str, Any] = {
        # One attempt in the group and then the next group: LiteLLM waits between retries.
        "num_retries": 0 if len(chosen) > 1 else MAX_ATTEMPTS - 1,
        "allowed_fails": 3,
        "cooldown_time": BACKOFF_LONGEST_SECONDS,
        "enable_pre_call_checks": True,
    }
    if len(chosen) > 1:
        settings["fallbacks"] = [{names[0]: names[1:]}]
        settings["context_window_fallbacks"] = [{names[0]: names[1:]}]
    if redis:
        settings["redis_host"] = "os.environ/REDIS_HOST"
        settings["redis_port"] = "os.environ/REDIS_PORT"
    return {
        "model_list": [
            _deployment(each, model, find_plan(plan), (base_urls or {}).get(each.name))
            for each, model in zip(chosen, names, strict=True)
        ],
        "router_settings": settings,
        "general_settings": {"master_key": "os.environ/LITELLM_MASTER_KEY"},
    }


def as_yaml(config: Mapping[str, Any]) -> str:
    """Return a configuration as a YAML file: JSON, which YAML contains, one item a line."""
    return json.dumps(config, indent=2) + "\n"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "--order", default="electron,openai", help="the providers, in order (electron,openai)"
    )
    parser.add_argument("--plan", default="standard", help="Electron's plan (standard)")
    parser.add_argument(
        "--redis", action="store_true", help="keep counts in the Redis of REDIS_HOST and REDIS_PORT"
    )


def run(arguments: argparse.Namespace) -> int:
    """Write the file to the standard output.

    Raises:
        ConfigurationError: An argument cannot be used.
    """
    order = [name.strip() for name in arguments.order.split(",") if name.strip()]
    sys.stdout.write(as_yaml(litellm_config(order, plan=arguments.plan, redis=arguments.redis)))
    return 0


def _deployment(of: Provider, model: str, plan: Plan, base_url: str | None) -> dict[str, Any]:
    params: dict[str, Any] = {
        "model": f"openai/{model}",  # "openai/" names the protocol
        "api_base": base_url or of.base_url,
        "api_key": f"os.environ/{of.key_variable}",
    }
    info: dict[str, Any] = {"mode": "chat"}
    if of.name == ELECTRON.name:
        if plan.requests_per_minute is not None:
            params["rpm"] = plan.requests_per_minute
        if plan.in_flight is not None:
            params["max_parallel_requests"] = plan.in_flight
        params["additional_drop_params"] = [
            field.name
            for field in FIELDS
            if field.electron.fate is Fate.NOT_PROMISED and field.name not in (*NEEDED, *RENAMED)
        ]
        info["max_input_tokens"] = CONTEXT_TOKENS
    price = of.price
    if price is not None:
        params["input_cost_per_token"] = round(price.input / 1e6, 12)
        params["cache_read_input_token_cost"] = round(price.cached / 1e6, 12)
        params["output_cost_per_token"] = round(price.output / 1e6, 12)
    elif of.name == OPENAI.name:
        info["base_model"] = model
    return {"model_name": model, "litellm_params": params, "model_info": info}
