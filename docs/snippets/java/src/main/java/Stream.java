import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;

/** A stream with its usage. One that is cut ends without an error: look for the finish reason. */
class Stream {
  private static String finish = "";
  private static long tokens = 0;

  public static void main(String[] args) {
    OpenAIClient client =
        OpenAIOkHttpClient.builder()
            .baseUrl("https://api.smallest.ai/waves/v1")
            .apiKey(System.getenv("SMALLEST_API_KEY"))
            .build();
    var params =
        ChatCompletionCreateParams.builder()
            .model("electron")
            .addUserMessage("Reply with exactly: one two three")
            .streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build())
            .build();
    try (var stream = client.chat().completions().createStreaming(params)) {
      stream.stream()
          .forEach(
              chunk -> {
                chunk.usage().ifPresent(usage -> tokens = usage.completionTokens());
                // The usage chunk has no choices.
                for (var choice : chunk.choices()) {
                  choice.delta().content().ifPresent(System.out::print);
                  choice.finishReason().ifPresent(reason -> finish = reason.asString());
                }
              });
    }
    if (finish.isEmpty()) {
      throw new IllegalStateException("the stream was cut: no finish reason came");
    }
    System.out.printf("%n%s, %d tokens%n", finish, tokens);
  }
}
