"""Frameworks as rows: a symbol of a package stands once."""

from __future__ import annotations

from collections import Counter

from electron_kit.audit.common.frameworks import FRAMEWORKS, by_package
from electron_kit.audit.facts import ENDPOINTS


def test_a_symbol_stands_in_one_row_of_its_package() -> None:
    """A second row would win silently over the first."""
    counted = Counter(
        (row.language, package, symbol)
        for row in FRAMEWORKS
        for package in row.packages
        for symbol in row.symbols
    )
    assert [each for each, count in counted.items() if count > 1] == []


def test_each_row_serves_something_known() -> None:
    """An endpoint's word, fields alone, a schema alone, or a wrapper that is left alone."""
    words = {*ENDPOINTS, "settings", "schema", ""}
    assert {row.endpoint for row in FRAMEWORKS} <= words


def test_a_package_has_its_own_language_s_symbols_only() -> None:
    """``chromadb`` and ``langchain`` are packages of both."""
    assert by_package("python")["chromadb"]["OpenAIEmbeddingFunction"].where == ""
    assert "second client" in by_package("javascript")["chromadb"]["OpenAIEmbeddingFunction"].where
