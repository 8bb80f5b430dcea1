package io.spikewatt.config.source;

/** Meaning of the time beside a value: services differ, and an hour off spoils a day of sun. */
public enum TimeStampKind {
  /** The value is of that moment; the mean of a slot follows from the moments at its ends. */
  MOMENT,
  /** The value is of the slot that begins then. */
  START,
  /** The value is of the slot that ends then. */
  END
}
