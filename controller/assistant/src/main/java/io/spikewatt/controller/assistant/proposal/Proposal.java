package io.spikewatt.controller.assistant.proposal;

import io.spikewatt.hal.store.Sha256;
import java.time.Instant;

/**
 * One command that a client proposes, with everything that its approver sees.
 *
 * @param id unique; 16 hexadecimal digits
 * @param client that proposed it
 * @param facts that it was judged on
 * @param forecast its simulated consequences
 * @param createdAt to the millisecond
 * @param expiresAt from then on it cannot be approved, to the millisecond
 */
public record Proposal(
    String id,
    String client,
    ProposedCommand command,
    ProposalFacts facts,
    ProposalForecast forecast,
    Instant createdAt,
    Instant expiresAt) {

  /** SHA-256 over every part, in hexadecimal: an approval is one of this hash. */
  public String hash() {
    CanonicalBytes bytes =
        new CanonicalBytes("spikewatt assistant proposal 1")
            .add(id)
            .add(client)
            .add(command.name())
            .add(command.arguments())
            .add(String.valueOf(command.validFor().toSeconds()))
            .add(createdAt.toString())
            .add(expiresAt.toString())
            .add(String.valueOf(facts.byName().size()));
    facts.byName().forEach((name, value) -> bytes.add(name).add(value));
    forecast.addTo(bytes);
    return Sha256.of(bytes.toBytes());
  }

  /** Whether it may still be approved. A clock that went back before its begin ends it too. */
  boolean isOpen(Instant now) {
    return !now.isBefore(createdAt) && now.isBefore(expiresAt);
  }
}
