"""Go, no go, or not enough evidence: on the sandbox, with prompts that fail where they should."""

import json

import pytest

from electron_kit import ELECTRON, OPENAI, Account
from electron_kit.cli import main
from electron_kit.compare import Comparison, Prompt, Side, decide, read_prompts
from electron_kit.compare.decision import GO, NO_GO, NOT_ENOUGH
from electron_kit.compare.effort import effort_left, effort_of
from electron_kit.compare.report import FORMATS
from electron_kit.contract import STANDARD, Price
from electron_kit.contract.sources import OPENAPI
from electron_kit.sandbox import Sandbox

from .test_compare import file_of, sides_of


@pytest.fixture
def command(monkeypatch, capsys):
    """Run the command in this process, without keys."""
    for provider in (ELECTRON, OPENAI):
        monkeypatch.delenv(provider.key_variable, raising=False)

    def run(*arguments):
        code = main(["compare", *map(str, arguments)])
        return code, *capsys.readouterr()

    return run


def prompt(place, *, holds=True, refused=False, **more):
    """A prompt that both sides pass, that none does, or that Electron refuses."""
    text = f"city {place}"
    message = {"role": "user", "content": f"Reply with exactly: {text}"}
    request = {"messages": [message], **({"n": 2} if refused else {})}
    return Prompt(f"p{place}", request, "", {"contains": text if holds else "nowhere"}, **more)


def compared(sandbox, prompts, **options):
    comparison = Comparison(prompts, sides_of(sandbox), **options)
    comparison()
    comparison.close()
    return comparison


def test_equal_sides_are_a_go_also_where_both_fail(sandbox):
    """Thirty prompts, every tenth failing at both: no loss of ten points is left open."""
    prompts = [prompt(it, holds=it % 10 > 0) for it in range(30)]
    decision = decide(compared(sandbox, prompts), margin=0.1)
    assert (decision.verdict, decision.exit_code) == (GO, 0)
    assert decision.interval.low > -0.1
    assert decision.passes == (27, 27)


def test_a_quarter_lost_is_a_no_go(sandbox):
    """What Electron refuses is lost, and shown worst first."""
    decision = decide(compared(sandbox, [prompt(it, refused=it % 4 == 0) for it in range(20)]))
    assert (decision.verdict, decision.exit_code) == (NO_GO, 1)
    assert [flip.prompt.id for flip in decision.lost] == [f"p{it}" for it in range(0, 20, 4)]
    assert decision.interval.high < 0


def test_twelve_prompts_are_not_enough_and_what_would_be_is_said(sandbox):
    """More prompts, the minutes at the standard plan's pace, and dollars."""
    comparison = compared(sandbox, [prompt(it) for it in range(12)])
    decision = decide(comparison)
    assert (decision.verdict, decision.exit_code) == (NOT_ENOUGH, 3)
    more = decision.needed - 12
    assert 50 < more < 400
    effort = effort_of(comparison, more)
    assert effort.requests == (("electron", more), ("openai", more))
    assert effort.minutes == pytest.approx((more - 1) // 10, abs=1)
    assert effort.dollars[0][1] > 0
    assert f"About {more:,} prompts more" in FORMATS["text"](comparison, decision)


def test_a_critical_loss_forbids_the_switch(sandbox):
    """One lost prompt of forty is borne, unless it is critical."""
    prompts = [prompt(it, refused=it == 7) for it in range(40)]
    assert decide(compared(sandbox, prompts), margin=0.2).verdict == GO
    prompts[7] = prompt(7, refused=True, critical=True)
    decision = decide(compared(sandbox, prompts), margin=0.2)
    assert decision.verdict == NO_GO
    assert decision.why[0] == "prompt 'p7' is critical and was lost."


def test_what_was_not_asked_or_not_answered_forbids_a_go(sandbox):
    """Requests that are left, and a provider that was not there, are no evidence."""
    prompts = [prompt(it) for it in range(8)]
    nothing = Comparison(prompts, sides_of(sandbox))
    nothing.close()
    assert decide(nothing).verdict == NOT_ENOUGH
    assert decide(nothing).left == 16
    sandbox.faults.add("status=503; times=100; dialect=openai")
    down = compared(sandbox, prompts[:3])
    decision = decide(down)
    assert decision.verdict == NOT_ENOUGH
    assert [name for name, _ in decision.not_compared] == ["p0", "p1", "p2"]
    assert "not compared" in FORMATS["text"](down, decision)


def test_both_sides_down_are_not_equal_sides(sandbox):
    """Where nobody answered, nothing was compared."""
    sandbox.faults.add("status=401; times=10000")
    decision = decide(compared(sandbox, [prompt(it) for it in range(4)]))
    assert (decision.verdict, decision.flips.prompts) == (NOT_ENOUGH, 0)


def test_a_reference_that_passes_nothing_proves_nothing(sandbox):
    """Checks that nobody passes are no reason to switch."""
    decision = decide(compared(sandbox, [prompt(it, holds=False) for it in range(12)]))
    assert decision.verdict == NOT_ENOUGH
    assert "nothing that could be lost" in decision.why[0]


def test_prompts_that_expect_nothing_decide_nothing(sandbox):
    """An answer to a question without a check is shown and not counted; a lost one is."""
    free = [Prompt(f"f{it}", {"messages": [{"role": "user", "content": "Hi"}]}) for it in range(9)]
    decision = decide(compared(sandbox, free))
    assert (decision.verdict, decision.unchecked, decision.flips.prompts) == (NOT_ENOUGH, 9, 0)
    free[0] = Prompt("f0", {"messages": free[0].request["messages"], "n": 2})
    decision = decide(compared(sandbox, free))
    assert [flip.prompt.id for flip in decision.lost] == ["f0"]


def test_repeats_are_averaged_and_the_prompt_stays_the_unit(sandbox):
    """Three requests for each of eight prompts are eight prompts."""
    comparison = compared(sandbox, [prompt(it) for it in range(8)], repeat=3)
    assert len(sandbox.requests) == 48
    decision = decide(comparison)
    assert (decision.flips.prompts, decision.verdict) == (8, NOT_ENOUGH)


def test_one_wrong_answer_of_three_is_a_third_of_a_prompt(sandbox):
    """A side that fails once of three times loses a third."""
    comparison = compared(sandbox, [prompt(0)], repeat=3)
    first = comparison.answers["p0@electron"]
    comparison.answers["p0@electron"] = type(first)("p0", "electron", text="else")
    decision = decide(comparison)
    assert decision.flips.lost == pytest.approx(1 / 3)
    assert decision.flips.squares == pytest.approx(1 / 9)


def test_limits_of_time_and_cost_are_gates(sandbox):
    """Too slow or too dear is no go; what has no price cannot be measured and is no go either."""
    comparison = compared(sandbox, [prompt(it) for it in range(30)])
    assert decide(comparison, margin=0.1, max_p95=60, max_cost_per_1000=1).verdict == GO
    slow = decide(comparison, margin=0.1, max_p95=1e-9)
    assert (slow.verdict, slow.gates[0].kept) == (NO_GO, False)
    assert decide(comparison, margin=0.1, max_cost_per_1000=1e-9).verdict == NO_GO
    for key, answer in list(comparison.answers.items()):
        comparison.answers[key] = type(answer)(
            answer.prompt, answer.side, text=answer.text, finish="stop"
        )
    unknown = decide(comparison, margin=0.1, max_cost_per_1000=1)
    assert unknown.verdict == NOT_ENOUGH
    assert "could not be measured" in unknown.why[0]


def test_what_it_takes_is_said_before_anything_is_sent(sandbox):
    """Three hundred prompts are half an hour at ten a minute, at a price that is computed."""
    price = Price(1.0, 0.5, 2.0, OPENAPI.read, OPENAPI)
    sides = [
        Side(Account(ELECTRON, sandbox.electron_url, "sk_sandbox"), "electron", STANDARD, price),
        Side(Account(OPENAI, sandbox.openai_url, "sk-sandbox"), "gpt-4o-mini"),
    ]
    comparison = Comparison([prompt(it) for it in range(300)], sides)
    effort = effort_left(comparison)
    comparison.close()
    assert effort.requests == (("electron", 300), ("openai", 300))
    assert 29 <= effort.minutes < 31
    assert effort.dollars[0][1] > 0
    assert effort.dollars[1] == ("openai", None)
    assert "openai, whose price is not known" in str(effort)
    assert len(sandbox.requests) == 0


def test_the_plan_is_kept_on_the_way_to_a_decision():
    """Thirty equal prompts at ten a minute, on a sandbox whose minutes are short."""
    with Sandbox(plan="standard", minute=0.2) as sandbox:
        sides = [
            Side(Account(ELECTRON, sandbox.electron_url, "sk_sandbox"), "electron", STANDARD),
            Side(Account(OPENAI, sandbox.openai_url, "sk-sandbox"), "gpt-4o-mini"),
        ]
        comparison = Comparison([prompt(it) for it in range(30)], sides, minute=0.2)
        comparison()
        comparison.close()
        assert decide(comparison, margin=0.1).verdict == GO


def test_the_page_can_be_signed(sandbox):
    """Verdict, interval, hash, models, days, versions and a line for a name are on one page."""
    comparison = compared(sandbox, [prompt(it, refused=it == 3) for it in range(12)])
    page = FORMATS["html"](comparison, decide(comparison))
    for said in (
        "NOT ENOUGH EVIDENCE",
        "<svg",
        "sha256",
        "answered by electron",
        "openai ",
        "by <",
    ):
        assert said in page
    assert page.count("p3") >= 2
    assert "sk_sandbox" not in page


def test_the_decision_is_in_the_last_line_for_programs(sandbox):
    """Verdict, interval and flips as JSON."""
    comparison = compared(sandbox, [prompt(it, refused=it == 3) for it in range(12)])
    last = json.loads(FORMATS["jsonl"](comparison, decide(comparison)).splitlines()[-1])
    assert last["decision"]["verdict"] == NOT_ENOUGH
    assert last["decision"]["lost_prompts"] == ["p3"]
    assert last["decision"]["interval_points"][0] < -5


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--margin", "0.05"], "write points"),
        (["--margin", "100"], "write points"),
        (["--repeat", "0"], "at least once"),
        (["--max-p95", "-1"], "above 0"),
        (["--providers", "openai,electron", "--max-cost-per-1000", "1"], "needs a price"),
    ],
)
def test_limits_that_make_no_sense_end_with_2(arguments, says, tmp_path, command):
    """Bad options are named before anything is sent."""
    code, _, told = command(file_of(tmp_path, [{"prompt": "x"}]), *arguments)
    assert code == 2
    assert says in told


def test_a_dry_run_sends_nothing(tmp_path, command, monkeypatch):
    """It says what it would take and leaves nothing behind."""
    monkeypatch.chdir(tmp_path)
    lines = [{"id": it, "prompt": "Hello"} for it in range(40)]
    code, out, told = command(file_of(tmp_path, lines), "--dry-run", "--plan", "standard")
    assert (code, out) == (0, "")
    assert "40 to electron and 40 to openai requests, about 3 minutes" in told
    assert [it.name for it in tmp_path.iterdir()] == ["prompts.jsonl"]


@pytest.mark.parametrize(
    ("line", "question", "expect"),
    [
        ({"custom_id": "a", "body": {"messages": [{"role": "user", "content": "x"}]}}, "x", {}),
        (
            {"input": [{"role": "user", "content": "y"}], "ideal": "yes"},
            "y",
            {"contains": "yes"},
        ),
    ],
)
def test_files_that_people_have_are_read(line, question, expect, tmp_path):
    """A batch's requests and OpenAI's evals are prompts too."""
    path = tmp_path / "theirs.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(line).encode() + b"\r\n")
    (found,) = read_prompts(path)
    assert (found.question, found.expect) == (question, expect)


@pytest.mark.parametrize("character", ["\u2028", "\u2029", "\x85", "\x0b", "\x1e"])
def test_only_a_line_feed_ends_a_line(character, tmp_path):
    """A prompt may hold what ends lines elsewhere."""
    path = tmp_path / "odd.jsonl"
    raw = json.dumps({"prompt": f"a{character}b"}, ensure_ascii=False)
    path.write_text(raw + "\n", encoding="utf-8")
    (found,) = read_prompts(path)
    assert found.question == f"a{character}b"


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b'{"prompt": "x", "critical": "yes"}', "true or false"),
        (b'{"prompt": "\xff"}', "line 1: this is not UTF-8"),
        (b'{"input": [{"role": "user", "content": "y"}], "ideal": ["a", "b"]}', "one text"),
        (b'{"prompt": "x", "model": 4}', '"model" is a text'),
        (b'{"prompt": "x", "system": ["a"]}', '"system" is a text'),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(raw, says, tmp_path, command):
    """The file and the line stand in the error."""
    path = tmp_path / "prompts.jsonl"
    path.write_bytes(raw + b"\n")
    code, _, told = command(path)
    assert code == 2
    assert says in told
    assert "prompts.jsonl" in told
