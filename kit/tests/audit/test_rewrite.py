"""Fixes as people see them: what changes, and that nothing else does."""

from __future__ import annotations

import ast
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from electron_kit.audit import MustReview, Options, Source, Style, audit_sources
from electron_kit.audit.finding import Edit
from electron_kit.audit.notebooks import notebook
from electron_kit.audit.python.splice import splice_notebook, splice_python
from electron_kit.audit.rewrite import diff, rewrites

URL = '"https://api.smallest.ai/waves/v1"'
KEY = 'os.environ["SMALLEST_API_KEY"]'


def _fixed(code: str | bytes, style: Style = Style.LITERAL, path: str = "app.py") -> bytes:
    data = code.encode() if isinstance(code, str) else code
    sources = [Source(path, data)]
    findings = audit_sources(sources, Options(style=style, jobs=1)).findings
    problems: list[object] = []
    changes = list(rewrites(findings, sources, problems))  # type: ignore[arg-type]
    assert problems == []
    return changes[0].after if changes else data


def _reasons(code: str, rule: str, style: Style = Style.LITERAL) -> list[str]:
    options = Options(style=style, jobs=1, select=(rule,))
    findings = audit_sources([Source("app.py", code.encode())], options).findings
    return [f.fix.reason for f in findings if isinstance(f.fix, MustReview)]


CASES = {
    "a bare client": (
        "from openai import OpenAI\nclient = OpenAI()\n",
        f"import os\nfrom openai import OpenAI\nclient = OpenAI(base_url={URL}, api_key={KEY})\n",
    ),
    "a docstring, a future import and a comment": (
        '"""Doc."""\nfrom __future__ import annotations\n\nfrom openai import OpenAI  # sdk\n'
        "client = OpenAI( timeout = 3 )  # slow\n",
        '"""Doc."""\nfrom __future__ import annotations\nimport os\n\nfrom openai import '
        "OpenAI  # sdk\n"
        f"client = OpenAI(base_url={URL}, api_key={KEY},  timeout = 3 )  # slow\n",
    ),
    "arguments on lines of their own": (
        "import os\nimport openai\nclient = openai.AsyncOpenAI(\n    # three seconds\n    "
        "timeout=3,\n"
        '    api_key=os.getenv("OPENAI_API_KEY"),\n)\n',
        f"import os\nimport openai\nclient = openai.AsyncOpenAI(\n    base_url={URL},\n    # "
        "three seconds\n"
        f"    timeout=3,\n    api_key={KEY},\n)\n",
    ),
    "a key from a variable": (
        'import os\nfrom openai import OpenAI\nkey = os.environ["OPENAI_API_KEY"]\nclient = '
        "OpenAI(api_key=key)\n",
        'import os\nfrom openai import OpenAI\nkey = os.environ["SMALLEST_API_KEY"]\n'
        f"client = OpenAI(base_url={URL}, api_key=key)\n",
    ),
    "the module's own client": (
        "import openai\nopenai.api_key = "
        '"sk-x"\nopenai.chat.completions.create(model="gpt-4o", messages=[])\n',
        f'import os\nimport openai\nopenai.base_url = {URL[:-1]}/"\nopenai.api_key = {KEY}\n'
        'openai.chat.completions.create(model="electron", messages=[])\n',
    ),
    "a request": (
        "from openai import OpenAI\nc = OpenAI()\nMODEL = 'gpt-4o'\n"
        "c.chat.completions.create(model = MODEL, max_completion_tokens=5,\n"
        "    messages=[{'role': 'developer', 'content': 'é'}])\n",
        f"import os\nfrom openai import OpenAI\nc = OpenAI(base_url={URL}, "
        f"api_key={KEY})\nMODEL = 'electron'\n"
        "c.chat.completions.create(model = MODEL, max_tokens=5,\n"
        "    messages=[{'role': 'system', 'content': 'é'}])\n",
    ),
    "a stream": (
        "from openai import OpenAI\nc = OpenAI()\ndef show():\n\tfor part in "
        "c.chat.completions.create(\n"
        '\t\tmodel="gpt-4o", messages=[], stream=True, '
        'stream_options={"include_usage": True}\n\t):\n'
        "\t\tprint(part.choices[0].delta.content)  # now\n",
        f"import os\nfrom openai import OpenAI\nc = OpenAI(base_url={URL}, "
        f"api_key={KEY})\ndef show():\n"
        "\tfor part in c.chat.completions.create(\n"
        '\t\tmodel="electron", messages=[], stream=True, '
        'stream_options={"include_usage": True}\n\t):\n'
        "\t\tif not part.choices:\n\t\t\tcontinue\n\t\tprint(part.choices[0].delta.content)  "
        "# now\n",
    ),
    "a stream that is counted, and a name as a formatted string": (
        "from openai import OpenAI as C\nc = C()\nasked = c.chat.completions.create(\n"
        '    model=f"gpt-4o", messages=[dict(role="developer", content="x")], stream=True,\n'
        "    stream_options=dict(include_usage=True))\n"
        "for at, part in enumerate(asked):\n    print(at, part.choices[0].delta.content)\n",
        f"import os\nfrom openai import OpenAI as C\nc = C(base_url={URL}, api_key={KEY})\n"
        "asked = c.chat.completions.create(\n"
        '    model="electron", messages=[dict(role="system", content="x")], stream=True,\n'
        "    stream_options=dict(include_usage=True))\n"
        "for at, part in enumerate(asked):\n"
        "    if not part.choices:\n        continue\n"
        "    print(at, part.choices[0].delta.content)\n",
    ),
    "a call before 1.0": (
        "import openai\n\n\ndef ask(m):\n"
        '    reply = openai.ChatCompletion.create(model="gpt-4", messages=m)\n'
        '    print(reply["usage"]["total_tokens"])\n'
        '    return reply["choices"][0]["message"]["content"].strip()\n',
        "import os\nimport openai\n\n\ndef ask(m):\n"
        f"    reply = openai.OpenAI(base_url={URL}, api_key={KEY}).chat.completions.create("
        'model="electron", messages=m)\n'
        "    print(reply.usage.total_tokens)\n    return "
        "reply.choices[0].message.content.strip()\n",
    ),
    "a call before 1.0 and the module's key": (
        'import os\nimport openai\nopenai.api_key = "sk-x"\n'
        'openai.ChatCompletion.create(model="gpt-4", messages=[])\n',
        'import os\nimport openai\nopenai.api_key = "sk-x"\n'
        f"openai.OpenAI(base_url={URL}, api_key={KEY}).chat.completions.create("
        'model="electron", messages=[])\n',
    ),
    "line ends of Windows": (
        b"from openai import OpenAI\r\nclient = OpenAI()\r\n",
        f"import os\r\nfrom openai import OpenAI\r\nclient = OpenAI(base_url={URL}, "
        f"api_key={KEY})\r\n".encode(),
    ),
    "a byte order mark": (
        b"\xef\xbb\xbfimport os\nfrom openai import OpenAI\nclient = OpenAI()\n",
        b"\xef\xbb\xbfimport os\nfrom openai import OpenAI\n"
        + f"client = OpenAI(base_url={URL}, api_key={KEY})\n".encode(),
    ),
    "another encoding": (
        b"# -*- coding: latin-1 -*-\nimport os\nfrom openai import OpenAI\n"
        b"name = '\xe9'; c = OpenAI()\n",
        b"# -*- coding: latin-1 -*-\nimport os\nfrom openai import OpenAI\nname = '\xe9'; "
        + f"c = OpenAI(base_url={URL}, api_key={KEY})\n".encode(),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_fix_changes_what_it_says_and_nothing_else(name: str) -> None:
    """Code comes out as written here, and a second run changes nothing."""
    before, after = CASES[name]
    wanted = after.encode() if isinstance(after, str) else after
    once = _fixed(before)
    assert once == wanted
    assert _fixed(once) == once


def test_the_styles_differ_in_how_they_name_the_endpoint() -> None:
    """Literal, environment and kit: the URL, the URL's variable, the kit's factory."""
    code = "from openai import OpenAI\nclient = OpenAI(api_key='sk-x', timeout=3)\n"
    assert URL.encode() in _fixed(code)
    assert f'os.environ.get("SMALLEST_BASE_URL", {URL})'.encode() in _fixed(code, Style.ENV)
    kit = (
        b"import electron_kit\nfrom openai import OpenAI\nclient = electron_kit.client(timeout=3)\n"
    )
    assert _fixed(code, Style.KIT) == kit
    assert _fixed(kit, Style.KIT) == kit


@pytest.mark.parametrize("style", Style)
def test_fixed_code_parses_and_is_left_alone_by_the_audit(style: Style) -> None:
    """After a fix no client and no model of OpenAI's is left."""
    code = "import openai\nc = openai.OpenAI()\n"
    code += "c.chat.completions.create(model='gpt-4o', messages=[])\n"
    after = _fixed(code, style)
    ast.parse(after)
    assert audit_sources([Source("app.py", after)], Options(jobs=1)).findings == ()


@pytest.mark.parametrize(
    ("code", "rule", "words"),
    [
        (
            "from openai import OpenAI\nc = OpenAI(**options)\n",
            "R01",
            "arguments from elsewhere",
        ),
        (
            "from openai import OpenAI\nc = OpenAI(api_key=load())\n",
            "R01",
            "`load`, which is not followed",
        ),
        ("from openai import OpenAI\nos = 1\nc = OpenAI()\n", "R01", "`os` means something else"),
        ("from openai import OpenAI\nc = OpenAI(organization='o')\n", "R01", "organisation"),
        (
            "from openai import OpenAI\nc = OpenAI()\nc.embeddings.create(model='e', input='x')\n",
            "R01",
            "second client",
        ),
        (
            "import openai\ndef ask():\n    return openai.ChatCompletion.create(model='m', "
            "messages=[])\n",
            "R04",
            "handed on",
        ),
        (
            "from openai import OpenAI\nc = OpenAI()\nc.chat.completions.create("
            "model='m', messages=[], max_tokens=1, max_completion_tokens=2)\n",
            "S01",
            "both",
        ),
    ],
)
def test_what_is_not_safe_is_left_with_its_reason(code: str, rule: str, words: str) -> None:
    """A change that could be wrong is not made, and the finding says why."""
    assert any(words in reason for reason in _reasons(code, rule))


def test_a_notebook_keeps_its_formatting() -> None:
    """Only the strings that are edited differ; indentation, outputs and other cells stay."""
    text = "from openai import OpenAI\n%time x = 'é'\n# %%\nclient = OpenAI()\nmodel = 'gpt-4o'\n"
    text += "client.chat.completions.create(model=model, messages=[])\n"
    tree = json.loads(notebook(text))
    tree["cells"][0]["outputs"] = [
        {"output_type": "stream", "name": "stdout", "text": ["gpt-4o\n"]}
    ]
    tree["cells"][0]["source"] = "".join(tree["cells"][0]["source"])
    before = json.dumps(tree, indent=3, ensure_ascii=True).encode()
    after = _fixed(before, path="a.ipynb")
    cells = json.loads(after)["cells"]
    assert "".join(cells[1]["source"]) == (
        f"import os\nclient = OpenAI(base_url={URL}, api_key={KEY})\nmodel = 'electron'\n"
        "client.chat.completions.create(model=model, messages=[])"
    )
    assert all(line.count("\n") <= 1 for line in cells[1]["source"])
    lines = set(before.splitlines())
    changed = [line for line in after.splitlines() if line not in lines]
    assert len(changed) == 3
    assert _fixed(after, path="a.ipynb") == after


@given(st.lists(st.text(alphabet='é"\\\n\t😀ab', max_size=8), max_size=5), st.data())
def test_an_edit_inside_a_notebook_is_the_edit_of_its_text(
    lines: list[str], data: st.DataObject
) -> None:
    """Whatever a cell holds and however it is escaped, an insertion lands where it should."""
    source = ["# " + line.replace("\n", "") + "\n" for line in lines] + ["x = 1"]
    text = "".join(source)
    escaped = data.draw(st.booleans())
    raw = json.dumps({"cells": [{"cell_type": "code", "source": source}]}, ensure_ascii=escaped)
    line = data.draw(st.integers(0, len(source) - 1))
    at = len("".join(source[:line]).encode())
    after = splice_notebook(raw.encode(), [Edit(at, at, "y = 2\n", 1)])
    expected = text.encode()[:at].decode() + "y = 2\n" + text.encode()[at:].decode()
    assert "".join(json.loads(after)["cells"][0]["source"]) == expected


def test_edits_that_overlap_or_do_not_parse_are_refused() -> None:
    """A splice that would break the file raises, and says where."""
    with pytest.raises(ValueError, match="overlap"):
        splice_python(b"x = 1\n", [Edit(0, 3, "y"), Edit(2, 5, "z")])
    with pytest.raises(ValueError, match="would not parse"):
        splice_python(b"x = 1\n", [Edit(4, 5, "")])


def test_a_diff_names_the_file_and_shows_the_lines() -> None:
    """The preview is a unified diff."""
    data = b"from openai import OpenAI\nclient = OpenAI()"
    sources = [Source("app.py", data)]
    [change] = rewrites(audit_sources(sources, Options(jobs=1)).findings, sources, [])
    text = diff(change)
    assert text.startswith("--- a/app.py\n+++ b/app.py\n")
    assert "\\ No newline at end of file" in text
