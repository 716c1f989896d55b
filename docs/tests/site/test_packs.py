"""What the pages' Python is made of, as far as that needs neither npm nor a browser."""

import hashlib
import importlib.util
import io
import json
import sys
import tarfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
RUN = ROOT / "docs" / "_run"


def load(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules.setdefault(path.stem, module)
    spec.loader.exec_module(module)
    return module


packs = load(RUN / "packs.py")
wheels = load(RUN / "wheels.py")
run_here = load(ROOT / "docs" / "_ext" / "run_here.py")


def test_a_pack_depends_on_its_files_alone():
    """The same files in any order give the same bytes, and come out as they went in."""
    files = {"b/x.py": b"1", "a.txt": b"two", "c.py": b""}
    one = packs.pack(files.items())
    assert one == packs.pack(reversed(list(files.items())))
    with tarfile.open(fileobj=io.BytesIO(one)) as archive:
        assert {name: archive.extractfile(name).read() for name in archive.getnames()} == files


def test_any_change_gives_another_address():
    """A name, a byte or a border between two files changes the hash."""
    seen = {
        packs.digest_of(files)
        for files in ({"a": b"bc"}, {"ab": b"c"}, {"a": b"b", "c": b""}, {"a": b"bd"}, {})
    }
    assert len(seen) == 5
    assert packs.digest_of({"a": b"1", "b": b"2"}) == packs.digest_of({"b": b"2", "a": b"1"})


def test_the_kit_is_packed_as_it_is_with_what_lessons_read():
    """Every module is there, no cache and no key; the lessons' files are, the lessons are not."""
    files = dict(packs.kit(ROOT))
    kit = ROOT / "kit" / "electron_kit"
    for path in kit.rglob("*.py"):
        name = f"electron_kit/{path.relative_to(kit).as_posix()}"
        assert hashlib.sha256(files[name]).digest() == hashlib.sha256(path.read_bytes()).digest()
    assert "run_here/lesson_files/audit_example/web/ask.ts" in files
    assert "run_here/lesson_files/audit_example/.env.example" in files
    assert not [name for name in files if "__pycache__" in name or name.endswith("/.env")]
    assert not [name for name in files if name.startswith("run_here/lesson_files/0")]


def test_packs_of_other_pins_are_not_used(tmp_path):
    """A version that differs, or no packs at all, and the site is built without."""
    constraints, package = ROOT / "constraints.txt", RUN / "package.json"
    assert not packs.fresh(tmp_path, constraints, package)
    openai = wheels.pins(constraints)["openai"]
    pyodide = json.loads(package.read_text(encoding="utf-8"))["dependencies"]["pyodide"]
    for versions, good in (
        ({"openai": openai, "npm pyodide": pyodide}, True),
        ({"openai": "0.1", "npm pyodide": pyodide}, False),
        ({"openai": openai, "npm pyodide": "0.1"}, False),
        ({"gone": "1"}, False),
    ):
        (tmp_path / "versions.json").write_text(json.dumps({"versions": versions, "lock": {}}))
        assert packs.fresh(tmp_path, constraints, package) is good


def test_pins_are_those_of_the_browser():
    """What holds elsewhere only is not pinned there, and what holds there only is."""
    pins = wheels.pins(ROOT / "constraints.txt")
    assert "httpx2-jsfetch" in pins
    assert "httpcore2" not in pins
    assert "pywinpty" not in pins


def test_grammars_are_of_the_versions_that_the_audit_is_tested_with():
    """The page's parsers and the command's are the same."""
    pins = wheels.pins(ROOT / "constraints.txt")
    npm = json.loads((RUN / "package.json").read_text(encoding="utf-8"))["dependencies"]
    grammars = [name for name in npm if name.startswith("tree-sitter-")]
    assert len(grammars) == 3
    for name in grammars:
        assert npm[name] == pins[name]


def test_npm_is_pinned_whole():
    """The lock names each package's content, and no host."""
    lock = (RUN / "package-lock.json").read_text(encoding="utf-8")
    packages = json.loads(lock)["packages"]
    assert all("integrity" in one for name, one in packages.items() if name)
    assert "resolved" not in lock


def test_a_lesson_gets_the_packs_that_its_code_names():
    """pytest and the grammars where the audit is the lesson, the validator where it compares."""
    needs = {
        path.stem[:2]: run_here.needs_of(path) for path in (ROOT / "notebooks").glob("0*.ipynb")
    }
    assert needs["01"] == {"env"}
    assert needs["07"] == {"env", "pytest", "grammars"}
    assert needs["08"] == {"env", "jsonschema"}


@pytest.fixture(scope="module")
def rpds():
    """The stand-in for rpds."""
    return load(RUN / "python" / "stand_ins" / "rpds.py")


def test_collections_change_into_new_ones(rpds):
    """What `referencing` does with rpds, done with the stand-in, leaves the old ones alone."""
    one = rpds.HashTrieMap({"a": 1})
    two = one.insert("b", 2).update({"c": 3}, d=4)
    assert one == {"a": 1}
    assert two == {"a": 1, "b": 2, "c": 3, "d": 4}
    assert two.remove("a").discard("x") == {"b": 2, "c": 3, "d": 4}
    assert rpds.HashTrieMap.convert(two) is two
    with pytest.raises(KeyError):
        one.remove("x")
    some = rpds.HashTrieSet(["a"])
    assert some.insert("b").update(["c"]) == {"a", "b", "c"}
    assert some.insert("b").discard("a") == {"b"}
    assert some == {"a"}
    assert list(rpds.List([2, 3]).push_front(1)) == [1, 2, 3]
    assert rpds.List([1, 2]).first == 1
    assert rpds.List([1, 2]).rest == rpds.List([2])
    assert hash(two) == hash(rpds.HashTrieMap(two))


def test_licences_are_there_to_be_packed():
    """The two whose packages do not bring theirs."""
    assert "Mozilla Public License" in (RUN / "licences" / "MPL-2.0.txt").read_text("utf-8")
    assert "PYTHON SOFTWARE FOUNDATION" in (RUN / "licences" / "Python.txt").read_text("utf-8")
