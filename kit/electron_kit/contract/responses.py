"""What a request of OpenAI's Responses API shares with a request for a chat.

Source: OpenAI's guide *Migrate to the Responses API*, and the fields of both in its API reference.
"""

SHARED_FIELDS = frozenset(
    {
        "model", "temperature", "top_p", "user", "metadata", "service_tier", "safety_identifier",
        "prompt_cache_key",
    }
)  # fmt: skip
"""Fields that both have under one name, and mean the same by."""

OTHER_FIELDS = frozenset(
    {
        "input", "instructions", "max_output_tokens", "store", "reasoning", "text", "tools",
        "tool_choice", "parallel_tool_calls", "stream",
    }
)  # fmt: skip
"""Fields of a plain request for a response that a chat has in another form, or needs not."""

ROLES = frozenset({"system", "user", "assistant", "developer"})
"""Roles of a message in a response's input."""

USAGE = {
    "input_tokens": "prompt_tokens",
    "output_tokens": "completion_tokens",
    "total_tokens": "total_tokens",
}
"""The counts of a response's usage, and what they are called in a chat's."""

CALL, CALL_TYPE = "function_call", "function"
"""The type of a call of a function among a response's items, and among a chat's calls."""

CALL_FIELDS = {"name": "function.name", "arguments": "function.arguments", "call_id": "id"}
"""The fields of such an item, and where a chat's call has them."""

RESULT = "function_call_output"
"""The type of the item that says what a function gave."""

RESULT_FIELDS = {"call_id": "tool_call_id", "output": "content", "type": "role"}
"""The fields of that item, and what they are in a chat's message, whose role is ``tool``."""

REASONING_FIELDS = frozenset({"effort", "summary"})
"""Fields of ``reasoning`` that say how a response is thought of, and nothing of what it holds."""

TOOL_FIELDS = frozenset({"name", "description", "parameters", "strict"})
"""Fields of a function's tool, which a chat has one level deeper."""

TOOL_CHOICES = frozenset({"auto", "required", "none"})
"""The choices of a tool that both have under one name."""

TEXT_EVENT = "response.output_text.delta"
"""The event of a response's stream that carries a piece of its text."""

BUILT_IN_TOOLS = (
    "web_search", "file_search", "code_interpreter", "computer", "image_generation", "mcp",
    "shell", "local_shell", "apply_patch", "tool_search", "namespace", "programmatic", "custom",
)  # fmt: skip
"""How the types of tools begin that OpenAI runs, or that a chat has not."""

TYPESCRIPT_TYPES = {
    "Tool": "ChatCompletionTool",
    "FunctionTool": "ChatCompletionTool",
    "ResponseInput": "ChatCompletionMessageParam[]",
    "ResponseInputItem": "ChatCompletionMessageParam",
    "ResponseFunctionToolCall": "ChatCompletionMessageFunctionToolCall",
}
"""Types below ``OpenAI.Responses`` in the JavaScript SDK, and those below ``OpenAI.Chat``."""

_METHODS = {
    "parse": "asks for an answer by a schema, which Electron does not list",
    "stream": "reads its stream by events, where a chat's has chunks",
    "retrieve": "asks for a response that OpenAI has stored",
    "delete": "asks for a response that OpenAI has stored",
    "cancel": "asks for a response that runs in the background",
    "list": "asks for the items of a response that OpenAI has stored",
}


def held_by_method(path: tuple[str, ...]) -> str:
    """Return what holds back a method of the SDKs' ``responses``, as a clause; empty for others.

    Args:
        path: The attributes of the client that lead to it.
    """
    return _METHODS.get(path[-1], "") if path[0] == "responses" else ""
