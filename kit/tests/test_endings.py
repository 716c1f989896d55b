"""When models end: the records against the installed SDK's own words, which are a witness."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path

import openai
import pytest
from hypothesis import given
from hypothesis import strategies as st

from electron_kit.contract import (
    AS_OF,
    ENDINGS,
    LASTING,
    NEVER,
    Use,
    day_of,
    ending,
    has_ended,
    read_name,
)

ROOT = Path(__file__).parents[2]
TYPES = Path(openai.__file__).parent / "types" / "shared"
NAME = re.compile(r'"([\w.:-]+)"')
WHAT_TO_DO = (
    "The installed openai SDK says something of a model that no record covers: {}. Read OpenAI's "
    "deprecations page, add the names to ENDINGS or LASTING in contract/endings.py with the day "
    "and the source, and move AS_OF."
)


def sdk_names() -> set[str]:
    """Return every model that the SDK's types list."""
    found = set()
    for file in ("chat_model.py", "all_models.py", "responses_model.py"):
        code = (TYPES / file).read_text(encoding="utf-8").partition('"""')[0]
        for literal in re.findall(r"Literal\[(.*?)\]", code, re.DOTALL):
            found |= set(NAME.findall(literal))
    return found


def sdk_endings() -> dict[str, date]:
    """Return the days that the SDK announces: they stand in a text after the literal."""
    found = {}
    text = (TYPES / "chat_model.py").read_text(encoding="utf-8").partition("Deprecated values:")[2]
    for entry in re.split(r"\n- ", text):
        day = re.search(r"shutdown\s+date:\s+(\d{4}-\d\d-\d\d)", entry)
        if day:
            names = NAME.findall(entry.partition("Announced")[0])
            found.update(dict.fromkeys(names, date.fromisoformat(day[1])))
    return found


def missing(names: set[str], days: Mapping[str, date]) -> dict[str, str]:
    """Return what the SDK says and the records do not."""
    found = {
        name: "listed by the SDK, recorded nowhere"
        for name in names - {*LASTING, *NEVER}
        if ending(name) is None
    }
    for name, day in days.items():
        record = ending(name)
        if record is None or record.on != day:
            found[name] = f"ends on {day} by the SDK, recorded: {record and record.on}"
    return found


def test_every_model_and_day_of_the_installed_sdk_is_recorded() -> None:
    """A newer SDK with a newer model or day fails here, with what to do."""
    names, days = sdk_names(), sdk_endings()
    # Older ones name fewer models, and no days.
    if f"openai=={version('openai')}\n" in (ROOT / "constraints.txt").read_text("utf-8"):
        assert len(names) >= 115, "the SDK's types are written in another form: read them anew"
        assert len(days) >= 72, "the SDK's types are written in another form: read them anew"
    found = missing(names, days)
    assert not found, WHAT_TO_DO.format(found)


def test_a_model_and_a_day_that_no_record_covers_are_noticed() -> None:
    """The test above can fail: for a new name, for a new day, for a day that moved."""
    found = missing({"gpt-9-nova"}, {"gpt-5.4-mini": date(2029, 1, 1), "gpt-4o": date(2027, 2, 1)})
    assert set(found) == {"gpt-9-nova", "gpt-5.4-mini", "gpt-4o"}


def test_a_name_has_one_fate() -> None:
    """No name ends twice, and none both ends and lasts."""
    names = [name for each in ENDINGS for name in each.names]
    assert len(names) == len(set(names))
    assert not set(names) & {*LASTING, *NEVER}
    assert [each.on for each in ENDINGS] == sorted(each.on for each in ENDINGS)


@pytest.mark.parametrize("record", ENDINGS, ids=lambda each: each.names[0])
def test_an_ending_names_its_source_and_openais_own_names(record) -> None:
    """Every name is OpenAI's by grammar, and so is the substitute."""
    assert record.sources
    for name in (*record.names, *filter(None, record.instead.split(" or "))):
        assert read_name(name).use is not Use.FOREIGN


def test_a_fine_tune_ends_with_its_base() -> None:
    """A door before the name changes nothing either."""
    for name in ("ft:gpt-4o-2024-08-06:acme::x", "openai/gpt-4o", "gpt-4o"):
        found = ending(name)
        assert found is not None
        assert found.on == date(2027, 1, 14)


@given(st.sampled_from([name for each in ENDINGS for name in each.names]), st.integers(-900, 900))
def test_a_model_has_ended_from_its_day_on(name: str, days: int) -> None:
    """The answer is a function of the day given, and of nothing else."""
    record = ending(name)
    assert record is not None
    assert has_ended(name, record.on + timedelta(days)) is (days >= 0)


def test_what_is_no_day_is_named() -> None:
    """A day is a date or its ISO form."""
    assert day_of("2027-01-14") == day_of(date(2027, 1, 14))
    assert date(2026, 11, 29) == AS_OF
    with pytest.raises(ValueError, match="'tomorrow'"):
        day_of("tomorrow")
