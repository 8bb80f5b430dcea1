package io.spikewatt.inference.linear;

/** Forecasts that a {@link LinearStack} combines; their order is that of all arrays of members. */
public enum StackMember {
  /** One linear model a lead, fitted to squared errors. */
  LEAD_MEAN(0),
  /** One linear model a lead, fitted to absolute errors. */
  LEAD_MEDIAN(1),
  /** One linear model an hour of day, fitted to squared errors. */
  HOUR_MEAN(2),
  /** One linear model an hour of day, fitted to absolute errors. */
  HOUR_MEDIAN(3),
  /** Boosted trees whose leaves hold medians. */
  TREE_MEDIAN(4),
  /** Boosted trees whose leaves hold means. */
  TREE_MEAN(5);

  /** Number of members. */
  public static final int COUNT = values().length;

  /** Number of linear members, which come first. */
  public static final int LINEAR = 4;

  private final int index;

  StackMember(int index) {
    this.index = index;
  }

  /** Place in arrays of members. */
  public int index() {
    return index;
  }
}
