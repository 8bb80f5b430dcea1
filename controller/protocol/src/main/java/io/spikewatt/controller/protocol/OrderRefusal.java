package io.spikewatt.controller.protocol;

/** An order of the fleet's operator that a gateway does not carry out. */
public final class OrderRefusal extends Exception {

  /** Why. */
  public enum Cause {
    MALFORMED,
    /** The signature is not the operator's, or the order was changed after it was signed. */
    FORGED_SIGNATURE,
    /** It is for another gateway. */
    NOT_ADDRESSED,
    EXPIRED,
    /** It was issued later than this gateway's clock says. */
    FROM_FUTURE,
    /** Its id was used by an order with another content. */
    REPLAYED,
    /** The site file does not let the fleet give this command. */
    NOT_ALLOWED,
    /** The site's control refuses the command; the detail is its reason. */
    REFUSED
  }

  private static final long serialVersionUID = 1;

  private final Cause cause;

  /** {@code detail}: the expected and the actual content, for a person. */
  public OrderRefusal(Cause cause, String detail) {
    super(detail);
    this.cause = cause;
  }

  /** Why, for a program. */
  public Cause reason() {
    return cause;
  }
}
