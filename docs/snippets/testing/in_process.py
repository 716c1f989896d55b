import httpx2
from openai import OpenAI

from electron_kit.sandbox import Sandbox
from electron_kit.sandbox.inprocess import SandboxTransport

sandbox = Sandbox(faults=["status=503; dialect=openai"])
client = OpenAI(
    base_url="http://sandbox/waves/v1",  # the path says which endpoint is meant
    api_key="sk_sandbox",
    http_client=httpx2.Client(transport=SandboxTransport(sandbox)),
)
client.chat.completions.create(model="electron", messages=[{"role": "user", "content": "Hello!"}])
print(sandbox.requests.last.status, sandbox.requests.last.usage["prompt_tokens"])
