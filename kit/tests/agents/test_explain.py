"""Rules told to people and to programs, and the schema that binds the kit's JSON."""

import json

import pytest
from jsonschema import Draft202012Validator

from electron_kit.agents.explain import explanation, schema_text
from electron_kit.audit.rules import rules
from electron_kit.cli import main
from electron_kit.contract.sources import MIGRATION, OPENAPI

SCHEMA = Draft202012Validator(json.loads(schema_text()))


def out_of(capsys, *arguments):
    code = main([str(it) for it in arguments])
    return code, capsys.readouterr().out


def test_the_schema_is_one():
    """The published schema is valid itself, and is what `--schema` prints."""
    Draft202012Validator.check_schema(SCHEMA.schema)


def test_every_rule_is_explained_as_the_schema_says(capsys):
    """All rules at once, each with what, why, an example and how to silence it."""
    code, out = out_of(capsys, "explain", "--format", "json")
    told = json.loads(out)
    assert code == 0
    SCHEMA.validate(told)
    assert [it["code"] for it in told["rules"]] == [rule.code for rule in rules()]
    assert all(it["before"] for it in told["rules"])


def test_a_rule_is_explained_in_words(capsys):
    """By code in any case, or by name."""
    _, by_code = out_of(capsys, "explain", "b01")
    _, by_name = out_of(capsys, "explain", "rejected-param")
    assert by_code == by_name
    assert "ignore[B01]" in by_code
    assert "Smallest AI" in by_code


def test_a_source_is_told_with_its_address(capsys):
    """Each document of a fact, in JSON and in words; what is assumed says that it has none."""
    sources = explanation({rule.code: rule for rule in rules()}["B01"])["sources"]
    assert {it["title"] for it in sources} == {MIGRATION.title, OPENAPI.title}
    assert {it["url"] for it in sources} == {MIGRATION.address, OPENAPI.address}
    _, out = out_of(capsys, "explain", "B01")
    assert f"{MIGRATION.title} (documented) {MIGRATION.address}\n" in out
    every = [it for rule in rules() for it in explanation(rule)["sources"]]
    assert {it["basis"] for it in every if not it["title"]} == {"assumed"}


def test_an_unknown_rule_is_named(capsys):
    """What is asked for and what there is stand in the error."""
    assert main(["explain", "B99"]) == 2
    assert "There is no rule 'B99'. The rules are B01" in capsys.readouterr().err


def test_findings_are_as_the_schema_says(tmp_path, capsys, monkeypatch):
    """The findings of every rule's examples, in one report."""
    monkeypatch.chdir(tmp_path)
    for rule in rules():
        for number, example in enumerate(rule.invalid):
            place = tmp_path / f"{rule.code}_{number}"
            for name, text in {example.path: example.source, **example.files}.items():
                if name.endswith(".ipynb"):
                    continue  # an example's cells are no notebook file
                path = place / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
    code, out = out_of(capsys, "audit", "--format", "json", ".")
    told = json.loads(out)
    assert code == 1
    SCHEMA.validate(told)
    ids = [it["id"] for it in told["findings"]]
    assert len(ids) == len(set(ids)) > 50


@pytest.mark.parametrize("broken", [{"findings": [{}]}, {"schema": 1, "rules": [{}]}, {}])
def test_something_else_is_not_as_the_schema_says(broken):
    """The schema binds: what lacks fields does not pass."""
    assert not SCHEMA.is_valid(broken)


def test_what_is_fixed_by_machine_is_shown_before_and_after():
    """A rule with a rewrite shows the code that it makes."""
    told = {rule.code: explanation(rule) for rule in rules()}
    assert "SMALLEST_API_KEY" in str(told["R01"]["after"]) or told["S01"]["after"]
