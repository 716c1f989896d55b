"""What OpenAI's models are known to do with a parameter: written before the code that it judges.

A cell is models, what a request carries beside a question, and the outcome: `OK`, or the
status, ``param`` and ``code`` of the error (its type is ``invalid_request_error``). A cell that
nobody has seen, or that reports disagree on, is in `UNKNOWN`: the sandbox accepts it.
"""

from typing import Any

OK = None
TOOLS = [{"type": "function", "function": {"name": "look_up", "parameters": {"type": "object"}}}]
CALLING = {"tools": TOOLS}
SCHEMA = {"type": "json_schema", "json_schema": {"name": "x", "schema": {"type": "object"}}}
PREDICTION = {"type": "content", "content": "x"}

A = ("gpt-3.5-turbo", "gpt-4-turbo", "gpt-4-1106-preview")
B = ("gpt-4o", "gpt-4o-mini", "gpt-4.1", "gpt-4.1-mini", "gpt-4.1-nano", "gpt-4o-2024-11-20")
C = ("o1", "o3-mini", "o3", "o4-mini", "o3-2025-04-16")
D = ("gpt-5", "gpt-5-mini", "gpt-5-nano", "gpt-5-nano-2025-08-07")
E = ("gpt-5.1", "gpt-5.2", "gpt-5.2-2025-12-11")
F4 = ("gpt-5.4", "gpt-5.4-mini", "gpt-5.4-nano", "gpt-5.4-mini-2026-03-17")
F5 = ("gpt-5.5", "gpt-5.5-2026-04-23")
F = (*F4, *F5)
G = ("gpt-5.6", "gpt-5.6-sol", "gpt-5.6-terra", "gpt-5.6-luna", "gpt-6-sol", "gpt-6-luna")
G = (*G, "gpt-6.1-terra")
H = ("gpt-6-astra", "gpt-6.1-sol", "gpt-6.2-sol", "gpt-6.2-astra")
YET_TO_COME = ("gpt-6.3-luna", "gpt-7", "gpt-7.1-terra-mini-2027-05-01", "o5-mini", "gpt-8-nova")
STRICTEST = (*H, *YET_TO_COME)
ALL = (*A, *B, *C, *D, *E, *F, *G, *STRICTEST)
REASONING = (*C, *D, *E, *F, *G, *STRICTEST)


def p(field: str) -> tuple[int, str | None, str | None]:
    """Return the outcome *unsupported parameter*."""
    return (400, field, "unsupported_parameter")


def v(field: str) -> tuple[int, str | None, str | None]:
    """Return the outcome *unsupported value*."""
    return (400, field, "unsupported_value")


NO_TOOLS = (400, "reasoning_effort", None)
UNRECOGNIZED = (400, None, None)
NOT_ALLOWED = (403, None, None)
NONE = {"reasoning_effort": "none"}
LOW = {"reasoning_effort": "low"}

CELLS: list[tuple[tuple[str, ...], dict[str, Any], Any]] = [
    # names of the limit
    ((*A, *B), {"max_tokens": 5}, OK),
    (REASONING, {"max_tokens": 5}, p("max_tokens")),
    (ALL, {"max_completion_tokens": 5}, OK),
    (
        ALL,
        {"max_completion_tokens": 5, "max_tokens": 5},
        (400, "max_tokens", "invalid_parameter_combination"),
    ),
    # sampling
    (ALL, {"temperature": 1}, OK),
    (ALL, {"top_p": 1}, OK),
    ((*A, *B), {"temperature": 0.2, "top_p": 0.5}, OK),
    ((*D, *F5, *G, *STRICTEST), {"temperature": 0.2}, v("temperature")),
    (("o1",), {"temperature": 0}, v("temperature")),
    (("o3-mini",), {"temperature": 0}, p("temperature")),
    ((*E, *F4), {"temperature": 0.2}, OK),
    ((*E, *F, *G), {"temperature": 0.2, **NONE}, OK),
    ((*E, *F, *G), {"temperature": 0.2, **LOW}, v("temperature")),
    ((*C, *D, *F5, *G, *STRICTEST), {"top_p": 0.5}, p("top_p")),
    ((*E, *F, *G), {"top_p": 0.5, **NONE}, OK),
    ((*E, *F, *G), {"top_p": 0.5, **LOW}, p("top_p")),
    ((*A, *B), {"presence_penalty": 0.5, "frequency_penalty": 0.5}, OK),
    ((*C, *D), {"presence_penalty": 0.5}, p("presence_penalty")),
    ((*C, *D), {"frequency_penalty": 0.5}, p("frequency_penalty")),
    (D, {"presence_penalty": 0, "frequency_penalty": 0}, OK),
    ((*A, *B), {"logprobs": True, "top_logprobs": 20}, OK),
    ((*C, *D), {"logprobs": True}, NOT_ALLOWED),
    ((*C, *D), {"logprobs": True, "top_logprobs": 2}, NOT_ALLOWED),
    ((*F, *G), {"logprobs": True, "top_logprobs": 5, **NONE}, OK),
    ((*F, *G), {"logprobs": True, **LOW}, p("logprobs")),
    ((*F5, *G, *STRICTEST), {"logprobs": True}, p("logprobs")),
    (G, {"logprobs": True, "top_logprobs": 6, **NONE}, p("top_logprobs")),
    ((*A, *B), {"logit_bias": {"50256": -100}}, OK),
    ((*C, *D, *E), {"logit_bias": {"50256": -100}}, p("logit_bias")),
    ((*A, *B), {"stop": ["\n"]}, OK),
    (("o3", "o4-mini", *D, *STRICTEST), {"stop": ["\n"]}, p("stop")),
    (D, {"stop": []}, p("stop")),
    ((*A, *B), {"n": 2}, OK),
    ((*A, *B, *D), {"seed": 7}, OK),
    # tools and effort
    ((*A, *B, *C, *D, *E, *F), CALLING, OK),
    ((*G, *STRICTEST), CALLING, NO_TOOLS),
    ((*C, *D), {**CALLING, **LOW}, OK),
    ((*F, *G, *STRICTEST), {**CALLING, **LOW}, NO_TOOLS),
    ((*E, *F, *G), {**CALLING, **NONE}, OK),
    (STRICTEST, {**CALLING, **NONE}, v("reasoning_effort")),
    (STRICTEST, NONE, v("reasoning_effort")),
    ((*A, *B, *D, *E, *F), {**CALLING, "parallel_tool_calls": False}, OK),
    (G, {**CALLING, **NONE, "parallel_tool_calls": True}, OK),
    (C, {**CALLING, "parallel_tool_calls": False}, p("parallel_tool_calls")),
    *[((*A, *B), {"reasoning_effort": e}, UNRECOGNIZED) for e in ("none", "minimal", "high")],
    *[(C, {"reasoning_effort": effort}, OK) for effort in ("low", "medium", "high")],
    *[(C, {"reasoning_effort": e}, v("reasoning_effort")) for e in ("none", "minimal", "xhigh")],
    *[(D, {"reasoning_effort": e}, OK) for e in ("minimal", "low", "medium", "high")],
    *[(D, {"reasoning_effort": e}, v("reasoning_effort")) for e in ("none", "xhigh")],
    *[(E, {"reasoning_effort": e}, OK) for e in ("none", "low", "medium", "high")],
    (("gpt-5.1",), {"reasoning_effort": "xhigh"}, v("reasoning_effort")),
    (("gpt-5.1",), {"reasoning_effort": None}, v("reasoning_effort")),
    (("gpt-5.2",), {"reasoning_effort": "xhigh"}, OK),
    *[((*F, *G), {"reasoning_effort": e}, OK) for e in ("none", "low", "medium", "high", "xhigh")],
    *[(STRICTEST, {"reasoning_effort": e}, OK) for e in ("low", "medium", "high", "xhigh")],
    ((*E, *F, *G, *STRICTEST), {"reasoning_effort": "minimal"}, v("reasoning_effort")),
    (REASONING, {"reasoning_effort": "max"}, v("reasoning_effort")),
    *[((*A, *B, *C), {"verbosity": each}, v("verbosity")) for each in ("low", "high")],
    *[((*D, *E, *F, *G, *H), {"verbosity": each}, OK) for each in ("low", "medium", "high")],
    # formats and roles
    (ALL, {"response_format": {"type": "json_object"}}, OK),
    (("gpt-4", "gpt-4-0613"), {"response_format": {"type": "json_object"}}, "400"),
    ((*A, "gpt-4o-2024-05-13"), {"response_format": SCHEMA}, (400, "response_format", None)),
    ((*B, *REASONING), {"response_format": SCHEMA}, OK),
    (("o1-mini", "o1-preview"), {"role": "system"}, v("messages[0].role")),
    (("o1-mini", "o1-preview"), {"role": "developer"}, v("messages[0].role")),
    (ALL, {"role": "system"}, OK),
    (ALL, {"role": "developer"}, OK),
    # elsewhere
    (B, {"prediction": PREDICTION}, OK),
    ((*A, *C), {"prediction": PREDICTION}, "400"),
    ((*D, *E), {"prediction": PREDICTION}, p("prediction")),
    (("gpt-6.1-terra",), {"prediction": PREDICTION}, "400"),
    ((*A, *B, *C), {"web_search_options": {}}, "400"),
    ((*D, *E), {"web_search_options": {}}, (400, "web_search_options", "unknown_parameter")),
    ((*A, *B, *C), {"functions": [{"name": "f"}], "function_call": "auto"}, OK),
    # models that search
    (("gpt-4o-search-preview", "gpt-5-search-api"), {"temperature": 0.2}, UNRECOGNIZED),
    (("gpt-5-search-api",), {"n": 2}, UNRECOGNIZED),
    (("gpt-4o-mini-search-preview", "gpt-5-search-api"), {"web_search_options": {}}, OK),
    (("chat-latest",), {"reasoning_effort": "medium"}, OK),
    (("chat-latest",), {"reasoning_effort": "low"}, v("reasoning_effort")),
]

UNKNOWN: list[tuple[tuple[str, ...], dict[str, Any]]] = [
    ((*C, *D, *E, *F, *G, *STRICTEST), {"n": 2}),
    ((*C, *E, *F, *G, *STRICTEST), {"seed": 7}),
    ((*E, *F, *G), {"stop": ["\n"]}),
    (("o1", "o3-mini"), {"stop": ["\n"]}),
    ((*E, *F, *G, *STRICTEST), {"presence_penalty": 0.5}),
    ((*F, *G, *STRICTEST), {"logit_bias": {"50256": -100}}),
    (E, {"logprobs": True}),
    ((*D, *E, *F, *G, *STRICTEST), {"functions": [{"name": "f"}]}),
    ((*F, *G, *STRICTEST), {"web_search_options": {}}),
    ((*F, *H), {"prediction": PREDICTION}),
    (("gpt-5.2",), {**CALLING, **LOW}),
]

NAMES: list[tuple[str, str, Any]] = [
    # name, as of, outcome
    ("gpt-3.5-turbo", "2026-10-22", OK),
    ("gpt-3.5-turbo", "2026-10-23", (404, None, "model_not_found")),
    ("gpt-4o", "2027-01-13", OK),
    ("gpt-4o", "2027-01-14", (404, None, "model_not_found")),
    ("ft:gpt-4o-mini-2024-07-18:acme::AbC123", "2026-11-29", OK),
    ("ft:gpt-4o-mini-2024-07-18:acme::AbC123", "2027-02-01", (404, None, "model_not_found")),
    ("gpt-5.4-mini", "2028-01-01", OK),
    ("gpt-5-pro", "2026-11-29", (404, "model", None)),
    ("o3-pro", "2026-11-29", (404, "model", None)),
    ("gpt-7-pro", "2026-11-29", (404, "model", None)),
    ("gpt-7.1-codex", "2026-11-29", (404, "model", None)),
    ("gpt-5.3-codex", "2026-11-29", (404, "model", None)),
    ("text-embedding-3-small", "2026-11-29", (404, "model", None)),
    ("gpt-5.1-mini", "2026-11-29", (404, None, "model_not_found")),
    ("gpt-oss-120b", "2026-11-29", (404, None, "model_not_found")),
    ("electron", "2026-11-29", (404, None, "model_not_found")),
    ("llama-3.3-70b-versatile", "2026-11-29", (404, None, "model_not_found")),
    ("gpt-audio-1.5", "2026-11-29", OK),
]
