"""What OpenAI's families of models do with each parameter: a frozen record a cell.

`families.cell` finds the record for a model.
"""

from __future__ import annotations

from .cell import Cell, Taken
from .cell import written as _cell
from .records import Basis
from .refusals import (
    INCOMPATIBLE,
    NO_LOGPROBS,
    NO_WEB_SEARCH,
    ONLY_DEFAULT,
    OTHER_FORMAT,
    OTHER_LIMIT,
    OTHER_ROLE,
    OTHER_VALUES,
    TOOLS_WITH_EFFORT,
    UNKNOWN_PARAMETER,
    UNRECOGNIZED,
    UNSUPPORTED,
)
from .sources import AI_SDK, LITELLM, OPENAI_PAGES, OPENAI_SDK, PROBES, PROFILES, THREADS

_BEFORE_JSON = (
    "gpt-4 gpt-4-0613 gpt-4-0314 gpt-4-32k gpt-4-32k-0314 gpt-4-32k-0613 gpt-3.5-turbo-0301 "
    "gpt-3.5-turbo-0613 gpt-3.5-turbo-16k gpt-3.5-turbo-16k-0613"
)

_YES, _NO, _AT_NONE, _UNKNOWN = Taken.ACCEPTED, Taken.REJECTED, Taken.AT_NONE, Taken.UNKNOWN

_LIMITS = (
    _cell("max_tokens", "A B", _YES, evidence="The SDK's types.", sources=(OPENAI_SDK,)),
    _cell(
        "max_tokens",
        "C D E F G H",
        _NO,
        OTHER_LIMIT,
        "C: the SDK's types; D: griptape #312 (2025-08-22); E: YPrompt #26 (2025-12-22); "
        "F: truefoundry #827; G: lastorders (2026-10-15); H: bolna #1019 (2026-09-05).",
        sources=(OPENAI_SDK, PROBES, THREADS),
    ),
    _cell(
        "max_completion_tokens",
        "A B C D E F G H",
        _YES,
        evidence="lastorders (2026-10-15), on old models too; jev-bridge on the least number.",
        sources=(PROBES, THREADS),
    ),
)

_TEMPERATURE = (
    _cell("temperature", "A B", _YES, sources=(OPENAI_SDK,)),
    _cell(
        "temperature",
        "C",
        _NO,
        ONLY_DEFAULT,
        "Also seen as an unsupported parameter.",
        fine=(1,),
    ),
    _cell("temperature", "C", _NO, UNSUPPORTED, models="o3-mini", fine=(1,)),
    _cell("temperature", "D H", _NO, ONLY_DEFAULT, "zenn (2025-09-30); bolna #1019.", fine=(1,)),
    _cell(
        "temperature",
        "E F G",
        _AT_NONE,
        ONLY_DEFAULT,
        "langchain #35424; lastorders (2026-10-15); khoj #1377. litellm #39631 (2026-09-03) saw "
        "an unsupported parameter without a code.",
        fine=(1,),
        sources=(PROBES, LITELLM, THREADS),
    ),
)

_SAMPLING = (
    _cell("top_p", "A B", _YES, sources=(OPENAI_SDK,)),
    _cell("top_p", "C D H", _NO, UNSUPPORTED, "community t/1110750; zenn.", fine=(1,)),
    _cell(
        "top_p",
        "E F G",
        _AT_NONE,
        UNSUPPORTED,
        "lastorders (2026-10-15); brainlid #419 (2025-12-15).",
        fine=(1,),
        sources=(PROBES, THREADS),
    ),
    *(
        cell
        for name in ("presence_penalty", "frequency_penalty")
        for cell in (
            _cell(name, "A B", _YES, sources=(OPENAI_SDK,)),
            _cell(name, "C D", _NO, UNSUPPORTED, "nextai #1781 (2025-08-08).", fine=(0,)),
            _cell(
                name,
                "E F G",
                _UNKNOWN,
                evidence="Disagree: pydantic-ai allows it with effort none, LiteLLM and the AI "
                "SDK drop it always; nobody published an answer.",
                doubtful=True,
                sources=(PROFILES, LITELLM, AI_SDK),
            ),
            _cell(name, "H", _UNKNOWN, evidence="Likely refused; no answer seen.", doubtful=True),
        )
    ),
    _cell("logit_bias", "A B", _YES, sources=(OPENAI_SDK,)),
    _cell("logit_bias", "C D E", _NO, UNSUPPORTED, "community t/1110750; litellm #21576."),
    _cell("logit_bias", "F G H", _UNKNOWN, evidence="Likely refused.", doubtful=True),
    _cell("stop", "A B", _YES, sources=(OPENAI_SDK,)),
    _cell(
        "stop",
        "C",
        _NO,
        UNSUPPORTED,
        "The SDK's types; smolagents #1671 (2025-08-11).",
        models="o3 o4-mini o1-mini",
        sources=(OPENAI_SDK, THREADS),
    ),
    _cell("stop", "C", _UNKNOWN),
    _cell("stop", "D", _NO, UNSUPPORTED, "flexeval #218: even an empty list."),
    _cell(
        "stop",
        "E",
        _UNKNOWN,
        evidence="Disagree: smolagents #1893 (2025-12-12, 5.2 on Azure) saw it refused, litellm "
        "#28662 says that it is taken with effort none.",
        doubtful=True,
    ),
    _cell("stop", "F G", _UNKNOWN),
    _cell("stop", "H", _NO, UNSUPPORTED, "bolna #1019 (2026-09-05)."),
    _cell("n", "A B", _YES, sources=(OPENAI_SDK,)),
    _cell("n", "C D E F G H", _UNKNOWN, evidence="No refusal was found."),
    _cell("seed", "A B D", _YES, evidence="zenn: gpt-5-mini on Azure.", sources=(OPENAI_SDK,)),
    _cell("seed", "C E F G H", _UNKNOWN, evidence="No refusal was found."),
)

_LOGPROB = tuple(
    cell
    for name, limit in (("logprobs", None), ("top_logprobs", 5))
    for cell in (
        _cell(name, "A B", _YES, sources=(OPENAI_SDK,)),
        _cell(
            name,
            "C D",
            _NO,
            NO_LOGPROBS,
            "jev-bridge: o4-mini, gpt-5-nano. Another says 400 for the o line.",
            fine=(False,),
        ),
        _cell(
            name,
            "E",
            _UNKNOWN,
            evidence="Disagree: 403 on 5.1 (November 2025), taken with effort none by litellm "
            "#21576 (2026-02-19).",
            doubtful=True,
            fine=(False,),
        ),
        _cell(
            name,
            "F G",
            _AT_NONE,
            UNSUPPORTED,
            "lastorders (2026-10-15); jev-bridge: 5 alternatives at most.",
            limit=limit,
            fine=(False,),
            sources=(PROBES, THREADS),
        ),
        _cell(
            name,
            "H",
            _NO,
            UNSUPPORTED,
            "OpenAI's guide to its latest models.",
            fine=(False,),
            sources=(OPENAI_PAGES,),
            basis=Basis.DOCUMENTED,
        ),
    )
)

_TOOL = (
    _cell("tools", "A B C D", _YES, sources=(OPENAI_SDK,)),
    _cell("tools", "C", _NO, UNSUPPORTED, models="o1-mini o1-preview"),
    _cell(
        "tools",
        "E",
        _YES,
        evidence="crewAI #6660 (2026-07-26). With another effort than none gpt-5.2 may refuse: "
        "livekit #5088 (2026-03-11).",
    ),
    _cell(
        "tools",
        "F",
        _AT_NONE,
        TOOLS_WITH_EFFORT,
        "crewAI #6660 (2026-07-26): taken if no effort is given; pipecat #4043 (2026-03-16).",
        unasked=True,
    ),
    _cell(
        "tools",
        "G",
        _AT_NONE,
        TOOLS_WITH_EFFORT,
        "OpenAI's page of gpt-6-sol; lastorders (2026-10-15); litellm #34569.",
        sources=(OPENAI_PAGES, PROBES, THREADS),
        basis=Basis.DOCUMENTED,
    ),
    _cell(
        "tools",
        "H",
        _NO,
        TOOLS_WITH_EFFORT,
        "genkit #6303, bolna #1019. For 6.2: its page rejects `none`, so this is inferred.",
        sources=(OPENAI_PAGES, THREADS),
    ),
    _cell("parallel_tool_calls", "A B D E F G", _YES, sources=(OPENAI_SDK, LITELLM)),
    _cell(
        "parallel_tool_calls",
        "C",
        _NO,
        UNSUPPORTED,
        "llama_index #20865, tensorzero #2805: even false.",
    ),
    _cell("parallel_tool_calls", "H", _UNKNOWN, evidence="It has no tools to call."),
    _cell("functions", "A B C", _YES, sources=(OPENAI_SDK,)),
    _cell("functions", "D E F G H", _UNKNOWN, evidence="lastorders: not tested."),
    _cell("function_call", "A B C", _YES, sources=(OPENAI_SDK,)),
    _cell("function_call", "D E F G H", _UNKNOWN, evidence="lastorders: not tested."),
)

_THINKING = (
    _cell(
        "reasoning_effort",
        "A B",
        _NO,
        UNRECOGNIZED,
        "lastorders (2026-10-15); Operit #1048 (2026-08-28).",
        sources=(PROBES, THREADS),
    ),
    _cell(
        "reasoning_effort",
        "C D E F G H instant",
        _YES,
        OTHER_VALUES,
        "`max` is refused here by every model: lastorders, Kiln #1560. `minimal` from 5.1 on: "
        "livekit #7169. chat-latest takes `medium` alone: chatwise #1257.",
        sources=(PROBES, PROFILES, THREADS),
    ),
    _cell(
        "verbosity",
        "A B C",
        _NO,
        OTHER_VALUES,
        "concordia #164 (2025-09-19); llmgateway #2989 (2026-07-10).",
        fine=("medium",),
    ),
    _cell(
        "verbosity",
        "instant",
        _NO,
        OTHER_VALUES,
        "big-AGI #930.",
        models="gpt-5-chat-latest",
        fine=("medium",),
    ),
    _cell("verbosity", "D E F G H", _YES, sources=(OPENAI_SDK, OPENAI_PAGES)),
)

_FORMATS = (
    _cell("json_object", "A B C D E F G H", _YES, sources=(OPENAI_SDK,)),
    _cell("json_object", "A", _NO, OTHER_FORMAT, models=_BEFORE_JSON),
    _cell("json_schema", "A", _NO, OTHER_FORMAT, "midscene #259 (2025-01-09)."),
    _cell("json_schema", "B", _NO, OTHER_FORMAT, models="gpt-4o-2024-05-13 chatgpt-4o-latest"),
    _cell("json_schema", "instant", _NO, OTHER_FORMAT, models="gpt-5-chat-latest"),
    _cell("json_schema", "B C D E F G H", _YES, sources=(OPENAI_PAGES, PROBES)),
    _cell("system", "A B C D E F G H", _YES, sources=(OPENAI_SDK,)),
    _cell("system", "C", _NO, OTHER_ROLE, models="o1-mini o1-preview"),
    _cell("developer", "A B C D E F G H", _YES, sources=(OPENAI_SDK,)),
    _cell("developer", "C", _NO, OTHER_ROLE, models="o1-mini o1-preview"),
)

_REST = (
    _cell("prediction", "B", _YES, sources=(OPENAI_SDK,)),
    _cell("prediction", "A C D E", _NO, UNSUPPORTED, "community t/1110750; litellm #21576."),
    _cell("prediction", "F", _UNKNOWN, evidence="Likely refused.", doubtful=True),
    _cell("prediction", "G", _NO, UNSUPPORTED, "apidog, of gpt-6.1-terra; others inferred."),
    _cell("prediction", "H", _UNKNOWN),
    _cell("web_search_options", "A B C", _NO, NO_WEB_SEARCH, "litellm #21576."),
    _cell("web_search_options", "D E", _NO, UNKNOWN_PARAMETER, "litellm #21576."),
    _cell("web_search_options", "F G H", _UNKNOWN),
    _cell("web_search_options", "search", _YES, sources=(OPENAI_SDK,)),
    *(
        _cell(name, "search", _NO, INCOMPATIBLE, "vercel #5647, raycast #18304.")
        for name in ("temperature", "top_p", "presence_penalty", "frequency_penalty", "n")
    ),
    _cell("tools", "instant", _NO, UNSUPPORTED, "t/1337133.", models="gpt-5-chat-latest"),
    _cell("logprobs", "instant", _NO, NO_LOGPROBS, "t/1337133.", models="gpt-5-chat-latest"),
    _cell(
        "reasoning_effort",
        "instant",
        _NO,
        UNSUPPORTED,
        "t/1337133.",
        models="gpt-5-chat-latest",
    ),
)

CELLS: tuple[Cell, ...] = (
    *_LIMITS,
    *_TEMPERATURE,
    *_SAMPLING,
    *_LOGPROB,
    *_TOOL,
    *_THINKING,
    *_FORMATS,
    *_REST,
)
"""Every cell of the table of families and parameters that something is known of."""
