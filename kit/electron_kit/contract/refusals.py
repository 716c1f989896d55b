"""How OpenAI refuses a parameter, in its own words.

The texts are OpenAI's, as they were quoted in public; ``{…}`` stands for what varies in them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """How OpenAI refuses; its ``type`` is always ``invalid_request_error``.

    Attributes:
        message: Its words, with ``{field}``, ``{value}``, ``{values}`` and ``{model}``.
        param: What ``error.param`` names; ``{field}`` for the parameter, or None.
        code: ``error.code``, or None.
        status: The HTTP status.
    """

    message: str
    param: str | None = "{field}"
    code: str | None = None
    status: int = 400


UNSUPPORTED = Refusal(
    "Unsupported parameter: '{field}' is not supported with this model.",
    code="unsupported_parameter",
)
ONLY_DEFAULT = Refusal(
    "Unsupported value: '{field}' does not support {value} with this model. Only the default "
    "(1) value is supported.",
    code="unsupported_value",
)
OTHER_VALUES = Refusal(
    "Unsupported value: '{field}' does not support '{value}' with this model. Supported values "
    "are: {values}.",
    code="unsupported_value",
)
UNKNOWN_PARAMETER = Refusal("Unknown parameter: '{field}'.", code="unknown_parameter")
UNRECOGNIZED = Refusal("Unrecognized request argument supplied: {field}", param=None)
BOTH_LIMITS = Refusal(
    "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.",
    param="max_tokens",
    code="invalid_parameter_combination",
)
"""Seen in langgraph #5943 (2025-08-19), whatever the model."""

TOO_FEW_TOKENS = Refusal(
    "Could not finish the message because max_tokens or model output limit was reached. Please "
    "try again with higher max_tokens.",
    param=None,
)
FEWEST_TOKENS = 4
"""A reasoning model refuses a limit of 1 and takes 4; 2 and 3 were not tried."""

OTHER_LIMIT = Refusal(
    "Unsupported parameter: '{field}' is not supported with this model. Use "
    "'max_completion_tokens' instead.",
    code="unsupported_parameter",
)
NO_LOGPROBS = Refusal("You are not allowed to request logprobs from this model", None, None, 403)
TOOLS_WITH_EFFORT = Refusal(
    "Function tools with reasoning_effort are not supported for {model} in "
    "/v1/chat/completions. To use function tools, use /v1/responses or set reasoning_effort to "
    "'none'.",
    "reasoning_effort",
)
OTHER_FORMAT = Refusal(
    "Invalid parameter: 'response_format' of type '{field}' is not supported with this model.",
    "response_format",
)
OTHER_ROLE = Refusal(
    "Unsupported value: 'messages[{index}].role' does not support '{field}' with this model.",
    "messages[{index}].role",
    "unsupported_value",
)
INCOMPATIBLE = Refusal("Model incompatible request argument(s) supplied: {field}", None)
NO_WEB_SEARCH = Refusal("Web search options not supported with this model.", "web_search_options")
