package io.spikewatt.controller.assistant.proposal;

import io.spikewatt.config.assistant.AssistantApprover;
import io.spikewatt.controller.assistant.proposal.ProposalRefusal.Kind;
import io.spikewatt.controller.json.MalformedMessage;
import io.spikewatt.drivers.secret.PemFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * People who may approve, by name: with a PIN or with a key, never both.
 *
 * @param pins hashes of PINs
 * @param keys Ed25519
 */
public record KnownApprovers(Map<String, PinHash> pins, Map<String, PublicKey> keys)
    implements ApprovalVerifier {

  /** Clocks of phones and boxes differ by less, and a message arrives within it. */
  private static final Duration LATEST = Duration.ofMinutes(2);

  private static final int MOST_BYTES = 1024;

  public KnownApprovers {
    pins = Map.copyOf(pins);
    keys = Map.copyOf(keys);
  }

  /** Reads the files of a configuration; throws IOException that names a file and what it lacks. */
  public static KnownApprovers of(List<AssistantApprover> approvers) throws IOException {
    Map<String, PinHash> pins = new LinkedHashMap<>();
    Map<String, PublicKey> keys = new LinkedHashMap<>();
    for (AssistantApprover approver : approvers) {
      switch (approver) {
        case AssistantApprover.ByPin _ -> pins.put(approver.name(), pin(approver.file()));
        case AssistantApprover.ByKey _ ->
            keys.put(approver.name(), PemFiles.ed25519(approver.file()));
      }
    }
    return new KnownApprovers(pins, keys);
  }

  private static PinHash pin(String file) throws IOException {
    if (Files.size(Path.of(file)) > MOST_BYTES) {
      throw new IOException(file + ": expected the hash of a PIN, found more");
    }
    try {
      return PinHash.parse(Files.readString(Path.of(file)));
    } catch (MalformedMessage e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  @Override
  public Optional<ProposalRefusal> refusal(Proposal proposal, Approval approval, Instant now) {
    if (!approval.proposal().equals(proposal.id()) || !approval.hash().equals(proposal.hash())) {
      return no(Kind.OTHER_HASH, "the approval is of another content than the proposal has");
    }
    if (!pins.containsKey(approval.approver()) && !keys.containsKey(approval.approver())) {
      return no(Kind.UNKNOWN_APPROVER, "no approver has that name");
    }
    return switch (approval) {
      case Approval.Typed typed -> refusalOfPin(typed.approver(), typed.pin());
      case Approval.Signed signed -> ofKey(signed, now);
    };
  }

  @Override
  public Optional<ProposalRefusal> refusalOfPin(String approver, String typed) {
    PinHash pin = pins.get(approver);
    if (pin == null) {
      return no(Kind.UNKNOWN_APPROVER, "nobody of that name has a PIN");
    }
    return pin.matches(typed)
        ? Optional.empty()
        : no(Kind.WRONG_PROOF, "the PIN is not that of " + approver);
  }

  private Optional<ProposalRefusal> ofKey(Approval.Signed signed, Instant now) {
    PublicKey key = keys.get(signed.approver());
    if (key == null || !signed.isSignedBy(key)) {
      return no(Kind.WRONG_PROOF, "the signature is not that of " + signed.approver());
    }
    return Duration.between(signed.signedAt(), now).abs().compareTo(LATEST) <= 0
        ? Optional.empty()
        : no(
            Kind.EXPIRED,
            "it was signed at %s, expected within %d s of %s"
                .formatted(signed.signedAt(), LATEST.toSeconds(), now));
  }

  private static Optional<ProposalRefusal> no(Kind kind, String text) {
    return Optional.of(new ProposalRefusal(kind, text));
  }
}
