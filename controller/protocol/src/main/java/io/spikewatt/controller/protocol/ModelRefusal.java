package io.spikewatt.controller.protocol;

/** A model that a gateway does not take. */
public final class ModelRefusal extends Exception {

  /** Why. */
  public enum Cause {
    MALFORMED,
    /** The signature is not the coordinator's, or the model was changed after it was signed. */
    FORGED_SIGNATURE,
    /** A model of other features than the gateway's. */
    OTHER_FEATURES
  }

  private static final long serialVersionUID = 1;

  private final Cause cause;

  /** {@code detail}: the expected and the actual content, for a person. */
  public ModelRefusal(Cause cause, String detail) {
    super(cause + ": " + detail);
    this.cause = cause;
  }

  /** Why, for a program. */
  public Cause reason() {
    return cause;
  }
}
