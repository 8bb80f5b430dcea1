package io.spikewatt.controller.assistant.guard;

import io.spikewatt.controller.assistant.proposal.Approval;
import io.spikewatt.controller.assistant.proposal.KnownApprovers;
import io.spikewatt.controller.assistant.proposal.PinHash;
import io.spikewatt.controller.json.MalformedMessage;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/** Four approvers, two with a PIN and two with a key, and those who would like to be one. */
public final class PlayedPeople {

  private static final List<String> NAMES = List.of("anna", "ben", "carl", "dora");
  private static final Map<String, String> PINS = Map.of("anna", "kite 7391", "ben", "tea pot 9");
  private static final Duration LATEST = Duration.ofMinutes(2);

  private final Map<String, KeyPair> keys = new HashMap<>();
  private final Map<String, PinHash> hashes = new HashMap<>();

  /** Signatures that a person truly made, by the text of the approval. */
  private final IdentityHashMap<Approval, Boolean> made = new IdentityHashMap<>();

  /** {@code cost}: rounds of the hash of a PIN. */
  public PlayedPeople(int cost) {
    try {
      for (String name : List.of("carl", "dora", "thief")) {
        keys.put(name, KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
      }
      Random random = new Random(11);
      for (Map.Entry<String, String> pin : PINS.entrySet()) {
        hashes.put(pin.getKey(), PinHash.make(pin.getValue(), cost, random));
      }
    } catch (GeneralSecurityException | MalformedMessage e) {
      throw new IllegalStateException(e);
    }
  }

  public KnownApprovers known() {
    Map<String, PublicKey> known = new HashMap<>();
    known.put("carl", key("carl").getPublic());
    known.put("dora", key("dora").getPublic());
    return new KnownApprovers(hashes, known);
  }

  private KeyPair key(String name) {
    return Objects.requireNonNull(keys.get(name));
  }

  private static String pin(String name) {
    return Objects.requireNonNull(PINS.get(name));
  }

  /** PINs, none of which may ever be written anywhere. */
  static List<String> pins() {
    return List.copyOf(PINS.values());
  }

  /** Mostly one with a PIN: signatures are slow. */
  String any(Random random) {
    return NAMES.get(random.nextInt(4) > 0 ? random.nextInt(2) : 2 + random.nextInt(2));
  }

  Approval right(String id, String hash, String name, Instant now) {
    return PINS.containsKey(name)
        ? new Approval.Typed(id, hash, name, pin(name))
        : signed(id, hash, name, now, name);
  }

  private Approval signed(String id, String hash, String name, Instant at, String signer) {
    try {
      Approval approval = Approval.Signed.sign(id, hash, name, at, key(signer).getPrivate());
      made.put(approval, signer.equals(name));
      return approval;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** An approval that is right in about half of the cases, but for its id and hash. */
  Approval approval(String id, String hash, String name, Instant now, Random random) {
    if (random.nextInt(8) < 5 && (NAMES.contains(name) || PINS.containsKey(name))) {
      return right(id, hash, name, now);
    }
    return switch (random.nextInt(9)) {
      case 0 -> new Approval.Typed(id, hash, name, pin("ben"));
      case 1 -> new Approval.Typed(id, hash, name, "");
      case 2 -> new Approval.Typed(id, hash, name, "7".repeat(2000));
      case 3 -> new Approval.Typed(id, hash, name, "kite 739" + random.nextInt(10));
      case 4 -> signed(id, hash, name, now, "thief");
      case 5 -> signed(id, hash, name, now.plusSeconds(random.nextInt(600) - 300), "carl");
      case 6 -> altered(signed(id, "0".repeat(64), name, now, "carl"), hash);
      case 7 -> new Approval.Signed(id, hash, name, now, new byte[random.nextInt(100)]);
      default -> new Approval.Typed(id, hash, name, pin("anna"));
    };
  }

  private static Approval altered(Approval from, String hash) {
    Approval.Signed signed = (Approval.Signed) from;
    return new Approval.Signed(
        signed.proposal(), hash, signed.approver(), signed.signedAt(), signed.signature());
  }

  /** Whether the person of that name truly gave it, in time. */
  boolean proves(Approval approval, Instant now) {
    return switch (approval) {
      case Approval.Typed typed -> typed.pin().equals(PINS.get(typed.approver()));
      case Approval.Signed signed ->
          made.getOrDefault(approval, false)
              && List.of("carl", "dora").contains(signed.approver())
              && Duration.between(signed.signedAt(), now).abs().compareTo(LATEST) <= 0;
    };
  }
}
