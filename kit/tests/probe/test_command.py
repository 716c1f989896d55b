"""The command: what it says beforehand, what it writes, and how it ends."""

import json
from xml.etree import ElementTree

import pytest

from electron_kit.contract import RECORDS
from electron_kit.contract.observed import load, observations
from electron_kit.probe.endpoint import endpoint_and_key
from electron_kit.providers import ELECTRON, OPENAI, ConfigurationError

WITH = '{"date": "2026-01-01", "provider": "p", "endpoint": "e", "records": %s}'
REAL = "sk_" + "a1" * 12


def test_without_a_key_the_sandbox_is_proven(kit, tmp_path):
    """The same command without a key probes the sandbox, and says that it is one."""
    done = kit("probe", "--format", "json", "--only", "auth,rules.n", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["exact"]
    assert report["sandbox"]
    assert "It proves the sandbox, not the service" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_plan_is_said_before_anything_is_sent(kit, sandbox, tmp_path):
    """Requests, time and cost stand on stderr first; --dry-run ends there."""
    done = kit("probe", "--base-url", sandbox.electron_url, "--dry-run", cwd=tmp_path)
    assert done.returncode == 0
    assert "97 checks, 126 requests, about 12 minutes, about $0.013" in done.stderr
    assert len(sandbox.requests) == 0


@pytest.mark.parametrize("form", ["text", "json", "junit", "html"])
def test_each_format_says_what_was_found(kit, sandbox, tmp_path, form):
    """Every format names every check with its verdict."""
    done = kit(
        "probe",
        *("--base-url", sandbox.electron_url, "--plan", "unlimited", "--format", form),
        *("--only", "auth,errors,json"),
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    for name in ("auth.missing", "errors.details", "json.schema"):
        assert name in done.stdout
    if form == "json":
        assert json.loads(done.stdout)["counts"]["exact"] == 14
    if form == "junit":
        cases = ElementTree.fromstring(done.stdout.encode()).iter("testcase")
        assert len(list(cases)) == 16
    if form == "html":
        assert "http://" not in done.stdout.replace(sandbox.electron_url, "")
        assert "<script" not in done.stdout


def test_what_is_not_compatible_ends_with_1(kit, sandbox, tmp_path):
    """A user of the SDK who is not served makes the exit code 1, and JUnit has a failure."""
    sandbox.faults.add("pass")
    sandbox.faults.add("status=500; times=always")
    done = kit(
        "probe",
        *("--base-url", sandbox.electron_url, "--plan", "unlimited", "--format", "junit"),
        *("--only", "auth.accepted,answers,streaming.done"),
        cwd=tmp_path,
    )
    sandbox.faults.clear()
    assert done.returncode == 1
    assert ElementTree.fromstring(done.stdout.encode()).find(".//failure") is not None


@pytest.mark.parametrize(
    ("arguments", "env", "says"),
    [
        (["--dialect", "gemini"], {}, "Unknown dialect 'gemini'"),
        (["--only", "nothing"], {}, "No check of electron is called 'nothing'"),
        (["--plan", "golden"], {}, "Unknown plan 'golden'"),
        (["--base-url", "api.smallest.ai"], {}, "is no URL of an endpoint"),
        (["--base-url", "http://h/v1/chat/completions"], {}, "ends in the operation"),
        (["--base-url", "https://example.org/v1"], {}, "name the variable"),
        (["--key-env", "NO_SUCH_KEY"], {}, "NO_SUCH_KEY is not set"),
        (["--key-env", "OPENAI_API_KEY"], {"OPENAI_API_KEY": "sk-" + "b2" * 9}, "openai's"),
        (["--price", "cheap"], {}, "is not three numbers"),
        ([], {"SMALLEST_API_KEY": "sk-" + "b2" * 9}, "SMALLEST_API_KEY holds a key"),
        (["--base-url", "http://127.0.0.1:1/v1", "--state", "/"], {}, "Cannot write"),
    ],
)
def test_what_cannot_be_run_ends_with_2(kit, arguments, env, says, tmp_path):
    """Bad input is named in one line, without a traceback, and no key is shown."""
    done = kit("probe", *arguments, cwd=tmp_path, **env)
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert "b2b2" not in done.stderr


def test_a_key_goes_nowhere_it_was_not_meant_for():
    """A real key in the environment stays there while a stand-in or a stranger is probed."""
    env = {"SMALLEST_API_KEY": REAL, "OPENAI_API_KEY": "sk-" + "b2" * 9}
    local = "http://127.0.0.1:8700/waves/v1"
    assert endpoint_and_key(ELECTRON, local, None, env) == (local, "sk_sandbox")
    assert endpoint_and_key(ELECTRON, None, None, env) == (ELECTRON.base_url, REAL)
    with pytest.raises(ConfigurationError, match="--key-env"):
        endpoint_and_key(OPENAI, "https://example.org/v1", None, env)
    with pytest.raises(ConfigurationError, match="openai's"):
        endpoint_and_key(ELECTRON, None, "OPENAI_API_KEY", env)


def test_what_was_seen_is_a_file_that_the_contract_carries(kit, sandbox, tmp_path):
    """--write-observed makes a file with day and endpoint, which loads as observations."""
    path = tmp_path / "observed.json"
    done = kit(
        "probe",
        *("--base-url", sandbox.electron_url, "--plan", "unlimited"),
        *("--write-observed", str(path)),
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    keys = frozenset(record.key for record in RECORDS)
    found = load(path, keys)
    assert len(found) == len(keys) - 8
    seen = observations(keys, {"ELECTRON_KIT_OBSERVED": str(path)})
    assert seen["electron", "field-n"].fate == "rejected"
    assert seen["electron", "field-n"].endpoint == sandbox.electron_url
    assert "n > 1 is not supported" in seen["electron", "field-n"].note


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "Cannot read"),
        ("[]", "holds no observations"),
        ('{"date": "yesterday", "provider": "p", "endpoint": "e", "records": {}}', "yesterday"),
        (
            WITH % '{"field-x": {"fate": "supported", "note": ""}}',
            "no record",
        ),
        (
            WITH % '{"field-n": {"fate": "loved", "note": ""}}',
            "loved",
        ),
    ],
)
def test_a_file_that_holds_no_observations_is_refused(tmp_path, text, says):
    """What is no file of observations is named with what is wrong."""
    path = tmp_path / "observed.json"
    path.write_text(text)
    with pytest.raises(ValueError, match=says):
        load(path, frozenset({"field-n"}))


def test_the_checks_can_be_listed(kit, tmp_path):
    """--list names each check with its statement and source."""
    done = kit("probe", "--list", "--dialect", "openai", cwd=tmp_path)
    assert done.returncode == 0
    assert "rules.n " in done.stdout
    assert "n = 2 gives two choices. [O]" in done.stdout


def test_the_day_that_is_noted_is_the_one_that_is_given(kit, tmp_path):
    """`--as-of` is a parameter; what is no day is named."""
    output = tmp_path / "report.json"
    arguments = ["--only", "auth.accepted", "--format", "json", "--output", str(output)]
    assert kit("probe", *arguments, "--as-of", "2028-02-29", cwd=tmp_path).returncode == 0
    assert json.loads(output.read_text(encoding="utf-8"))["date"] == "2028-02-29"
    wrong = kit("probe", *arguments, "--as-of", "2027-02-29", cwd=tmp_path)
    assert wrong.returncode == 2
    assert "'2027-02-29' is no day" in wrong.stderr
