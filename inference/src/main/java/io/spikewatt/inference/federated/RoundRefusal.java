package io.spikewatt.inference.federated;

/** A message of a round that was refused, or a round that is void. */
public final class RoundRefusal extends Exception {

  /** Why, for a program. */
  public enum Cause {
    /** Bytes that are no message. */
    MALFORMED,
    /** A message of another version of the rounds. */
    OTHER_VERSION,
    /** A message of another round, such as one that is sent again. */
    OTHER_ROUND,
    /** A member that is not of the group. */
    UNKNOWN_MEMBER,
    /** A second message of a member in a phase. */
    DUPLICATE,
    /** A message of a phase that is over. */
    LATE,
    /** A message of a phase that has not begun. */
    EARLY,
    /** A model of other features than the member's. */
    OTHER_FEATURES,
    /** Another number of values than the model has weights. */
    WRONG_LENGTH,
    /** A public key that cannot be used. */
    BAD_KEY,
    /** Public keys that no gateway of the fleet has signed, or one gateway twice. */
    FORGED_KEYS,
    /** A sealed share that its receiver cannot open. */
    FORGED_SHARE,
    /** Both shares of one member were asked for. */
    BOTH_SHARES,
    /** A list of survivors without the member that it was sent to. */
    NOT_IN_LIST,
    /** A second list of survivors, or one of other senders of shares than a member has heard of. */
    OTHER_LIST,
    /** A list of survivors that fewer members have signed than the round needs. */
    UNSIGNED_LIST,
    /** A base that the member has sent an update for before. */
    USED_BASE,
    /** Fewer members than the round needs. */
    TOO_FEW_MEMBERS,
    /** Shares that do not give the secret that the member committed to. */
    WRONG_SHARES,
    /** A group's sum beyond what clipped updates can reach. */
    BEYOND_CLIP,
    /** A round that would spend more privacy than the member has left. */
    OVER_BUDGET,
    /** A round at a time of day at which the member takes part in none. */
    NOT_NOW,
    /** A round of a model that the member has too little history to learn from. */
    TOO_LITTLE_HISTORY
  }

  private static final long serialVersionUID = 1;

  private final Cause cause;

  /** {@code detail} tells a person what was expected and what was found. */
  public RoundRefusal(Cause cause, String detail) {
    super(cause + ": " + detail);
    this.cause = cause;
  }

  /** Why, for a program. */
  public Cause reason() {
    return cause;
  }
}
