package io.spikewatt.controller.assistant.mcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.modern.client.transport.HttpClientMcpTransport;
import io.modelcontextprotocol.modern.client.transport.McpHttpRequestCustomizer;
import io.modelcontextprotocol.spec.McpSchema;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clients of the protocol's Java SDK, of both generations, against the handler on loopback. */
class McpClientsTest {

  private static final String BEARER = "Bearer " + TestClient.TOKEN;

  private static FixtureServer server;

  @BeforeAll
  static void serve() throws IOException {
    server = FixtureServer.start(0, false);
  }

  @AfterAll
  static void end() {
    server.close();
  }

  private static String address() {
    return "http://localhost:" + server.port();
  }

  private static McpSyncClient legacy(String authorization) {
    return McpClient.sync(
            HttpClientStreamableHttpTransport.builder(address())
                .endpoint("/mcp")
                .addHttpRequestCustomizer(
                    (request, method, at, body, context) ->
                        request.setHeader("Authorization", authorization))
                .build())
        .build();
  }

  private static io.modelcontextprotocol.modern.client.McpSyncClient modern(String authorization) {
    return io.modelcontextprotocol.modern.client.McpClient.sync(
            HttpClientMcpTransport.builder(address() + "/mcp")
                .requestCustomizer(
                    McpHttpRequestCustomizer.fromSync(
                        (request, headers, context) -> headers.set("Authorization", authorization)))
                .build())
        .build();
  }

  private static McpSchema.CallToolRequest simple(Map<String, Object> arguments) {
    return McpSchema.CallToolRequest.builder("test_simple_text").arguments(arguments).build();
  }

  @Test
  void a_client_before_2026_initializes_lists_and_calls() {
    try (McpSyncClient client = legacy(BEARER)) {
      assertEquals("2025-11-25", client.initialize().protocolVersion());
      assertEquals("test_audio_content", client.listTools().tools().getFirst().name());
      McpSchema.CallToolResult answer = client.callTool(simple(Map.of()));
      assertEquals(
          "This is a simple text response for testing.",
          ((McpSchema.TextContent) answer.content().getFirst()).text());
      assertTrue(client.callTool(simple(Map.of("volume", 11))).isError());
    }
  }

  @Test
  void a_client_of_2026_discovers_lists_and_calls() {
    io.modelcontextprotocol.modern.client.McpSyncClient client = modern(BEARER);
    assertEquals(
        List.of("2026-07-28", "2025-11-25", "2025-06-18"), client.discover().supportedVersions());
    assertEquals("test_audio_content", client.listTools().list().tools().getFirst().name());
    assertEquals(false, client.tool("test_simple_text").call().isError());
    assertEquals(
        true, client.tool("test_simple_text").arguments(Map.of("volume", 11)).call().isError());
    assertThrows(RuntimeException.class, () -> client.tool("none").call());
  }

  @Test
  void neither_is_served_with_a_wrong_token() {
    assertThrows(RuntimeException.class, () -> modern(BEARER + "x").discover());
    try (McpSyncClient client = legacy(BEARER + "x")) {
      assertThrows(RuntimeException.class, client::initialize);
    }
  }
}
