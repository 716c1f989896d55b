import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from langchain_openai import ChatOpenAI

from electron_kit import Policy, http_client

WORKERS, QUESTIONS = 4, 24


def ask(number: int) -> str:
    """Answer one question; what a worker makes is kept for its next one."""
    return str(model().invoke(f"Reply with exactly: {number}").content)


def model() -> ChatOpenAI:
    """Return this worker's model."""
    if "made" not in _kept:
        fleet = Policy(plan="standard", storage=os.environ["REDIS_URL"])
        _kept["made"] = ChatOpenAI(
            base_url="https://api.smallest.ai/waves/v1",
            api_key=os.environ["SMALLEST_API_KEY"],
            model="electron",
            http_client=http_client("electron", policy=fleet),
            max_retries=0,
        )
    return _kept["made"]


_kept: dict[str, ChatOpenAI] = {}

if __name__ == "__main__":
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn")) as pool:
        print(*pool.map(ask, range(QUESTIONS)))
