"""The text report: read by somebody who has a minute."""

from __future__ import annotations

from io import StringIO

from electron_kit.audit import Audit, Options, Source, audit_sources
from electron_kit.audit.reports import write

HEAD = "from openai import OpenAI\nclient = OpenAI()\n"
CALL = 'client.chat.completions.create(model="gpt-4o", messages=[], n=2, seed=1, user="x")\n'
# A client with a key of its own, and all that it sends in sight.
MOVES = Source(
    "moves.py",
    b"import os\nfrom openai import OpenAI\n"
    b'mine = OpenAI(api_key=os.environ["OPENAI_API_KEY"])\n'
    b'mine.chat.completions.create(model="gpt-4o", messages=[])\n',
)


def _text(audit: Audit) -> str:
    out = StringIO()
    write("text", audit, out)
    return out.getvalue()


def _many() -> Audit:
    """An audit with several hundred findings in a hundred files, some of them untouched."""
    code = HEAD + CALL + 'client.embeddings.create(model="text-embedding-3-small", input="x")\n'
    sources = [Source(f"app/part_{n:02}.py", code.encode()) for n in range(100)]
    sources += [Source(f"app/none_{n}.py", b"x = 1\n") for n in range(20)]
    return audit_sources(sources, Options(jobs=1))


def test_a_long_report_says_first_what_breaks_and_how_much() -> None:
    """Counts by severity and rule stand in the first lines, and again in the last."""
    found = _many()
    lines = _text(found).splitlines()
    assert len(found.findings) >= 400
    assert lines[0].startswith(f"{len(found.findings)} findings in 100 of 120 files: 200 breaks")
    assert lines[1].split()[:2] == ["breaks", "200"]
    assert "B01 rejected-param 100" in lines[1]
    assert "P03 embeddings 100" in lines[1]
    assert lines[0] in lines[-12:]
    # A line each, and a dozen a rule.
    assert len(lines) < len(found.findings) * 1.3


def test_what_breaks_stands_before_the_rest_with_its_severity_on_the_line() -> None:
    """Rules in order of severity; path, line, severity and code together."""
    text = _text(_many())
    assert text.index("B01 rejected-param ·") < text.index("R01 client-setup ·")
    assert "app/part_00.py:3:61: breaks B01  │ client.chat" in text
    assert "app/part_00.py:2:10: rewrite R01  │ client = OpenAI()" in text


def test_the_reason_is_the_rules_own_and_is_said_once() -> None:
    """No record's name with "supported" for a reason."""
    text = _text(_many())
    assert text.count("Why: Electron gives one answer a request") == 1
    assert "supported." not in text
    assert "Why: Without a base URL the SDK talks to OpenAI" in text


def test_the_end_says_which_command_comes_next() -> None:
    """What a machine can do, and where a person begins."""
    last = _text(_many()).rpartition("\nNext:\n")[2]
    assert "--select B,P" in last
    assert "--diff" in _text(audit_sources([MOVES], Options(jobs=1))).rpartition("\nNext:\n")[2]


def test_paths_are_shown_from_where_the_reader_stands(tmp_path, monkeypatch) -> None:
    """A folder given by its whole path is not repeated on every line."""
    from electron_kit.audit import audit

    (tmp_path / "app.py").write_text(HEAD)
    monkeypatch.chdir(tmp_path)
    text = _text(audit([tmp_path], Options(jobs=1)))
    assert "    app.py:2:10: rewrite R01" in text
    assert str(tmp_path) not in text


def test_routes_are_in_the_report() -> None:
    """Which client moves, and what holds another back."""
    sources = [MOVES, Source("b.py", (HEAD + CALL).encode())]
    text = _text(audit_sources(sources, Options(jobs=1)))
    routes = text.partition("\nRoutes: ")[2]
    assert "clients can be moved by --fix today" in routes
    assert "  stays: b.py:2\n" in routes
    assert "  moves: moves.py:3\n" in routes


AGENTS = b"from agents import Agent\n" + b"".join(
    b'a%d = Agent(name="a", instructions="x", model="gpt-6-luna")\n' % n for n in range(30)
)


def test_what_one_file_says_over_and_over_is_folded() -> None:
    """The first place with its source, the others' lines behind each other, as far as one reads."""
    found = audit_sources([Source("crew.py", AGENTS)], Options(jobs=1))
    text = _text(found)
    assert sum(f.code == "P01" for f in found.findings) == 30
    assert "    crew.py:2:6: breaks P01  │ a0 = Agent(" in text
    shown = ", ".join(str(line) for line in range(3, 15))
    assert f"      and 29 more in this file: {shown}, … (--select P01 shows all)\n" in text
    assert len(text.splitlines()) < 40
    alone = _text(audit_sources([Source("crew.py", AGENTS)], Options(jobs=1, select=("P01",))))
    assert "28, 29, 30, 31\n" in alone


def test_a_message_of_many_places_leaves_room_for_the_others() -> None:
    """Forty lines, then how many are left and how to see them; alone, it is shown whole."""
    text = _text(_many())
    assert "    and 60 more places (--select B01 shows all)" in text
    sources = [Source(f"app/part_{n:02}.py", (HEAD + CALL).encode()) for n in range(100)]
    alone = _text(audit_sources(sources, Options(jobs=1, select=("B01",))))
    assert "more places" not in alone
    assert alone.count("breaks B01") == 100


def test_routes_held_back_by_the_same_thing_are_said_together() -> None:
    """The places of the reason are left out where they differ."""
    away = HEAD + 'client.embeddings.create(model="text-embedding-3-small", input="x")\n'
    sources = [Source(f"{name}.py", away.encode()) for name in ("one", "two")]
    routes = _text(audit_sources(sources, Options(jobs=1))).partition("\nRoutes: ")[2]
    assert "  stays: one.py:2, two.py:2\n    It serves embeddings, which Electron" in routes


def test_what_frameworks_make_is_said_of_routes_too() -> None:
    """Where only a framework makes clients, the report says that nothing moves by machine."""
    crew = Source("crew.py", AGENTS)
    alone = _text(audit_sources([crew], Options(jobs=1)))
    assert (
        "\nRoutes: 30 models of frameworks are set by hand, in the framework's own way, "
        "and nothing moves by --fix.\n"
    ) in alone
    beside = _text(audit_sources([crew, MOVES], Options(jobs=1)))
    assert "belongs to it; 30 models of frameworks are set by hand" in beside
    assert "nothing moves" not in beside


def test_an_endpoint_of_no_record_is_held_back_in_words() -> None:
    """No word of the audit's own for what has no row in the contract."""
    away = HEAD + 'client.containers.create(name="x")\n'
    text = _text(audit_sources([Source("a.py", away.encode())], Options(jobs=1)))
    assert "It serves other account endpoints" in text
    assert "serves platform" not in text


def test_a_client_that_a_class_hands_to_its_own_class_is_held_back_in_words() -> None:
    """`super(client)` has a name."""
    code = (
        'import OpenAI from "openai";\nimport { Model } from "./model";\n'
        "export class Fake extends Model {\n"
        "  constructor(client = new OpenAI()) {\n    super(client);\n  }\n}\n"
    )
    text = _text(audit_sources([Source("fake.js", code.encode())], Options(jobs=1)))
    assert "It is also handed to `super`" in text


def test_within_a_severity_what_there_is_most_of_comes_first() -> None:
    """The rules stand in the order of the summary, and the next step names the first."""
    more = HEAD + CALL + "client.models.list()\n" * 3
    text = _text(audit_sources([Source("a.py", more.encode())], Options(jobs=1)))
    assert text.index("P05 platform-endpoint ·") < text.index("B01 rejected-param ·")
    assert "begin with P05" in text


def test_the_routes_of_one_reason_fit_on_a_screen() -> None:
    """Their places are broken between paths, and never within one."""
    away = HEAD + 'client.embeddings.create(model="text-embedding-3-small", input="x")\n'
    paths = [f"services/a long folder's name/worker_{n}.py" for n in range(8)]
    text = _text(audit_sources([Source(p, away.encode()) for p in paths], Options(jobs=1)))
    routes = text.partition("\nRoutes: ")[2].partition("    It serves")[0].splitlines()[1:]
    assert len(routes) > 2
    assert max(map(len, routes)) <= 100
    assert ", ".join(f"{path}:2" for path in paths) in " ".join(map(str.strip, routes))


def test_a_long_report_names_the_page_to_review_it_by() -> None:
    """What fails comes first, the page after it."""
    last = _text(_many()).rpartition("\nNext:\n")[2]
    assert last.index("--select B,P") < last.index("--format html --output report.html")


def test_what_was_not_read_is_named_from_where_the_reader_stands(tmp_path, monkeypatch) -> None:
    """In the clause that every report has, as in the list of findings."""
    from electron_kit.audit import audit

    (tmp_path / "broken.py").write_text("from openai import OpenAI\ndef (\n")
    monkeypatch.chdir(tmp_path)
    found = audit([tmp_path], Options(jobs=1))
    assert "not read, or not whole (broken.py)" in _text(found)
    assert str(tmp_path) not in _text(found)
