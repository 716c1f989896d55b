import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionFunctionTool;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import java.util.List;
import java.util.Map;

/** A tool's round trip: ask for calls, not for an empty content, since Electron may say something. */
class Tools {
  public static void main(String[] args) {
    OpenAIClient client =
        OpenAIOkHttpClient.builder()
            .baseUrl("https://api.smallest.ai/waves/v1")
            .apiKey(System.getenv("SMALLEST_API_KEY"))
            .build();
    var parameters =
        FunctionParameters.builder()
            .putAdditionalProperty("type", JsonValue.from("object"))
            .putAdditionalProperty(
                "properties", JsonValue.from(Map.of("city", Map.of("type", "string"))))
            .putAdditionalProperty("required", JsonValue.from(List.of("city")))
            .build();
    var weather =
        FunctionDefinition.builder()
            .name("get_weather")
            .description("Get the weather for a city")
            .parameters(parameters)
            .build();
    var params =
        ChatCompletionCreateParams.builder()
            .model("electron")
            .addUserMessage("What is the weather in Pune?")
            .addTool(ChatCompletionFunctionTool.builder().function(weather).build());
    var message = client.chat().completions().create(params.build()).choices().get(0).message();
    var calls = message.toolCalls().orElseThrow();
    params.addMessage(message);
    for (var call : calls) {
      var function = call.asFunction();
      System.out.println(function.function().name() + " " + function.function().arguments());
      params.addMessage(
          ChatCompletionToolMessageParam.builder()
              .toolCallId(function.id())
              .content("31 degrees")
              .build());
    }
    var answer = client.chat().completions().create(params.build());
    System.out.println(answer.choices().get(0).finishReason().asString());
  }
}
