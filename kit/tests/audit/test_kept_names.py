"""Which names of models that are kept count: those that something reads."""

from __future__ import annotations

import pytest

from electron_kit.audit import Confidence, Options, Source, audit_sources

ASK = (
    "from openai import OpenAI\n"
    "def ask(model, messages):\n"
    "    return OpenAI().chat.completions.create(model=model, messages=messages)\n"
)
KEPT = 'SPARE_MODEL = "gpt-4o"\n'


def _found(files: dict[str, str], **options: object) -> list[str]:
    sources = [Source(path, text.encode()) for path, text in files.items()]
    audit = audit_sources(sources, Options(select=("R02",), jobs=1, **options))  # type: ignore[arg-type]
    return [finding.path for finding in audit.findings]


def _program(**more: str) -> dict[str, str]:
    files = {"ask.py": ASK, "models.py": KEPT, "a.py": "import ask\n", "b.py": "import models\n"}
    return {**files, **{path.replace("__", "."): text for path, text in more.items()}}


def test_what_nothing_reads_is_hidden_and_counted() -> None:
    """It is shown again where low confidence is asked for."""
    assert _found(_program()) == []
    assert _found(_program(), confidence=Confidence.LOW) == ["models.py"]


@pytest.mark.parametrize(
    "reader",
    [
        "import ask, models\nask.ask(models.SPARE_MODEL, [])\n",
        "import ask, models\nchosen = models.SPARE_MODEL\nask.ask(chosen, [])\n",
        "import models\nprint(models.SPARE_MODEL)\n",
    ],
)
def test_what_something_reads_counts(reader: str) -> None:
    """Directly, by another name, or only to say it: who reads it is not told apart."""
    assert _found(_program(c__py=reader)) == ["models.py"]


def test_a_piece_of_a_program_is_not_asked_who_reads_it() -> None:
    """Its other files are not there."""
    assert _found({"ask.py": ASK, "models.py": KEPT}) == ["models.py"]


@pytest.mark.parametrize(
    ("code", "counts"),
    [
        ('MODEL = os.environ["SPARE_MODEL"]\n', False),
        ('MODEL = os.environ["SPARE_MODEL"]\nask.ask(MODEL, [])\n', True),
        ('ask.ask(os.environ[f"{role}_MODEL"], [])\n', True),
        ("class Settings:\n    spare_model: str\nask.ask(Settings().spare_model, [])\n", True),
    ],
)
def test_a_variable_counts_if_its_value_is_used(code: str, *, counts: bool) -> None:
    """A name that is put together may be any."""
    files = _program(c__py=f"import os, ask\nrole = 'x'\n{code}")
    del files["models.py"]
    files = {**files, "d.py": "import ask\n", ".env.example": "SPARE_MODEL=gpt-4o\n"}
    assert _found(files) == ([".env.example"] if counts else [])
