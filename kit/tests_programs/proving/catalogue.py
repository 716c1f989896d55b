"""Programs as text files: what must become of one stands in its head, its files below.

A file is a head of ``name: value`` lines and then the program's files, each after a line
``-- path --``. The names of the head:

- ``moves``, ``stays``, ``parts`` or ``either``: what must happen, and why. ``moves``: every request
  goes to Electron with its key and model. ``stays``: every request is as before. ``parts``: a
  list such as ``electron chat/completions, openai embeddings``, then ``; why``. ``either``: whole
  or not at all, as for every program.
- ``run``: the file that is run, ``main.py`` or ``main.mjs`` if it is not said.
- ``audit``: the arguments of ``electron-kit audit`` after ``--fix``, ``.`` if it is not said.
- ``prints``: given if what it prints may not change either.
- ``says``: what the fix's report has to name.
- ``needs``: modules or packages that the program imports beside the openai SDK.
- ``stub``: a framework that a module of `stubs` stands in for.
- ``keeps``: files that may not change.
- ``sdk``: the version of the SDK that it was written for, if that is an old one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent.parent
_FILE = re.compile(r"^-- (\S+) --\n", re.M)
_FATES = ("moves", "stays", "parts", "either")


@dataclass(frozen=True)
class Program:
    """A program and what must become of it.

    Attributes:
        name: Its file's name.
        fate: ``moves``, ``stays``, ``parts``, or ``either`` where only the invariants hold.
        why: The reason, in words.
        files: Its files' texts by path.
        head: What else its head says.
    """

    name: str
    fate: str
    why: str
    files: dict[str, str]
    head: dict[str, str]

    @property
    def main(self) -> str:
        """The file that is run."""
        names = ("main.py", "main.mjs", "main.ts", "main.cjs")
        return self.head.get("run") or next(name for name in names if name in self.files)

    @property
    def parts(self) -> list[tuple[str, str]]:
        """Who is asked for which endpoint after the fix, for ``parts``."""
        given = [one.split() for one in self.why.partition(";")[0].split(",")]
        return sorted((who, path) for who, path in given)


def parsed(name: str, text: str) -> Program:
    """Read a program from its text.

    Args:
        name: What to call it.
        text: The head and the files.

    Raises:
        ValueError: The head does not say what must become of it.
    """
    top, *rest = _FILE.split(text)
    lines = [line.partition(":") for line in top.splitlines() if line.strip()]
    head = {key.strip(): value.strip() for key, _, value in lines}
    fates = [fate for fate in _FATES if fate in head]
    if len(fates) != 1 or not rest:
        raise ValueError(f"{name}: the head has to say one of {', '.join(_FATES)}; got {head}")
    files = dict(zip(rest[::2], rest[1::2], strict=True))
    return Program(name, fates[0], head.pop(fates[0]), files, head)


def programs(language: str) -> list[Program]:
    """Return the programs of a language, ``python`` or ``javascript``."""
    paths = sorted((HERE / language).glob("*.txt"))
    return [parsed(path.stem, path.read_text(encoding="utf-8")) for path in paths]
