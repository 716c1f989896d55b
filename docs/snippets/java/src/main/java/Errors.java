import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.errors.BadRequestException;
import com.openai.models.chat.completions.ChatCompletionCreateParams;

/** An error with Electron's details, which are in the body, and its request id. */
class Errors {
  public static void main(String[] args) {
    OpenAIClient client =
        OpenAIOkHttpClient.builder()
            .baseUrl("https://api.smallest.ai/waves/v1")
            .apiKey(System.getenv("SMALLEST_API_KEY"))
            .build();
    var params =
        ChatCompletionCreateParams.builder()
            .model("electron")
            .addUserMessage("Hello")
            .n(2)
            .build();
    try {
      client.chat().completions().create(params);
    } catch (BadRequestException error) {
      System.out.println(error.statusCode());
      System.out.println(error.body().toString().contains("n > 1 is not supported"));
      System.out.println("a request id: " + !error.headers().values("X-Request-Id").isEmpty());
    }
  }
}
