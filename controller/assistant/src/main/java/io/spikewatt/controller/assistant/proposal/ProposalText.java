package io.spikewatt.controller.assistant.proposal;

import io.spikewatt.controller.assistant.proposal.ProposalEntry.Grant;
import io.spikewatt.controller.assistant.proposal.ProposalEntry.State;
import io.spikewatt.controller.json.JsonTree;
import io.spikewatt.controller.json.JsonWriter;
import io.spikewatt.controller.json.MalformedMessage;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** A proposal of the book as JSON, as it is kept on disk. */
public final class ProposalText {

  private ProposalText() {}

  public static String of(ProposalEntry entry) {
    Proposal proposal = entry.proposal();
    return JsonWriter.text(
        json -> {
          json.put("id", proposal.id())
              .put("client", proposal.client())
              .put("command", proposal.command().name())
              .put("arguments", proposal.command().arguments())
              .put("validForS", proposal.command().validFor().toSeconds())
              .put("createdAt", proposal.createdAt().toString())
              .put("expiresAt", proposal.expiresAt().toString())
              .put("hash", proposal.hash())
              .put("state", entry.state().name())
              .put("wrongTries", (long) entry.wrongTries())
              .put("changedAt", entry.changedAt().toString())
              .put("note", entry.note())
              .put("currency", proposal.forecast().currency())
              .put("limits", String.join("\n", proposal.forecast().limits()));
          // As texts: numbers would be rounded, and the hash would be another.
          put(json, "costBefore", proposal.forecast().costBefore());
          put(json, "costAfter", proposal.forecast().costAfter());
          entry
              .grant()
              .ifPresent(
                  grant ->
                      json.put("approver", grant.approver())
                          .put("approvedAt", grant.at().toString()));
          json.in("facts", facts -> proposal.facts().byName().forEach(facts::put));
        });
  }

  private static void put(JsonWriter json, String name, OptionalDouble value) {
    value.ifPresent(number -> json.put(name, Double.toString(number)));
  }

  /**
   * Reverses {@link #of}.
   *
   * @throws MalformedMessage for other bytes, and for a proposal that has another hash now
   */
  public static ProposalEntry read(byte[] text) throws MalformedMessage {
    JsonTree json = JsonTree.strict(text);
    try {
      Map<String, String> facts = new TreeMap<>();
      json.find("facts")
          .map(JsonTree::fields)
          .orElse(Map.of())
          .forEach((name, value) -> facts.put(name, value.text()));
      String limits = required(json, "limits");
      Proposal proposal =
          new Proposal(
              required(json, "id"),
              required(json, "client"),
              new ProposedCommand(
                  required(json, "command"),
                  required(json, "arguments"),
                  Duration.ofSeconds(Long.parseLong(required(json, "validForS")))),
              ProposalFacts.of(facts),
              new ProposalForecast(
                  number(json, "costBefore"),
                  number(json, "costAfter"),
                  required(json, "currency"),
                  limits.isEmpty() ? List.of() : List.of(limits.split("\n", -1))),
              time(json, "createdAt"),
              time(json, "expiresAt"));
      if (!proposal.hash().equals(required(json, "hash"))) {
        throw new MalformedMessage("proposal " + proposal.id() + " with its own hash");
      }
      Optional<Grant> grant =
          json.find("approver").isPresent()
              ? Optional.of(new Grant(required(json, "approver"), time(json, "approvedAt")))
              : Optional.empty();
      return new ProposalEntry(
          proposal,
          State.valueOf(required(json, "state")),
          Integer.parseInt(required(json, "wrongTries")),
          grant,
          time(json, "changedAt"),
          required(json, "note"));
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new MalformedMessage("a proposal as it was kept: " + e.getMessage());
    }
  }

  private static String required(JsonTree json, String name) throws MalformedMessage {
    return json.find(name)
        .map(JsonTree::text)
        .orElseThrow(() -> new MalformedMessage("a field " + name));
  }

  private static Instant time(JsonTree json, String name) throws MalformedMessage {
    return Instant.parse(required(json, name));
  }

  private static OptionalDouble number(JsonTree json, String name) {
    return json.find(name).map(JsonTree::text).map(Double::valueOf).stream()
        .mapToDouble(Double::doubleValue)
        .findFirst();
  }
}
