package io.spikewatt.controller.assistant.mcp;

import io.spikewatt.controller.json.JsonKind;
import io.spikewatt.controller.json.JsonTree;
import io.spikewatt.controller.json.JsonWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Server side of the Model Context Protocol over streamable HTTP: revision 2026-07-28, and the two
 * before it without sessions.
 *
 * <ol>
 *   <li>access: Host, Origin and the client's token
 *   <li>HTTP: POST of JSON, of bounded size
 *   <li>message: one JSON-RPC request, or a notification, which does nothing
 *   <li>revision: what the request declares, and the headers that repeat it
 *   <li>method
 * </ol>
 *
 * <p>Reads no clock, starts no thread and keeps nothing of a request but the count of wrong tokens.
 * Safe for use by many threads.
 *
 * @see <a href="https://modelcontextprotocol.io/specification/2026-07-28">the specification</a>
 */
public final class McpHandler {

  /** Capability that each prefix of methods stands for. */
  private static final Map<String, String> CAPABILITIES =
      Map.of(
          "tools", "tools",
          "prompts", "prompts",
          "resources", "resources",
          "completion", "completions",
          "logging", "logging");

  private static final Pattern JSON_TYPE =
      Pattern.compile("application/json *(; *charset=\"?utf-8\"? *)?", Pattern.CASE_INSENSITIVE);

  /** Longest method and tool in a note, characters. */
  private static final int LONGEST = 64;

  private static final Duration FRESH = Duration.ofHours(1);

  private final McpServerInfo info;
  private final McpAccess access;
  private final Map<String, McpMethod> modern;
  private final Map<String, McpMethod> legacy;
  private final List<String> capabilities;

  public McpHandler(McpServerInfo info, McpAccess access, ToolList tools) {
    this(info, access, tools.methods());
  }

  McpHandler(McpServerInfo info, McpAccess access, Map<String, McpMethod> methods) {
    this.info = info;
    this.access = access;
    modern = new TreeMap<>(methods);
    modern.put("server/discover", this::discover);
    legacy = new TreeMap<>(methods);
    legacy.put("initialize", this::initialize);
    legacy.put("ping", call -> new McpOutcome.Complete(result -> {}));
    TreeSet<String> prefixes = new TreeSet<>();
    methods.keySet().forEach(method -> prefixes.add(method.substring(0, method.indexOf('/'))));
    prefixes.retainAll(CAPABILITIES.keySet());
    capabilities = prefixes.stream().map(CAPABILITIES::get).toList();
  }

  /** Answers one request; every fault of a client is an answer. */
  public McpAnswer answer(McpRequest request) {
    return switch (access.judge(request)) {
      case McpAccess.Denied denied -> denied.answer();
      case McpAccess.Admitted admitted ->
          refusal(request).orElseGet(() -> message(request, admitted.client()));
    };
  }

  private static Optional<McpAnswer> refusal(McpRequest request) {
    if (!request.method().equals("POST")) {
      return Optional.of(McpAnswer.refused(405, "expected POST").with("Allow", "POST"));
    }
    if (!JSON_TYPE.matcher(request.only("Content-Type").orElse("").strip()).matches()) {
      return Optional.of(McpAnswer.refused(415, "Content-Type: expected application/json"));
    }
    if (!request.all("Content-Encoding").isEmpty()) {
      return Optional.of(McpAnswer.refused(415, "Content-Encoding: expected none"));
    }
    if (request.body().length > McpRequest.MOST_BYTES) {
      return Optional.of(
          McpAnswer.refused(413, "expected at most " + McpRequest.MOST_BYTES + " bytes"));
    }
    return Optional.empty();
  }

  private McpAnswer message(McpRequest http, String client) {
    return switch (RpcMessage.read(http.body())) {
      case RpcMessage.Unusable unusable ->
          McpAnswer.json(
              unusable.error().status,
              McpAnswer.error(unusable.id(), unusable.error(), unusable.why(), ""),
              new McpNote(Optional.of(client), "", "", Optional.of(unusable.why())));
      case RpcMessage.Notification notification ->
          McpAnswer.accepted(
              new McpNote(
                  Optional.of(client), quoted(notification.method()), "", Optional.empty()));
      case RpcMessage.Request request -> request(http, request, client);
    };
  }

  private McpAnswer request(McpRequest http, RpcMessage.Request request, String client) {
    return switch (ProtocolRevision.of(http, request)) {
      case ProtocolRevision.Refused refused ->
          failed(request, refused.failure(), true, note(request, client, refused.failure().why()));
      case ProtocolRevision.Spoken spoken -> method(http, request, spoken.revision(), client);
    };
  }

  private McpAnswer method(
      McpRequest http, RpcMessage.Request request, ProtocolRevision revision, String client) {
    McpMethod method = (revision.isModern() ? modern : legacy).get(request.method());
    McpOutcome outcome =
        method == null
            ? new McpOutcome.Failure(McpError.METHOD_NOT_FOUND, "Method not found")
            : method.answer(
                new McpCall(
                    request.params(),
                    revision.capabilities(),
                    new McpCaller(client, revision.software(), revision.version())));
    return switch (outcome) {
      case McpOutcome.Complete complete -> {
        byte[] response = response(request, revision, "complete", complete.fields());
        McpNote note = note(request, client, complete.refused().orElse(""));
        yield complete.notifications().isEmpty() || !takesEvents(http)
            ? McpAnswer.json(200, response, note)
            : McpAnswer.events(complete.notifications(), response, note);
      }
      case McpOutcome.InputRequired required ->
          McpAnswer.json(
              200,
              response(request, revision, "input_required", required.fields()),
              note(request, client, ""));
      case McpOutcome.Failure failure ->
          failed(request, failure, revision.isModern(), note(request, client, failure.why()));
    };
  }

  private static boolean takesEvents(McpRequest http) {
    return http.all("Accept").stream()
        .anyMatch(types -> types.toLowerCase(Locale.ROOT).contains("text/event-stream"));
  }

  private static McpAnswer failed(
      RpcMessage.Request request, McpOutcome.Failure failure, boolean modern, McpNote note) {
    McpError error = failure.error();
    return McpAnswer.json(
        modern ? error.status : error.legacyStatus(),
        McpAnswer.error(Optional.of(request.id()), error, failure.why(), failure.data()),
        note);
  }

  private static McpNote note(RpcMessage.Request request, String client, String refused) {
    String tool =
        request.method().equals("tools/call")
            ? request.params().find("name").map(JsonTree::text).orElse("")
            : "";
    return new McpNote(
        Optional.of(client),
        quoted(request.method()),
        quoted(tool),
        refused.isEmpty() ? Optional.empty() : Optional.of(refused));
  }

  private static String quoted(String text) {
    return QuotedText.of(text, LONGEST);
  }

  private byte[] response(
      RpcMessage.Request request,
      ProtocolRevision revision,
      String type,
      Consumer<JsonWriter> fields) {
    return JsonWriter.object(
        message -> {
          message.put("jsonrpc", "2.0");
          request.id().write(message);
          message.in(
              "result",
              result -> {
                if (revision.isModern()) {
                  result.put("resultType", type);
                }
                fields.accept(result);
                if (revision.isModern()) {
                  result.in(
                      "_meta",
                      meta -> meta.in(ProtocolRevision.PREFIX + "serverInfo", info::write));
                }
              });
        });
  }

  /** Says to clients of revision 2026-07-28 how long a result holds, for whomever. */
  static void cacheable(JsonWriter result, McpCaller caller, Duration fresh) {
    if (caller.revision().equals(ProtocolRevision.MODERN)) {
      result.put("ttlMs", fresh.toMillis()).put("cacheScope", "public");
    }
  }

  private McpOutcome discover(McpCall call) {
    return new McpOutcome.Complete(
        result -> {
          result.put("supportedVersions", ProtocolRevision.ALL);
          describe(result);
          cacheable(result, call.caller(), FRESH);
        });
  }

  private McpOutcome initialize(McpCall call) {
    Optional<JsonTree> wanted =
        call.params().find("protocolVersion").filter(v -> v.kind() == JsonKind.TEXT);
    if (wanted.isEmpty()) {
      return new McpOutcome.Failure(
          McpError.INVALID_PARAMS, "params.protocolVersion: expected a text");
    }
    String version =
        ProtocolRevision.LEGACY.contains(wanted.get().text())
            ? wanted.get().text()
            : ProtocolRevision.LEGACY.getFirst();
    return new McpOutcome.Complete(
        result -> {
          result.put("protocolVersion", version);
          describe(result);
          result.in("serverInfo", info::write);
        });
  }

  private void describe(JsonWriter result) {
    result
        .in(
            "capabilities",
            all -> capabilities.forEach(capability -> all.in(capability, none -> {})))
        .put("instructions", info.instructions());
  }
}
