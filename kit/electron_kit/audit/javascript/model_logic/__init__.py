"""Code whose way depends on OpenAI's model names: tests, tables, types and counters of tokens."""
