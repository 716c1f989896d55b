import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.chat.completions.ChatCompletionCreateParams;

/** One call. The builder reads no variables, so the key and the URL are what stands here. */
class Call {
  public static void main(String[] args) {
    OpenAIClient client =
        OpenAIOkHttpClient.builder()
            .baseUrl("https://api.smallest.ai/waves/v1")
            .apiKey(System.getenv("SMALLEST_API_KEY"))
            .build();
    var params =
        ChatCompletionCreateParams.builder()
            .model("electron")
            .addUserMessage("Reply with exactly: Hello")
            .build();
    var answer = client.chat().completions().create(params);
    System.out.println(answer.choices().get(0).message().content().orElse(""));
  }
}
