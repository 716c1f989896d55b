"""The applications, in the states in which they were read; none of their code is kept here."""

from follow import Application

OWN = Application(
    "desk",
    "",
    "all of it, its tests included; no way back",
    review={"S04": ("accepted", "the loop answers every call of a turn, one or several")},
)
WHOLE = "all of it, its tests included; no way back"
PUBLIC = (
    Application(
        "92username/learn-chatbox-gpt",
        "81015c5898b3c85404c2ca2198a34d9694d7a7f9",
        WHOLE,
        packages=("openai>=1", "streamlit>=1.38", "python-dotenv>=1", "pytest==8.3.5"),
        review={
            "I01": ("accepted", "the start still looks for OpenAI's key: renamed at the cut-over")
        },
    ),
    Application(
        "xLaszlo/mopenai",
        "4ef21416eacb5ad14a5ad198e7bb6de1c2c10f76",
        "the code; tests stay as they are",
        packages=(
            "httpx",
            "loguru",
            "openai>=1.64,<2",
            "python-dotenv",
            "tenacity",
            "typer",
            "pytest",
            "pytest-asyncio",
            "pytest-env",
            "respx",
        ),
        review={
            "R01": ("blocked", "a test's stand-in answers at OpenAI's address alone"),
            "R02": ("blocked", "the model goes with its client, which stays"),
            "I01": ("accepted", "the key stays with its client"),
            "I02": ("accepted", "OpenAI's model ends: a task of its own"),
        },
    ),
    Application(
        "TheR1D/shell_gpt",
        "a082bd5327ce0c4ef5a0284d9060e833be9444a6",
        "the code; tests stay as they are",
        first=("-c", "import sgpt"),
        packages=(
            "openai>=2,<3",
            "typer<1",
            "click",
            "rich>=13.1,<14",
            "distro",
            "prompt_toolkit",
            "pytest<8",
            "requests-mock[fixture]<2",
        ),
        review={
            "R01": ("blocked", "the base URL comes from its users' settings"),
            "R02": ("blocked", "the model comes from its users' settings"),
            "R05": ("blocked", "LiteLLM is its users' choice beside the SDK"),
            "C01": ("unverified", ""),
            "S04": ("accepted", "several calls in a turn are answered one by one"),
            "I01": ("accepted", "the key stays with its client"),
        },
    ),
)
