package io.spikewatt.controller.assist;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.spikewatt.controller.assistant.mcp.McpAnswer;
import io.spikewatt.controller.assistant.mcp.McpRequest;
import io.spikewatt.controller.json.JsonTree;
import io.spikewatt.controller.json.JsonWriter;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Clients of a {@link CorpusSite}, and people beside them. Looks into the audit after each attempt:
 * a record names it, unless a rate refused it, which is counted.
 */
final class CorpusClients {

  /** An attempt that may throw. */
  @FunctionalInterface
  interface Attempt<T> {
    T made() throws Exception;
  }

  private static final int TOO_MANY = 429;
  private static final String LATER = "too many requests";

  private final CorpusSite site;
  private final AuditTail tail;
  private final List<String> unnamed = new ArrayList<>();
  private long attempts;
  private long named;
  private long counted;

  CorpusClients(CorpusSite site) {
    this.site = site;
    this.tail = new AuditTail(site.audit());
  }

  /**
   * Attempts so far, and what the audit says of them.
   *
   * @param named attempts that records name one by one
   * @param counted attempts of which records say how many were refused
   */
  record Tally(long attempts, long named, long counted) {
    Tally since(Tally before) {
      return new Tally(attempts - before.attempts, named - before.named, counted - before.counted);
    }

    /** A rate counts a call that also was recorded, but never less than all. */
    boolean isWhole() {
      return named + counted >= attempts;
    }
  }

  Tally tally() throws Exception {
    look();
    return new Tally(attempts, named, counted);
  }

  /** Attempts that no record names and no rate refused, since the last look. */
  List<String> unnamed() {
    List<String> texts = List.copyOf(unnamed);
    unnamed.clear();
    return texts;
  }

  // ---- requests

  McpAnswer call(String client, String tool, String arguments) throws Exception {
    String body =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":"
            + JsonWriter.text(json -> json.put("name", tool).document("arguments", arguments))
            + "}";
    return post(bearer(client), body.getBytes(UTF_8));
  }

  static Map<String, String> bearer(String client) {
    return Map.of("Authorization", "Bearer " + CorpusSite.token(client));
  }

  McpAnswer post(Map<String, String> headers, String body) throws Exception {
    return post(headers, body.getBytes(UTF_8));
  }

  /** Posts a body with the usual headers or others; one with an empty value is left out. */
  McpAnswer post(Map<String, String> headers, byte[] body) throws Exception {
    Map<String, List<String>> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    all.put("Host", List.of("127.0.0.1:8420"));
    all.put("Content-Type", List.of("application/json"));
    all.put("Accept", List.of("application/json, text/event-stream"));
    all.put("MCP-Protocol-Version", List.of("2025-11-25"));
    all.put("Authorization", List.of("Bearer " + CorpusSite.token("model")));
    headers.forEach((name, value) -> all.put(name, List.of(value)));
    all.values().removeIf(values -> values.getFirst().isEmpty());
    byte[] read =
        body.length > McpRequest.MOST_BYTES + 1
            ? Arrays.copyOf(body, McpRequest.MOST_BYTES + 1)
            : body;
    return attempt(
        () ->
            site.service()
                .answer(
                    new McpRequest(
                        "POST", all, read, InetAddress.getLoopbackAddress(), site.moment())),
        () -> new String(read, 0, Math.min(read.length, 80), UTF_8));
  }

  // ---- what the audit says

  /**
   * Makes an attempt, of a client or a person, and looks for its record.
   *
   * @param words of the attempt, for people
   */
  <T> T attempt(Attempt<T> attempt, Supplier<String> words) throws Exception {
    return attempts(1, attempt, words);
  }

  /** Makes several attempts at once, and looks for a record of each. */
  <T> T attempts(int number, Attempt<T> attempt, Supplier<String> words) throws Exception {
    look();
    attempts += number;
    T answer = attempt.made();
    if (look() < number && !isRefusedByRate(answer)) {
      unnamed.add("no record names " + words.get());
    }
    return answer;
  }

  private static boolean isRefusedByRate(Object answer) {
    return switch (answer) {
      case McpAnswer http ->
          http.status() == TOO_MANY || new String(http.body(), UTF_8).contains(LATER);
      case ApprovalDesk.Outcome outcome -> outcome.words().contains(LATER);
      default -> false;
    };
  }

  /** Reads new records; how many of them name an attempt. */
  private int look() throws Exception {
    int found = 0;
    for (JsonTree record : tail.records()) {
      switch (record.text("kind")) {
        case "call", "proposal", "approval" -> {
          named++;
          found++;
          if (record.text("askedSha256").isEmpty() || record.text("outcome").isEmpty()) {
            unnamed.add("a record without a hash or an outcome: " + record);
          }
        }
        case "flood" -> counted += floods(record.text("outcome"));
        default -> {
          // Steps of the site itself: begin, execution, result, switch, repair.
        }
      }
    }
    return found;
  }

  /** The first refusal of a flood has a record, the others are counted in one. */
  private static long floods(String outcome) {
    return Character.isDigit(outcome.charAt(0)) ? Long.parseLong(outcome.split(" ")[0]) - 1 : 1;
  }
}
