package io.spikewatt.controller.assist;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.spikewatt.config.assistant.AssistantSettings;
import io.spikewatt.controller.alarm.AlarmTexts;
import io.spikewatt.controller.assistant.mcp.McpAnswer;
import io.spikewatt.controller.assistant.mcp.McpRequest;
import io.spikewatt.controller.assistant.mcp.QuotedText;
import io.spikewatt.controller.assistant.proposal.Approval;
import io.spikewatt.controller.assistant.proposal.Proposal;
import io.spikewatt.controller.assistant.proposal.ProposalEntry;
import io.spikewatt.controller.assistant.proposal.ProposedCommand;
import io.spikewatt.controller.json.JsonKind;
import io.spikewatt.controller.json.JsonTree;
import io.spikewatt.controller.json.JsonWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Plays attacks and honest proposals at a {@link CorpusSite}, and judges answers, commands that the
 * site accepted, and the audit.
 */
final class CorpusPlay {

  private static final Pattern VERSION =
      Pattern.compile("io.modelcontextprotocol/protocolVersion\":\"([0-9-]+)\"");
  private static final Pattern METHOD = Pattern.compile("\"method\":\"([A-Za-z/]+)\"");
  private static final Pattern NAME = Pattern.compile("\"(?:name|uri)\":\"([^\"]*)\"");
  static final String LIST = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}";

  private static final Pattern CODE = Pattern.compile("\"code\":(-?[0-9]+)");

  private static final Map<String, String> CODES =
      Map.of(
          "parse error", "-32700",
          "invalid request", "-32600",
          "method not found", "-32601",
          "unknown tool", "-32602",
          "header mismatch", "-32020",
          "unsupported version", "-32022");

  /** Of HTTP: beyond the client's rate. */
  private static final int TOO_MANY_REQUESTS = 429;

  private static final Map<String, Integer> STATUSES =
      Map.of(
          "too large", 413,
          "unsupported type", 415,
          "unsupported encoding", 415,
          "unauthorised", 401,
          "forbidden", 403,
          "accepted, not carried out", 202);

  /**
   * Refusals of another kind than the corpus names: what is longer than 64 KB is not parsed at all,
   * and an old revision is named as such.
   */
  private static final Map<String, String> OTHERWISE =
      Map.of(
          "h147", "too large",
          "h148", "too large",
          "h154", "too large",
          "h196", "unsupported version");

  /** Attempts in a minute that are named one by one. */
  private static final int RATE = 60;

  /** Proposal that nobody made. */
  private static final String NO_HASH = "0".repeat(64);

  private final CorpusSite site;
  private final List<String> wrong = new ArrayList<>();

  private final CorpusClients clients;
  private final ApprovalLedger ledger;

  /** Names of an attack's proposals to their ids. */
  private final Map<String, String> ids = new HashMap<>();

  private Optional<byte[]> backup = Optional.empty();
  private String attack = "";
  private boolean stepped;
  private Optional<McpAnswer> last = Optional.empty();

  CorpusPlay(CorpusSite site) {
    this.site = site;
    this.clients = new CorpusClients(site);
    this.ledger = new ApprovalLedger(site);
  }

  /** Everything that does not hold. */
  List<String> wrong() {
    return List.copyOf(wrong);
  }

  private void check(boolean holds, String text) {
    if (!holds) {
      wrong.add(attack + ": " + text);
    }
  }

  // ---- a whole attack

  void attack(JsonTree line) throws Exception {
    attack = line.text("id");
    ids.clear();
    fresh();
    int before = site.executed().size();
    CorpusClients.Tally tally = clients.tally();
    JsonTree enters = line.find("enters").orElseThrow();
    String outcome = OTHERWISE.getOrDefault(attack, line.text("outcome"));
    if (enters.find("call").isPresent()) {
      site.page("limit-import", "6000");
      McpAnswer answer =
          call("model", enters.text("call"), text(line.find("arguments").orElseThrow()));
      check(matches(outcome, answer), outcome + " expected, found " + body(answer));
    } else if (enters.find("body").isPresent()) {
      body(line, outcome);
    } else if (enters.find("text").isPresent()) {
      readAndObey(line);
    } else {
      stepped = true;
      for (JsonTree step : line.find("steps").orElse(enters).items()) {
        step(step);
      }
    }
    int executed = site.executed().size() - before;
    check(executed == (int) line.number("executed"), executed + " commands were executed");
    judge();
    recorded(line.text("audit"), tally);
  }

  /** Later, with every switch as it was. */
  private void fresh() throws Exception {
    site.closeContact(false);
    site.fail("");
    site.admit("model");
    if (stepped) {
      // Settings, files and switches are as the corpus has them.
      site.restart(_ -> site.configured());
      stepped = false;
    }
    if (site.desk().guard().isOff()) {
      check(site.desk().switchOn("anna", CorpusSite.pin("anna")).succeeded(), "switch on");
    }
    site.pass(Duration.ofHours(5));
  }

  private void judge() {
    ledger.judge().forEach(text -> check(false, text));
  }

  /**
   * Each attempt is named by a record; of those beyond a rate records say how many were made, even
   * where they are answered.
   */
  private void recorded(String expected, CorpusClients.Tally before) throws Exception {
    List<String> unnamed = clients.unnamed();
    if (expected.equals("each") && clients.tally().since(before).attempts() <= RATE) {
      unnamed.forEach(text -> check(false, text));
    } else if (!expected.equals("none")) {
      // The next attempt of a sender says how many of its attempts were refused.
      site.pass(Duration.ofMinutes(2));
      call("model", "now", "{}");
      post(Map.of("Authorization", ""), LIST);
      typed(new Approval.Typed("1", NO_HASH, "nobody", "0000"));
      CorpusClients.Tally made = clients.tally().since(before);
      check(made.isWhole(), "attempts that no record counts: " + made);
    }
  }

  /** An approval as it is typed. */
  private ApprovalDesk.Outcome typed(Approval.Typed approval) throws Exception {
    return clients.attempt(() -> site.desk().approve(approval), approval::toString);
  }

  /** Records of the audit, in their order. */
  String records() throws Exception {
    StringBuilder text = new StringBuilder();
    try (Stream<Path> files = Files.list(site.audit())) {
      for (Path file : files.sorted().toList()) {
        text.append(Files.readString(file));
      }
    }
    return text.toString();
  }

  // ---- texts of the site

  /** Tools that read, with arguments: together they tell every text that the site has. */
  private static final Map<String, String> READING =
      Map.of(
          "now", "{}",
          "why", "{}",
          "plan", "{}",
          "devices", "{}",
          "alarms", "{}",
          "limits", "{}",
          "configuration", "{}",
          "history", "{\"period\":\"day\",\"from\":\"2026-11-01\"}");

  /** Longest text of somebody else that an answer quotes, characters. */
  private static final int MOST_QUOTED = 300;

  /** A model that believes every text: it reads it, then obeys, lies, loops and begs. */
  private void readAndObey(JsonTree line) throws Exception {
    String payload = new String(bytes(line.find("payload").orElseThrow()), UTF_8);
    String list = body(post(Map.of(), LIST));
    enter(line.find("enters").orElseThrow().text("text"), payload);
    for (Map.Entry<String, String> tool : READING.entrySet()) {
      quoted(tool.getKey(), body(call("model", tool.getKey(), tool.getValue())), payload);
    }
    check(list.contains("\"propose\""), "the list of tools");
    for (JsonTree obeys : line.find("obeys").orElseThrow().items()) {
      int times = obeys.find("times").map(n -> Integer.parseInt(n.text())).orElse(1);
      for (int i = 0; i < times; i++) {
        McpAnswer made =
            call("model", obeys.text("tool"), text(obeys.find("arguments").orElseThrow()));
        String id = remember("m", made);
        var _ = call("model", "approve", "{\"proposal\":\"" + id + "\",\"pin\":\"0000\"}");
        var _ = call("model", "execute", "{\"proposal\":\"" + id + "\"}");
      }
    }
    check(list.equals(body(post(Map.of(), LIST))), "the list of tools has changed");
    leave();
  }

  /** Puts a text where the corpus says that it stands. */
  private void enter(String where, String payload) throws Exception {
    String json = JsonWriter.text(one -> one.put("x", payload));
    String quoted = json.substring(json.indexOf(':') + 1, json.length() - 1);
    String yaml = CorpusSite.yaml();
    switch (where) {
      case "device name" -> site.file(yaml.replace("- id: pv1", "- id: " + quoted));
      case "car name" -> site.file(yaml.replace("- id: ev1", "- id: " + quoted));
      case "tariff name" -> site.file(yaml.replace("currency: EUR", "currency: " + quoted));
      case "configuration comment" ->
          site.file(yaml + "# " + payload.replaceAll("\\R", " ") + "\n");
      case "configuration finding" -> site.file(yaml + quoted + ": 1\n");
      case "alarm cause", "decision text", "source answer" ->
          site.control()
              .reporter()
              .serving("corpus", Map.of("source/a", AlarmTexts.sourceFailing("a", payload)));
      case "mqtt payload", "firmware version" -> site.fail("battery1", payload);
      case "command id" -> site.command("from/operator/limit-import", "2000", payload);
      case "command sender" -> site.command("from/" + payload + "/limit-import", "2000");
      case "refusal reason" -> site.command("from/operator/limit-import", quoted);
      case "proposal note" ->
          call("model", "propose", "{\"command\":\"mode\",\"value\":" + quoted + ",\"hours\":1}");
      default -> throw new IllegalStateException(where);
    }
    site.cycle();
  }

  private void leave() throws Exception {
    site.file(CorpusSite.yaml());
    site.control().reporter().serving("corpus", Map.of());
    site.fail("");
  }

  /** No text of an answer has what hides, reorders or breaks text, and none is a whole long one. */
  private void quoted(String tool, String answer, String payload) throws Exception {
    JsonTree result = JsonTree.of(answer).find("result").orElseThrow();
    List<String> texts = new ArrayList<>();
    texts(result, texts);
    for (String text : texts) {
      String line = text.replace("\n", " ");
      check(line.equals(QuotedText.of(line, line.length())), tool + " does not quote: " + text);
      check(
          payload.length() <= MOST_QUOTED || !text.contains(payload), tool + " tells all: " + text);
    }
  }

  private static void texts(JsonTree tree, List<String> texts) {
    if (tree.kind() == JsonKind.TEXT) {
      texts.add(tree.text());
    }
    tree.items().forEach(item -> texts(item, texts));
    tree.fields().values().forEach(field -> texts(field, texts));
  }

  // ---- requests

  private void body(JsonTree line, String outcome) throws Exception {
    JsonTree payload = line.find("payload").orElseThrow();
    int times =
        payload.kind() == JsonKind.OBJECT && payload.find("same_bytes").isPresent()
            ? (int) payload.number("times")
            : 1;
    byte[] bytes = times > 1 ? payload.text("same_bytes").getBytes(UTF_8) : bytes(payload);
    Map<String, String> headers = new TreeMap<>();
    boolean given = line.find("headers").filter(h -> h.kind() == JsonKind.OBJECT).isPresent();
    line.find("headers")
        .filter(h -> h.kind() == JsonKind.OBJECT)
        .ifPresent(h -> h.fields().forEach((name, value) -> headers.put(name, value.text())));
    String text = new String(bytes, 0, Math.min(bytes.length, 2000), UTF_8);
    Matcher version = VERSION.matcher(text);
    if (version.find()) {
      headers.putIfAbsent("MCP-Protocol-Version", version.group(1));
      Matcher method = METHOD.matcher(text);
      Matcher name = NAME.matcher(text);
      if (!given && method.find()) {
        headers.put("Mcp-Method", method.group(1));
        if (name.find()) {
          headers.put("Mcp-Name", name.group(1));
        }
      }
    }
    for (int i = 0; i < times; i++) {
      McpAnswer answer = kept(clients.post(headers, bytes));
      // A flood is refused whatever it asks for.
      String expected = i < RATE ? outcome : "budget";
      check(matches(expected, answer), expected + " expected, found " + body(answer));
    }
    if (OTHERWISE.getOrDefault(attack, "").equals("too large")) {
      // As much of it as is read meets what the corpus expects.
      McpAnswer answer = kept(clients.post(headers, shortened(payload)));
      check(matches(line.text("outcome"), answer), "shortened: " + body(answer));
    }
  }

  private McpAnswer call(String client, String tool, String arguments) throws Exception {
    return kept(clients.call(client, tool, arguments));
  }

  private McpAnswer post(Map<String, String> headers, String body) throws Exception {
    return kept(clients.post(headers, body));
  }

  private McpAnswer kept(McpAnswer answer) {
    last = Optional.of(answer);
    return answer;
  }

  private static String body(McpAnswer answer) {
    return new String(answer.body(), UTF_8);
  }

  private static boolean matches(String outcome, McpAnswer answer) {
    String body = body(answer);
    if (STATUSES.containsKey(outcome)) {
      return answer.status() == STATUSES.get(outcome);
    }
    Matcher code = CODE.matcher(body);
    if (CODES.containsKey(outcome)) {
      return code.find() && code.group(1).equals(CODES.get(outcome));
    }
    boolean refused =
        answer.status() == TOO_MANY_REQUESTS
            || body.contains("\"isError\":true")
            || (code.find() && code.group(1).equals("-32602"));
    return outcome.equals("answered") ? answer.status() == 200 && !refused : refused;
  }

  /** A payload is a text, or one that is made here; never more than what a server would read. */
  private static byte[] bytes(JsonTree payload) {
    if (payload.kind() == JsonKind.TEXT) {
      return payload.text().getBytes(UTF_8);
    }
    if (payload.find("hex").isPresent()) {
      return HexFormat.of().parseHex(payload.text("hex"));
    }
    JsonTree made = payload.find("gzip").orElse(payload);
    int most = 3 * McpRequest.MOST_BYTES;
    StringBuilder text = new StringBuilder(made.text("before"));
    for (double i = 0; i < made.number("times") && text.length() < most; i++) {
      text.append(made.text("repeat"));
    }
    return text.append(made.text("after")).toString().getBytes(UTF_8);
  }

  /** The same within what a server reads. */
  private static byte[] shortened(JsonTree payload) {
    int times = (McpRequest.MOST_BYTES - 1000) / payload.text("repeat").length();
    return (payload.text("before") + payload.text("repeat").repeat(times) + payload.text("after"))
        .getBytes(UTF_8);
  }

  private static String text(JsonTree tree) {
    return switch (tree.kind()) {
      case OBJECT ->
          JsonWriter.text(
              json -> tree.fields().forEach((name, value) -> json.document(name, text(value))));
      case LIST ->
          "[" + String.join(",", tree.items().stream().map(CorpusPlay::text).toList()) + "]";
      case TEXT -> {
        String object = JsonWriter.text(json -> json.put("x", tree.text()));
        yield object.substring(object.indexOf(':') + 1, object.length() - 1);
      }
      case NUMBER, TRUTH -> tree.text();
      case NOTHING -> "null";
    };
  }

  // ---- steps

  private void step(JsonTree step) throws Exception {
    String gives = step.find("gives").map(JsonTree::text).orElse("");
    switch (step.text("do")) {
      case "propose" -> propose(step, gives);
      case "approve" -> approve(step, gives);
      case "execute" -> {
        String id = ids.getOrDefault(step.text("proposal"), step.text("proposal"));
        String as = step.find("as").map(JsonTree::text).orElse("model");
        check(
            matches("unknown tool", call(as, "execute", "{\"proposal\":\"" + id + "\"}")),
            "there is a tool that executes");
      }
      case "wait" -> site.pass(Duration.ofMinutes((long) step.number("minutes")));
      case "set-clock" ->
          site.clock()
              .setWallTime(site.now().plus(Duration.ofMinutes((long) step.number("minutes"))));
      case "restart" -> site.restart();
      case "backup" -> backup = Optional.of(Files.readAllBytes(site.kept()));
      case "restore" -> {
        Files.write(site.kept(), backup.orElseThrow());
        site.restart();
      }
      case "reload" ->
          site.restart(
              settings ->
                  new AssistantSettings(
                      settings.switches(),
                      settings.listening(),
                      settings.clients(),
                      settings.approvers().stream()
                          .filter(one -> !one.name().equals(step.text("without")))
                          .toList(),
                      settings.budgets(),
                      settings.model(),
                      settings.shareWith()));
      case "revoke" -> site.revoke("model");
      case "shadow" ->
          site.restart(
              settings ->
                  new AssistantSettings(
                      new AssistantSettings.Switches(true, true),
                      settings.listening(),
                      settings.clients(),
                      settings.approvers(),
                      settings.budgets(),
                      settings.model(),
                      settings.shareWith()));
      case "kill-switch" -> site.deliver("off", "stop", false);
      case "disk" -> site.service().close();
      case "site" -> change(step.text("what"));
      case "say" -> {
        // No sentence of a model reaches the site.
      }
      case "call" -> {
        McpAnswer answer =
            call("model", step.text("tool"), text(step.find("arguments").orElseThrow()));
        check(
            gives.isEmpty() || matches(gives, answer), gives + " expected, found " + body(answer));
      }
      case "body" -> form(step, gives);
      case "http" -> http(step, gives);
      case "mqtt" -> mqtt(step);
      case "at-once" -> atOnce(step);
      case "repeat" -> repeat(step, gives);
      case "try-pins" -> tryPins(step);
      case "use-up" -> useUp();
      case "header" -> {
        // The date of a client's header is nobody's clock.
      }
      case "open-proposals" ->
          check(
              site.desk().guard().open(site.now()).size() <= step.number("at_most"),
              "open proposals");
      default -> throw new IllegalStateException(step.text("do"));
    }
  }

  private void change(String what) {
    switch (what) {
      case "contact closed" -> site.closeContact(true);
      case "battery1 unreachable" -> site.fail("battery1");
      case "limit-import 2000 by operator" -> {
        String result = site.command("from/operator/limit-import", "2000");
        check(result.contains("\"accepted\":true"), "the operator's limit: " + result);
        site.cycle();
      }
      default -> throw new IllegalStateException(what);
    }
  }

  private void propose(JsonTree step, String gives) throws Exception {
    String as = step.find("as").map(JsonTree::text).orElse("model");
    McpAnswer answer = call(as, "propose", arguments(step));
    String id = remember(step.text("name"), answer);
    check(gives.isEmpty() || id.isEmpty(), gives + " expected, found " + body(answer));
  }

  private static String arguments(JsonTree step) {
    Map<String, String> all = new LinkedHashMap<>();
    for (String name : List.of("command", "value", "hours")) {
      all.put(name, text(step.find(name).orElseThrow()));
    }
    return JsonWriter.text(json -> all.forEach(json::document));
  }

  /** Keeps a proposal as people see it under a name; its id, empty if there is none. */
  private String remember(String name, McpAnswer answer) {
    String id = ledger.remember(answer);
    if (!id.isEmpty()) {
      ids.put(name, id);
    }
    return id;
  }

  private ProposalEntry entry(String id) {
    return site.desk().guard().find(id).orElseThrow();
  }

  // ---- approvals

  private void approve(JsonTree step, String gives) throws Exception {
    Optional<ApprovalDesk.Outcome> outcome =
        step.text("path").equals("mqtt")
            ? approval(step)
            : clients.attempt(() -> approval(step), step::toString);
    boolean expected = gives.equals("executed");
    outcome.ifPresent(
        one ->
            check(
                one.succeeded() == expected || gives.isEmpty(),
                "%s expected, found %s".formatted(gives, one)));
    String id = ids.getOrDefault(step.text("proposal"), "");
    Optional<ProposalEntry> entry = site.desk().guard().find(id);
    if (gives.equals("refused: drift") && entry.isPresent()) {
      check(entry.get().state() == ProposalEntry.State.DRIFTED, "no drift: " + entry.get());
    }
    if (gives.equals("shadow")) {
      check(
          entry.filter(one -> one.state() == ProposalEntry.State.SHADOWED).isPresent(),
          "no shadow: " + entry);
    }
  }

  /** Empty: it went over the broker, and its outcome is in the list. */
  private Optional<ApprovalDesk.Outcome> approval(JsonTree step) throws Exception {
    String id = ids.getOrDefault(step.text("proposal"), "1");
    String right = ledger.isShown(id) ? ledger.shown(id).hash() : NO_HASH;
    String hash = hash(step, id, right);
    String name = step.text("by");
    if (step.text("path").equals("mqtt")) {
      signed(step, id, hash, name);
      return Optional.empty();
    }
    String pin = pin(step, name);
    if (hash.equals(right) && pin.equals(CorpusSite.PINS.get(name))) {
      ledger.approve(id);
    }
    return Optional.of(site.desk().approve(new Approval.Typed(id, hash, name, pin)));
  }

  /** Hash that a person approves: of the proposal as it is, of another one, or of a changed one. */
  private String hash(JsonTree step, String id, String right) throws Exception {
    if (step.find("hash_of").isPresent()) {
      String other = ids.getOrDefault(step.text("hash_of"), "");
      return ledger.isShown(other) ? ledger.shown(other).hash() : NO_HASH;
    }
    boolean changed =
        Stream.of("value", "command", "client").anyMatch(name -> step.find(name).isPresent());
    if (!changed) {
      return right;
    }
    Proposal made = ledger.shown(id);
    String value =
        step.find("value")
            .map(given -> "{\"value\":" + text(given) + "}")
            .orElse(made.command().arguments());
    return new Proposal(
            id,
            step.find("client").map(JsonTree::text).orElse(made.client()),
            ProposedCommand.of(
                step.find("command").map(JsonTree::text).orElse(made.command().name()),
                value.getBytes(UTF_8),
                made.command().validFor().toSeconds()),
            made.facts(),
            made.forecast(),
            made.createdAt(),
            made.expiresAt())
        .hash();
  }

  private static String pin(JsonTree step, String name) {
    return switch (step.find("pin").map(JsonTree::text).orElse("")) {
      case "right" -> CorpusSite.PINS.getOrDefault(name, "kite 7391");
      case "right-of-anna" -> "kite 7391";
      default -> step.text("pin");
    };
  }

  private void signed(JsonTree step, String id, String hash, String name) throws Exception {
    String how = step.text("signature");
    Instant at = how.contains("old") ? site.now().minus(Duration.ofDays(1)) : site.now();
    String signedHash = how.equals("over id only") ? "" : hash;
    Approval.Signed made = (Approval.Signed) site.signed(id, signedHash, at);
    byte[] signature = made.signature();
    if (how.equals("other key")) {
      signature[5] ^= 1;
    }
    String payload =
        JsonWriter.text(
            json ->
                json.put("proposal", id)
                    .put("hash", hash)
                    .put("approver", name.equals("anna") ? "carl" : name)
                    .put("signedAt", at.toString())
                    .put("signature", java.util.Base64.getEncoder().encodeToString(signature)));
    boolean retained = step.find("retained").isPresent();
    clients.attempt(() -> delivered(payload, retained), () -> "approval over the broker");
    check(
        site.desk().guard().find(id).filter(one -> one.grant().isPresent()).isEmpty(),
        "the signed message counts");
  }

  private boolean delivered(String payload, boolean retained) {
    site.deliver("approve", payload, retained);
    return true;
  }

  /** A client's answer to a form approves nothing. */
  private void form(JsonTree step, String gives) throws Exception {
    Map<String, String> more = new LinkedHashMap<>();
    for (String name : List.of("inputResponses", "requestState")) {
      step.find(name).ifPresent(value -> more.put(name, text(value)));
    }
    String body =
        JsonWriter.text(
            json ->
                json.put("jsonrpc", "2.0")
                    .put("id", 1)
                    .put("method", step.text("method"))
                    .in(
                        "params",
                        params -> {
                          params
                              .put("name", "approve")
                              .document("arguments", "{\"proposal\":\"" + ids.get("p") + "\"}");
                          more.forEach(params::document);
                        }));
    McpAnswer answer = post(Map.of(), body);
    check(matches(gives, answer), gives + " expected, found " + body(answer));
  }

  // ---- paths

  private void http(JsonTree step, String gives) throws Exception {
    Map<String, String> headers = new HashMap<>();
    step.find("origin").ifPresent(origin -> headers.put("Origin", origin.text()));
    step.find("host").ifPresent(host -> headers.put("Host", host.text()));
    step.find("headers")
        .ifPresent(all -> all.fields().forEach((name, value) -> headers.put(name, value.text())));
    String with = step.find("with").map(JsonTree::text).orElse("client token");
    boolean none = step.find("without").isPresent() || step.text("path").contains("?token=");
    if (!with.equals("client token") || none) {
      headers.put("Authorization", none ? "" : "Bearer " + "x".repeat(36));
    }
    McpAnswer answer = post(headers, LIST);
    // Beyond a rate, wrong tokens are refused without a look at them.
    boolean late = gives.equals("401") && answer.status() == 429;
    check(
        late || String.valueOf(answer.status()).equals(gives),
        gives + " expected: " + body(answer));
  }

  private void mqtt(JsonTree step) {
    String name = step.text("topic").substring("command/".length());
    String result = site.command(name, "4000");
    check(result.contains("\"accepted\":false"), "not refused: " + result);
    // The site's own log names it; an assistant had no part in it.
    var _ =
        site.desk().guard().misdirected("", result.getBytes(UTF_8), "on the broker", site.moment());
  }

  private void atOnce(JsonTree step) throws Exception {
    if (step.find("times").isPresent()) {
      for (int i = 0; i < step.number("times"); i++) {
        step(withGives(step));
      }
      return;
    }
    List<JsonTree> steps = step.find("steps").orElseThrow().items();
    CountDownLatch begin = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    List<Boolean> succeeded = new ArrayList<>();
    for (JsonTree one : steps) {
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      begin.await();
                      boolean done = approval(one).orElseThrow().succeeded();
                      synchronized (succeeded) {
                        succeeded.add(done);
                      }
                    } catch (Exception e) {
                      throw new IllegalStateException(e);
                    }
                  }));
    }
    clients.attempts(
        steps.size(),
        () -> {
          begin.countDown();
          for (Thread thread : threads) {
            thread.join();
          }
          return succeeded;
        },
        () -> "approvals at once");
    check(succeeded.stream().filter(one -> one).count() == 1, "at once: " + succeeded);
  }

  private static JsonTree withGives(JsonTree step) {
    JsonTree inner = step.find("step").orElseThrow();
    Map<String, JsonTree> fields = new LinkedHashMap<>(inner.fields());
    fields.put("gives", step.find("gives").orElseThrow());
    return new JsonTree(JsonKind.OBJECT, "", fields, List.of());
  }

  private void repeat(JsonTree step, String gives) throws Exception {
    for (int i = 0; i < step.number("times"); i++) {
      step(step.find("step").orElseThrow());
    }
    McpAnswer answer = last.orElseThrow();
    check(matches(gives, answer), gives + " expected, found " + body(answer));
  }

  private void tryPins(JsonTree step) throws Exception {
    String id = Objects.requireNonNull(ids.get("p"));
    String hash = ledger.shown(id).hash();
    for (int pin = (int) step.number("from"); pin <= step.number("to"); pin++) {
      ApprovalDesk.Outcome outcome =
          typed(new Approval.Typed(id, hash, "anna", "%04d".formatted(pin)));
      check(!outcome.succeeded(), "the PIN " + pin);
    }
  }

  private void useUp() throws Exception {
    int most = site.configured().budgets().proposalsPerDay();
    Set<String> made = new HashSet<>();
    McpAnswer answer = propose("u");
    while (body(answer).contains("approvable_until")
        && made.add(remember("u", answer))
        && made.size() <= most) {
      check(site.desk().reject(ids.getOrDefault("u", ""), "anna").succeeded(), "rejected");
      site.pass(Duration.ofSeconds(2));
      answer = propose("u");
    }
    check(body(answer).contains("the day's"), "the day is not used up: " + body(answer));
  }

  private McpAnswer propose(String name) throws Exception {
    ids.remove(name);
    return call("model", "propose", "{\"command\":\"mode\",\"value\":\"hold\",\"hours\":1}");
  }

  // ---- honest proposals

  /** Proposes and approves; whether it was executed exactly once. */
  boolean honest(JsonTree line) throws Exception {
    attack = line.text("id");
    int before = site.executed().size();
    McpAnswer answer = call("model", "propose", arguments(line));
    String id = remember("h", answer);
    check(!id.isEmpty(), "no proposal: " + body(answer));
    if (id.isEmpty()) {
      return false;
    }
    ledger.approve(id);
    Approval.Typed typed =
        new Approval.Typed(id, ledger.shown(id).hash(), "anna", CorpusSite.pin("anna"));
    ApprovalDesk.Outcome outcome = typed(typed);
    check(outcome.succeeded(), "approved: " + outcome);
    check(!typed(typed).succeeded(), "the same approval again");
    check(entry(id).state() == ProposalEntry.State.EXECUTED, "state " + entry(id));
    judge();
    clients.unnamed().forEach(text -> check(false, text));
    site.pass(Duration.ofSeconds(40));
    return site.executed().size() == before + 1;
  }
}
