package io.spikewatt.controller.assistant.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.sun.management.ThreadMXBean;
import io.spikewatt.controller.json.JsonKind;
import io.spikewatt.controller.json.JsonTree;
import java.lang.management.ManagementFactory;
import java.util.Set;

/**
 * Any bytes as a message of a client with the right token, in both generations: one answer that is
 * JSON-RPC, the same each time, with bounded memory, and never an exception.
 */
final class McpFuzzTest {

  /** Most that one answer may allocate, all of it together. */
  private static final long MOST_BYTES = 4_000_000;

  private static final Set<Integer> STATUSES = Set.of(200, 202, 400, 404, 413);

  private static final TestClient MODERN =
      TestClient.modern("tools/call").with("Mcp-Name", "set_limit");
  private static final TestClient LIST = TestClient.modern("tools/list");
  private static final TestClient LEGACY = TestClient.legacy();

  @FuzzTest(maxDuration = "2m")
  void mcp(byte[] message) {
    check(MODERN, message);
    check(LIST, message);
    check(LEGACY, message);
  }

  private static void check(TestClient client, byte[] message) {
    McpAnswer first = client.send("POST", message);
    // The first answer may load classes, which is no memory of the message's.
    long before = allocated();
    McpAnswer answer = client.send("POST", message);
    long used = allocated() - before;
    assertTrue(used <= MOST_BYTES, () -> used + " bytes for " + message.length);
    assertArrayEquals(first.body(), answer.body(), "another answer");
    assertTrue(STATUSES.contains(answer.status()), () -> "status " + answer.status());
    assertEquals(answer.status() == 202, answer.body().length == 0);
    answer.note().refused().ifPresent(McpFuzzTest::readable);
    readable(answer.note().method());
    readable(answer.note().tool());
    if (answer.status() != 202) {
      responds(answer);
    }
  }

  private static void responds(McpAnswer answer) {
    JsonTree tree = TestClient.tree(answer);
    assertEquals("2.0", tree.text("jsonrpc"));
    assertTrue(tree.find("result").isPresent() != tree.find("error").isPresent());
    assertTrue(answer.status() == 200 || tree.find("error").isPresent());
    tree.at("error.message").ifPresent(why -> readable(why.text()));
    JsonTree content = tree.at("result.content[1].text").orElse(RpcMessage.NO_PARAMS);
    if (tree.at("result.isError").filter(error -> error.text().equals("false")).isPresent()) {
      assertEquals(JsonKind.TEXT, content.kind());
      accepted(content.text());
    }
  }

  /** Arguments that reach the tool fit its schema. */
  private static void accepted(String arguments) {
    assertTrue(arguments.length() < 400, arguments);
    assertTrue(new String(arguments.getBytes(UTF_8), UTF_8).equals(arguments), arguments);
    assertTrue(
        arguments.equals("{}") || arguments.matches("\\{\"limit_w\":[0-9.E-]{1,24}[,}].*"),
        arguments);
  }

  private static void readable(String text) {
    assertTrue(text.length() < 1_500, text);
    assertTrue(text.codePoints().allMatch(c -> c == '\n' || QuotedText.isReadable(c)), text);
  }

  private static long allocated() {
    return ManagementFactory.getPlatformMXBean(ThreadMXBean.class).getCurrentThreadAllocatedBytes();
  }
}
