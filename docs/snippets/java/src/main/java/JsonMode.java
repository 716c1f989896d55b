import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.openai.models.ResponseFormatJsonObject;
import com.openai.models.chat.completions.ChatCompletionCreateParams;

/** JSON mode: the format, and the word in the prompt. A class as a schema is not listed. */
class JsonMode {
  public static void main(String[] args) throws Exception {
    OpenAIClient client =
        OpenAIOkHttpClient.builder()
            .baseUrl("https://api.smallest.ai/waves/v1")
            .apiKey(System.getenv("SMALLEST_API_KEY"))
            .build();
    // maxTokens is deprecated at OpenAI; maxCompletionTokens has no promised effect on Electron.
    @SuppressWarnings("deprecation")
    var params =
        ChatCompletionCreateParams.builder()
            .model("electron")
            .addSystemMessage(
                "Extract the booking as JSON with the keys guest (string) and seats (integer).")
            .addUserMessage("Asha Rao, a table for 4.")
            .responseFormat(ResponseFormatJsonObject.builder().build())
            .maxTokens(200)
            .build();
    var answer = client.chat().completions().create(params);
    var booking =
        new ObjectMapper().readTree(answer.choices().get(0).message().content().orElse(""));
    System.out.println(booking.get("guest").isTextual() + " " + booking.get("seats").isInt());
  }
}
