"""Lessons run live: at the plan's pace, with the key kept out of kernels, and judged honestly."""

import json
import time
from concurrent.futures import ThreadPoolExecutor

import httpx2
import nbformat
import pytest
from openai import APIConnectionError, APIStatusError, AuthenticationError, OpenAI

from electron_kit import ELECTRON, OPENAI, Account
from electron_kit.contract import STANDARD
from electron_kit.lesson import live
from electron_kit.lesson.live_claims import claims
from electron_kit.lesson.proxy import PacingProxy
from electron_kit.sandbox import Sandbox

MINUTE = 1
CALLS = 2 * STANDARD.requests_per_minute + 4
KEY = "sk_sandbox_real"
HELLO = [{"role": "user", "content": "Reply with exactly: hello"}]


@pytest.fixture
def real():
    """A sandbox that plays the real service."""
    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def proxy(real):
    """A proxy that holds the key of the one that plays the real service."""
    with PacingProxy([Account(ELECTRON, real.electron_url, KEY)], STANDARD, MINUTE) as running:
        yield running


def client_of(proxy, provider=ELECTRON, key=None):
    return OpenAI(
        base_url=proxy.url_of(provider), api_key=key or provider.sandbox_key, max_retries=0
    )


def test_a_burst_goes_at_the_plans_pace(real, proxy):
    """What two minutes hold, and some more, takes the two minutes that it must."""
    began = time.monotonic()
    with client_of(proxy) as sdk, ThreadPoolExecutor(CALLS) as pool:
        answers = list(
            pool.map(
                lambda _: sdk.chat.completions.create(model="electron", messages=HELLO),
                range(CALLS),
            )
        )
    assert [it.choices[0].message.content for it in answers] == ["hello"] * CALLS
    assert [it.status for it in real.requests] == [200] * CALLS
    assert time.monotonic() - began >= 2 * MINUTE
    assert proxy.forwarded == {"electron": CALLS, "sandbox": 0}


def test_streams_arrive_event_by_event(real, proxy):
    """What the service streams is handed on as it comes, to its end."""
    with client_of(proxy) as sdk:
        stream = sdk.chat.completions.create(model="electron", messages=HELLO, stream=True)
        assert "".join(it.choices[0].delta.content or "" for it in stream) == "hello"


def test_a_fault_is_asked_of_a_sandbox_and_not_of_the_service(real, proxy):
    """No real service fails on demand: those requests are answered here, faults and all."""
    with client_of(proxy) as sdk:
        for fault, error in (("status=503", APIStatusError), ("reset", APIConnectionError)):
            with pytest.raises(error):
                sdk.chat.completions.create(
                    model="electron", messages=HELLO, extra_headers={"X-Sandbox-Fault": fault}
                )
        stream = sdk.chat.completions.create(
            model="electron",
            messages=HELLO,
            stream=True,
            extra_headers={"X-Sandbox-Fault": "cut=1"},
        )
        with pytest.raises((httpx2.HTTPError, APIConnectionError)):
            list(stream)
    assert len(real.requests) == 0
    assert proxy.forwarded["sandbox"] == 3


def test_only_the_sandboxs_key_is_exchanged(real, proxy):
    """A key that a lesson made up is sent as it is and refused by the service."""
    with client_of(proxy, key="sk_pretend") as sdk, pytest.raises(AuthenticationError):
        sdk.chat.completions.create(model="electron", messages=HELLO)
    assert [it.status for it in real.requests] == [401]


def test_openai_is_a_stand_in_without_its_key(real, proxy):
    """Without OpenAI's key a sandbox answers as OpenAI."""
    with client_of(proxy, OPENAI) as sdk:
        answer = sdk.chat.completions.create(model="gpt-4o-mini", messages=HELLO)
    assert answer.choices[0].message.content == "hello"
    assert proxy.forwarded == {"electron": 0, "sandbox": 1}


def test_a_service_that_is_not_there_is_a_502():
    """An endpoint that cannot be reached is an error of the SDK's, not a hang."""
    with Sandbox() as gone:
        account = Account(ELECTRON, gone.electron_url, KEY)
    with PacingProxy([account], STANDARD, MINUTE) as proxy, client_of(proxy) as sdk:
        with pytest.raises(APIStatusError) as raised:
            sdk.chat.completions.create(model="electron", messages=HELLO)
        assert raised.value.status_code == 502


# -- the command -----------------------------------------------------------------------------

ASK = """
import os
from openai import OpenAI
sdk = OpenAI(base_url=os.environ["SMALLEST_BASE_URL"], api_key=os.environ["SMALLEST_API_KEY"])
said = [{"role": "user", "content": "Reply with exactly: hello"}]
print(sdk.chat.completions.create(model="electron", messages=said).choices[0].message.content)
"""
CELLS = [
    ("from electron_kit import lesson\nlesson.start()", "Sandbox: …\n", None),
    (ASK, "hello\n", None),
    ("print(sorted(v for k, v in os.environ.items() if k.endswith('_API_KEY')))", "x\n", None),
    ("1 / 0", None, "ZeroDivisionError"),
]
FALSE = [
    ("print('one')\nprint('two')", "one\n", None),
    ("print('left 1')\nprint('right 2')", "left 7\nwrong 8\n", None),
    ("assert 1 == 2", None, None),
    ("2 / 1", None, "ZeroDivisionError"),
    ("1 / 0", None, "ValueError"),
    ("3 + 4", None, None),
]


def notebook_of(path, cells):
    """Write a notebook whose committed outputs are as told, whatever its cells do."""
    notebook = nbformat.v4.new_notebook()
    for number, (source, text, error) in enumerate(cells, 1):
        cell = nbformat.v4.new_code_cell(source, execution_count=number, id=f"c{number}")
        if text is not None:
            cell.outputs = [nbformat.v4.new_output("stream", name="stdout", text=text)]
        if error is not None:
            cell.outputs = [nbformat.v4.new_output("error", ename=error, evalue="", traceback=[])]
            cell.metadata["tags"] = ["raises-exception"]
        notebook.cells.append(cell)
    nbformat.write(notebook, path)
    return path


@pytest.fixture
def run(in_process):
    """Run the command without anybody's keys; its kernels are processes of their own."""

    def ran(*arguments, **env):
        work = lambda: live.main([str(one) for one in arguments])  # noqa: E731
        return in_process(work, **{"ELECTRON_KIT_MODE": "live", **env})

    return ran


def test_a_run_says_which_claims_held_and_keeps_the_key_out_of_kernels(run, real, tmp_path):
    """True claims hold, false ones are told cell by cell, and no kernel ever sees the key."""
    good = notebook_of(tmp_path / "01_good.ipynb", CELLS)
    bad = notebook_of(tmp_path / "02_bad.ipynb", FALSE)
    before = good.read_bytes(), bad.read_bytes()
    out = tmp_path / "report.json"
    done = run(
        *(good, bad, "--minute", MINUTE, "--json", out),
        SMALLEST_API_KEY=KEY,
        SMALLEST_BASE_URL=real.electron_url,
    )
    assert done.returncode == 1, done.stderr
    assert "01_good.ipynb                4 of 4 claims held" in done.stdout
    told = json.loads(out.read_text())
    assert [it["held"] for it in told] == [4, 0]
    assert [it["requests"] for it in told] == [1, 0]
    assert [claim["why"] for claim in told[1]["claims"]] == [
        "it prints 2 lines, not 1",
        "a line begins with 'right 2', not 'wrong 8'",
        "AssertionError: , where none is shown",
        "it did not fail",
        "ZeroDivisionError: division by zero, not ValueError",
        "it shows execute_result, not nothing",
    ]
    assert KEY not in done.stdout + done.stderr + out.read_text()
    assert (good.read_bytes(), bad.read_bytes()) == before
    assert [it.status for it in real.requests] == [200]


def test_the_key_that_a_kernel_sees_is_the_sandboxs(run, real, tmp_path):
    """A lesson that prints its keys prints the sandbox's."""
    cell = (
        "import os\nassert os.environ['SMALLEST_API_KEY'] == 'sk_sandbox'\n"
        "assert os.environ['OPENAI_API_KEY'] == 'sk-sandbox'\n"
        "assert not any('_real' in value for value in os.environ.values())"
    )
    path = notebook_of(tmp_path / "01_keys.ipynb", [(cell, None, None)])
    done = run(path, SMALLEST_API_KEY=KEY, SMALLEST_BASE_URL=real.electron_url)
    assert done.returncode == 0, done.stdout
    assert "1 of 1 claims held" in done.stdout


@pytest.mark.parametrize(
    ("env", "says"),
    [
        ({}, "SMALLEST_API_KEY is not set"),
        ({"SMALLEST_API_KEY": "sk-" + "b2" * 9}, "SMALLEST_API_KEY holds a key"),
        (
            {"SMALLEST_API_KEY": "sk_" + "a1" * 9, "SMALLEST_BASE_URL": "https://example.org"},
            "SMALLEST_BASE_URL",
        ),
    ],
)
def test_without_a_key_that_is_meant_for_it_a_live_run_is_refused(run, env, says):
    """The refusal names the variable, ends with 2 and shows no key."""
    done = run("notebooks", **env)
    assert done.returncode == 2
    assert says in done.stderr
    assert "a1a1" not in done.stderr + done.stdout
    assert "b2b2" not in done.stderr + done.stdout


def test_a_cell_that_was_not_run_holds_nothing():
    """A kernel that died leaves cells without a count; their claims did not hold."""
    cell = {"cell_type": "code", "source": "1", "outputs": [], "execution_count": 1}
    assert [it.why for it in claims([cell], [{**cell, "execution_count": None}])] == [
        "it was not run"
    ]
