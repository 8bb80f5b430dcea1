package io.spikewatt.inference.score;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class LeadAggregationTest {

  private static final int HOUR_S = 3600;
  private static final double[] ALL = {0, 0, 0};
  private static final double[] TWO = {0, 0, Double.NaN};
  private static final LeadAggregation FRESH = LeadAggregation.of(0.8, 0.1, 0.1);

  /** The first expert errs by 1, the second by 0, the third is not there. */
  private static double[][] secondIsRight() {
    double[][] forecasts = new double[LeadAggregation.HOURS][];
    for (int k = 0; k < forecasts.length; k++) {
      forecasts[k] = new double[] {6, 5, Double.NaN};
    }
    return forecasts;
  }

  private static LeadAggregation after(int issues) {
    LeadAggregation leads = FRESH;
    for (int i = 0; i < issues; i++) {
      long origin = (long) i * 6 * HOUR_S;
      leads = leads.settled(origin, _ -> 5).issued(origin, secondIsRight());
    }
    return leads;
  }

  @Test
  void aClassLearnsOnceAllOfItsOutcomesAreKnown() {
    LeadAggregation issued = FRESH.issued(0, secondIsRight());
    LeadAggregation early = issued.settled(6 * HOUR_S - 1, _ -> 5);
    assertArrayEquals(FRESH.weights(0, TWO), early.weights(0, TWO));
    LeadAggregation later = early.settled(6 * HOUR_S, _ -> 5);
    assertNotEquals(FRESH.weights(5, TWO)[1], later.weights(5, TWO)[1]);
    assertArrayEquals(FRESH.weights(6, TWO), later.weights(6, TWO), "hours beyond are open");
    LeadAggregation last = later.settled(36 * HOUR_S, _ -> 5);
    assertNotEquals(FRESH.weights(35, TWO)[1], last.weights(35, TWO)[1]);
    assertEquals(List.of(), last.open());
  }

  @Test
  void eachOutcomeIsThatOfItsHour() {
    LeadAggregation leads = FRESH.issued(7 * HOUR_S, secondIsRight());
    int[] asked = new int[100];
    leads.settled(
        50 * HOUR_S,
        at -> {
          asked[(int) (at / HOUR_S)]++;
          return 5;
        });
    for (int hour = 0; hour < asked.length; hour++) {
      assertEquals(hour >= 7 && hour < 43 ? 1 : 0, asked[hour], "hour " + hour);
    }
  }

  @Test
  void missingOutcomesChangeNothing() {
    LeadAggregation leads = FRESH.issued(0, secondIsRight()).settled(36 * HOUR_S, _ -> Double.NaN);
    assertArrayEquals(FRESH.weights(0, ALL), leads.weights(0, ALL));
  }

  @Test
  void theBetterExpertHasMostOfTheWeightAfterTwoWeeks() {
    double share = after(56).weights(0, TWO)[1];
    assertTrue(share > 0.8, "share " + share);
  }

  @Test
  void aNewerVersionEntersWithItsPriorAndTheOneBeforeKeepsItsRecord() {
    LeadAggregation before = after(56);
    LeadAggregation next = before.succeeded(1, 2);
    double[] weights = next.weights(0, ALL);
    assertEquals(0.1, weights[1], 1e-9);
    assertTrue(weights[2] > 0.7, "the one before has weight " + weights[2]);
    for (LeadAggregation.Issue issue : next.open()) {
      assertTrue(Double.isNaN(issue.forecasts()[0][1]), "it has forecast nothing yet");
      assertEquals(5, issue.forecasts()[0][2]);
    }
    double kept = next.settled(100 * 24 * HOUR_S, _ -> 5).weights(0, ALL)[2];
    assertTrue(kept > 0.7, kept + " of " + weights[2]);
  }

  @Test
  void aBlendIsOfThoseThatHaveAForecast() {
    assertEquals(0.8 * 3 + 0.1 * 4 + 0.1 * 5, FRESH.blend(0, new double[] {3, 4, 5}), 1e-12);
    assertEquals(3, FRESH.blend(0, new double[] {3, Double.NaN, Double.NaN}), 1e-12);
    double[] none = {Double.NaN, Double.NaN, Double.NaN};
    assertTrue(Double.isNaN(FRESH.blend(0, none)));
  }

  @Test
  void forecastsOfAnotherNumberOfExpertsAreRefused() {
    double[][] one = {{1}};
    LeadAggregation.Issue wrong = new LeadAggregation.Issue(0, 0, one, one);
    assertThrows(
        IllegalArgumentException.class, () -> new LeadAggregation(FRESH.classes(), List.of(wrong)));
    assertThrows(IllegalArgumentException.class, () -> new LeadAggregation(List.of(), List.of()));
  }
}
