"""Which Python files are tests, by their paths and what is written in them."""

from __future__ import annotations

import pytest

from electron_kit.audit.python.test_files import is_test

TEST, SCRIPT = b"import pytest\n", b'if __name__ == "__main__":\n    ask()\n'


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("test_ask.py", b"", True),
        ("app/ask_test.py", b"", True),
        ("app/conftest.py", b"", True),
        ("app/mocks/client.py", b"", True),
        ("tests/ask.py", b"", True),
        ("tests/ask.py", SCRIPT, False),
        ("tests/ask.py", SCRIPT + TEST, True),
        ("test_ask.py", SCRIPT, False),
        ("test_ask.py", SCRIPT + TEST, True),
        ("test_ask.py", b"assert ask()\n" + SCRIPT, True),
        ("app/mocks/client.py", SCRIPT + b"reply = 'fake'\n", True),
        ("app/contest.py", b"", False),
        ("app/latest.py", TEST, False),
    ],
)
def test_a_script_below_tests_that_is_run_by_hand_is_no_test(
    path: str, text: bytes, expected: bool
) -> None:
    """A name or a folder says it; of what is run by hand, whether it checks anything."""
    assert is_test(path, [text]) is expected
