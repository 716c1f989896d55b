"""What the kit's transports cost: calls through them beside calls of the bare SDK.

    python kit/benchmarks/layer.py
    python kit/benchmarks/layer.py --router-python OTHER_VENV/bin/python

The sandbox runs in a process of its own, calls of all kinds take turns, and the
overhead is the median of the differences between neighbours, so what else the machine
does falls on all alike; the share is of the bare SDK's median. Streams are timed to the
first event and between events too. With
``--router-python`` an interpreter that has LiteLLM measures its `Router` against
the SDK that it brings, in the same way and on the same sandbox.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

MESSAGES = [{"role": "user", "content": "How long is the coast of Norway?"}]
Calls = dict[str, Callable[[], Any]]


def measure(calls: Calls, rounds: int) -> dict[str, list[float]]:
    """Return the seconds of each call, in rounds in which all take turns."""
    for call in calls.values():
        for _ in range(50):
            call()
    seconds: dict[str, list[float]] = {name: [] for name in calls}
    names = list(calls)
    for number in range(rounds):
        for name in names[number % len(names) :] + names[: number % len(names)]:
            start = time.perf_counter()
            calls[name]()
            seconds[name].append(time.perf_counter() - start)
    return seconds


def between(calls: Calls, rounds: int) -> tuple[dict[str, list[float]], dict[str, list[float]]]:
    """Return the seconds to the first event, and those from one event to the next.

    Args:
        calls: What begins a stream, by name.
        rounds: How many streams of each, in rounds in which all take turns.
    """
    first: dict[str, list[float]] = {name: [] for name in calls}
    later: dict[str, list[float]] = {name: [] for name in calls}
    names = list(calls)
    for number in range(rounds + 20):
        for name in names[number % len(names) :] + names[: number % len(names)]:
            times = [time.perf_counter()]
            times += [time.perf_counter() for _ in calls[name]()]
            if number >= 20:
                gaps = [later - earlier for earlier, later in itertools.pairwise(times)]
                first[name].append(gaps[0])
                later[name] += gaps[1:]
    fewest = min(map(len, later.values()))
    return first, {name: times[:fewest] for name, times in later.items()}


def show(title: str, seconds: dict[str, list[float]], base: str) -> None:
    """Print a table: p50 and p99, and what is added to the base's median."""
    print(f"\n{title}\n{'':38}{'p50 ms':>9}{'p99 ms':>9}{'added µs':>10}{'added %':>9}")
    bare = statistics.median(seconds[base])
    for name, times in seconds.items():
        cuts = statistics.quantiles(times, n=100)
        pairs = zip(times, seconds[base], strict=True)
        added = statistics.median(one - other for one, other in pairs)
        print(
            f"{name:38}{cuts[49] * 1e3:9.3f}{cuts[98] * 1e3:9.3f}"
            f"{added * 1e6:10.0f}{added / bare * 100:9.1f}"
        )


def kit_calls(electron: str, openai_url: str) -> tuple[Calls, Calls, Calls]:
    """Return calls of the bare SDK, of one provider, of two: plain, streamed, and streams begun."""
    import openai

    from electron_kit import ELECTRON, OPENAI, Account, Policy, client

    account = Account(ELECTRON, electron, "sk_sandbox")
    second = Account(OPENAI, openai_url, "sk-sandbox")
    paced = Policy(plan="enterprise", minute=0.01)
    clients: dict[str, Any] = {
        "bare SDK": openai.OpenAI(api_key="sk_sandbox", base_url=electron, max_retries=0),
        "kit, one provider, paced": client(account, policy=paced),
        "kit, fail-over, paced": client([account, second], policy=paced),
        "kit, fail-over, paced, on_call": client(
            [account, second], policy=paced, on_call=lambda record: None
        ),
    }

    def plain(sdk: Any) -> Callable[[], Any]:
        return lambda: sdk.chat.completions.create(model="electron", messages=MESSAGES)

    def begun(sdk: Any) -> Callable[[], Any]:
        return lambda: sdk.chat.completions.create(model="electron", messages=MESSAGES, stream=True)

    def streamed(sdk: Any) -> Callable[[], Any]:
        return lambda: list(begun(sdk)())

    return (
        {name: plain(sdk) for name, sdk in clients.items()},
        {name: streamed(sdk) for name, sdk in clients.items()},
        {name: begun(sdk) for name, sdk in clients.items()},
    )


def router_calls(electron: str) -> Calls:
    """Return calls of LiteLLM's `Router` and of the SDK that LiteLLM brings."""
    import openai
    from litellm import Router

    sdk = openai.OpenAI(api_key="sk_sandbox", base_url=electron, max_retries=0)
    router = Router(
        model_list=[
            {
                "model_name": "electron",
                "litellm_params": {
                    "model": "openai/electron",
                    "api_base": electron,
                    "api_key": "sk_sandbox",
                },
            }
        ],
        num_retries=0,
    )
    return {
        "bare SDK": lambda: sdk.chat.completions.create(model="electron", messages=MESSAGES),
        "LiteLLM Router": lambda: router.completion(model="electron", messages=MESSAGES),
    }


def serve() -> None:
    """Serve the sandbox, and print its URLs, until the input ends."""
    from electron_kit.sandbox import Sandbox

    with Sandbox() as sandbox:
        print(json.dumps([sandbox.electron_url, sandbox.openai_url]), flush=True)
        sys.stdin.read()


def import_cost(what: str, before: str = "import openai", rounds: int = 9) -> float:
    """Return the seconds of processor time that a statement takes in a fresh interpreter.

    Args:
        what: The statement.
        before: What is run before, and not counted.
        rounds: How often; the least counts.
    """
    code = (
        f"{before}; import time; start = time.process_time(); "
        f"{what}; print(time.process_time() - start)"
    )
    return min(
        float(subprocess.check_output([sys.executable, "-c", code], text=True))
        for _ in range(rounds)
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=1_500, help="calls of each kind (1500)")
    parser.add_argument("--router-python", help="an interpreter that has LiteLLM")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--router", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    os.environ["NO_PROXY"] = "127.0.0.1"
    os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
    if arguments.serve:
        serve()
        return
    if arguments.router:
        seconds = measure(router_calls(arguments.router), arguments.rounds)
        show("LiteLLM Router, plain", seconds, "bare SDK")
        return
    server = subprocess.Popen([sys.executable, __file__, "--serve"], stdin=-1, stdout=-1, text=True)
    assert server.stdout is not None
    electron, openai_url = json.loads(server.stdout.readline())
    try:
        plain, streamed, begun = kit_calls(electron, openai_url)
        show("plain", measure(plain, arguments.rounds), "bare SDK")
        show("streamed to the end", measure(streamed, arguments.rounds), "bare SDK")
        first, later = between(begun, arguments.rounds)
        show("to a stream's first event", first, "bare SDK")
        show("from one event to the next", later, "bare SDK")
        if arguments.router_python:
            command = [arguments.router_python, __file__, "--router", electron]
            subprocess.run([*command, "--rounds", str(arguments.rounds // 3)], check=True)
    finally:
        server.communicate()
    alone = import_cost("import electron_kit") * 1e3
    # The SDK loads its HTTP library when its first client is made, and so does the kit.
    bare = import_cost("import openai; openai.OpenAI(api_key='sk-sandbox')", "pass") * 1e3
    kit = import_cost(
        "from electron_kit import client; client(api_key='sk_sandbox', "
        "base_url='http://127.0.0.1:9/v1')",
        "pass",
    )
    print(f"\nimport after openai: {alone:.0f} ms")
    print(f"import and a first client: bare SDK {bare:.0f} ms, kit {kit * 1e3:.0f} ms")


if __name__ == "__main__":
    main()
