# frozen_string_literal: true

require "openai"

client = OpenAI::Client.new(
  base_url: "https://api.smallest.ai/waves/v1",
  api_key: ENV.fetch("SMALLEST_API_KEY"),
  organization: nil, # read from the environment by the SDK, and OpenAI's
  project: nil
)

begin
  client.chat.completions.create(
    model: "electron", messages: [{role: "user", content: "Hello"}], n: 2
  )
rescue OpenAI::Errors::BadRequestError => error
  # The message names the status and the address only; Electron's words are in the body.
  puts error.status
  puts error.body[:error][:details].first[:message]
  puts "a request id: #{!error.headers["x-request-id"].nil?}"
end
