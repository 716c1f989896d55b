"""Routes: what moves together, what holds it back, and the words for it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from electron_kit.audit import Audit, Fix, Options, Source, Style, audit_sources
from electron_kit.audit.fix_rounds import settled
from electron_kit.audit.rewrite import apply_all, rewrites
from electron_kit.cli import main

HEAD = "import os\nfrom openai import OpenAI\n"
CALL = 'client.chat.completions.create(model="gpt-4o", messages=[])\n'
EMBED = 'client.embeddings.create(model="text-embedding-3-small", input="x")\n'
READ = 'os.environ["OPENAI_API_KEY"]'

MOVES = {
    "a constant": HEAD + f"KEY = {READ}\nclient = OpenAI(api_key=KEY)\n" + CALL,
    "a dictionary": HEAD + f'o = {{"api_key": {READ}}}\nclient = OpenAI(**o)\n' + CALL,
    "partial": HEAD
    + f"from functools import partial\nmake = partial(OpenAI, api_key={READ})\nclient = make()\n"
    + CALL,
    "a data class": HEAD
    + "from dataclasses import dataclass\n@dataclass\nclass S:\n    key: str\n"
    + f"s = S(key={READ})\nclient = OpenAI(api_key=s.key)\n"
    + CALL,
    "settings by a field's name": "from pydantic_settings import BaseSettings\n"
    "from openai import OpenAI\nclass S(BaseSettings):\n    openai_api_key: str\n"
    "s = S()\nclient = OpenAI(api_key=s.openai_api_key)\n" + CALL,
    "settings by an alias": "from pydantic_settings import BaseSettings\n"
    "from pydantic import Field\nfrom openai import OpenAI\nclass S(BaseSettings):\n"
    '    key: str = Field(validation_alias="OPENAI_API_KEY")\n'
    "s = S()\nclient = OpenAI(api_key=s.key)\n" + CALL,
    "a client that is made when it is needed": HEAD
    + "client = None\ndef get():\n    global client\n    if client is None:\n"
    + "        client = OpenAI()\n    return client\n"
    + "get()."
    + CALL.removeprefix("client."),
    "a property": HEAD
    + "class A:\n    _c = None\n    @property\n    def c(self):\n        if self._c is None:\n"
    + "            self._c = OpenAI()\n        return self._c\n    def ask(self):\n"
    + "        return self.c."
    + CALL.removeprefix("client."),
    "a check before": HEAD
    + 'if not os.getenv("OPENAI_API_KEY"):\n    raise SystemExit("no key")\nclient = OpenAI()\n'
    + CALL,
    "a parameter that all callers fill in": HEAD
    + f"def make(key):\n    return OpenAI(api_key=key)\nclient = make({READ})\n"
    + CALL,
    "a table of models": HEAD
    + 'M = {"a": "gpt-4o", "b": "gpt-4o-mini"}\nclient = OpenAI()\ndef ask(kind):\n'
    + "    return client.chat.completions.create(model=M[kind], messages=[])\nask('a')\n",
    "an option of the command line": HEAD
    + "import argparse\np = argparse.ArgumentParser()\n"
    + 'p.add_argument("--model", default="gpt-4o")\nargs = p.parse_args()\nclient = OpenAI()\n'
    + "client.chat.completions.create(model=args.model, messages=[])\n",
    "the SDK's module": "import openai\n" + CALL.replace("client", "openai"),
    "an answer of the old SDK that a function gives": "import openai\ndef ask():\n"
    '    r = openai.ChatCompletion.create(model="gpt-4", messages=[])\n    return r\n'
    'print(ask()["choices"][0].message["content"])\n',
    "an error of the old SDK": "import openai\ntry:\n"
    '    openai.ChatCompletion.create(model="gpt-4", messages=[])\n'
    "except openai.error.Timeout:\n    pass\n",
    "a response to a text": HEAD
    + 'r = OpenAI().responses.create(model="gpt-4o", input="Hi")\nprint(r.output_text)\n',
    "a request by hand": "import os\nimport requests\nrequests.post("
    '"https://api.openai.com/v1/chat/completions", headers={"Authorization": '
    f'"Bearer " + {READ}}}, json={{"model": "gpt-4o", "messages": []}})\n',
}

LEFT = {
    "an endpoint that Electron lacks": (
        HEAD + "client = OpenAI()\n" + CALL + EMBED,
        "serves embeddings",
    ),
    "a key that others read": (
        HEAD
        + f"KEY = {READ}\nimport requests\nclient = OpenAI(api_key=KEY)\n"
        + CALL
        + 'requests.get("https://example.com", headers={"X": KEY})\n',
        "the key `KEY` in app.py:3 is also read by `requests.get` (app.py:7)",
    ),
    "an answer of the old SDK that goes to nobody in sight": (
        (
            "import openai\ndef ask():\n"
            '    r = openai.ChatCompletion.create(model="gpt-4", messages=[])\n'
            '    print(r["id"])\n    return r\n'
        ),
        "handed on to callers that are not in sight (app.py:2)",
    ),
    "a response whose items are read": (
        HEAD
        + 'r = OpenAI().responses.create(model="gpt-4o", input="Hi")\n'
        + "for item in r.output:\n    print(item)\n",
        "has items of every type looked at (app.py:4)",
    ),
    "an answer whose model is looked up": (
        HEAD
        + 'P = {"gpt-4o": 1}\nr = OpenAI().chat.completions.create(model="gpt-4o", messages=[])\n'
        + "print(P[r.model])\n",
        "has the `model` of its answer looked at (app.py:5)",
    ),
    "a key that somebody may type": (
        HEAD
        + "import argparse\np = argparse.ArgumentParser()\n"
        + f"p.add_argument('--key', default={READ})\na = p.parse_args()\n"
        + "client = OpenAI(api_key=a.key)\n"
        + CALL,
        "its caller's own key (`key`)",
    ),
    "a caller's own key": (
        HEAD + "def ask(api_key):\n    client = OpenAI(api_key=api_key)\n    return " + CALL,
        "its caller's own key (`api_key`)",
    ),
    "a key of a request that comes in": (
        HEAD
        + "def ask(headers):\n    client = OpenAI(api_key=headers['k'])\n    return "
        + CALL
        + "ask({'k': 'sk-x'})\n",
        "its caller's own key",
    ),
    "a key that code sets": (
        HEAD
        + 'from getpass import getpass\nos.environ["OPENAI_API_KEY"] = getpass()\n'
        + "client = OpenAI()\n"
        + CALL,
        "is set in code (app.py:4)",
    ),
    "a key that is set later": (
        HEAD + f"client = OpenAI(api_key='x')\nclient.api_key = {READ}\n" + CALL,
        "an assignment to its `api_key`",
    ),
    "a key that is read back": (
        HEAD + "client = OpenAI()\nprint(client.api_key)\n" + CALL,
        "reads its `api_key`",
    ),
    "a key whose form is checked": (
        HEAD
        + f"KEY = {READ}\nif not KEY.startswith('sk-'):\n    raise SystemExit\n"
        + "client = OpenAI(api_key=KEY)\n"
        + CALL,
        "is compared",
    ),
    "several keys in turn": (
        HEAD
        + f'for key in [{READ}, os.environ["K2"]]:\n    client = OpenAI(api_key=key)\n    '
        + CALL,
        "`key`, which is not followed",
    ),
    "a request that another vendor's client sends too": (
        HEAD
        + "def make(vendor):\n    if vendor:\n"
        + "        return OpenAI(api_key=os.environ['GROQ_API_KEY'],"
        + " base_url='https://api.groq.com/openai/v1')\n    return OpenAI()\n"
        + "make(input())."
        + CALL.removeprefix("client."),
        "may also go to another vendor",
    ),
    "an organisation": (
        HEAD + "client = OpenAI(organization='o')\n" + CALL,
        "OpenAI's organisation",
    ),
    "a URL that may lead elsewhere": (
        HEAD
        + 'url = "http://localhost:1/v1" if os.getenv("LOCAL") else "https://api.openai.com/v1"\n'
        + "client = OpenAI(base_url=url)\n"
        + CALL,
        "another host",
    ),
    "a URL that code sets": (
        HEAD
        + 'os.environ["OPENAI_BASE_URL"] = "http://localhost:1/v1"\nclient = OpenAI()\n'
        + CALL,
        "`OPENAI_BASE_URL` is set in code",
    ),
    "a model that its caller names": (
        HEAD
        + "client = OpenAI()\ndef ask(m):\n"
        + "    return client.chat.completions.create(model=m, messages=[])\n",
        "a model that its caller names",
    ),
    "a model of a variable without a default": (
        HEAD
        + 'client = OpenAI()\nclient.chat.completions.create(model=os.environ["M"], messages=[])\n',
        "the variable `M` is set nowhere in sight",
    ),
    "a model that tokens are counted by": (
        HEAD
        + 'import tiktoken\nM = "gpt-4o"\ntiktoken.encoding_for_model(M)\nclient = OpenAI()\n'
        + "client.chat.completions.create(model=M, messages=[])\n",
        "also used by `tiktoken.encoding_for_model`",
    ),
    "a model that a framework gets too": (
        HEAD
        + 'from agents import Agent\nM = "gpt-4o"\nAgent(name="a", model=M)\nclient = OpenAI()\n'
        + "client.chat.completions.create(model=M, messages=[])\n",
        "also used by `Agent`",
    ),
    "two answers at once": (
        HEAD + "client = OpenAI()\n" + CALL.replace("messages", "n=2, messages"),
        "cannot go to Electron as it is (B01 in app.py:4)",
    ),
    "a client that somebody else's object holds": (
        HEAD
        + "from fastapi import FastAPI\napp = FastAPI()\nclient = OpenAI()\n"
        + "app.state.client = client\n"
        + CALL,
        "handed to `app.state.client`",
    ),
    "an outer function's client": (
        HEAD
        + "def outer():\n    client = None\n    def init():\n        nonlocal client\n"
        + "        client = OpenAI()\n    init()\n    "
        + EMBED,
        "the outer function's `client`",
    ),
    "the SDK's module whose key is read back": (
        "import os\nimport openai\n"
        f"openai.api_key = {READ}\nother = openai.OpenAI(api_key=openai.api_key)\n"
        + CALL.replace("client", "openai"),
        "has its `api_key` read back",
    ),
    "an error of the old SDK that 1.0 has not": (
        (
            "import openai\nfrom openai.error import TryAgain\n"
            'r = openai.ChatCompletion.create(model="gpt-4", messages=[])\n'
            'print(r["choices"][0]["message"]["content"])\n'
        ),
        "stands beside `openai.error`",
    ),
}


def _audit(files: dict[str, str], **options: object) -> tuple[Audit, list[Source]]:
    sources = [Source(path, text.encode()) for path, text in files.items()]
    return audit_sources(sources, Options(style=Style.ENV, jobs=1, **options)), sources  # type: ignore[arg-type]


def _after(files: dict[str, str]) -> dict[str, str]:
    result, sources = _audit(files)
    problems: list[object] = []
    changes, _ = settled(
        result,
        sources,
        lambda s: audit_sources(s, Options(style=Style.ENV, jobs=1)),
        problems,  # type: ignore[arg-type]
    )
    assert problems == []
    after = {change.path: change.after.decode() for change in changes}
    return {path: after.get(path, text) for path, text in files.items()}


@pytest.mark.parametrize("name", MOVES)
def test_what_can_move_moves_whole(name: str) -> None:
    """No name of OpenAI's is left: key, URL and model have all moved."""
    after = _after({"app.py": MOVES[name]})["app.py"]
    assert "smallest" in after.lower()
    assert '"electron"' in after
    assert "gpt-4o" not in after
    assert "OPENAI_API_KEY" not in after
    assert "openai_api_key" not in after
    assert _after({"app.py": after})["app.py"] == after


@pytest.mark.parametrize("name", LEFT)
def test_what_cannot_move_stays_whole_and_says_why(name: str) -> None:
    """Not a byte changes, and one line says what holds it."""
    code, words = LEFT[name]
    assert _after({"app.py": code}) == {"app.py": code}
    result, _ = _audit({"app.py": code})
    reasons = [route.reason for route in result.routes if not route.moves]
    reasons += [getattr(finding.fix, "reason", "") for finding in result.findings]
    assert any(words in reason for reason in reasons), reasons
    assert all("\n" not in reason for reason in reasons)


def test_an_error_of_the_old_sdk_that_moves_is_nobody_s_to_review() -> None:
    """It has the name of what the route writes there; without a route it says so."""
    result, _ = _audit({"app.py": MOVES["an error of the old SDK"]})
    (error,) = [f for f in result.findings if f.code == "R04" and f.line == 4]
    assert isinstance(error.fix, Fix)
    alone = (
        "import openai\ntry:\n    openai.Engine.list()\nexcept openai.error.Timeout:\n    pass\n"
    )
    result, _ = _audit({"app.py": alone})
    (error,) = [f for f in result.findings if f.code == "R04" and f.line == 4]
    assert not isinstance(error.fix, Fix)


def test_an_embeddings_client_that_reads_the_same_key_holds_it() -> None:
    """The sentence names the key, the other client and its place."""
    files = {
        "settings.py": f"import os\nKEY = {READ}\n",
        "app.py": "from openai import OpenAI\nfrom settings import KEY\n"
        "client = OpenAI(api_key=KEY)\n" + CALL,
        "ingest.py": "from openai import OpenAI\nfrom settings import KEY\n"
        "client = OpenAI(api_key=KEY)\n" + EMBED,
    }
    assert _after(files) == files
    result, _ = _audit(files)
    [route] = [route for route in result.routes if route.path == "app.py"]
    assert "the key `KEY` is also read by the embeddings client in ingest.py:3" in route.reason


def test_a_client_of_its_own_moves_alone() -> None:
    """The other client keeps its key and its endpoint."""
    code = HEAD + "other = OpenAI()\nclient = OpenAI()\n" + CALL + EMBED.replace("client", "other")
    after = _after({"app.py": code})["app.py"]
    assert "other = OpenAI()\n" in after
    assert "client = OpenAI(base_url=" in after


def test_a_key_that_may_be_missing_is_never_none() -> None:
    """For None the SDK takes OpenAI's key, which must not go to Electron."""
    code = HEAD + 'KEY = os.getenv("OPENAI_API_KEY")\nclient = OpenAI(api_key=KEY)\n' + CALL
    assert 'api_key=KEY or ""' in _after({"app.py": code})["app.py"]


def test_a_fallback_key_does_not_cross() -> None:
    """What stands in for a missing key of OpenAI's does not go to Electron."""
    code = HEAD + 'KEY = os.getenv("OPENAI_API_KEY", "sk-x")\nclient = OpenAI(api_key=KEY)\n' + CALL
    after = _after({"app.py": code})["app.py"]
    assert "sk-x" not in after


@pytest.mark.parametrize(
    ("path", "text", "words"),
    [
        (".env", "OPENAI_BASE_URL=http://localhost:11434/v1\n", "leads to another host"),
        ("compose.yml", "environment:\n  OPENAI_BASE_URL: http://o/v1\n", "leads to another host"),
        ("run.sh", "export OPENAI_BASE_URL=http://localhost:1/v1\n", "leads to another host"),
        ("run.bat", "set OPENAI_BASE_URL=http://localhost:1/v1\n", "leads to another host"),
        ("run.ps1", '$env:OPENAI_BASE_URL = "http://localhost:1/v1"\n', "leads to another host"),
    ],
)  # fmt: skip
def test_configuration_that_leads_elsewhere_holds_the_client(
    path: str, text: str, words: str
) -> None:
    """A client without a URL takes the environment's, which configuration sets."""
    files = {"app.py": HEAD + "client = OpenAI()\n" + CALL, path: text}
    assert _after(files) == files
    result, _ = _audit(files)
    assert words in result.routes[0].reason


@pytest.mark.parametrize(
    ("path", "text", "read"),
    [
        (".env", "CHAT_MODEL=gpt-4o\n", 'os.environ["CHAT_MODEL"]'),
        ("c.json", '{"model": "gpt-4o"}\n', 'json.load(open("c.json"))["model"]'),
        ("c.toml", '[a]\nmodel = "gpt-4o"\n', 'tomllib.load(open("c.toml", "rb"))["a"]["model"]'),
        ("c.yaml", "model: gpt-4o\n", 'yaml.safe_load(open("c.yaml")).get("model")'),
    ],
)  # fmt: skip
def test_a_model_in_configuration_moves_with_who_reads_it(path: str, text: str, read: str) -> None:
    """The file and the client change together; without the client, the file stays."""
    call = f"client.chat.completions.create(model={read}, messages=[])\n"
    files = {"app.py": "import json, tomllib, yaml\n" + HEAD + "client = OpenAI()\n" + call}
    files[path] = text
    assert "electron" in _after(files)[path]
    files["app.py"] += EMBED
    assert _after(files) == files


def test_a_reader_that_is_not_followed_holds_a_name() -> None:
    """A file without a word of OpenAI may still read the client."""
    files = {
        "llm.py": HEAD + "client = OpenAI()\n" + CALL,
        "ingest.py": "from llm import client\nstore(client, timeout=3)\n",
    }
    assert _after(files) == files
    result, _ = _audit(files)
    assert "may also be used in ingest.py" in result.routes[0].reason


def test_a_caller_that_is_not_followed_holds_a_default_only_where_it_gives_a_value() -> None:
    """A call by the wrapper's name alone takes the default, wherever it stands."""
    llm = (
        HEAD
        + "client = OpenAI()\ndef ask(q, model='gpt-4o'):\n    return "
        + CALL.replace('"gpt-4o"', "model")
    )
    plain = {"llm.py": llm, "app.py": "from llm import ask\nask('Hi')\n"}
    given = {"llm.py": llm, "app.py": "from llm import ask\nNAME = input()\nask('Hi', NAME)\n"}
    assert "'electron'" in _after(plain)["llm.py"]
    assert _after(given) == given


def test_a_test_that_expects_the_name_holds_it() -> None:
    """An assertion would fail after the move; a mere input of a test would not."""
    llm = (
        HEAD
        + "MODEL = 'gpt-4o'\nclient = OpenAI()\ndef ask():\n    return "
        + CALL.replace('"gpt-4o"', "MODEL")
    )
    test = "import llm\ndef test_it():\n    assert llm.MODEL == 'gpt-4o'\n"
    files = {"llm.py": llm, "tests/test_llm.py": test}
    assert _after(files) == files
    other = "import llm\ndef test_it():\n    assert len('gpt-4o') == 6\n"
    after = _after({"llm.py": llm, "tests/test_llm.py": other})
    assert "electron" in after["llm.py"]
    assert after["tests/test_llm.py"] == other


def test_a_test_that_sets_the_variable_moves_with_its_reader() -> None:
    """A made-up key gets the new variable's name, even where nothing is found in the file."""
    files = {
        "llm.py": HEAD + f"def client():\n    return OpenAI(api_key={READ})\n"
        "def ask():\n    return client()." + CALL.removeprefix("client."),
        "tests/test_llm.py": "import llm\ndef test_it(monkeypatch):\n"
        '    monkeypatch.setenv("OPENAI_API_KEY", "test")\n    assert llm.client()\n',
    }
    after = _after(files)
    assert "SMALLEST_API_KEY" in after["tests/test_llm.py"]
    assert "OPENAI_API_KEY" not in "".join(after.values())
    files["tests/test_llm.py"] = files["tests/test_llm.py"].replace('"test"', '"sk-test"')
    assert _after(files) == files


PROJECT = {
    "settings.py": f"import os\nKEY = {READ}\nMODEL = 'gpt-4o'\n",
    "app.py": "from openai import OpenAI\nfrom settings import KEY, MODEL\n"
    "client = OpenAI(api_key=KEY)\n" + CALL.replace('"gpt-4o"', "MODEL"),
}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of two files that can move, which is where the command runs."""
    monkeypatch.chdir(tmp_path)
    for path, text in PROJECT.items():
        (tmp_path / path).write_text(text)
    return tmp_path


def _unchanged(folder: Path) -> bool:
    return all((folder / path).read_text() == text for path, text in PROJECT.items())


@pytest.mark.parametrize(
    "arguments",
    [
        ["app.py"],
        ["settings.py"],
        [".", "--exclude", "settings.py"],
        [".", "--select", "R02"],
        [".", "--select", "R01,R02"],
        [".", "--ignore", "I01"],
        [".", "--confidence", "high"],
    ],
)
def test_what_the_run_does_not_see_forbids_the_move(project: Path, arguments: list[str]) -> None:
    """A file that was not named, a code that was left out: all of the route stays."""
    main(["audit", "--fix", *arguments])
    if arguments[-1] != "high":
        assert _unchanged(project)
    else:
        texts = [(project / path).read_text() for path in PROJECT]
        assert len({"SMALLEST" in text or "electron" in text for text in texts}) == 1


def test_all_of_it_moves_where_all_of_it_was_named(project: Path) -> None:
    """Both files by their names are as good as their folder."""
    assert main(["audit", "--fix", "app.py", "settings.py"]) == 0
    assert "SMALLEST_API_KEY" in (project / "settings.py").read_text()
    assert "smallest.ai" in (project / "app.py").read_text()


@pytest.mark.parametrize("path", PROJECT)
def test_a_comment_or_a_baseline_holds_what_needs_the_line(path: str, project: Path) -> None:
    """What is accepted as it stands is not moved, nor is what needs it."""
    first = PROJECT[path].splitlines()
    line = 2 if path == "app.py" else 1
    first[line] += "  # electron-kit: ignore"
    (project / path).write_text("\n".join(first) + "\n")
    before = {name: (project / name).read_text() for name in PROJECT}
    main(["audit", "--fix", "."])
    assert {name: (project / name).read_text() for name in PROJECT} == before
    (project / path).write_text(PROJECT[path])
    main(["audit", path, "--write-baseline"])
    main(["audit", "--fix", ".", "--baseline", ".electron-audit-baseline.json"])
    assert _unchanged(project)


def test_a_baseline_elsewhere_leaves_a_route_its_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is hidden in one file changes nothing that is said of another."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "stays.py").write_text(HEAD + "client = OpenAI()\n" + CALL)
    (tmp_path / "other.py").write_text(HEAD + "client = OpenAI()\n")
    form = ["audit", "--select", "R01", "--format", "json"]
    main(form)
    before = json.loads(capsys.readouterr().out)["routes"]
    main(["audit", "other.py", "--write-baseline"])
    main([*form, "--baseline", ".electron-audit-baseline.json"])
    after = json.loads(capsys.readouterr().out)["routes"]
    assert [r for r in after if r["path"] == "stays.py"] == [
        r for r in before if r["path"] == "stays.py"
    ]
    assert "is in the baseline" in next(r for r in after if r["path"] == "other.py")["reason"]


def test_a_model_is_called_by_its_own_name_and_not_by_the_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where a request's argument holds a route: what the call returns has another name."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "app.py").write_text(HEAD + f"client = OpenAI(api_key={READ})\nanswer = {CALL}")
    main(["audit", "--select", "R01"])
    assert "the name `gpt-4o` in app.py:4 needs R02" in capsys.readouterr().out
    main(["audit", "--select", "R02"])
    assert "`client`" not in capsys.readouterr().out.partition("Routes:")[2]


def test_the_command_says_what_holds_a_route(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One named file of two: the other one is the reason."""
    main(["audit", "--fix", "app.py"])
    assert "settings.py" in capsys.readouterr().err
    assert _unchanged(project)


def test_files_of_one_route_are_replaced_together(project: Path) -> None:
    """If one of them has changed meanwhile, the others stay as they were too."""
    sources = [Source(path, (project / path).read_bytes()) for path in PROJECT]
    findings = audit_sources(sources, Options(jobs=1)).findings
    changes = list(rewrites(findings, sources, []))
    assert {change.path for change in changes} == set(PROJECT)
    (project / "settings.py").write_text("KEY = ''\n")
    failed = apply_all(changes)
    assert set(failed) == set(PROJECT)
    assert (project / "app.py").read_text() == PROJECT["app.py"]
    assert sorted(os.listdir(project)) == ["app.py", "settings.py"]


def test_a_route_has_the_same_name_in_every_run() -> None:
    """A route is named by the first of its parts, whatever order a set has in this process."""
    fixes = [
        finding.fix
        for program in MOVES.values()
        for finding in _audit({"app.py": program})[0].findings
        if isinstance(finding.fix, Fix) and finding.fix.route
    ]
    assert len(fixes) > len(MOVES)
    assert [fix for fix in fixes if fix.route > fix.part] == []


def test_a_route_that_meets_another_change_is_left_in_all_its_files() -> None:
    """An edit that does not go together with others takes its whole route with it."""
    result, sources = _audit(PROJECT)
    broken = []
    for finding in result.findings:
        fix = finding.fix
        if isinstance(fix, Fix) and finding.code == "I01":
            [edit] = fix.edits
            clash = type(edit)(edit.start - 1, edit.end, "x")
            finding = type(finding)(  # noqa: PLW2901
                **{name: getattr(finding, name) for name in finding.__slots__ if name != "fix"},
                fix=Fix("clash", (edit, clash), fix.part, fix.route),
            )
        broken.append(finding)
    problems: list[object] = []
    assert list(rewrites(broken, sources, problems)) == []  # type: ignore[arg-type]
    assert problems


EXPECTED = {
    "service.py": (
        "import os\nfrom openai import OpenAI\n\n\ndef ask(text):\n"
        '    client = OpenAI(api_key=os.environ["OPENAI_API_KEY"])\n'
        '    message = {"role": "user", "content": text}\n'
        '    return client.chat.completions.create(model="gpt-4o", messages=[message])\n'
    ),
    "tests/test_service.py": (
        "import respx\n\nfrom service import ask\n\n\n@respx.mock\ndef test_ask():\n"
        '    respx.post("https://api.openai.com/v1/chat/completions")\n    ask("hi")\n'
    ),
}


def test_a_test_that_expects_openai_s_address_holds_the_route(tmp_path, capsys, monkeypatch):
    """Where the address is mocked or compared, the test would fail after the move."""
    from electron_kit.cli import main

    monkeypatch.chdir(tmp_path)
    for name, text in EXPECTED.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    main(["audit", ".", "--fix"])
    assert "by a test (tests/test_service.py:8)" in capsys.readouterr().err
    assert (tmp_path / "service.py").read_text(encoding="utf-8") == EXPECTED["service.py"]
    (tmp_path / "tests/test_service.py").write_text("from service import ask\n", encoding="utf-8")
    main(["audit", ".", "--fix"])
    assert "SMALLEST_API_KEY" in (tmp_path / "service.py").read_text(encoding="utf-8")
