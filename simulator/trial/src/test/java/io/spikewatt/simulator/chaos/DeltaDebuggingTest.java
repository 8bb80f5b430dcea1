package io.spikewatt.simulator.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeltaDebuggingTest {

  private static final List<Integer> CAUSES = IntStream.range(0, 90).boxed().toList();

  private final List<List<Integer>> tested = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(strings = {"89", "0", "3,7", "0,89", "12,13,60", "44,45", "5,30,31,77"})
  void onlyTheCausesThatAreNeededTogetherRemain(String needed) {
    List<Integer> causes = Stream.of(needed.split(",")).map(Integer::valueOf).toList();
    assertEquals(causes, reduce(causes, 1_000));
    assertTrue(tested.size() < 60, () -> tested.size() + " tests");
  }

  @Test
  void oneOfTwoSufficientCausesRemains() {
    List<Integer> left =
        DeltaDebugging.reduce(CAUSES, part -> part.contains(20) || part.contains(70), 1_000);
    assertEquals(List.of(70), left, "the one nearest to the failure");
  }

  @Test
  void whatFailsWithoutAnyCauseIsTestedOnce() {
    assertEquals(List.of(), reduce(List.of(), 1_000));
    assertEquals(List.of(List.of()), tested);
  }

  @Test
  void whenTheTestsRunOutTheSmallestFailingPartSoFarRemains() {
    List<Integer> left = reduce(List.of(3, 80), 12);
    assertEquals(12, tested.size());
    assertTrue(left.size() < CAUSES.size(), () -> "" + left);
    assertTrue(left.containsAll(List.of(3, 80)), () -> "" + left);
  }

  private List<Integer> reduce(List<Integer> needed, int mostTests) {
    return DeltaDebugging.reduce(
        CAUSES,
        part -> {
          tested.add(part);
          return part.containsAll(needed);
        },
        mostTests);
  }
}
