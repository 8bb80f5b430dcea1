package io.spikewatt.controller.assistant.mcp;

import io.spikewatt.controller.json.JsonKind;
import io.spikewatt.controller.json.JsonTree;
import io.spikewatt.controller.json.JsonWriter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Revision of the protocol that one request speaks, and what it declares. Since 2026-07-28 every
 * request declares itself in {@code _meta}; before, a client opens with {@code initialize}, of
 * which this server keeps nothing.
 *
 * @param capabilities of the client, an object
 * @param software what the client says it is, quoted; empty = it does not say
 */
record ProtocolRevision(String version, JsonTree capabilities, String software) {

  static final String MODERN = "2026-07-28";

  /** Revisions with {@code initialize}, newest first. */
  static final List<String> LEGACY = List.of("2025-11-25", "2025-06-18");

  static final List<String> ALL = Stream.concat(Stream.of(MODERN), LEGACY.stream()).toList();

  static final String PREFIX = "io.modelcontextprotocol/";

  private static final String HEADER = "MCP-Protocol-Version";
  private static final String VERSION = PREFIX + "protocolVersion";
  private static final String CAPABILITIES = PREFIX + "clientCapabilities";
  private static final String SOFTWARE = PREFIX + "clientInfo";

  /** Methods that a client may send before it knows the revision. */
  private static final Set<String> OPENING = Set.of("initialize", "ping");

  /** Longest name and version of a client's software, characters. */
  private static final int LONGEST = 60;

  /** A revision, or why the request speaks none. */
  sealed interface Reading permits Spoken, Refused {}

  record Spoken(ProtocolRevision revision) implements Reading {}

  record Refused(McpOutcome.Failure failure) implements Reading {}

  boolean isModern() {
    return version.equals(MODERN);
  }

  static Reading of(McpRequest http, RpcMessage.Request request) {
    JsonTree meta =
        request
            .params()
            .find("_meta")
            .filter(m -> m.kind() == JsonKind.OBJECT)
            .orElse(RpcMessage.NO_PARAMS);
    Optional<JsonTree> declared = meta.find(VERSION);
    Optional<String> header = http.only(HEADER);
    if (header.isEmpty()) {
      boolean opens = declared.isEmpty() && OPENING.contains(request.method());
      return opens && http.all(HEADER).isEmpty()
          ? legacy(LEGACY.getFirst())
          : mismatch("header " + HEADER + ": expected once, found " + http.all(HEADER).size());
    }
    if (declared.isEmpty()) {
      return undeclared(header.get());
    }
    if (declared.get().kind() != JsonKind.TEXT) {
      return refused(McpError.INVALID_PARAMS, "params._meta." + VERSION + ": expected a text");
    }
    if (!declared.get().text().equals(header.get())) {
      return mismatch("header " + HEADER + ": expected what params._meta." + VERSION + " says");
    }
    if (LEGACY.contains(header.get())) {
      return legacy(header.get());
    }
    return header.get().equals(MODERN) ? modern(http, request, meta) : unsupported(header.get());
  }

  private static Reading undeclared(String header) {
    if (LEGACY.contains(header)) {
      return legacy(header);
    }
    return header.equals(MODERN)
        ? refused(McpError.INVALID_PARAMS, "params._meta." + VERSION + ": expected, found nothing")
        : unsupported(header);
  }

  private static Reading modern(McpRequest http, RpcMessage.Request request, JsonTree meta) {
    Optional<JsonTree> capabilities = meta.find(CAPABILITIES);
    if (capabilities.filter(c -> c.kind() == JsonKind.OBJECT).isEmpty()) {
      return refused(
          McpError.INVALID_PARAMS, "params._meta." + CAPABILITIES + ": expected an object");
    }
    Optional<String> mismatch = MirroredHeaders.mismatch(http, request);
    return mismatch.isPresent()
        ? mismatch(mismatch.get())
        : new Spoken(new ProtocolRevision(MODERN, capabilities.get(), software(meta)));
  }

  private static String software(JsonTree meta) {
    JsonTree info = meta.find(SOFTWARE).orElse(RpcMessage.NO_PARAMS);
    return Stream.of("name", "version")
        .flatMap(field -> info.find(field).stream())
        .filter(value -> value.kind() == JsonKind.TEXT)
        .map(value -> QuotedText.of(value.text(), LONGEST))
        .reduce((name, version) -> name + " " + version)
        .orElse("");
  }

  private static Reading legacy(String version) {
    return new Spoken(new ProtocolRevision(version, RpcMessage.NO_PARAMS, ""));
  }

  private static Reading unsupported(String requested) {
    String data =
        JsonWriter.text(
            inner ->
                inner.put("supported", ALL).put("requested", QuotedText.of(requested, LONGEST)));
    return new Refused(
        new McpOutcome.Failure(McpError.UNSUPPORTED_VERSION, "Unsupported protocol version", data));
  }

  private static Reading mismatch(String why) {
    return refused(McpError.HEADER_MISMATCH, "Header mismatch: " + why);
  }

  private static Reading refused(McpError error, String why) {
    return new Refused(new McpOutcome.Failure(error, why));
  }
}
