"""The audit's cures for frameworks, run: what each framework sends without and with its cure."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from pydantic import BaseModel

from electron_kit.audit.framework_defaults import CAPS, RESPONSES, SCHEMAS

# The frameworks' own loops and clients are theirs to close.
pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
ANSWER = {
    "id": "c", "object": "chat.completion", "created": 1, "model": "electron",
    "choices": [{"index": 0, "finish_reason": "stop",
                 "message": {"role": "assistant", "content": '{"text": "hi"}'}}],
    "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
}  # fmt: skip


class Answer(BaseModel):
    """What is asked for."""

    text: str


@dataclass
class Recorder:
    """A server that notes where requests go and what they carry.

    Attributes:
        url: Its base URL.
        seen: Path and body of each request.
    """

    url: str
    seen: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def of(self, run: Callable[[], object]) -> tuple[str, dict[str, Any]]:
        """Return the first request that something sends; it may fail on the answer."""
        self.seen.clear()
        try:
            run()
        except Exception:
            if not self.seen:
                raise
        path, body = self.seen[0]
        return path.removeprefix("/v1"), body


@pytest.fixture
def recorder() -> Iterator[Recorder]:
    """A recorder, closed afterwards."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            made.seen.append((self.path, body))
            data = json.dumps(ANSWER).encode()
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made = Recorder(f"http://127.0.0.1:{server.server_port}/v1")
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield made
    server.shutdown()
    thread.join()
    server.server_close()


def test_langchains_cap_schema_and_endpoint(recorder: Recorder) -> None:
    """`max_tokens` by extra_body, JSON mode by its method, chat completions by a switch."""
    from langchain_openai import ChatOpenAI

    def make(**options: Any) -> Any:
        given = {"model": "electron", "base_url": recorder.url, "api_key": "x", **options}
        return ChatOpenAI(**given)

    _, body = recorder.of(lambda: make(max_tokens=5).invoke("hi"))
    assert (body.get("max_tokens"), body["max_completion_tokens"]) == (None, 5)
    assert "extra_body" in CAPS["langchain-openai"]
    _, body = recorder.of(lambda: make(extra_body={"max_tokens": 5}).invoke("hi"))
    assert (body["max_tokens"], body.get("max_completion_tokens")) == (5, None)

    _, body = recorder.of(lambda: make().with_structured_output(Answer).invoke("JSON"))
    assert body["response_format"]["type"] == "json_schema"
    assert 'method="json_mode"' in SCHEMAS["langchain-openai"]
    bound = make().with_structured_output(Answer, method="json_mode")
    _, body = recorder.of(lambda: bound.invoke("JSON"))
    assert body["response_format"] == {"type": "json_object"}

    for options in ({"model": "gpt-5.2-pro"}, {"model": "o4-mini", "reasoning": {"effort": "low"}}):
        path, _ = recorder.of(lambda given=options: make(**given).invoke("hi"))
        assert path == "/responses"
    assert "use_responses_api=False" in RESPONSES["langchain-openai"]
    off = make(model="gpt-5.2-pro", use_responses_api=False)
    assert recorder.of(lambda: off.invoke("hi"))[0] == "/chat/completions"


def test_pydantic_ais_cap_schema_and_endpoint(
    recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A profile for the cap, a plain type for the schema, the chat model for the endpoint."""
    from pydantic_ai import Agent, NativeOutput
    from pydantic_ai.models.openai import OpenAIChatModel
    from pydantic_ai.profiles.openai import OpenAIModelProfile
    from pydantic_ai.providers.openai import OpenAIProvider

    provider = OpenAIProvider(base_url=recorder.url, api_key="x")
    plain = OpenAIChatModel("electron", provider=provider)
    profile = OpenAIModelProfile(openai_chat_supports_max_completion_tokens=False)
    told = OpenAIChatModel("electron", provider=provider, profile=profile)
    for model, name in ((plain, "max_completion_tokens"), (told, "max_tokens")):
        agent = Agent(model, model_settings={"max_tokens": 5})
        _, body = recorder.of(lambda agent=agent: asyncio.run(agent.run("hi")))
        assert body[name] == 5
    assert "openai_chat_supports_max_completion_tokens=False" in CAPS["pydantic-ai"]

    bound = Agent(plain, output_type=NativeOutput(Answer))
    _, body = recorder.of(lambda: asyncio.run(bound.run("hi")))
    assert body["response_format"]["type"] == "json_schema"
    by_tool = Agent(plain, output_type=Answer)
    _, body = recorder.of(lambda: asyncio.run(by_tool.run("hi")))
    assert "response_format" not in body
    assert body["tools"]

    monkeypatch.setenv("OPENAI_BASE_URL", recorder.url)
    monkeypatch.setenv("OPENAI_API_KEY", "x")
    for name, wanted in (
        ("openai:gpt-4o", "/responses"),
        ("openai-chat:gpt-4o", "/chat/completions"),
    ):
        assert recorder.of(lambda name=name: asyncio.run(Agent(name).run("hi")))[0] == wanted
    assert "openai-chat:" in RESPONSES["pydantic-ai"]


def test_the_agents_sdks_schema_and_endpoint(recorder: Recorder) -> None:
    """JSON mode and one's own validation; the chat model or the setting for the endpoint."""
    from agents import (
        Agent,
        ModelSettings,
        OpenAIChatCompletionsModel,
        Runner,
        set_default_openai_api,
        set_default_openai_client,
        set_tracing_disabled,
    )
    from openai import AsyncOpenAI

    set_tracing_disabled(True)

    async def main() -> None:
        client = AsyncOpenAI(base_url=recorder.url, api_key="x", max_retries=0)
        set_default_openai_client(client)

        async def sent(**options: Any) -> tuple[str, dict[str, Any], Any]:
            recorder.seen.clear()
            try:
                run = await Runner.run(Agent(name="a", instructions="JSON", **options), "hi")
            except Exception:
                if not recorder.seen:
                    raise
                run = None
            path, body = recorder.seen[0]
            return path.removeprefix("/v1"), body, run

        assert (await sent(model="electron"))[0] == "/responses"
        chat = OpenAIChatCompletionsModel("electron", client)
        assert (await sent(model=chat))[0] == "/chat/completions"
        assert "set_default_openai_api" in RESPONSES["openai-agents"]
        set_default_openai_api("chat_completions")
        assert (await sent(model="electron"))[0] == "/chat/completions"

        _, body, _ = await sent(model=chat, output_type=Answer)
        assert body["response_format"]["type"] == "json_schema"
        assert "extra_body" in SCHEMAS["openai-agents"]
        extra = {"response_format": {"type": "json_object"}}
        _, body, run = await sent(
            model=chat, model_settings=ModelSettings(extra_body=extra, max_tokens=5)
        )
        assert (body["response_format"], body["max_tokens"]) == ({"type": "json_object"}, 5)
        assert Answer.model_validate_json(run.final_output).text == "hi"
        await client.close()

    asyncio.run(main())
