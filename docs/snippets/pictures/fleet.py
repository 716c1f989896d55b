from concurrent.futures import ThreadPoolExecutor
from time import monotonic

from electron_kit import ELECTRON, Account, client, draw
from electron_kit.contract import STANDARD
from electron_kit.sandbox import Sandbox
from electron_kit.transport import Policy

# Seconds, so that nobody waits for three real minutes. The endpoint's are shorter: on a busy
# machine a request may be late.
MINUTE = 3
answered = []

with Sandbox(plan="standard", minute=1) as sandbox:
    account = Account(ELECTRON, sandbox.electron_url, "sk_sandbox")
    policy = Policy(plan="standard", minute=MINUTE)
    clients = [client(account, policy=policy) for _ in range(2)]

    def ask(number):
        messages = [{"role": "user", "content": "Say hello."}]
        clients[number % 2].chat.completions.create(model="electron", messages=messages)
        answered.append(monotonic())

    with ThreadPoolExecutor(max_workers=8) as threads:
        list(threads.map(ask, range(25)))
    statuses = {exchange.status for exchange in sandbox.requests}

assert statuses == {200}, statuses
minutes = [60 * round((moment - min(answered)) / MINUTE) for moment in answered]
most = STANDARD.requests_per_minute
print(draw.clock(minutes, title="25 calls of two clients, eight threads", per_minute=most).html)
