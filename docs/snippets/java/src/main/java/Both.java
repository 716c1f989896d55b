import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import java.util.LinkedHashMap;

/** Both providers. Never add fromEnv(): it lets the environment's key and URL win. */
class Both {
  private static String key(String variable, String prefix) {
    String value = System.getenv(variable);
    if (value == null || !value.startsWith(prefix)) {
      throw new IllegalStateException(variable + " holds no key that starts with " + prefix);
    }
    return value;
  }

  private static OpenAIClient client(String url, String key) {
    return OpenAIOkHttpClient.builder().baseUrl(url).apiKey(key).build();
  }

  public static void main(String[] args) {
    var clients = new LinkedHashMap<String, OpenAIClient>();
    clients.put(
        "electron", client("https://api.smallest.ai/waves/v1", key("SMALLEST_API_KEY", "sk_")));
    clients.put(
        "gpt-5.4-mini", client("https://api.openai.com/v1", key("OPENAI_API_KEY", "sk-")));
    clients.forEach(
        (model, client) -> {
          var params =
              ChatCompletionCreateParams.builder()
                  .model(model)
                  .addUserMessage("Reply with exactly: Hello")
                  .build();
          var answer = client.chat().completions().create(params);
          System.out.println(model + " " + answer.choices().get(0).message().content().orElse(""));
        });
  }
}
