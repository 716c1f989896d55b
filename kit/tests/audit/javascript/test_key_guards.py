"""What `--fix` puts around a key so that the SDK never falls back to OpenAI's."""

import pytest

from electron_kit.audit import Options, Source, Style, audit_sources
from electron_kit.audit.rewrite import rewrites

A, B = "process.env.SMALLEST_A", "process.env.SMALLEST_B"
# What is written for a key that is read right there, with a cast around it or without.
READ = 'process.env.SMALLEST_API_KEY ?? ""'
GUARDED = {
    f"process.env.LIVE ? {A} : {B}": f'(process.env.LIVE ? {A} : {B}) ?? ""',
    f"(process.env.LIVE ? {A} : {B})": f'((process.env.LIVE ? {A} : {B}) ?? "")',
    f"({A} || {B})": f'(({A} || {B}) ?? "")',
    f"({A} || {B})!": f'(({A} || {B}) ?? "")!',
    f"({A} as string)": READ,
    f"{A}!": READ,
    f'{A} || ""': READ,
}


@pytest.mark.parametrize("key", GUARDED)
def test_a_key_that_may_be_missing_is_never_left_to_the_sdk(key: str) -> None:
    """Whatever branch it comes from: an undefined key would be OPENAI_API_KEY's value."""
    text = (
        'import OpenAI from "openai";\n'
        f"const client = new OpenAI({{ apiKey: {key} }});\n"
        'export const ask = () => client.chat.completions.create({ model: "gpt-4o", messages: [] });\n'
    )
    sources = [Source("ask.ts", text.encode())]
    problems: list[object] = []
    found = audit_sources(sources, Options(style=Style.LITERAL)).findings
    [made] = rewrites(found, sources, problems)  # type: ignore[arg-type]
    assert problems == []
    assert f"apiKey: {GUARDED[key]} }}" in made.after.decode()
