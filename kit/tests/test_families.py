"""Families of OpenAI's models: which a name belongs to, and how every cell is known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from electron_kit.contract import CELLS, EFFORTS, FAMILIES, LASTING, Taken, efforts, family_of
from electron_kit.contract import cell as cell_of
from electron_kit.contract.records import Basis

CASES = {
    "A": "gpt-3.5-turbo gpt-3.5-turbo-0125 gpt-35-turbo gpt-4 gpt-4-0613 gpt-4-turbo-2024-04-09 "
    "gpt-4-vision-preview gpt-4-32k ft:gpt-3.5-turbo-0613:acme::1",
    "B": "gpt-4o gpt-4o-mini gpt-4o-2024-08-06 gpt-4.1 gpt-4.1-nano-2025-04-14 openai/gpt-4.1-mini "
    "gpt-4.5-preview chatgpt-4o-latest ft:gpt-4o-mini-2024-07-18:acme::AbC",
    "C": "o1 o1-mini o1-preview-2024-09-12 o3 o3-mini o4-mini-2025-04-16",
    "D": "gpt-5 gpt-5-mini gpt-5-nano gpt-5-2025-08-07 gpt-5-nano-2025-08-07",
    "E": "gpt-5.1 gpt-5.2 gpt-5.2-2025-12-11",
    "F": "gpt-5.4 gpt-5.4-mini gpt-5.4-nano-2026-03-17 gpt-5.5 gpt-5.5-2026-04-23",
    "G": "gpt-5.6 gpt-5.6-sol gpt-5.6-terra gpt-5.6-luna gpt-6-sol gpt-6-luna gpt-6.1-terra",
    "H": "gpt-6-astra gpt-6.1-sol gpt-6.2-sol gpt-6.2-astra gpt-6.2-luna gpt-6-nova gpt-6.1-luna "
    "gpt-7 gpt-7-luna gpt-5.7 gpt-5.6-nova gpt-5-nova o5 o5-mini-2027-01-15 o9 gpt-11.4-mini",
    "instant": "chat-latest gpt-5-chat-latest gpt-5.1-chat-latest gpt-5.3-chat-latest",
    "search": "gpt-4o-search-preview gpt-4o-mini-search-preview-2025-03-11 gpt-5-search-api",
    "audio": "gpt-audio gpt-audio-1.5 gpt-4o-audio-preview-2024-12-17",
}


@pytest.mark.parametrize("code", CASES)
def test_a_name_belongs_to_the_family_that_a_person_put_it_in(code: str) -> None:
    """By grammar: snapshots, fine-tunes and doors follow the plain name."""
    assert {name: family_of(name).code for name in CASES[code].split()} == dict.fromkeys(
        CASES[code].split(), code
    )


@given(
    st.integers(7, 20),
    st.integers(0, 30),
    st.sampled_from(["", "-sol", "-luna", "-nova", "-quasar"]),
    st.sampled_from(["", "-mini", "-nano", "-2027-05-01"]),
)
def test_a_name_yet_to_come_is_in_the_strictest_family(major, minor, nickname, size) -> None:
    """Whatever it is called: no refusal that it may know is taken for none."""
    assert family_of(f"gpt-{major}.{minor}{nickname}{size}").code == "H"


@given(st.text(max_size=40))
def test_any_text_has_a_family(text: str) -> None:
    """Whose name it is decides somebody else; this never raises."""
    assert family_of(text) in FAMILIES


@pytest.mark.parametrize("row", CELLS, ids=lambda row: f"{row.parameter}-{row.families}")
def test_a_cell_says_how_it_is_known(row) -> None:
    """Sources, a refusal where there is one, and no refusal where nobody has seen it."""
    assert row.sources or row.basis is Basis.ASSUMED
    assert (row.refusal is not None) or row.fate in {Taken.ACCEPTED, Taken.UNKNOWN}
    if row.fate is Taken.UNKNOWN:
        assert row.refusal is None
    assert not row.doubtful or row.fate is Taken.UNKNOWN
    assert set(row.families) <= {family.code for family in FAMILIES}


def test_no_cell_is_recorded_twice() -> None:
    """A family and a parameter have one record for all models, and one for a model."""
    keys = [
        (row.parameter, family, model)
        for row in CELLS
        for family in row.families
        for model in row.models or ("",)
    ]
    assert len(keys) == len(set(keys))


def test_the_eight_families_say_something_of_each_parameter() -> None:
    """A parameter that is recorded for one of A to H is recorded for all, if only as not known."""
    said: dict[str, set[str]] = {}
    for row in CELLS:
        if not row.models:
            said.setdefault(row.parameter, set()).update(row.families)
    assert dict.fromkeys(said, "ABCDEFGH") == {
        name: "".join(sorted(families & set("ABCDEFGH"))) for name, families in said.items()
    }


def test_efforts_are_the_sdks() -> None:
    """Every effort of a model is a value that the SDK can send."""
    for name in LASTING:
        assert set(efforts(name)) <= set(EFFORTS)
    assert efforts("gpt-5.1") == ("none", "low", "medium", "high")
    assert cell_of("temperature", "gpt-6-sol").fate is Taken.AT_NONE
