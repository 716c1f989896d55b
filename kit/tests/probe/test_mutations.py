"""Every check can fail: for each there is a bent rule that it tells, and others do not."""

import pytest

from electron_kit.probe import CHECKS, Probe, Target
from electron_kit.probe.pace import Pace

from ..conftest import THOROUGH
from . import bends
from .bending import Bent

TARGETS = {
    "electron": Target(
        "http://127.0.0.1/waves/v1", "sk_sandbox", "electron", "electron", "unlimited"
    ),
    "openai": Target("http://127.0.0.1/v1", "sk-sandbox", "openai", "gpt-4o-mini", "unlimited"),
}
BENDS = {"electron": bends.ELECTRON, "openai": bends.OPENAI}
CASES = [(dialect, bend) for dialect, found in BENDS.items() for bend in found]


def report_of(dialect, transport, only=()):
    """Probe the sandbox behind a transport, without waiting for anything."""
    pace = Pace(None, sleep=lambda seconds: None)
    return Probe(TARGETS[dialect], transport=transport, pace=pace, only=only)()


@pytest.mark.parametrize("dialect", BENDS)
def test_without_a_bend_nothing_is_told(dialect):
    """The stand-in that the bends start from is exact by itself."""
    report = report_of(dialect, Bent())
    assert [it.id for it in report.results if not it.exact] == []


@pytest.mark.parametrize(("dialect", "bend"), CASES, ids=lambda it: getattr(it, "name", it))
def test_a_bent_rule_is_told_by_its_check_and_by_no_other(dialect, bend):
    """One rule is switched off or bent: the checks that state it tell, the rest do not.

    The rest are those of the same groups here, and all others in `tox run -e thorough`.
    """
    groups = sorted({name.partition(".")[0] for name in bend.tells})
    if THOROUGH or "limits.pace" in bend.tells:  # told by what any check of the run was answered
        groups = ()
    report = report_of(dialect, Bent(bend.before, bend.after), groups)
    told = {it.id: it for it in report.results if it.exact is False}
    assert set(told) == bend.tells, {name: it.seen for name, it in told.items()}
    assert all(it.seen for it in told.values())


def test_every_check_has_a_bend():
    """A check that no bend makes tell would be one that cannot fail."""
    told = set().union(*(bend.tells for bend in bends.ELECTRON))
    assert {name for name, it in CHECKS.items() if "electron" in it.said} - told == set()


def test_what_openais_documents_say_otherwise_has_a_bend_too():
    """Where the two dialects' statements differ, OpenAI's can fail as well."""
    told = set().union(*(bend.tells for bend in bends.OPENAI))
    differ = {
        name
        for name, it in CHECKS.items()
        if "openai" in it.said
        and ("electron" not in it.said or it.said["openai"].states != it.said["electron"].states)
    }
    assert differ - told == set()
