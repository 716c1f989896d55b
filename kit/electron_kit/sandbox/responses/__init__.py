"""OpenAI's Responses API, as far as programs that are about to leave it use it.

What a program sends is checked (`rules`), turned into the conversation that it means
(`to_chat`), answered by the same words as a chat request (`serve`), and written as the
response or the events that OpenAI sends (`writing`, `events`). What is stored for a later
request stands in `store`. Built-in tools are refused as for a model that has none.
"""

from .serve import PATH, Responses

__all__ = ["PATH", "Responses"]
