package io.spikewatt.controller.assistant.ask;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.spikewatt.controller.httpclient.BoundedHttpClient;
import io.spikewatt.controller.httpclient.HttpAnswer;
import io.spikewatt.controller.httpclient.HttpCall;
import io.spikewatt.controller.httpclient.HttpLimits;
import io.spikewatt.controller.json.JsonTree;
import io.spikewatt.controller.json.JsonWriter;
import io.spikewatt.controller.json.MalformedMessage;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLSocketFactory;

/** Tools of a running daemon, over its Model Context Protocol, within a client's rights. */
public final class DaemonTools implements ToolSource {

  private static final String REVISION = "2026-07-28";
  private static final String META = "io.modelcontextprotocol/";

  private static final HttpLimits LIMITS =
      new HttpLimits(
          Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofSeconds(45), 1 << 20);

  private final URI address;
  private final String token;
  private final BoundedHttpClient http;

  /**
   * @param address of the protocol, such as {@code http://127.0.0.1:8420/mcp}
   * @param token of a client
   * @param trust of the page's certificate; empty = Java's authorities
   */
  public DaemonTools(URI address, String token, Optional<SSLSocketFactory> trust) {
    this.address = address;
    this.token = token;
    this.http = new BoundedHttpClient(LIMITS, trust);
  }

  @Override
  public List<Description> list() throws IOException, InterruptedException {
    return result("tools/list", Optional.empty(), params -> {}).find("tools").stream()
        .flatMap(tools -> tools.items().stream())
        .map(
            tool ->
                new Description(
                    tool.text("name"),
                    tool.text("description"),
                    tool.find("inputSchema").map(JsonSpelling::of).orElse("{}")))
        .toList();
  }

  @Override
  public Answer call(ToolCall call) throws IOException, InterruptedException {
    JsonTree result =
        result(
            "tools/call",
            Optional.of(call.tool()),
            params -> params.put("name", call.tool()).document("arguments", call.arguments()));
    String words =
        result.find("content").stream()
            .flatMap(content -> content.items().stream())
            .map(item -> item.text("text"))
            .findFirst()
            .orElse("");
    return new Answer(words, result.text("isError").equals("true"));
  }

  private JsonTree result(String method, Optional<String> tool, Consumer<JsonWriter> params)
      throws IOException, InterruptedException {
    byte[] body =
        JsonWriter.object(
            message ->
                message
                    .put("jsonrpc", "2.0")
                    .put("id", 1)
                    .put("method", method)
                    .in(
                        "params",
                        inner -> {
                          params.accept(inner);
                          inner.in("_meta", DaemonTools::declare);
                        }));
    HttpCall call =
        HttpCall.post(address, body)
            .withHeader("Accept", "application/json, text/event-stream")
            .withHeader("Authorization", "Bearer " + token)
            .withHeader("MCP-Protocol-Version", REVISION)
            .withHeader("Mcp-Method", method);
    HttpAnswer answer =
        http.send(tool.isPresent() ? call.withHeader("Mcp-Name", tool.get()) : call);
    if (answer.status() == 401) {
      throw new IOException(
          call.host() + ": expected a known client's token, found one that it does not know");
    }
    if (answer.status() == 404) {
      throw new IOException(call.host() + ": the daemon serves no assistant");
    }
    try {
      JsonTree tree = JsonTree.strict(answer.text().getBytes(UTF_8));
      return tree.find("result")
          .orElseThrow(
              () ->
                  new IOException(
                      "%s: expected a result of %s, found status %d: %s"
                          .formatted(
                              call.host(),
                              method,
                              answer.status(),
                              tree.at("error.message").map(JsonTree::text).orElse("nothing"))));
    } catch (MalformedMessage e) {
      throw new IOException(
          "%s: expected JSON, found status %d and something else"
              .formatted(call.host(), answer.status()),
          e);
    }
  }

  private static void declare(JsonWriter meta) {
    meta.put(META + "protocolVersion", REVISION)
        .in(META + "clientInfo", info -> info.put("name", "spikewatt-ask").put("version", "1"))
        .in(META + "clientCapabilities", none -> {});
  }
}
