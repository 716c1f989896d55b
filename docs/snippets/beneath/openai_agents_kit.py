from agents import Agent, OpenAIChatCompletionsModel, Runner, set_tracing_disabled

from electron_kit import async_client

set_tracing_disabled(True)

model = OpenAIChatCompletionsModel("electron", openai_client=async_client("electron"))
agent = Agent(name="greeter", instructions="Answer briefly.", model=model)
print(Runner.run_sync(agent, "Say hello.").final_output)
