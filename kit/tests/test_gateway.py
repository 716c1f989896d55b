"""The configuration for LiteLLM's proxy; what the proxy makes of it is tested in tests_clients."""

import json
from pathlib import Path
from typing import Any

import pytest

from electron_kit import ConfigurationError
from electron_kit.contract import ELECTRON_PRICE, STANDARD
from electron_kit.gateway import as_yaml, litellm_config

PAGE = Path(__file__).parents[2] / "docs/snippets/fleet/litellm.yaml"


def test_the_order_becomes_fallbacks_and_the_plan_becomes_limits() -> None:
    """The first provider's model is the group's name; the next ones are its fallbacks."""
    config = litellm_config(["electron", "openai"])
    electron, openai = config["model_list"]
    assert electron["litellm_params"]["rpm"] == STANDARD.requests_per_minute
    assert electron["litellm_params"]["max_parallel_requests"] == STANDARD.in_flight
    assert "rpm" not in openai["litellm_params"]
    assert config["router_settings"]["fallbacks"] == [{"electron": ["gpt-5.4-mini"]}]
    back = litellm_config(["openai", "electron"], models={"openai": "gpt-4o"})
    assert back["router_settings"]["fallbacks"] == [{"gpt-4o": ["electron"]}]
    assert "fallbacks" not in litellm_config(["electron"])["router_settings"]


def test_prices_are_per_token_and_no_key_is_in_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys are named by their variables."""
    monkeypatch.setenv("SMALLEST_API_KEY", "sk_secret")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    config = litellm_config()
    params = config["model_list"][0]["litellm_params"]
    assert params["output_cost_per_token"] * 1e6 == pytest.approx(ELECTRON_PRICE.output)
    assert params["api_key"] == "os.environ/SMALLEST_API_KEY"
    assert "secret" not in as_yaml(config)


def test_a_cap_is_never_dropped() -> None:
    """What the kit would rename or route is not silently left out by the proxy either."""
    dropped = litellm_config()["model_list"][0]["litellm_params"]["additional_drop_params"]
    assert "parallel_tool_calls" in dropped
    assert not {"max_completion_tokens", "functions", "max_tokens"} & set(dropped)


@pytest.mark.parametrize("options", [{"order": ["mistral"]}, {"order": []}, {"plan": "gold"}])
def test_what_is_unknown_is_refused(options: dict[str, object]) -> None:
    """The error names it."""
    with pytest.raises(ConfigurationError):
        litellm_config(**options)  # type: ignore[arg-type]


def test_the_file_on_the_page_is_the_one_that_the_command_writes(kit: Any) -> None:
    """It is JSON, which YAML contains, and it is up to date."""
    written = kit("gateway", "--redis").stdout
    assert written == PAGE.read_text(encoding="utf-8")
    assert json.loads(written)["router_settings"]["redis_host"] == "os.environ/REDIS_HOST"


def test_the_command_refuses_an_unknown_provider(kit: Any) -> None:
    """Exit code 2 and a sentence, no traceback."""
    run = kit("gateway", "--order", "mistral")
    assert run.returncode == 2
    assert "mistral" in run.stderr
    assert "Traceback" not in run.stderr
