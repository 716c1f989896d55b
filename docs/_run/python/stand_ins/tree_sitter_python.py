"""The grammar of Python, which the page has loaded."""


def language() -> str:
    """Return its name."""
    return "python"
