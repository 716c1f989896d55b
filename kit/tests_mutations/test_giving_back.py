"""What gives back is needed: each is taken out in turn, and a test has to fail.

A mutation is a place in the package's source, and what stands there instead. It is made in a
copy, and the tests of giving back are run on that copy in a process of their own.
"""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

KIT = Path(__file__).parents[1]
LONG_SECONDS = 15
BACK, REDIS, SHARED = "test_giving_back.py", "test_redis_away.py", "test_redis_budget.py"
PACING, DEADLINE, BREAKER = "test_pacing.py", "test_deadline.py", "test_breaker.py"


@dataclass(frozen=True)
class Mutation:
    """One give-back that is taken out.

    Attributes:
        what: What no longer happens.
        file: The module, in the transports' room.
        old: The source that stands there once.
        new: What stands there instead.
        tests: The files of tests of which one has to fail.
        likely: Part of the names of tests that are tried first, to be quicker.
    """

    what: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...] = (BACK,)
    likely: str = ""


MUTATIONS = (
    Mutation(
        "a cancelled call ends",
        "failover.py",
        "        except BaseException as error:\n            call.failed(error)\n",
        "        except BaseException as error:\n",
        likely="gives_everything_back and plain",
    ),
    Mutation(
        "what a cancelled call was reading is closed",
        "failover.py",
        "                yield Close(call.response)\n",
        "                pass\n",
        likely="never_comes",
    ),
    Mutation(
        "an answer or a refusal that failed in its body is closed",
        "failover.py",
        "        yield Close(response)\n        return Failed(error)\n    return None",
        "        return Failed(error)\n    return None",
        likely="never_comes",
    ),
    Mutation(
        "a call that fails gives its place back",
        "call.py",
        "                self._lane.breaker.left()\n            self._free()\n",
        "                self._lane.breaker.left()\n",
        likely="gives_everything_back and plain",
    ),
    Mutation(
        "an attempt that is over gives its place back",
        "call.py",
        "                self._lane.breaker.failed()\n        self._free()\n",
        "                self._lane.breaker.failed()\n",
        likely="gives_everything_back and plain",
    ),
    Mutation(
        "a stream that was dropped is over",
        "streams.py",
        "    def __del__(self) -> None:\n        self._ending.abandoned()\n",
        "    def __del__(self) -> None:\n        pass\n",
        likely="is_dropped",
    ),
    Mutation(
        "a stream that was dropped is closed",
        "streams.py",
        "        super().__del__()\n        self._leaving.drop()\n",
        "        super().__del__()\n",
        likely="leaving",
    ),
    Mutation(
        "an asynchronous stream that is closed is over",
        "streams.py",
        "        self._ending.stream_over(self.checker.error, closed=not self.checker.done)\n"
        "        await self._leaving.close()\n",
        "        await self._leaving.close()\n",
        (BACK, "test_failover.py"),
        likely="closed_frees",
    ),
    Mutation(
        "the connection of a stream is closed",
        "streams.py",
        "        await self._leaving.close()\n",
        "        pass\n",
        likely="closed_frees",
    ),
    Mutation(
        "generators beneath a stream are hidden from the loop",
        "streams.py",
        "await unhooked(lambda: anext(self._source, None))",
        "await anext(self._source, None)",
        likely="loop_that_ends",
    ),
    Mutation(
        "closing is not cancelled",
        "effects.py",
        "        with anyio.CancelScope(shield=True):\n",
        "        with anyio.CancelScope():\n",
        likely="never_comes",
    ),
    Mutation(
        "a closing that was cancelled is done to its end",
        "effects.py",
        "                await stream.aclose()\n",
        "                pass\n",
        likely="never_comes",
    ),
    Mutation(
        "a task that is cancelled leaves the queue",
        "pacing.py",
        "                await waiter.wait(got)\n        except QueueError as error:\n"
        "            error.waited = waiter.waited\n            raise\n"
        "        finally:\n            self._leave(waiter)\n",
        "                await waiter.wait(got)\n        except QueueError as error:\n"
        "            error.waited = waiter.waited\n            raise\n"
        "        finally:\n            pass\n",
        likely="in_the_queue",
    ),
    Mutation(
        "who leaves the queue wakes the next",
        "pacing.py",
        "        if was_head:\n            self._wake_head()\n",
        "",
        (PACING,),
        likely="lets_the_next",
    ),
    Mutation(
        "a place that frees wakes who waits",
        "budget.py",
        "            self._in_flight -= 1\n        self._on_release()\n",
        "            self._in_flight -= 1\n",
        likely="in_the_queue",
    ),
    Mutation(
        "who waits for Redis and is cancelled abandons the errand",
        "pacing.py",
        "            errand.abandon()\n            raise\n",
        "            raise\n",
        (REDIS,),
        likely="cancelled",
    ),
    Mutation(
        "what an errand brings too late is given back",
        "pacing.py",
        "        if not isinstance(got, float):\n            got.release()\n        return 0.0\n",
        "        return 0.0\n",
        (REDIS,),
        likely="cancelled",
    ),
    Mutation(
        "a place in Redis is given back where the minute cannot be asked",
        "redis_budget.py",
        "        except BaseException:\n            slot.release()\n            raise\n",
        "        except BaseException:\n            raise\n",
        (REDIS, SHARED),
        likely="cannot_go",
    ),
    Mutation(
        "a place in Redis is given back where the minute is full",
        "redis_budget.py",
        "            slot.release()\n            self._reset = self._window",
        "            self._reset = self._window",
        (REDIS, SHARED),
        likely="cannot_go",
    ),
    Mutation(
        "the lease of a place that was given back is not renewed",
        "redis_budget.py",
        "        self._held.discard(slot)\n",
        "",
        (REDIS, SHARED),
    ),
    Mutation(
        "the lease of a place that nobody holds is not renewed",
        "redis_budget.py",
        "        self._held: WeakSet[_SharedSlot] = WeakSet()\n",
        "        self._held: set[_SharedSlot] = set()\n",
        (REDIS, SHARED),
        likely="nobody_renews",
    ),
    Mutation(
        "places are given back when the process ends",
        "redis_budget.py",
        "        atexit.register(self._last_returns)\n",
        "",
        (REDIS, SHARED),
    ),
    Mutation(
        "a Redis that hangs is not asked by the next call",
        "redis_budget.py",
        "            self._away_until = time.monotonic() + AWAY_SECONDS\n",
        "",
        (REDIS,),
        likely="hangs",
    ),
    Mutation(
        "a child has no place taken in Redis",
        "redis_budget.py",
        "        self.begin_anew()\n        forked.forgets(self)\n",
        "        self.begin_anew()\n",
        (REDIS, SHARED),
        likely="child",
    ),
    Mutation(
        "a child gives back no place of its parent's in Redis",
        "redis_budget.py",
        "        if generation != self._generation:\n            return  # it is the parent's\n",
        "",
        (REDIS, SHARED),
        likely="child",
    ),
    Mutation(
        "a child's budget is empty",
        "budget.py",
        "        self.begin_anew()\n        forked.forgets(self)\n",
        "        self.begin_anew()\n",
        likely="child",
    ),
    Mutation(
        "a child gives back no place of its parent's",
        "budget.py",
        "        if generation != self._generation:\n            return  # it is the parent's\n",
        "",
        likely="child",
    ),
    Mutation(
        "a child's queue is empty",
        "pacing.py",
        "        self.begin_anew()\n        forked.forgets(self)\n",
        "        self.begin_anew()\n",
        (BACK, PACING),
        likely="child",
    ),
    Mutation(
        "a child's circuit breakers are closed",
        "breaker.py",
        "        self.begin_anew()\n        forked.forgets(self)\n",
        "        self.begin_anew()\n",
        (BACK, BREAKER),
        likely="child",
    ),
    Mutation(
        "a child has transports of its own",
        "http.py",
        "        self.lanes: list[Lane] = []\n        forked.forgets(self)\n",
        "        self.lanes: list[Lane] = []\n",
        likely="child",
    ),
    Mutation(
        "a child closes its copies of its parent's connections",
        "deadline.py",
        "forked.forgets(_inherited)\n",
        "",
        likely="child",
    ),
    Mutation(
        "a child can make clients though its parent was making one",
        "http.py",
        "forked.forgets(_KNOWN)\n",
        "",
        likely="child",
    ),
    Mutation(
        "a child's alarms are its own",
        "thread_timeouts.py",
        "        self.begin_anew()\n        forked.forgets(self)\n",
        "        self.begin_anew()\n",
        likely="child",
    ),
    Mutation(
        "a child tells of no call of its parent's",
        "call.py",
        "        if self._generation != forked.generation:\n"
        "            return  # it is the parent's call, and the parent tells of it\n",
        "",
        likely="child",
    ),
)


def failed(source: Path, tests: tuple[str, ...], likely: str = "") -> bool:
    """Say whether one of the tests fails on a copy of the package; one that hangs says nothing."""
    chosen = ["-k", likely] if likely else []
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-n", "0", "-p", "no:cacheprovider"]
    try:
        run = subprocess.run(
            [*command, *chosen, *(str(KIT / "tests" / "transport" / name) for name in tests)],
            env={
                **os.environ,
                "PYTHONPATH": str(source),
                # What was never given back is waited for no longer than this.
                "ELECTRON_KIT_LONG_SECONDS": str(LONG_SECONDS),
            },
            cwd=KIT.parent,
            capture_output=True,
            text=True,
            timeout=240 if likely else 900,
            check=False,
        )
    except subprocess.TimeoutExpired:
        pytest.fail(f"{' '.join([likely or 'the tests', *tests])}: hang instead of failing")
    # 5: none of them has such a name.
    assert run.returncode in (0, 1) or (likely and run.returncode == 5), run.stdout[-3_000:]
    return run.returncode == 1


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a folder with a copy of the package."""
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(KIT / "electron_kit", tmp_path / "electron_kit", ignore=ignore)
    return tmp_path


def test_without_a_mutation_the_tests_pass(copy: Path) -> None:
    """Or their failing would say nothing."""
    assert not failed(copy, tuple(sorted({name for each in MUTATIONS for name in each.tests})))


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda each: each.what.replace(" ", "-"))
def test_a_test_fails_where_it_is_taken_out(mutation: Mutation, copy: Path) -> None:
    """Each mutation is found by a test; one that is not survives, and this names it."""
    file = copy / "electron_kit" / "transport" / mutation.file
    source = file.read_text(encoding="utf-8")
    assert source.count(mutation.old) == 1, f"{mutation.file} has not once: {mutation.old!r}"
    file.write_text(source.replace(mutation.old, mutation.new), encoding="utf-8")
    found = mutation.likely and failed(copy, mutation.tests, mutation.likely)
    assert found or failed(copy, mutation.tests), f"no test needs that {mutation.what}"
