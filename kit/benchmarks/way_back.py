"""Every request that the lessons send, carried to each family of OpenAI's models.

    python kit/benchmarks/way_back.py [NOTEBOOK …]

The lessons are executed and what reaches the sandbox is written down. Each distinct request is
then rewritten for one model of each family, as the way back does it, and sent to a sandbox of a
day on which none had ended. A row is a request by its fields; ``.`` is answered, ``o`` an
obstacle that was named before anything was sent, ``x`` refused. What OpenAI's side refuses
whatever the model, such as JSON mode without the word, is a row of its own kind.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import httpx2
import nbformat
from nbclient import NotebookClient
from traitlets.config import Config

from electron_kit import OPENAI
from electron_kit.sandbox import Sandbox
from electron_kit.transport.rewrite import rewrite

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
MODELS = {
    "A": "gpt-3.5-turbo",
    "B": "gpt-4o",
    "C": "o3",
    "D": "gpt-5-mini",
    "E": "gpt-5.1",
    "F": "gpt-5.4-mini",
    "G": "gpt-6-luna",
    "H": "gpt-6.2-sol",
}
LONG_AGO = "2024-09-01"
RECORD = """
import json
from electron_kit.sandbox import app as _app
_handle = _app.SandboxApp.handle
def _recorded(self, request):
    if request.path.endswith("/chat/completions"):
        with open({file!r}, "ab") as out:
            out.write(request.body.replace(b"\\n", b" ") + b"\\n")
    return _handle(self, request)
_app.SandboxApp.handle = _recorded
"""


async def sent(paths: list[Path]) -> dict[str, dict[str, Any]]:
    """Return what the lessons send, by its text without the model."""
    found: dict[str, dict[str, Any]] = {}
    for path in paths:
        with tempfile.NamedTemporaryFile(suffix=".jsonl") as file:
            notebook = nbformat.read(path, as_version=4)
            notebook.cells.insert(0, nbformat.v4.new_code_cell(RECORD.format(file=file.name)))
            client = NotebookClient(
                notebook,
                timeout=60,
                kernel_name="python3",
                config=Config({"KernelManager": {"transport_encryption": "auto"}}),
                resources={"metadata": {"path": str(path.parent)}},
            )
            await client.async_execute()
            for line in Path(file.name).read_bytes().splitlines():
                try:
                    body = json.loads(line)
                except ValueError:
                    continue  # a lesson may send what is no JSON
                if isinstance(body, dict):
                    key = json.dumps({**body, "model": ""}, sort_keys=True)
                    found.setdefault(key, {"lesson": path.stem, "body": body})
    return found


def outcome(body: dict[str, Any], model: str, http: httpx2.Client) -> tuple[str, str]:
    """Return a sign and a reason for a request at a model."""
    fit = rewrite({**body, "model": "electron"}, OPENAI, {"openai": model})
    if fit.obstacles:
        return "o", "; ".join(fit.obstacles)
    answer = http.post("/chat/completions", json=fit.body)
    if answer.status_code == 200:
        return ".", ""
    return "x", answer.json()["error"]["message"][:90]


def main() -> int:
    """Print the table and the sums; 1 if a family refuses what another takes."""
    paths = [Path(name) for name in sys.argv[1:]] or sorted(NOTEBOOKS.glob("*.ipynb"))
    requests = asyncio.run(sent(paths))
    rows: Counter[tuple[str, str, str]] = Counter()
    reasons: Counter[tuple[str, str]] = Counter()
    sums: dict[str, Counter[str]] = {code: Counter() for code in MODELS}
    uneven = 0
    with Sandbox(as_of=LONG_AGO) as sandbox:
        headers = {"authorization": f"Bearer {OPENAI.sandbox_key}"}
        with httpx2.Client(base_url=sandbox.openai_url, headers=headers, trust_env=False) as http:
            for each in requests.values():
                signs = ""
                for code, model in MODELS.items():
                    sign, why = outcome(each["body"], model, http)
                    signs += sign
                    sums[code][sign] += 1
                    if why:
                        reasons[(sign, why)] += 1
                fields = " ".join(sorted(set(each["body"]) - {"model", "messages"})) or "plain"
                rows[(each["lesson"][:2], fields, signs)] += 1
                uneven += "x" in signs and signs != "x" * len(MODELS)
    print(f"{len(requests)} distinct requests of {len(paths)} notebooks")
    print(f"\n{'lesson':7}{'times':>5}  {' '.join(MODELS)}  fields")
    for (lesson, fields, signs), times in sorted(rows.items()):
        print(f"{lesson:7}{times:5}  {' '.join(signs)}  {fields}")
    print("\nfamily  answered  obstacle  refused")
    for code, found in sums.items():
        print(f"{code:6}  {found['.']:8}  {found['o']:8}  {found['x']:7}")
    print("\nwhy")
    for (sign, why), times in reasons.most_common():
        print(f"{times:4} {'obstacle' if sign == 'o' else 'refused '}  {why}")
    return int(uneven > 0)


if __name__ == "__main__":
    raise SystemExit(main())
