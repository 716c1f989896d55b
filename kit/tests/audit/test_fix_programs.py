"""The harness of whole programs: it sees what is wrong with a fix, and a sample of what it runs.

All programs, those in JavaScript too, are run by ``tox run -e fix-programs``.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from proving.catalogue import Program, parsed, programs
from proving.compose import Parts, composed, parts
from proving.recorders import ELECTRON, Recorders
from proving.run import Bench, bench, proven

TEXT = """\
{fate}: as an example
-- main.py --
import os

from openai import OpenAI

client = OpenAI(base_url="https://api.openai.com/v1", api_key=os.environ["OPENAI_API_KEY"])
messages = [{{"role": "user", "content": "Hi"}}]
reply = client.chat.completions.create(model="gpt-4o", messages=messages)
print(reply.choices[0].message.content)
"""
URL = ("https://api.openai.com/v1", "https://api.smallest.ai/waves/v1")
KEY = ("OPENAI_API_KEY", "SMALLEST_API_KEY")
MODEL = ("gpt-4o", "electron")


@pytest.fixture(scope="module")
def python() -> Iterator[Bench]:
    """This Python, before recorders of its own."""
    with Recorders() as recorders, bench(recorders) as ready:
        yield ready


def _edited(*changes: tuple[str, str]) -> object:
    def fix(_program: object, folder: Path) -> str:
        path = folder / "main.py"
        text = path.read_text()
        for old, new in changes:
            text = text.replace(old, new)
        path.write_text(text)
        return ""

    return fix


@pytest.mark.parametrize(
    ("fate", "changes", "words"),
    [
        ("moves", [], "was to move"),
        ("moves", [KEY], "Smallest's key left for another host"),
        ("moves", [MODEL], "electron was asked for elsewhere"),
        ("moves", [URL], "a key that is not Smallest's went to Electron"),
        ("moves", [URL, KEY], "Electron was asked for another model"),
        ("moves", [(URL[0], URL[1] + "/chat"), KEY, MODEL], "refused"),
        ("moves", [URL, KEY, MODEL, (")", "")], "it ran before and fails after"),
        ("moves", [URL, KEY, MODEL, (")", "")], "does not parse"),
        ("moves", [URL, KEY, MODEL, ("print(", "exit(")], "it ran before and fails after"),
        ("moves", [URL, KEY, MODEL, ("import os\n", "import os\nos\n")], "a second --fix changes"),
        (
            "moves",
            [URL, KEY, MODEL, ("\nclient", "\nassert 'OPENAI_API_' + 'KEY' in os.environ\nclient")],
            "it needs OPENAI_API_KEY still",
        ),
        (
            "moves",
            [URL, KEY, MODEL, ('environ["SMALLEST_API_KEY"]', 'getenv("SMALLEST_API_KEY")')],
            "OpenAI's key goes to Electron where SMALLEST_API_KEY is not set",
        ),
        ("stays", [URL, KEY, MODEL], "was to stay as it was"),
        ("stays", [MODEL, ("electron", "gpt-4.1")], "was to stay as it was"),
        ("parts: openai embeddings\nwhy", [URL, KEY, MODEL], "was to be"),
    ],
)
def test_what_is_wrong_with_a_fix_is_said(
    fate: str, changes: list[tuple[str, str]], words: str, python: Bench, tmp_path: Path
) -> None:
    """A fix that does half of a move, or none, or too much, is told as what it is."""
    program = parsed("example", TEXT.format(fate=fate))
    proof = proven(program, tmp_path, python, _edited(*changes))  # type: ignore[arg-type]
    assert any(words in wrong for wrong in proof.wrong), proof.wrong


@pytest.mark.parametrize(
    ("fate", "changes"),
    [
        ("moves", [URL, KEY, MODEL]),
        ("stays", []),
        ("either", []),
        ("parts: electron chat/completions; so", [URL, KEY, MODEL]),
    ],
)
def test_a_right_fix_has_nothing_said_of_it(
    fate: str, changes: list[tuple[str, str]], python: Bench, tmp_path: Path
) -> None:
    """A whole move, and none where none was wanted, are both right."""
    program = parsed("example", TEXT.format(fate=fate))
    proof = proven(program, tmp_path, python, _edited(*changes))  # type: ignore[arg-type]
    assert proof.wrong == []
    assert {request.who for request in proof.after.requests} == {ELECTRON if changes else "openai"}


def test_a_head_without_a_fate_is_refused() -> None:
    """A program of which nothing is expected proves nothing."""
    with pytest.raises(ValueError, match="example: the head has to say one of moves"):
        parsed("example", "why: none\n-- main.py --\nprint()\n")


def test_the_catalogue_asks_for_moves_more_than_for_anything_else() -> None:
    """At least seventy programs, of which at least forty have to move."""
    fates = [
        program.fate for language in ("python", "javascript") for program in programs(language)
    ]
    assert len(fates) >= 70
    assert fates.count("moves") >= 40


SAMPLE = [
    program
    for program in programs("python")
    if program.name
    in {
        "azure_beside_openai", "client_with_embeddings", "key_in_another_file", "lazy_client",
        "module_client", "one_file_named", "openrouter", "settings_dataclass", "stream",
        "wrapped_client_given",
    }
]  # fmt: skip


@pytest.mark.parametrize("program", SAMPLE, ids=lambda program: program.name)
def test_a_program_moves_whole_or_not_at_all(
    program: Program, python: Bench, tmp_path: Path
) -> None:
    """Of the programs that all are run by their own env, one for each kind of fate."""
    assert proven(program, tmp_path, python).wrong == []


@settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(parts())
def test_no_composed_program_crosses(python: Bench, chosen: Parts) -> None:
    """A few of the programs that are composed at random, always the same ones here."""
    with tempfile.TemporaryDirectory() as folder:
        assert proven(composed(chosen), Path(folder), python).wrong == []
