"""OpenAI's key in scripts of shells and of Windows, in settings, in workflows and actions."""

from __future__ import annotations

import pytest

from electron_kit.audit import Options, Source, audit_sources

FILES = {
    "a shell that tests, writes and only tells": (
        "setup.sh",
        ('read api_key\nif [[ ! "$api_key" =~ ^sk-[A-Za-z0-9]+$ ]]; then exit 1; fi\n'
        'echo "OPENAI_API_KEY=\\"$api_key\\"" >> .env\n'
        'echo "Put OPENAI_API_KEY=sk-... into .env" >&2\n'
        'echo "OPENAI_API_KEY is not set"\n'
        'case "$api_key" in\n  sk-ant-*) ;;\n  sk-*) echo ok ;;\nesac\n'
        'printf "OPENAI_BASE_URL=%s\\n" "$base" | tee -a .env\n'
        'grep -q "risk-" notes.txt\n'),
        {("I01", 2), ("I01", 3), ("I01", 8), ("I01", 10)},
    ),
    "Python inside a shell": (
        "check.sh",
        ('python3 -c "\nimport os\nfrom openai import OpenAI\n'
        "client = OpenAI(api_key=os.environ.get('OPENAI_API_KEY'))\n\"\n"
        "python3 - <<'EOF'\nfrom openai import OpenAI\n"
        'other = OpenAI(base_url="http://localhost:1/v1", api_key="x")\nEOF\n'),
        {("R01", 4)},
    ),
    "blocks that are written, and another vendor's key": (
        "install.sh",
        ("{\n  echo 'OPENAI_API_KEY=change-me'\n  echo 'PORT=1'\n} > .env\n"
        "echo 'OPENAI_API_KEY=change-me'\necho 'in .env'\n"
        'echo "Paste your DeepSeek key"\nread -rs API_KEY\n\n\n\n\n\n'
        'if [[ "$API_KEY" =~ ^sk-.{8,}$ ]]; then echo ok; fi\n'),
        {("I01", 2)},
    ),
    "a block of a batch file": (
        "setup.cmd",
        ("if not exist .env (\n  (\n    echo # keys\n    echo OPENAI_API_KEY=your-key\n"
        "    echo.\n    echo GOOGLE_API_KEY=your-key\n  ) > .env\n) else (\n"
        "  echo OPENAI_API_KEY=your-key\n)\n"
        'if "%OPENAI_API_KEY%"=="" echo WARNING: OPENAI_API_KEY not set\n'
        "set OPENAI_MODEL=gpt-4o-mini>> .env\n"),
        {("I01", 4), ("I01", 11), ("R02", 12)},
    ),
    "PowerShell that tells, sends and falls back": (
        "ask.ps1",
        ("if (-not $env:OPENAI_API_KEY) { throw \"OPENAI_API_KEY is missing\" }\n"
        "Write-Host '  $env:OPENAI_API_KEY = \"sk-...\"'\n"
        "Write-Warning \"OPENAI_API_KEY not found\"\n"
        "$model = if ($env:OPENAI_MODEL) { $env:OPENAI_MODEL } else { \"gpt-4o\" }\n"
        "$h = @{ \"Authorization\" = \"Bearer $env:OPENAI_API_KEY\" }\n"
        "Invoke-RestMethod -Uri \"https://api.openai.com/v1/chat/completions\" -Headers $h\n"),
        {("I01", 1), ("R02", 4), ("R06", 6)},
    ),
    "a batch file": (
        "start.bat",
        ("@echo off\nREM OPENAI_API_KEY comes from .env\n:: OPENAI_API_KEY\n"
        'if "%OPENAI_API_KEY%"=="" (\n  echo OPENAI_API_KEY is not set.\n  exit /b 1\n)\n'
        "set /p api_key=Key:\necho OPENAI_API_KEY=%api_key%>> .env\nset OPENAI_MODEL=gpt-4o-mini\n"
        'echo %api_key% | findstr /r "^sk-" >nul\nif not defined OPENAI_BASE_URL exit /b 1\n'
        "curl https://api.openai.com/v1/models\n"),
        {("I01", 4), ("I01", 9), ("R02", 10), ("I01", 11), ("I01", 12), ("R06", 13), ("P05", 13)},
    ),
    "PowerShell": (
        "setup.ps1",
        ("<# sets\n $env:OPENAI_API_KEY #>\nparam([string]$Model = \"gpt-4o\")\n"
        "if (-not $env:OPENAI_API_KEY) {\n  Write-Host \"Set OPENAI_API_KEY first\"\n"
        "  Write-Host \"such as `$env:OPENAI_API_KEY = 'sk-...'\"\n}\n"
        "if ($key -notmatch '^sk-') { exit 1 }\n"
        "\"OPENAI_API_KEY=$key\" | Out-File .env\n"
        "$uri = \"https://api.openai.com/v1/chat/completions\"\n"
        "$body = @{ model = \"gpt-4o-mini\"; messages = @() } | ConvertTo-Json\n"
        "Invoke-RestMethod -Uri $uri -Method Post -Body $body\n"),
        {("R02", 3), ("I01", 4), ("I01", 8), ("I01", 9), ("R06", 10), ("R02", 11)},
    ),
    "a workflow": (
        ".github/workflows/deploy.yml",
        ("jobs:\n  a:\n    steps:\n      - uses: x/y@v3\n        with:\n          secrets: |\n"
        "            OPENAI_API_KEY\n            OTHER\n"
        "      - run: |\n          echo \"set: ${{ env.OPENAI_API_KEY != '' }}\"\n"
        '          if [ -z "$OPENAI_API_KEY" ]; then exit 1; fi\n'
        '          echo "OPENAI_API_KEY is missing"\n'
        "      - uses: x/z@v1\n        with:\n          notes: |\n"
        "            Set OPENAI_API_KEY in the settings.\n"),
        {("I01", 7), ("I01", 10), ("I01", 11)},
    ),
    "a workflow that names and tests secrets": (
        ".github/workflows/ask.yml",
        ("jobs:\n  a:\n    with:\n      needed: [OPENAI_API_KEY, DATABASE_URL]\n"
        "      key: ${{ secrets.openai_api_key }}\n    steps:\n      - run: |\n"
        '          if [ -z "${{ secrets.OPENAI_API_KEY }}" ]; then exit 1; fi\n'
        '          echo "::warning::OPENAI_API_KEY is not set"\n'),
        {("I01", 4), ("I01", 5), ("I01", 8)},
    ),
    "OmegaConf's settings": (
        "conf/llm.yaml",
        'llm:\n  key: "${oc.env:OPENAI_API_KEY,null}"\n  other: "${oc.env:GROQ_API_KEY}"\n',
        {("I01", 2)},
    ),
    "an action": (
        "action.yml",
        ("name: Review\ninputs:\n  openai_api_key:\n    description: OpenAI API key\n"
        "  openai-model:\n    description: model\nruns:\n  using: node20\n  main: index.js\n"),
        {("I01", 3)},
    ),
    "Supabase's settings": (
        "supabase/config.toml",
        ('[studio]\n# openai_api_key = "env(OPENAI_API_KEY)"\n'
        'openai_api_key = "env(OPENAI_API_KEY)"\nanthropic = "env(ANTHROPIC_API_KEY)"\n'),
        {("I01", 3)},
    ),
    "an example of an environment": (
        ".example.env.local",
        "OPENAI_API_KEY=\nGROQ_API_KEY=\n",
        {("I01", 1)},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_a_key_is_found_where_a_script_or_a_setting_has_it(name: str) -> None:
    """Where it is tested, set, written into a file or asked for; not where it is only told of."""
    path, text, wanted = FILES[name]
    result = audit_sources([Source(path, text.encode())], Options(jobs=1))
    assert not [problem for problem in result.problems if problem.unread]
    codes = {"I01", "R01", "R02", "R06", "P05"}
    assert {(f.code, f.line) for f in result.findings if f.code in codes} == wanted
