package io.spikewatt.controller.assistant.proposal;

import io.spikewatt.controller.json.MalformedMessage;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * Salted slow hash of a PIN: PBKDF2 with HMAC-SHA-256.
 *
 * @param cost rounds of PBKDF2
 * @param salt in hexadecimal, 16 bytes
 * @param hash in hexadecimal, 32 bytes
 */
public record PinHash(int cost, String salt, String hash) {

  /**
   * Rounds of new hashes: 41 ms measured on a server core, so still bearable on a slow ARM core.
   */
  public static final int USUAL_COST = 120_000;

  /** A PIN is short: fewer rounds would give it away with the file, more would stall the box. */
  private static final int LEAST_COST = 10_000;

  private static final int MOST_COST = 1_000_000;
  private static final int LEAST_CHARACTERS = 6;
  private static final int MOST_CHARACTERS = 64;
  private static final int SALT_BYTES = 16;
  private static final int HASH_BITS = 256;

  private static final Pattern TEXT =
      Pattern.compile("pbkdf2-sha256:([0-9]{1,7}):([0-9a-f]{32}):([0-9a-f]{64})\\s*");

  /**
   * Hash of a new PIN.
   *
   * @param cost rounds, {@code >= 1}
   * @throws MalformedMessage for a PIN that is too short, too long or the first to be guessed
   */
  public static PinHash make(String pin, int cost, RandomGenerator random) throws MalformedMessage {
    if (!isLong(pin)) {
      throw new MalformedMessage(
          "expected a PIN of %d to %d characters, found %d"
              .formatted(LEAST_CHARACTERS, MOST_CHARACTERS, pin.length()));
    }
    if (isRow(pin, 0) || isRow(pin, 1) || isRow(pin, -1)) {
      throw new MalformedMessage("expected a PIN that is no row such as 000000 or 123456");
    }
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    String hex = HexFormat.of().formatHex(salt);
    return new PinHash(cost, hex, derived(pin, cost, hex));
  }

  private static boolean isLong(String pin) {
    return pin.length() >= LEAST_CHARACTERS && pin.length() <= MOST_CHARACTERS;
  }

  private static boolean isRow(String pin, int step) {
    for (int i = 1; i < pin.length(); i++) {
      if (pin.charAt(i) - pin.charAt(i - 1) != step) {
        return false;
      }
    }
    return true;
  }

  /** Reverses {@link #text}; throws for other texts. */
  public static PinHash parse(String text) throws MalformedMessage {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      throw new MalformedMessage("expected pbkdf2-sha256:ROUNDS:SALT:HASH");
    }
    int cost = Integer.parseInt(parts.group(1));
    if (cost < LEAST_COST || cost > MOST_COST) {
      throw new MalformedMessage(
          "expected %d to %d rounds, found %d".formatted(LEAST_COST, MOST_COST, cost));
    }
    return new PinHash(cost, parts.group(2), parts.group(3));
  }

  /** Content of the file. */
  public String text() {
    return "pbkdf2-sha256:" + cost + ":" + salt + ":" + hash;
  }

  /** Whether a PIN is the one; takes the same time wherever it differs. */
  public boolean matches(String pin) {
    return isLong(pin)
        && MessageDigest.isEqual(
            HexFormat.of().parseHex(hash), HexFormat.of().parseHex(derived(pin, cost, salt)));
  }

  private static String derived(String pin, int cost, String salt) {
    PBEKeySpec spec =
        new PBEKeySpec(pin.toCharArray(), HexFormat.of().parseHex(salt), cost, HASH_BITS);
    try {
      return HexFormat.of()
          .formatHex(
              SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                  .generateSecret(spec)
                  .getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has PBKDF2WithHmacSHA256", e);
    } finally {
      spec.clearPassword();
    }
  }

  /** Leaves out the hash. */
  @Override
  public String toString() {
    return "PBKDF2 of " + cost + " rounds";
  }
}
