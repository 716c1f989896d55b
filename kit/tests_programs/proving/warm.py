"""A Python that has the SDK imported already and runs each program in a child of its own.

Importing the SDK takes most of a small program's time, and a program is run three times.
Where there is no fork, programs are run as usual.
"""

from __future__ import annotations

import json
import os
import runpy
import signal
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Any

LIMIT = 60  # seconds until a program that hangs is ended


class WarmPython:
    """The process that programs are forked from; a context manager.

    Args:
        environment: What it and, beside what is asked for, every program find set.
    """

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment

    def __enter__(self) -> WarmPython:
        self._process = subprocess.Popen(
            [sys.executable, __file__],
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def run(self, folder: Path, main: str, environment: dict[str, str], paths: list[str]) -> Any:
        """Return the exit code, the end of standard error, and standard output of a program."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        order = {"folder": str(folder), "main": main, "env": environment, "paths": paths}
        print(json.dumps(order), file=self._process.stdin, flush=True)
        answer = json.loads(self._process.stdout.readline())
        return answer["code"], answer["errors"], answer["output"]


def _serve() -> None:
    """Fork a child for each order on standard input, and say how it ended."""
    import asyncio  # noqa: F401

    import openai.resources.chat
    import openai.resources.embeddings
    import openai.resources.responses

    openai.OpenAI(api_key="none").chat.completions  # noqa: B018 - for what it imports
    for line in sys.stdin:
        order = json.loads(line)
        read, write = os.pipe()
        printed = tempfile.TemporaryFile()  # noqa: SIM115 - shared with the child
        child = os.fork()
        if child == 0:
            os.close(read)
            os.dup2(write, 2)
            os.dup2(printed.fileno(), 1)
            code = _program(order)
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
        os.close(write)
        with os.fdopen(read, errors="replace") as errors:
            text = errors.read()
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        with printed:
            printed.seek(0)
            output = printed.read().decode(errors="replace")
        print(json.dumps({"code": code, "errors": text[-2000:], "output": output}), flush=True)


def _program(order: dict[str, Any]) -> int:
    signal.alarm(LIMIT)
    os.chdir(order["folder"])
    os.environ.clear()
    os.environ.update(order["env"])
    sys.path[0] = order["folder"]
    sys.path[1:1] = order["paths"]
    sys.argv = [order["main"]]
    sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115 - until the process ends
    try:
        runpy.run_path(order["main"], run_name="__main__")
    except SystemExit as end:
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
            return 1
        return end.code or 0
    except BaseException:  # noqa: BLE001 - as the interpreter does at the end of a program
        traceback.print_exc()
        return 1
    return 0


if __name__ == "__main__":
    _serve()
