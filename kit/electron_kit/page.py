"""One HTML page that needs nothing else: no network, no script, light and dark, also on a phone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

_STYLE = """
:root { color-scheme: light dark; --ink: #1d2329; --soft: #5b6671; --line: #d9dfe4;
  --paper: #fff; --panel: #f5f7f8; --good: #1a6b3c;
  --fair: #7a5600; --bad: #a3231d; --note: #35507a }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e9ed; --soft: #a3aeb8; --line: #39434c;
  --paper: #14181c; --panel: #1d2329; --good: #7fd6a1; --fair: #edc25e; --bad: #ff9a92;
  --note: #a9c4f5 } }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 72rem; padding: 1.5rem 1rem 4rem; background: var(--paper);
  color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .25rem }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem }
p { margin: .25rem 0 } .soft { color: var(--soft) }
.counts { display: flex; flex-wrap: wrap; gap: .5rem; margin: 1rem 0; padding: 0; list-style: none }
.counts li { background: var(--panel); border: 1px solid var(--line); border-radius: .4rem;
  padding: .3rem .7rem } .counts b { font-variant-numeric: tabular-nums }
table { border-collapse: collapse; width: 100%; font-size: .92rem }
th:first-child { width: 8rem } th:nth-child(2):nth-last-child(2) { width: 46% }
th, td { text-align: left; vertical-align: top; padding: .45rem .6rem;
  border-bottom: 1px solid var(--line) } th { color: var(--soft); font-weight: 600 }
th.number { text-align: right }
td.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
code, pre { font-family: ui-monospace, monospace; font-size: .88em }
pre { margin: .25rem 0; padding: .5rem; background: var(--panel); border-radius: .3rem;
  white-space: pre-wrap }
.good { color: var(--good) } .fair { color: var(--fair) } .bad { color: var(--bad) }
.note { color: var(--note) } .verdict { font-weight: 600; white-space: nowrap }
@media (max-width: 40rem) {
  thead { position: absolute; left: -99rem }
  tr { display: block; padding: .5rem 0; border-bottom: 1px solid var(--line) }
  td { display: block; border: 0; padding: .1rem 0 } td:empty { display: none }
  td.number { text-align: left }
  td[data-label]::before { content: attr(data-label) ": "; color: var(--soft); font-size: .85em }
}
"""


def page(title: str, body: Iterable[str]) -> str:
    """Return a whole page.

    Args:
        title: Its title, as text.
        body: Its parts, as HTML.
    """
    return (
        '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n<main>\n"
        + "\n".join(body)
        + "\n</main>\n</html>\n"
    )


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], numbers: Iterable[int] = ()) -> str:
    """Return a table that becomes a list on a narrow screen.

    Args:
        heads: The columns' names, as text.
        rows: The cells of each row, as HTML.
        numbers: The columns that hold numbers, counted from 0.
    """
    right = set(numbers)
    kinds = [' class="number"' if place in right else "" for place in range(len(heads))]
    head = "".join(
        f'<th scope="col"{kind}>{escape(name)}</th>'
        for name, kind in zip(heads, kinds, strict=True)
    )
    labels = [f' data-label="{escape(name)}"' if name else "" for name in heads]
    lines = [f"<table><thead><tr>{head}</tr></thead><tbody>"]
    for row in rows:
        cells = [
            f"<td{label}{kind}>{cell}</td>"
            for label, cell, kind in zip(labels, row, kinds, strict=True)
        ]
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return "\n".join([*lines, "</tbody></table>"])


def counts(found: Iterable[tuple[str, object]]) -> str:
    """Return figures with their names, side by side."""
    items = "".join(f"<li><b>{escape(str(value))}</b> {escape(name)}</li>" for name, value in found)
    return f'<ul class="counts">{items}</ul>'
