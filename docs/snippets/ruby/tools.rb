# frozen_string_literal: true

require "openai"

client = OpenAI::Client.new(
  base_url: "https://api.smallest.ai/waves/v1",
  api_key: ENV.fetch("SMALLEST_API_KEY"),
  organization: nil, # read from the environment by the SDK, and OpenAI's
  project: nil
)

require "json"

weather = {
  type: :function,
  function: {
    name: "get_weather",
    description: "Get the weather for a city",
    parameters: {type: "object", properties: {city: {type: "string"}}, required: ["city"]}
  }
}
messages = [{role: "user", content: "What is the weather in Pune?"}]
message = client.chat.completions.create(model: "electron", messages:, tools: [weather]).choices.first.message

# Ask for calls, not for an empty content: Electron may say something beside them.
abort "no tool was called" if message.tool_calls.nil?
messages << message
message.tool_calls.each do |call|
  puts "#{call.function.name} #{JSON.parse(call.function.arguments)["city"]}"
  messages << {role: "tool", tool_call_id: call.id, content: "31 degrees"}
end
answer = client.chat.completions.create(model: "electron", messages:, tools: [weather])
puts answer.choices.first.finish_reason
