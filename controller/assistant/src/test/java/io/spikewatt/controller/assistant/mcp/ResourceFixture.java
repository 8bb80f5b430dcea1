package io.spikewatt.controller.assistant.mcp;

import io.spikewatt.controller.json.JsonWriter;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Resources that the conformance suite expects. */
final class ResourceFixture {

  private static final Pattern TEMPLATE = Pattern.compile("test://template/([a-z0-9]{1,20})/data");

  private static final String LIST =
      """
      [{"uri":"test://static-text","name":"Text","description":"Text.","mimeType":"text/plain"},\
      {"uri":"test://static-binary","name":"Picture","description":"Bytes.","mimeType":"image/png"}]""";

  private static final String TEMPLATES =
      """
      [{"uriTemplate":"test://template/{id}/data","name":"Template","description":"By id.",\
      "mimeType":"application/json"}]""";

  private ResourceFixture() {}

  static Map<String, McpMethod> methods() {
    return Map.of(
        "resources/list",
        call -> ProtocolFixture.kept(call, "resources", LIST),
        "resources/templates/list",
        call -> ProtocolFixture.kept(call, "resourceTemplates", TEMPLATES),
        "resources/read",
        ResourceFixture::read,
        "resources/subscribe",
        ProtocolFixture::emptyBefore2026,
        "resources/unsubscribe",
        ProtocolFixture::emptyBefore2026);
  }

  private static McpOutcome read(McpCall call) {
    String uri = call.params().text("uri");
    Matcher template = TEMPLATE.matcher(uri);
    if (uri.equals("test://static-text")) {
      return contents(call, uri, "text/plain", "text", "This is the content of the text.");
    }
    if (uri.equals("test://static-binary")) {
      return contents(call, uri, "image/png", "blob", ProtocolFixture.picture());
    }
    if (template.matches()) {
      String data = JsonWriter.text(json -> json.put("id", template.group(1)));
      return contents(call, uri, "application/json", "text", data);
    }
    return new McpOutcome.Failure(
        McpError.INVALID_PARAMS,
        "Resource not found",
        JsonWriter.text(data -> data.put("uri", QuotedText.of(uri, 200))));
  }

  private static McpOutcome contents(
      McpCall call, String uri, String type, String field, String value) {
    String one =
        JsonWriter.text(item -> item.put("uri", uri).put("mimeType", type).put(field, value));
    return ProtocolFixture.kept(call, "contents", "[" + one + "]");
  }
}
