"""What the tests of the audit share."""

from __future__ import annotations

from collections.abc import Callable

import pytest

URL, KEY = "https://api.smallest.ai/waves/v1", "sk_x"


@pytest.fixture
def on_electron() -> Callable[[str], str]:
    """Put an example's client on Electron, with a request where the example has none.

    What a request holds is changed where it goes to Electron, and nowhere else.
    """

    def moved(code: str) -> str:
        if "create(" not in code and "createChatCompletion" not in code:
            script = "const " in code
            body = '{ model: "electron", messages }' if script else "messages=messages"
            code += f"\nclient.chat.completions.create({body})"
        code = code.replace("new OpenAI()", f'new OpenAI({{ baseURL: "{URL}", apiKey: "{KEY}" }})')
        return code.replace("= OpenAI()", f'= OpenAI(base_url="{URL}", api_key="{KEY}")')

    return moved
