"""When the contract changes, the audit changes its mind."""

from dataclasses import replace
from pathlib import Path

import pytest

from electron_kit.audit.rules.b04_structured_output import RECORD, StructuredOutput, refused
from electron_kit.cli import main
from electron_kit.contract import FORMATS, Fate

CODE = """from openai import OpenAI
client = OpenAI()
client.chat.completions.create(model="gpt-4o", messages=[], response_format={"type": "json_schema"})
"""


def supported() -> list:
    """Return the formats on the day on which Electron takes a schema."""
    return [
        replace(record, electron=replace(record.electron, fate=Fate.SUPPORTED))
        if record.key == RECORD
        else record
        for record in FORMATS
    ]


def test_a_schema_is_no_finding_once_the_contract_has_it_supported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One record decides, and no rule has a second copy of it."""
    (tmp_path / "ask.py").write_text(CODE)
    command = ["audit", str(tmp_path), "--select", "B04", "--jobs", "1"]
    assert refused(FORMATS)
    assert main(command) == 1
    assert "B04" in capsys.readouterr().out
    assert not refused(supported())
    monkeypatch.setattr(StructuredOutput, "formats", supported())
    assert main(command) == 0
    assert "B04" not in capsys.readouterr().out
