package io.spikewatt.controller.cycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.cycle.PairSite.Control;
import io.spikewatt.controller.cycle.PairSite.Envelope;
import io.spikewatt.controller.cycle.PairSite.Source;
import io.spikewatt.controller.dispatch.DeviceRequests;
import io.spikewatt.controller.limit.GridLimits;
import io.spikewatt.controller.setpoint.LimitSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * All pairs of sources of limits: with both in force, no device and no sum of import or export goes
 * beyond what is possible with the stronger one alone, whatever is ordered of the devices.
 */
class SourcePairsTest {

  private static final Set<Source> RESERVES =
      EnumSet.of(Source.CONFIGURED_RESERVE, Source.A_RESERVES, Source.FLEET_RESERVES);

  private static final Set<Source> IMPORT_LIMITS =
      EnumSet.of(
          Source.CONTACT,
          Source.CONFIGURED,
          Source.PHASES,
          Source.A_LIMITS_IMPORT_TIGHTLY,
          Source.B_LIMITS_IMPORT,
          Source.FLEET_LIMITS_IMPORT);

  @Test
  void noWeakerVoiceWidensWhatAStrongerOneForbids() {
    assertEquals(List.of(), widened(Control.REAL));
  }

  @Test
  void everySourceForbidsSomething() {
    Envelope free = PairSite.envelope(Set.of(), Control.REAL);
    for (Source source : Source.values()) {
      Envelope alone = PairSite.envelope(Set.of(source), Control.REAL);
      assertFalse(
          free.beyond(alone).isEmpty(), source + " has no effect, so the pairs prove nothing");
    }
  }

  /** The find behind this test: the dimming read off the source that set the import limit. */
  @Test
  void aDimmingThatOnlyTheTightestSourceTellsIsFound() {
    Control loudest =
        new Control(
            (limits, effects) ->
                new GridLimits(
                    limits.importW(),
                    limits.exportW(),
                    limits.importWhy(),
                    limits.exportWhy(),
                    limits.importWhy() == LimitSource.GRID_OPERATOR,
                    limits.peakW(),
                    limits.storingW(),
                    limits.price()),
            requests -> requests);
    assertFound(loudest, Source.CONTACT, Source.A_LIMITS_IMPORT_TIGHTLY, "heatpump2");
  }

  @Test
  void aCommandThatReplacesALimitIsFound() {
    Control last =
        new Control(
            (limits, effects) ->
                new GridLimits(
                    effects.importLimitW().orElse(limits.importW()),
                    effects.exportLimitW().orElse(limits.exportW()),
                    limits.importWhy(),
                    limits.exportWhy(),
                    limits.dimmed(),
                    limits.peakW(),
                    limits.storingW(),
                    limits.price()),
            requests -> requests);
    assertFound(last, Source.CONTACT, Source.B_LIMITS_IMPORT, "import");
    assertFound(last, Source.CONFIGURED, Source.B_LIMITS_IMPORT, "import");
    assertFound(last, Source.CONTACT, Source.B_LIMITS_EXPORT, "export");
  }

  @Test
  void aPowerThatIsGrantedFromTheReserveIsFound() {
    Control forgetful =
        new Control(
            (limits, effects) -> limits,
            requests -> new DeviceRequests(requests.byDevice(), requests.scope()));
    Envelope kept = PairSite.envelope(Set.of(Source.A_RESERVES), Control.REAL);
    Envelope used = PairSite.envelope(Set.of(Source.A_RESERVES), forgetful);
    assertTrue(used.beyond(kept).contains("battery1"), () -> "" + used);
  }

  private static void assertFound(Control mutant, Source stronger, Source weaker, String where) {
    Envelope alone = PairSite.envelope(Set.of(stronger), Control.REAL);
    List<String> found = widened(mutant, stronger, weaker, alone);
    assertTrue(found.contains(stronger + " with " + weaker + ": " + where), () -> "" + found);
  }

  /** A reserve concerns the battery alone, and an import limit may use it: docs/planning.md. */
  private static boolean forbids(Source stronger, Source weaker, String where) {
    return !RESERVES.contains(stronger)
        || (where.equals("battery1") && !IMPORT_LIMITS.contains(weaker));
  }

  /** Each pair that is wider than its stronger source alone, and where. */
  private static List<String> widened(Control control) {
    List<String> widened = new ArrayList<>();
    for (Source stronger : Source.values()) {
      Envelope alone = PairSite.envelope(Set.of(stronger), Control.REAL);
      for (Source weaker : Source.values()) {
        if (stronger != weaker && stronger.rank() <= weaker.rank()) {
          widened.addAll(widened(control, stronger, weaker, alone));
        }
      }
    }
    return widened;
  }

  private static List<String> widened(
      Control control, Source stronger, Source weaker, Envelope alone) {
    return PairSite.envelope(Set.of(stronger, weaker), control).beyond(alone).stream()
        .filter(where -> forbids(stronger, weaker, where))
        .map(where -> stronger + " with " + weaker + ": " + where)
        .toList();
  }
}
