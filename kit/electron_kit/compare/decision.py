"""The decision: may the candidate take over from the reference, on these prompts?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from ..draw import Drawing, span
from .decision_words import because_of_gate, because_of_interval, in_points, more_of, number_of
from .judging import is_checked, verdicts
from .paired import Flips, Interval, interval, rules_out_loss, shows_loss
from .planning import prompts_needed
from .prompts import Prompt
from .run import Comparison
from .sides import Answer, Side

GO = "GO"
NO_GO = "NO-GO"
NOT_ENOUGH = "NOT ENOUGH EVIDENCE"
EXIT_CODES = {GO: 0, NO_GO: 1, NOT_ENOUGH: 3}

MARGIN = 0.05
"""Five points: on the standard plan an hour's run can show that much."""

TELLING = (200, 400, 413, 422)
"""Statuses with which a failure is about the prompt, and would come again."""


@dataclass(frozen=True, slots=True)
class Flip:
    """A prompt on which the sides differ.

    Attributes:
        prompt: The prompt.
        candidate: The candidate's share of passes.
        reference: The reference's share of passes.
    """

    prompt: Prompt
    candidate: float
    reference: float

    @property
    def difference(self) -> float:
        """The candidate's share less the reference's."""
        return self.candidate - self.reference

    @property
    def lost(self) -> bool:
        """Whether the candidate is the worse."""
        return self.candidate < self.reference


@dataclass(frozen=True, slots=True)
class Gate:
    """A limit that the candidate has to keep, whatever its answers say.

    Attributes:
        name: What is limited, with its unit.
        limit: The most that is allowed.
        seen: What was seen; None if it could not be measured.
    """

    name: str
    limit: float
    seen: float | None

    @property
    def kept(self) -> bool:
        """Whether it was measured and is kept."""
        return self.seen is not None and self.seen <= self.limit


@dataclass(frozen=True, slots=True)
class Decision:
    """What the answers say, and why.

    Attributes:
        verdict: `GO`, `NO_GO` or `NOT_ENOUGH`.
        why: The reasons, a sentence each, the deciding ones first.
        margin: The loss that can be borne, as a share of the prompts.
        flips: What was compared, and how it came out.
        interval: Where the true difference lies; None if nothing was compared.
        lost: Prompts that the reference does better, worst first.
        gained: Prompts that the candidate does better, best first.
        passes: The sum of the shares of passes of candidate and reference.
        unchecked: Prompts of which nothing but an answer is expected, which decide nothing.
        not_compared: Ids of prompts without an answer to compare with, and why.
        left: Requests that were not sent.
        gates: The limits that were asked for.
        needed: How many prompts in all would decide; None if that is not the question, or if no
            number is likely to.
    """

    verdict: str
    why: tuple[str, ...]
    margin: float
    flips: Flips
    interval: Interval | None
    lost: tuple[Flip, ...]
    gained: tuple[Flip, ...]
    passes: tuple[float, float]
    unchecked: int
    not_compared: tuple[tuple[str, str], ...]
    left: int
    gates: tuple[Gate, ...]
    needed: int | None

    @property
    def exit_code(self) -> int:
        """What the command ends with: 0, 1 or 3."""
        return EXIT_CODES[self.verdict]

    @property
    def picture(self) -> Drawing:
        """Where the true difference lies beside the margin, in points.

        Raises:
            ValueError: Nothing was compared.
        """
        if self.interval is None:
            raise ValueError("Nothing was compared, so there is no interval to draw.")
        return span(
            100 * self.interval.low,
            100 * self.flips.difference,
            100 * self.interval.high,
            margin=100 * self.margin,
            title=f"Candidate less reference, in points of {self.flips.prompts:,} prompts",
        )


def decide(
    comparison: Comparison,
    *,
    margin: float = MARGIN,
    max_p95: float | None = None,
    max_cost_per_1000: float | None = None,
    part: str = "",
) -> Decision:
    """Decide from the answers that are there. The first side is the candidate.

    A prompt passes when all its checks hold. The candidate may lose at most ``margin``: that is
    a *non-inferiority* comparison, paired by prompt; see `electron_kit.compare.paired`.

    Args:
        comparison: The prompts and what both sides made of them.
        margin: The loss that can be borne, as a share of the prompts.
        max_p95: The most seconds within which 95 of 100 of the candidate's answers came.
        max_cost_per_1000: The most US dollars for a thousand requests to the candidate.
        part: Which part of the prompts this worker had, such as ``"1/2"``; empty for all.
    """
    seen = list(_seen(comparison))
    compared = [flip for flip in seen if isinstance(flip, Flip)]
    not_compared = tuple(it for it in seen if isinstance(it, tuple))
    unchecked = sum(1 for it in seen if it is None)
    flips = Flips.of(flip.difference for flip in compared)
    worst = sorted((it for it in compared if it.lost), key=_badness)
    best = sorted((it for it in compared if it.difference > 0), key=lambda it: -it.difference)
    passes = (sum(it.candidate for it in compared), sum(it.reference for it in compared))
    gates = tuple(_gates(comparison, max_p95, max_cost_per_1000))
    against = [
        *(
            f"{number_of(it.prompt.id)} is critical and was lost."
            for it in worst
            if it.prompt.critical
        ),
        *(because_of_gate(it) for it in gates if it.seen is not None and not it.kept),
    ]
    # A loss has to be real and too large as well: one that is certain and small can be borne.
    if shows_loss(flips) and -flips.difference >= margin - 1e-9:
        against.append(because_of_interval(flips, interval(flips), margin))
    open_ = [*_missing(comparison, not_compared, part), *_hollow(flips, passes[1], margin)]
    open_ += [f"{it.name} could not be measured." for it in gates if it.seen is None]
    within = bool(compared) and rules_out_loss(flips, margin)
    # What speaks against it comes before what is open: no further prompt mends a critical one that
    # was lost. And what is open comes before a margin that is kept by those that were compared.
    verdict = NO_GO if against else GO if within and not open_ else NOT_ENOUGH
    needed = None
    if verdict == NOT_ENOUGH and compared and not within:
        needed = prompts_needed(flips, margin)
    found = interval(flips) if compared else None
    return Decision(
        verdict,
        (*against, *open_, *_rest(flips, found, margin, bool(against), within)),
        margin,
        flips,
        found,
        tuple(worst),
        tuple(best),
        passes,
        unchecked,
        not_compared,
        comparison.left,
        gates,
        needed,
    )


def _rest(
    flips: Flips, found: Interval | None, margin: float, against: bool, within: bool
) -> Iterator[str]:
    if found is not None and not against:
        yield because_of_interval(flips, found, margin)
    if found is not None and not within and not against and flips.prompts:
        yield f"So a loss of more than {in_points(margin)} is not ruled out."


def _missing(
    comparison: Comparison, not_compared: Sequence[tuple[str, str]], part: str
) -> Iterator[str]:
    """Yield what was not asked or not answered, which forbids a GO."""
    if part:
        yield f"This is part {part} of the prompts: decide with --merge, where all are together."
    if comparison.left:
        yield f"{more_of(comparison.left, 'request')} not sent yet. The same command sends them."
    if not_compared:
        first, why = not_compared[0]
        yield (
            f"{more_of(len(not_compared), 'prompt')} not compared, "
            f"such as {number_of(first)}: {why}."
        )


def _hollow(flips: Flips, reference: float, margin: float) -> Iterator[str]:
    """Yield why what was compared says nothing, if it does not."""
    if not flips.prompts:
        yield 'Nothing was compared: ask prompts that "expect" something.'
    elif reference / flips.prompts <= margin:
        yield (
            f"The reference itself passes {reference:g} of {flips.prompts} prompts, so there is "
            "nothing that could be lost. Look at the checks."
        )


def _badness(flip: Flip) -> tuple[bool, float]:
    return (not flip.prompt.critical, flip.difference)


def _seen(comparison: Comparison) -> Iterator[Flip | tuple[str, str] | None]:
    """Yield for each prompt that was asked what it says; None if it says nothing."""
    candidate, reference = comparison.sides
    for prompt in comparison.prompts:
        ours = [it for it in comparison.answers_of(prompt, candidate) if it is not None]
        theirs = [it for it in comparison.answers_of(prompt, reference) if it is not None]
        if len(ours) < comparison.repeat or len(theirs) < comparison.repeat:
            continue  # counted by what is left to send
        yield _compared(prompt, ours, theirs, reference)


def _compared(
    prompt: Prompt, ours: Sequence[Answer], theirs: Sequence[Answer], reference: Side
) -> Flip | tuple[str, str] | None:
    lacking = [it for it in (*ours, *theirs) if it.error and it.status not in TELLING]
    if lacking:
        return prompt.id, f"{lacking[0].side} gave no answer: {lacking[0].error.rstrip('.')}"
    # A refusal is an answer: users would see it. One by the reference leaves nothing to lose.
    refused = [it for it in theirs if it.error]
    passing = [_passes(prompt, it) for it in ours]
    if refused and any(passing):
        return prompt.id, f"{reference.name} refused it: {refused[0].error.rstrip('.')}"
    flip = Flip(prompt, _share(passing), _share([_passes(prompt, it) for it in theirs]))
    return flip if is_checked(prompt) or flip.lost else None


def _passes(prompt: Prompt, answer: Answer) -> bool:
    return all(it.holds for it in verdicts(prompt, answer))


def _share(passing: Sequence[bool]) -> float:
    return sum(passing) / len(passing)


def _gates(comparison: Comparison, max_p95: float | None, max_cost: float | None) -> Iterator[Gate]:
    candidate = comparison.sides[0]
    answers = [
        answer
        for prompt in comparison.prompts
        for answer in comparison.answers_of(prompt, candidate)
        if answer is not None and not answer.error
    ]
    if max_p95 is not None:
        times = [answer.seconds for answer in answers if answer.seconds is not None]
        yield Gate(f"{candidate.name}: seconds for 95 of 100 answers", max_p95, p95(times))
    if max_cost is not None:
        costs = [answer.cost for answer in answers]
        known = [cost for cost in costs if cost is not None]
        mean = 1_000 * sum(known) / len(known) if known and len(known) == len(costs) else None
        yield Gate(f"{candidate.name}: US dollars for 1,000 requests", max_cost, mean)


def p95(times: Sequence[float]) -> float | None:
    """Return the time within which 95 of 100 answers came, by the nearest rank."""
    return sorted(times)[ceil(0.95 * len(times)) - 1] if times else None
