"""Pages in a browser: those of this machine may call, those from elsewhere may not."""

import httpx2
import pytest

from electron_kit.sandbox import Sandbox

HOME = ["http://localhost:3000", "http://127.0.0.1", "https://[::1]:8443", "null"]
AWAY = ["https://example.com", "http://localhost.example.com", "http://10.0.0.1", "x", "http://["]
ASKED = {
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "authorization, content-type, x-stainless-lang",
}


@pytest.mark.parametrize("origin", HOME)
@pytest.mark.parametrize("path", ["/waves/v1/chat/completions", "/v1/models", "/nowhere"])
def test_a_preflight_of_this_machine_is_answered(
    http: httpx2.Client, sandbox: Sandbox, origin: str, path: str
) -> None:
    """OPTIONS says which origin, methods and headers; the request itself says what is wrong."""
    url = f"http://127.0.0.1:{sandbox.port}{path}"
    answer = http.options(url, headers={"Origin": origin, **ASKED})
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == origin
    assert "POST" in answer.headers["access-control-allow-methods"]
    assert "x-stainless-lang" in answer.headers["access-control-allow-headers"]
    assert "content-length" not in answer.headers


@pytest.mark.parametrize("origin", AWAY)
def test_a_page_from_elsewhere_may_not(http: httpx2.Client, sandbox: Sandbox, origin: str) -> None:
    """Neither its preflight nor its answer names it."""
    url = f"{sandbox.openai_url}/models"
    preflight = http.options(url, headers={"Origin": origin, **ASKED})
    assert "access-control-allow-origin" not in preflight.headers
    answer = http.get(url, headers={"Origin": origin, "Authorization": "Bearer sk-sandbox"})
    assert answer.status_code == 200
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("model", ["electron", "gpt-4o"])
def test_answers_and_refusals_can_be_read_by_the_page(
    http: httpx2.Client, sandbox: Sandbox, model: str, stream: bool
) -> None:
    """Served, streamed or refused, a page of this machine may read it and its request id."""
    for key in ("sk_sandbox", "wrong"):
        answer = http.post(
            f"{sandbox.electron_url}/chat/completions",
            json={
                "model": model,
                "messages": [{"role": "user", "content": "Hi"}],
                "stream": stream,
            },
            headers={"Origin": HOME[0], "Authorization": f"Bearer {key}"},
        )
        assert answer.headers["access-control-allow-origin"] == HOME[0]
        assert "x-request-id" in answer.headers["access-control-expose-headers"]
        assert answer.headers["vary"] == "Origin"


def test_without_an_origin_nothing_is_said(http: httpx2.Client, sandbox: Sandbox) -> None:
    """Programs that are no browser get no such headers, and OPTIONS stays a method that is none."""
    answer = http.options(f"{sandbox.electron_url}/chat/completions")
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    assert not [name for name in answer.headers if name.startswith("access-control")]
