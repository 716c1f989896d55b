import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.chat.completions.ChatCompletionCreateParams;

/** Ten requests a minute: the SDK waits as long as Retry-After says, so the eleventh is answered. */
class Retries {
  public static void main(String[] args) {
    OpenAIClient client =
        OpenAIOkHttpClient.builder()
            .baseUrl("https://api.smallest.ai/waves/v1")
            .apiKey(System.getenv("SMALLEST_API_KEY"))
            .maxRetries(3)
            .build();
    for (int number = 1; number <= 11; number++) {
      client
          .chat()
          .completions()
          .create(
              ChatCompletionCreateParams.builder()
                  .model("electron")
                  .addUserMessage("Reply with exactly: Hello")
                  .build());
    }
    System.out.println("11 answered");
  }
}
