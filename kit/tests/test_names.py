"""A model's name is read by a grammar, also one that nobody has heard of yet."""

import json
import typing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openai.types.shared.all_models import AllModels

from electron_kit.contract.names import Generation, Use, is_electron_model, read_name

CASES = json.loads((Path(__file__).parent / "openai_names.json").read_text())
"""Names by the use that a person gave them, many of them invented, before the grammar was run."""


@pytest.mark.parametrize("use", CASES)
def test_a_name_is_for_the_use_that_a_person_gave_it(use):
    """OpenAI's names past, present and to come are told apart, and others' are left alone."""
    assert [name for name in CASES[use] if read_name(name).use != use] == []


def test_every_use_has_cases():
    """No branch of the grammar is without a label."""
    assert set(CASES) == set(Use)


def _literals(kind) -> set[str]:
    found = set()
    for part in typing.get_args(kind):
        found |= {part} if isinstance(part, str) else _literals(part)
    return found


def test_every_model_of_the_installed_sdk_is_openais():
    """The SDK's own list is a witness that the grammar was not made from."""
    names = _literals(AllModels)
    assert len(names) > 90
    wrong = [name for name in names if read_name(name).use in (Use.FOREIGN, Use.OTHER)]
    assert wrong == [], "the SDK lists names that the grammar of contract/names.py does not read"


@given(st.integers(4, 20), st.integers(0, 20), st.sampled_from(["", "vega", "lyra", "quill"]))
def test_a_nickname_needs_no_entry(major, minor, nickname):
    """A number and any nickname are a chat model, and the number is read."""
    text = f"gpt-{major}" + (f".{minor}" if minor else "") + (f"-{nickname}" if nickname else "")
    name = read_name(text)
    assert name.use is Use.CHAT
    words = (nickname,) if nickname else ()
    assert name.generation == Generation("gpt", major, minor, nickname, words)


@given(st.text(max_size=60))
def test_any_text_is_read(text):
    """No text is an error, and what is read of it is part of it."""
    name = read_name(text)
    assert name.text == text
    assert name.bare in text


@pytest.mark.parametrize(
    ("text", "generation"),
    [
        ("gpt-35-turbo", Generation("gpt", 3, 5, "", ("turbo",))),
        ("gpt-4o-mini-2024-07-18", Generation("gpt", 4, 0, "o", ("mini", "2024", "07", "18"))),
        ("gpt-6.2-astra-law", Generation("gpt", 6, 2, "astra", ("astra", "law"))),
        ("openai/gpt-5.4-mini", Generation("gpt", 5, 4, "", ("mini",))),
        ("ft:gpt-6-luna:shop::1", Generation("gpt", 6, 0, "luna", ("luna",))),
        ("o4-mini-2025-04-16", Generation("o", 4, 0, "", ("mini", "2025", "04", "16"))),
        ("chat-latest", Generation("chat", 0, 0, "", ("latest",))),
    ],
)
def test_a_generation_is_read_off_the_name(text, generation):
    """Number, nickname and the other words stand apart."""
    assert read_name(text).generation == generation


def test_a_fine_tune_is_read_by_its_base_and_a_door_is_kept():
    """What stands around a name is told from it."""
    name = read_name("ft:gpt-4o-mini-2024-07-18:acme::AbC123")
    assert (name.bare, name.fine_tuned) == ("gpt-4o-mini-2024-07-18", True)
    name = read_name("gateway/openai-chat:gpt-7")
    assert (name.bare, name.door) == ("gpt-7", "gateway/openai-chat:")


def test_electrons_models_are_known_by_name():
    """A name that is none of them is not known at a chat call of Electron's."""
    assert is_electron_model("electron")
    assert not is_electron_model("gpt-4o")
