"""What is built can be used without the checkout: sdist and wheel, each in an empty environment.

``tox run -e wheel`` runs it.
"""

import json
import os
import shutil
import subprocess
import tarfile
import zipfile
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from applications import OWN
from follow import Agent

ROOT = Path(__file__).parents[2]
CODE = "import OpenAI from 'openai';\nawait new OpenAI().chat.completions.create({n: 2});\n"
TEST = """
def test_answers(electron_client, sandbox):
    said = [{"role": "user", "content": "Reply with exactly: hello"}]
    answer = electron_client.chat.completions.create(model="electron", messages=said)
    assert answer.choices[0].message.content == "hello"
    assert len(sandbox.requests) == 1
"""


def environment() -> dict[str, str]:
    """Return an environment from which nothing of the checkout can be found."""
    ours = ("OPENAI", "SMALLEST", "ELECTRON_KIT", "PYTHON", "TOX_", "VIRTUAL_ENV")
    return {name: it for name, it in os.environ.items() if not name.startswith(ours)}


def run(*command: object, cwd: Path, check: bool = True) -> str:
    """Run a command far from the checkout, and return what it printed."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0 or not check, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that both were built into; the wheel from the sdist, as an index gets it."""
    out = tmp_path_factory.mktemp("dist")
    run("uv", "build", "--quiet", "--out-dir", out, ROOT, cwd=out)
    return out


@pytest.fixture(scope="session", params=["*.tar.gz", "*.whl"], ids=["sdist", "wheel"])
def programs(
    request: pytest.FixtureRequest, built: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Where the programs are of an environment that has nothing but the kit, and pytest."""
    home = tmp_path_factory.mktemp("empty")
    (archive,) = built.glob(request.param)
    run("uv", "venv", "--quiet", home / "env", cwd=home)
    scripts = home / "env" / ("Scripts" if os.name == "nt" else "bin")
    wanted = [f"electron-migration-kit[audit,sandbox] @ {archive.as_uri()}", "pytest"]
    run("uv", "pip", "install", "--quiet", "--python", scripts / "python", *wanted, cwd=home)
    return scripts


def test_it_says_its_version(programs: Path, tmp_path: Path) -> None:
    """The command is there, and the version is the package's own."""
    import electron_kit

    said = run(programs / "electron-kit", "--version", cwd=tmp_path)
    assert said.strip() == f"electron-kit {electron_kit.__version__}"


def test_it_is_imported_from_the_environment(programs: Path, tmp_path: Path) -> None:
    """Every public name is there, and none of it comes from the checkout."""
    code = (
        "import electron_kit\n"
        "for name in electron_kit.__all__: getattr(electron_kit, name)\n"
        "print(electron_kit.__file__)"
    )
    where = Path(run(programs / "python", "-c", code, cwd=tmp_path).strip())
    assert programs.parent in where.parents
    assert where.with_name("py.typed").exists()


def test_it_audits(programs: Path, tmp_path: Path) -> None:
    """TypeScript is read: the extra came along."""
    (tmp_path / "ask.ts").write_text(CODE)
    assert "B01" in run(programs / "electron-kit", "audit", ".", cwd=tmp_path, check=False)


def test_the_sandbox_answers(programs: Path, tmp_path: Path) -> None:
    """The command listens, and a request gets an answer."""
    command = [programs / "electron-kit", "sandbox", "--port", "0"]
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        _, url, _, key = process.stdout.readline().split()
        said = [{"role": "user", "content": "Reply with exactly: hello"}]
        body = json.dumps({"model": "electron", "messages": said}).encode()
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        with urlopen(Request(f"{url}/chat/completions", body, headers), timeout=300) as answer:
            assert json.load(answer)["choices"][0]["message"]["content"] == "hello"
        process.terminate()


def test_pytest_finds_the_plugin(programs: Path, tmp_path: Path) -> None:
    """A test asks for the fixtures by name and imports nothing."""
    (tmp_path / "test_it.py").write_text(TEST)
    assert "1 passed" in run(programs / "python", "-m", "pytest", "-q", cwd=tmp_path)


def test_the_skill_is_found_and_moves_an_application(programs: Path, tmp_path: Path) -> None:
    """Where tools look for it; its commands word for word; the tests green on Electron's side."""
    kit = programs / "electron-kit"
    said = Path(run(kit, "skill", "--path", cwd=tmp_path).strip())
    (found,) = programs.parent.glob("**/electron_kit/.agents/skills/*/SKILL.md")
    assert found.parent == said
    own = ROOT / "kit/tests_agents"
    project = tmp_path / "project"
    shutil.copytree(own / "desk", project, ignore=shutil.ignore_patterns("__pycache__"))
    outcome = Agent(project, OWN, [str(kit)], [str(programs / "python")]).follow()
    assert outcome == json.loads((own / "seen.json").read_text(encoding="utf-8"))[OWN.name]
    assert outcome["tests"]["after"]["electron"] > 0


def test_the_wheel_holds_the_package_alone(built: Path) -> None:
    """No test, page or lesson is installed, and the sdist has what tests it."""
    (wheel,) = built.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0].split("-")[0] for name in names} <= {
        "electron_kit",
        "electron_migration_kit",
    }
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        found = {name.partition("/")[2] for name in archive.getnames()}
    assert {"tox.ini", "constraints.txt", "kit/tests/conftest.py", "docs/conf.py"} <= found
    assert not [name for name in found if ".tox" in name or "__pycache__" in name]
