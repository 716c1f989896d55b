"""Examples of configuration for the rules that apply there: tests, and the site's."""

from __future__ import annotations

from ..rule import Example

_APP = (
    "import json, os, tomllib, yaml\nfrom openai import OpenAI\n"
    'client = OpenAI(base_url="https://api.smallest.ai/waves/v1", api_key="sk_x")\n'
    "client.chat.completions.create(model=%s, messages=[])\n"
)

INVALID: dict[str, tuple[Example, ...]] = {
    "R02": (
        Example(
            "# model\nOPENAI_MODEL=gpt-4o  # the large one\nTEMPERATURE=1\n",
            ".env",
            lines=(2,),
            files={"app.py": _APP % 'os.environ["OPENAI_MODEL"]'},
            fixed="# model\nOPENAI_MODEL=electron  # the large one\nTEMPERATURE=1\n",
        ),
        Example(
            "llm:\n  provider: openai\n  model: 'gpt-4o-mini'   # cheap\n",
            "settings.yaml",
            lines=(3,),
            files={"app.py": _APP % 'yaml.safe_load(open("settings.yaml"))["llm"]["model"]'},
            fixed="llm:\n  provider: openai\n  model: 'electron'   # cheap\n",
        ),
        Example(
            '[llm]\nmodel = "gpt-4.1"\nfallbacks = ["gpt-4o", "o3-mini"]\n',
            "settings.toml",
            lines=(2, 3, 3),
            files={"app.py": _APP % 'tomllib.load(open("settings.toml", "rb"))["llm"]["model"]'},
            fixed='[llm]\nmodel = "electron"\nfallbacks = ["gpt-4o", "o3-mini"]\n',
        ),
        Example(
            '{\n  "chat": {"model": "gpt-4o", "n": 1},\n  "models": ["gpt-4o-mini"]\n}\n',
            "settings.json",
            lines=(2, 3),
            files={"app.py": _APP % 'json.load(open("settings.json"))["chat"]["model"]'},
            fixed='{\n  "chat": {"model": "electron", "n": 1},\n  "models": ["gpt-4o-mini"]\n}\n',
        ),
        Example(
            '{"models": [{"id": "o3", "name": "o3"}, {"id": "gpt-4o", "name": "gpt-4o"}]}',
            "models.json",
            lines=(1, 1),
        ),
        Example("FROM python:3.12\nENV MODEL=gpt-4o PORT=80\n", "Dockerfile", lines=(2,)),
        Example(
            "services:\n  app:\n    environment:\n      - MODEL=gpt-4o\n      - PORT=80\n",
            "docker-compose.yml",
            lines=(4,),
        ),
        Example(
            "model_list:\n  - model_name: chat\n    litellm_params: {model: openai/gpt-4o}\n",
            "litellm.yaml",
            lines=(3,),
        ),
        Example(
            '{"contributes": {"configuration": {"properties": {"chat.model": {\n'
            '  "type": "string", "default": "gpt-4o"\n}}}}}\n',
            "package.json",
            lines=(2,),
        ),
    ),
    "R03": (
        Example("AZURE_OPENAI_ENDPOINT=https://x.openai.azure.com\n", ".env.example", lines=(1,)),
    ),
    "I02": (Example("OPENAI_MODEL=gpt-4o\n", ".env.example", lines=(1,)),),
    "I01": (
        Example(
            "OPENAI_API_KEY=sk-...\nexport OPENAI_BASE_URL='https://api.openai.com/v1'\n",
            ".env.example",
            lines=(1, 2),
        ),
        Example(
            "jobs:\n  test:\n    steps:\n      - run: pytest\n        env:\n          OPENAI_API_KEY: ${{ secrets.OPENAI_API_KEY }}\n",
            ".github/workflows/test.yml",
            lines=(6,),
        ),
        Example(
            "services:\n  app:\n    environment:\n      - OPENAI_API_KEY\n",
            "compose.yaml",
            lines=(4,),
        ),
        Example("FROM python:3.12\nARG OPENAI_API_KEY\n", "Dockerfile", lines=(2,)),
    ),
    "B09": (
        Example(
            '{"contributes": {"configuration": {"properties": {"chat.model": {\n'
            '  "enum": [\n    "gpt-4o",\n    "gpt-4o-mini"\n  ]\n}}}}}\n',
            "package.json",
            lines=(2,),
        ),
    ),
    "B07": (
        Example("OPENAI_API_KEY=\nCONTEXT_SIZE=128000\n", ".env.example", lines=(2,)),
        Example("model: gpt-4o\nmax_tokens: 64000\n", "config.yml", lines=(2,)),
    ),
    "B08": (Example("MODEL=ft:gpt-4o-mini-2024-07-18:acme::abc\n", ".env", lines=(1,)),),
}
"""Configuration that each rule reports."""

VALID: dict[str, tuple[Example, ...]] = {
    "R02": (
        Example("# MODEL=gpt-4o\nMODEL=electron\n", ".env"),
        Example('{"dependencies": {"openai": "^4.0.0"}, "keywords": ["gpt-4o"]}', "package.json"),
        Example(
            "description: |\n  model: gpt-4o\n  and more\ntitle: gpt-4o in production\n",
            "page.yaml",
        ),
        Example(
            '{"models": [{"id": "electron", "model": "electron", "title": "gpt-4o"}]}', "m.json"
        ),
        Example("openrouter:\n  model: openai/gpt-4o\n", "providers.yaml"),
        Example('{"id": "x", "object": "chat.completion", "model": "gpt-4o"}', "answer.json"),
    ),
    "I02": (Example("OPENAI_MODEL=gpt-5.4-mini\n", ".env.example"),),
    "I01": (
        Example("SMALLEST_API_KEY=sk_...\n", ".env.example"),
        Example("run: |\n  echo OPENAI_API_KEY\n", "x.yml"),
    ),
}
"""Configuration that each rule leaves alone."""
