"""What the vendor's migration page and documents state is somewhere a reader looks.

Each line names a statement by words that a reader would look for, and the page that has them.
Pages are read as JupyterLab shows them: with the facts and the contract's tables written out.
"""

import json
from functools import cache
from pathlib import Path

import pytest

from electron_kit.contract import ELECTRON_PRICE, ENTERPRISE, STANDARD
from electron_kit.lesson.pages import readable

ROOT = Path(__file__).parents[3]
VENDOR = "https://docs.smallest.ai"
LIMITED = (STANDARD, ENTERPRISE)

STATEMENTS = {
    "docs/reference/migration_page.md": [
        "Two strings change",
        "three strings",
        "https://api.smallest.ai/waves/v1",
        "the same `[DONE]` and deltas",
        "`stream_options.include_usage`",
        "over several turns",
        "a short filler beside tool calls",
        "`details` in place of `param`",
        "Python, JavaScript, Go, Java and Ruby",
        "`n` above 1 is rejected",
        "`prompt_logprobs` is rejected",
        "the only public model",
        "flat price for input, cached input and output",
        "`usage.prompt_tokens_details.cached_tokens`",
        "input and output together",
        "Competitive on most tasks",
        "first-class in Indic",
        "`chat(provider, …)`",
        f"{VENDOR}/waves/documentation/llm-electron/tool-calling",
        f"{VENDOR}/waves/api-reference/api-references/concurrency-and-limits",
    ],
    "docs/faq.md": [
        "OpenAI fine-tunes cannot be moved",
        "careful system prompt",
        "Smallest AI's support helps with particular fine-tunes",
        "same shape, same `tool_calls`",
        "Ask for JSON in a message as well",
        "ask Smallest AI's sales",
        "its support takes them",
        "There is no `language` parameter",
        "real customer prompts drive improvements",
        "India and USA",
        "Lightning v3.1",
        "Pulse",
        "Atoms",
        "Lightning v2 and lightning-large",
        "Text in, text out",
        "under 300 ms",
    ],
    "docs/reference/errors_and_limits.md": [
        "over all its models and processes",
        *(f"| {it.name} | {it.requests_per_minute} | {it.in_flight} |" for it in LIMITED),
        f"| input | ${ELECTRON_PRICE.input:.2f} |",
        "Later pages name no price",
        "https://app.smallest.ai/dashboard/api-keys",
        "`Invalid input data`",
        "Honour `Retry-After`",
        "doubling to 8 s",
        f"{VENDOR}/models/api-reference/concurrency-and-limits",
    ],
    "docs/quickstart.md": ["starts with `sk_`", "A common slip is `/v1`", "dashboard/api-keys"],
    "docs/sdks/javascript.md": ['baseURL: "https://api.smallest.ai/waves/v1"'],
    "docs/reference/contract.md": [
        "`parallel_tool_calls`",
        "`logit_bias`",
        "`store`",
        "embeddings",
    ],
    "docs/live/index.md": ["## What to watch", "Wake somebody when", "## When you have moved"],
    "docs/guide/fleet.md": ["## Several processes, several hosts"],
    "notebooks/02_stream.ipynb": [
        "bills what was generated until then",
        f"{VENDOR}/models/documentation/llm-electron/streaming",
    ],
    "notebooks/03_call_tools.ipynb": [
        "spoken while the tools run",
        "leave the field out",
        f"{VENDOR}/models/documentation/llm-electron/tool-function-calling",
    ],
    "notebooks/08_go_live.ipynb": ["https://app.smallest.ai/dashboard/api-keys"],
    "notebooks/10_budget_your_traffic.ipynb": ["without Redis", "context window", "hours"],
}


@cache
def text_of(name: str) -> str:
    path = ROOT / name
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ipynb":
        cells = json.loads(text)["cells"]
        return "\n".join("".join(cell["source"]) for cell in cells)
    return readable(text, path.parent)


@pytest.mark.parametrize("page", STATEMENTS)
def test_a_statement_is_where_a_reader_looks(page):
    """In words that can be found on the page; the row is named if it is not."""
    assert [words for words in STATEMENTS[page] if words not in text_of(page)] == []
