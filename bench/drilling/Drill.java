package io.spikewatt.simulator.drill;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * One row of the table of faults that the daemon must survive, or a part of one.
 *
 * @param number of the row
 * @param title the fault, in a few words
 * @param inShort whether it belongs to the short form
 * @param body provokes the fault and judges what the devices received
 */
record Drill(int number, String title, boolean inShort, Body body) {

  /** Returns the evidence, throws {@link Failed} or {@link Skipped}. */
  @FunctionalInterface
  interface Body {
    String run(Rig rig) throws Exception;
  }

  /**
   * Resources of a drill.
   *
   * @param directory empty, its own
   * @param repository root of the checkout
   * @param tools compiled shims
   * @param shortForm whether few repetitions are wanted
   * @param stopped whether the daemon is stopped when the fault begins, so that drills must fail
   */
  record Rig(Path directory, Path repository, Path tools, boolean shortForm, boolean stopped) {

    DrillSite site() throws Exception {
      return new DrillSite(this, Map.of());
    }
  }

  /** Provokes a fault at a site and returns the evidence. */
  @FunctionalInterface
  interface SiteBody {
    String run(DrillSite site) throws Exception;
  }

  /** A drill on a site of its own, where nothing may be written outside the envelope. */
  static Drill onSite(int number, String title, boolean inShort, SiteBody body) {
    return new Drill(
        number,
        title,
        inShort,
        rig -> {
          try (DrillSite site = rig.site()) {
            return body.run(site) + "; " + site.envelope();
          }
        });
  }

  /** What was seen is not what must be. */
  static final class Failed extends Exception {
    private static final long serialVersionUID = 1;

    Failed(String what) {
      super(what);
    }
  }

  /** This machine cannot provoke the fault. */
  static final class Skipped extends Exception {
    private static final long serialVersionUID = 1;

    Skipped(String why) {
      super(why);
    }
  }

  static void require(boolean holds, String otherwise, Object... details) throws Failed {
    if (!holds) {
      throw new Failed(String.format(Locale.ROOT, otherwise, details));
    }
  }

  static String text(String format, Object... details) {
    return String.format(Locale.ROOT, format, details);
  }
}
