"""Runs a cell as a notebook does, and tells its outputs in the notebook's format."""

from __future__ import annotations

import builtins
import contextlib
import io
import json
from collections.abc import Callable
from typing import Any

from pyodide.code import eval_code_async

MOST = 1_000_000
"""Characters that one cell may print: a loop without an end would fill the page."""

_RICH = (
    ("_repr_html_", "text/html"),
    ("_repr_svg_", "image/svg+xml"),
    ("_repr_markdown_", "text/markdown"),
)
names: dict[str, Any] = {"__name__": "__main__", "__builtins__": builtins}


class Output:
    """Where one cell's outputs go, in order.

    Args:
        tell: Is given each output as JSON.
    """

    def __init__(self, tell: Callable[[str], object]) -> None:
        self._tell = tell
        self.printed = 0

    def __call__(self, output_type: str, **fields: Any) -> None:
        """Tell one output."""
        self._tell(json.dumps({"output_type": output_type, **fields}))

    def show(self, *values: Any) -> None:
        """Show values as the last line of a cell is shown; cells know it as ``display``."""
        for value in values:
            self("display_data", data=bundle(value), metadata={})


class Stream(io.TextIOBase):
    """What a cell prints to: text is told a line at a time."""

    def __init__(self, name: str, output: Output) -> None:
        self._name, self._output, self._held = name, output, ""

    def writable(self) -> bool:
        """Say yes."""
        return True

    def write(self, text: str) -> int:
        """Take text."""
        self._held += text
        if "\n" in text or len(self._held) > 10_000:
            self.flush()
        return len(text)

    def flush(self) -> None:
        """Tell what is held back."""
        text, self._held = self._held, ""
        output = self._output
        if not text or output.printed > MOST:
            return
        output.printed += len(text)
        if output.printed > MOST:
            text = f"{text}\n[more than {MOST:,} characters: the rest is left out]\n"
        output("stream", name=self._name, text=text)


def bundle(value: Any) -> dict[str, str]:
    """Return what a value shows itself as, by media type."""
    data = {"text/plain": repr(value)}
    if isinstance(value, type):
        return data
    for method, kind in _RICH:
        made = getattr(value, method, None)
        if callable(made) and (text := made()) is not None:
            data[kind] = text
    return data


async def run_cell(code: str, tell: Callable[[str], object]) -> str:
    """Run a cell.

    Args:
        code: Its code; ``await`` may stand outside a function.
        tell: Is given each output as JSON, as it comes.

    Returns:
        As JSON: whether it ended well, and whether the reader's own answer ``mine`` is set.
    """
    output = Output(tell)
    out, err = Stream("stdout", output), Stream("stderr", output)
    names["display"] = output.show
    good = True
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            value = await eval_code_async(code, globals=names, filename="<cell>")
            if value is not None:
                out.flush()
                names["_"] = value
                output("execute_result", data=bundle(value), metadata={})
        except BaseException as error:  # noqa: BLE001  (whatever it is, the reader is shown it)
            good = False
            out.flush()
            err.flush()
            output("error", ename=type(error).__name__, evalue=str(error))
    out.flush()
    err.flush()
    return json.dumps({"good": good, "mine": names.get("mine") is not None})
