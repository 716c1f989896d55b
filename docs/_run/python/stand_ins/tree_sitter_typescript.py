"""The grammars of TypeScript, which the page has loaded."""


def language_typescript() -> str:
    """Return the name of the grammar without JSX."""
    return "typescript"


def language_tsx() -> str:
    """Return the name of the grammar with JSX."""
    return "tsx"
