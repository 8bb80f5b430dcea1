package io.spikewatt.inference.federated;

/** A member's answer that it takes no part and why, so that the others need not wait. */
public record RoundDecline(byte[] tag, int member, RoundRefusal.Cause cause) {
  private static final char KIND = 'D';

  public byte[] encoded() {
    return new MessageWriter(KIND).block(tag).number(member).text(cause.name()).bytes();
  }

  /** Reads what {@link #encoded} wrote; refuses other bytes and unknown causes. */
  public static RoundDecline decoded(byte[] bytes) throws RoundRefusal {
    MessageReader in = new MessageReader("a decline", KIND, bytes);
    byte[] tag = RoundTerms.tag(in);
    int member = in.member();
    String cause = in.text();
    in.end();
    try {
      return new RoundDecline(tag, member, RoundRefusal.Cause.valueOf(cause));
    } catch (IllegalArgumentException _) {
      throw in.malformed("a cause expected, found " + cause);
    }
  }
}
