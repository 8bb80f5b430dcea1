package io.spikewatt.simulator.chaos;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.simulator.chaos.Mutants.Mutant;
import io.spikewatt.simulator.envelope.EnvelopeRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A recorder that never speaks proves nothing: each rule is broken on purpose. */
class RecorderNoticesTest {

  /** Nearly all mutants are seen on the first two. */
  private static final List<Long> SEEDS = List.of(3L, 9L, 1L, 5L);

  /** With a genset and a transfer switch. */
  private static final List<Long> ISLANDS = List.of(2L, 4L);

  private static final Set<EnvelopeRule> OF_ISLANDS =
      EnumSet.of(EnvelopeRule.GENSET, EnvelopeRule.TRANSFER_SWITCH);
  private static final Map<Stretch, Set<EnvelopeRule>> SOUND = new HashMap<>();

  /** Most mutants are seen in the first, whichever the seed. */
  private static final List<Duration> LENGTHS =
      List.of(Duration.ofMinutes(75), Duration.ofHours(4));

  private record Stretch(long seed, Duration length) {}

  /**
   * Broken in tests of the recorder alone, because drivers and dispatch keep it or few seeds have
   * it, or in {@link OrderMutantTest}.
   */
  private static final Set<EnvelopeRule> ELSEWHERE =
      EnumSet.of(
          EnvelopeRule.RELAY,
          EnvelopeRule.HEAT_PUMP,
          EnvelopeRule.DIMMED,
          EnvelopeRule.RESERVE,
          EnvelopeRule.SECOND_WRITER);

  @TempDir private Path directory = Path.of("");

  static Stream<Arguments> mutants() {
    return Arrays.stream(EnvelopeRule.values())
        .flatMap(
            envelopeRule ->
                Mutants.of(envelopeRule).stream()
                    .map(mutant -> Arguments.of(envelopeRule, mutant)));
  }

  @Test
  void everyRuleHasAMutant() {
    for (EnvelopeRule envelopeRule : EnvelopeRule.values()) {
      assertTrue(
          ELSEWHERE.contains(envelopeRule) != !Mutants.of(envelopeRule).isEmpty(),
          () -> "no mutant for " + envelopeRule);
    }
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("mutants")
  void aControllerThatBreaksARuleIsSeenWithinAFewSeeds(EnvelopeRule envelopeRule, Mutant mutant)
      throws Exception {
    List<Long> seeds = OF_ISLANDS.contains(envelopeRule) ? ISLANDS : SEEDS;
    for (Duration length : LENGTHS) {
      for (long seed : seeds) {
        ChaosTask task = task(new Stretch(seed, length), mutant, mutant.sabotage());
        ChaosResult broken = ChaosRun.run(task, newDirectory(), envelopeRule);
        if (rules(broken).contains(envelopeRule)) {
          // A short stretch serves many mutants, a long one this one alone.
          boolean shared = mutant.faults().isEmpty() && length.equals(LENGTHS.getFirst());
          Stretch stretch = new Stretch(seed, shared ? length : broken.length());
          assertFalse(sound(stretch, mutant).contains(envelopeRule), "seen in the sound one too");
          return;
        }
      }
    }
    throw new AssertionError("not seen within " + seeds);
  }

  /** What the sound controller breaks, which is nothing; the day's own faults are run once. */
  private Set<EnvelopeRule> sound(Stretch stretch, Mutant mutant) throws IOException {
    ChaosTask task = task(stretch, mutant, ControllerMutation.NONE);
    if (!mutant.faults().isEmpty()) {
      return rules(ChaosRun.run(task, newDirectory(), line -> {}));
    }
    Set<EnvelopeRule> known = SOUND.get(stretch);
    if (known == null) {
      known = rules(ChaosRun.run(task, newDirectory(), line -> {}));
      SOUND.put(stretch, known);
    }
    return known;
  }

  private static ChaosTask task(
      Stretch stretch, Mutant mutant, ControllerMutation controllerMutation) {
    FaultPlan faults =
        mutant.faults().isEmpty()
            ? FaultPlan.of(stretch.seed(), Duration.ofDays(1).toSeconds())
            : FaultPlan.of(mutant.faults().toArray(FaultEpisode[]::new));
    return new ChaosTask(stretch.seed(), stretch.length(), faults, controllerMutation);
  }

  private Path newDirectory() throws IOException {
    return Files.createTempDirectory(directory, "run");
  }

  private static Set<EnvelopeRule> rules(ChaosResult result) {
    assertTrue(result.bug().isEmpty(), () -> "" + result.bug());
    return result.found().stream()
        .map(found -> found.violation().rule())
        .collect(Collectors.toSet());
  }
}
