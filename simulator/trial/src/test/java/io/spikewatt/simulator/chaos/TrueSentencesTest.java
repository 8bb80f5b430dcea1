package io.spikewatt.simulator.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.words.Language;
import io.spikewatt.config.words.Phrase;
import io.spikewatt.simulator.envelope.ClaimPredicates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Conditions for the check that texts about a site are true: {@link ChaosRunTest} judges each
 * sentence of its hours by the recorder.
 */
class TrueSentencesTest {

  private static final long SEED = 21;

  /** Groups of texts that claim something of the plant. */
  private static final List<String> GROUPS =
      List.of(
          "headline.",
          "alarm.",
          "mode-reason.",
          "given-up.",
          "island.",
          "step.",
          "activity.",
          "does.",
          "choice.",
          "bound.");

  /** Texts without a claim of their own: their parts have one, or they are parts. */
  private static final Set<String> WITHOUT_CLAIM =
      Set.of(
          "headline.lags",
          "headline.bound",
          "headline.source.pv",
          "headline.source.wind",
          "mode-reason.attempt",
          "mode-reason.given-up",
          "choice.until",
          "alarm.not-following.by",
          "alarm.not-following.flipped",
          "alarm.not-following.claims");

  @TempDir private Path directory = Path.of("");

  @Test
  void every_activity_alarm_and_bound_has_a_predicate() {
    Set<String> unjudged = new TreeSet<>();
    for (String group : GROUPS) {
      Language.ENGLISH.under(group).keySet().forEach(key -> unjudged.add(group + key));
    }
    unjudged.removeAll(ClaimPredicates.keys());
    assertEquals(new TreeSet<>(WITHOUT_CLAIM), unjudged);
  }

  @Test
  void no_predicate_is_without_its_text() {
    List<String> stale =
        ClaimPredicates.keys().stream().filter(key -> !Language.ENGLISH.has(key)).toList();
    assertEquals(List.of(), stale);
  }

  @Test
  void two_causes_that_are_swapped_are_found() throws Exception {
    for (List<String> pair :
        List.of(List.of("full", "empty"), List.of("import-limit", "export-limit"))) {
      ChaosResult result = play(new Swapped(pair.get(0), pair.get(1)));
      assertTrue(result.bug().isEmpty(), () -> "" + result.bug());
      assertTrue(
          result.sentences().contradictions().stream()
              .anyMatch(found -> pair.stream().anyMatch(cause -> found.contains("bound." + cause))),
          () -> pair + " of " + result.sentences().claims());
    }
  }

  private ChaosResult play(ControllerMutation mutant) throws Exception {
    FaultPlan faults =
        FaultPlan.of(
            new FaultEpisode(FaultKind.SOC_JUMPS, 300, 301, 0.99),
            new FaultEpisode(FaultKind.SOC_JUMPS, 1_500, 1_501, 0.02),
            new FaultEpisode(FaultKind.CONTACT_CLOSED, 2_400, 3_000, 0.5));
    Path place = Files.createTempDirectory(directory, "run");
    return ChaosRun.run(
        new ChaosTask(SEED, Duration.ofHours(1), faults, mutant), place, line -> {});
  }

  /** Names one cause in the place of another. */
  private record Swapped(String one, String other) implements ControllerMutation {

    @Override
    public Phrase spoken(Phrase text) {
      Map<String, Object> values = new HashMap<>();
      text.values()
          .forEach(
              (place, value) ->
                  values.put(place, value instanceof Phrase part ? spoken(part) : value));
      return new Phrase(swapped(text.key()), values);
    }

    private String swapped(String key) {
      if (Stream.of("headline.bound.", "bound.").noneMatch(key::startsWith)) {
        return key;
      }
      String word = key.substring(key.lastIndexOf('.') + 1);
      String group = key.substring(0, key.length() - word.length());
      return word.equals(one) ? group + other : word.equals(other) ? group + one : key;
    }
  }
}
