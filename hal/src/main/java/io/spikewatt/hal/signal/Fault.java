package io.spikewatt.hal.signal;

/**
 * Why a value is missing or a write failed.
 *
 * @param kind the class of the fault, stable, for counting and for machines
 * @param detail one short sentence for people; may be empty
 */
public record Fault(Kind kind, String detail) {

  /** Classes of faults. */
  public enum Kind {
    /** Not read yet since start. */
    NEVER_READ,
    /** The last good value is older than the reader accepts. */
    STALE,
    /** No connection to the device. */
    UNREACHABLE,
    /** The device did not answer in time. */
    TIMEOUT,
    /** The answer broke the protocol's rules. */
    BAD_FRAME,
    /** The device refused the request. */
    REJECTED,
    /** The device reports that it has no such value. */
    NOT_IMPLEMENTED,
    /** The device marks the value as bad or uncertain. */
    BAD_QUALITY,
    /** The value cannot be true for its quantity or profile. */
    OUT_OF_RANGE,
    /** The value has not changed for longer than a true one can stay constant. */
    FROZEN,
    /** The value moved faster than such a value can. */
    SPIKE,
    /** The value has the expected magnitude and the opposite sign. */
    SIGN_FLIPPED,
    /** The value contradicts the site's other devices. */
    CONTRADICTED,
    /** The device is normally switched off or absent. */
    OFF,
    /**
     * The value read back is not the value written, or the device does not follow the value that it
     * reports.
     */
    NOT_FOLLOWED,
    /** Another writer changes the same output. */
    FOREIGN_WRITER,
    /** The write budget of the device's memory is used up for now. */
    WEAR
  }

  public static Fault of(Kind kind, String detail) {
    return new Fault(kind, detail);
  }

  @Override
  public String toString() {
    String name = kind.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    return detail.isEmpty() ? name : name + ": " + detail;
  }
}
