package io.spikewatt.controller.assist;

import com.sun.net.httpserver.HttpExchange;
import io.spikewatt.controller.assistant.proposal.Approval;
import io.spikewatt.controller.http.PageAnswer;
import io.spikewatt.controller.http.PageRoute;
import io.spikewatt.controller.http.RequestOrigin;
import io.spikewatt.controller.json.JsonKind;
import io.spikewatt.controller.json.JsonTree;
import io.spikewatt.controller.json.JsonWriter;
import io.spikewatt.controller.json.MalformedMessage;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A person's side of the assistant on the page. Each request shows the page's token and comes from
 * the page itself, as its commands do; an approval needs the person's PIN besides.
 */
record ApprovalRoutes(ApprovalDesk desk, List<String> approvers) {

  static final String PROPOSALS = "/api/proposals";
  static final String APPROVE = "/api/approve";
  static final String REJECT = "/api/reject";
  static final String SWITCH = "/api/assistant";

  static final Set<String> PATHS = Set.of(PROPOSALS, APPROVE, REJECT, SWITCH);

  private static final int MOST_BYTES = 2048;

  @FunctionalInterface
  private interface Deed {
    ApprovalDesk.Outcome of(JsonTree fields);
  }

  Map<String, PageRoute> routes() {
    Map<String, PageRoute> routes = new HashMap<>();
    routes.put(PROPOSALS, PageRoute.reading(_ -> PageAnswer.json(document())));
    routes.put(APPROVE, posted(Set.of("id", "hash", "name", "pin"), this::approve));
    routes.put(REJECT, posted(Set.of("id", "name"), this::reject));
    routes.put(SWITCH, posted(Set.of("on", "name", "pin"), this::turn));
    return routes;
  }

  private String document() {
    return ProposalsDocument.of(desk.guard(), approvers, desk.clock().now().instant());
  }

  private ApprovalDesk.Outcome approve(JsonTree fields) {
    return desk.approve(
        new Approval.Typed(
            fields.text("id"), fields.text("hash"), fields.text("name"), fields.text("pin")));
  }

  private ApprovalDesk.Outcome reject(JsonTree fields) {
    return desk.reject(fields.text("id"), onPage(fields.text("name")));
  }

  private ApprovalDesk.Outcome turn(JsonTree fields) {
    return fields.text("on").equals("true")
        ? desk.switchOn(fields.text("name"), fields.text("pin"))
        : desk.switchOff(onPage(fields.text("name")));
  }

  /** A name that nothing proves. */
  private static String onPage(String name) {
    return "on the page, as " + (name.isBlank() ? "nobody" : name);
  }

  private static PageRoute posted(Set<String> names, Deed deed) {
    return new PageRoute(
        Set.of("POST"), PageRoute.Access.PAGE, exchange -> answer(exchange, names, deed));
  }

  private static PageAnswer answer(HttpExchange exchange, Set<String> names, Deed deed)
      throws IOException {
    String type = RequestOrigin.only(exchange.getRequestHeaders(), "Content-Type").orElse("");
    if (!type.startsWith("application/json")) {
      return PageAnswer.error(415, "expected application/json");
    }
    byte[] body = exchange.getRequestBody().readNBytes(MOST_BYTES + 1);
    if (body.length > MOST_BYTES) {
      return PageAnswer.error(413, "at most " + MOST_BYTES + " bytes");
    }
    try {
      ApprovalDesk.Outcome outcome = deed.of(fields(body, names));
      return PageAnswer.of(
          outcome.succeeded() ? 200 : 422,
          PageAnswer.JSON,
          JsonWriter.object(
              json -> json.put("accepted", outcome.succeeded()).put("reason", outcome.words())));
    } catch (MalformedMessage wrong) {
      return PageAnswer.error(400, String.valueOf(wrong.getMessage()));
    }
  }

  /** Exactly these texts; a field more could be one that somebody believes in. */
  private static JsonTree fields(byte[] body, Set<String> names) throws MalformedMessage {
    JsonTree tree = JsonTree.strict(body);
    boolean texts = tree.fields().values().stream().allMatch(one -> one.kind() == JsonKind.TEXT);
    if (!tree.fields().keySet().equals(names) || !texts) {
      throw new MalformedMessage(
          "expected the texts " + String.join(", ", names.stream().sorted().toList()));
    }
    return tree;
  }
}
