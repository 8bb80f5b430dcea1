package io.spikewatt.controller.sparkplug;

import io.spikewatt.hal.store.KeptValues;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Numbers of connections, 0..255, by which hosts match a death with its birth. Every attempt to
 * connect takes the next one, since a broker may have armed its death. Only the number of a birth
 * is kept, so failed attempts do not wear the disk. Safe for use by many threads.
 */
public final class BirthDeathNumbers {

  private static final String NAME = "last-birth";
  private static final int LAST = 255;

  private final KeptValues kept;
  private int present;

  /**
   * @param kept survives a restart; without a number in it the first one is 0
   */
  BirthDeathNumbers(KeptValues kept) {
    this.kept = kept;
    this.present = (int) kept.number(NAME, 0, LAST).orElse(LAST);
  }

  public static BirthDeathNumbers in(Path directory, Consumer<String> onProblem) {
    return new BirthDeathNumbers(
        KeptValues.in(
            directory.resolve("sparkplug.properties"),
            "number of the last Sparkplug birth",
            onProblem));
  }

  public synchronized int next() {
    present = (present + 1) % (LAST + 1);
    return present;
  }

  /** Number of the connection, or of the last attempt. */
  public synchronized int present() {
    return present;
  }

  /** Remembers the number of a birth over a restart. */
  public void born(int number) {
    kept.put(NAME, String.valueOf(number));
  }
}
