import io.spikewatt.config.site.FleetMembership.FleetConsent;
import io.spikewatt.config.site.FleetMembership.FleetShare;
import io.spikewatt.config.site.FleetMembership.RoundHours;
import io.spikewatt.controller.member.HistoryLearner;
import io.spikewatt.controller.member.PrivacyBudget;
import io.spikewatt.controller.member.SiteConsent;
import io.spikewatt.controller.member.UsedBases;
import io.spikewatt.hal.store.KeptValues;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.inference.federated.RoundRefusal;
import io.spikewatt.inference.federated.RoundTerms;
import io.spikewatt.inference.federated.SharedModel;
import io.spikewatt.inference.federated.WeightUpdate;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.graded.GradedTopology;
import io.spikewatt.inference.pooled.PastCommissioning;
import io.spikewatt.inference.pooled.FleetBlend;
import io.spikewatt.inference.pooled.PooledNetwork;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Knowledge that a dishonest coordinator gains of one gateway: by two rounds on one base, by
 * versions that it has made up to be tried, and by lists that differ ({@link SplitLists}). All
 * gateways are honest, and no noise is added.
 */
final class DishonestCoordinator {
  private static final double CLIP = 0.5;
  private static final int SITES = 10;

  /** Days of a record, as a young gateway has them. */
  private static final int DAYS = 60;

  private static final int PROBES = 62;
  private static final double FIRST = -3;
  private static final double APART = 0.1;
  private static final int JUDGED_DAYS = 7;
  private static final int AGE_DAYS = 19;
  private static final int AHEAD_HOURS = 36;
  private static final int SPACING_HOURS = 6;
  private static final Moment NOW = new Moment(0, Instant.parse("2026-11-20T02:00:00Z"));

  private final List<FleetSite> sites;
  private final PooledNetwork shipped;
  private final SecureRandom random = new SecureRandom();
  private final int pairs;
  private final BenchGoals goals;

  /**
   * @param loads at least ten
   * @param pairs of rounds that it begins
   * @param goals missed by what it has learnt and must not
   */
  DishonestCoordinator(List<FleetSite> loads, int pairs, BenchGoals goals) {
    sites = loads.subList(0, SITES);
    this.pairs = pairs;
    this.goals = goals;
    shipped = PooledNetwork.shipped(loads.getFirst().kind()).orElseThrow();
  }

  void print() {
    System.out.printf("%na coordinator that does not follow the protocol, %d gateways%n", SITES);
    twoRounds();
    for (int members : new int[] {10, 12, 15, 20, 21}) {
      SplitLists.Outcome outcome = new SplitLists(members, random).play();
      say(
          outcome.smallest() == 0,
          String.format(
              "split lists, %d members: smallest sum read %s; refused %s",
              members,
              outcome.smallest() == 0 ? "none" : "of " + outcome.smallest(),
              outcome.refused()));
    }
    canaries();
  }

  private void say(boolean good, String text) {
    System.out.printf("%-5s %s%n", good ? "pass" : "MISS", text);
    goals.check(good, text);
  }

  private static TimeSeries record(FleetSite site) {
    return site.series().head(Math.min(site.series().values().length, DAYS * day(site)));
  }

  private static int day(FleetSite site) {
    return site.series().slotsPerDay();
  }

  private HistoryLearner learner(FleetSite site) {
    TimeSeries record = record(site);
    return new HistoryLearner(
        site.kind(), site.settings(), () -> record, shipped, alone(site), random, () -> false);
  }

  /** A blend that knows no version. */
  private static FleetBlend alone(FleetSite site) {
    return new FleetBlend(site.kind(), site.settings(), List.of(), FleetBlend.State.first());
  }

  private static SiteConsent consent() {
    return new SiteConsent(
        new FleetConsent(
            Set.of(FleetShare.MODELS), "a bench", OptionalDouble.empty(), RoundHours.ANY),
        ZoneOffset.UTC,
        () -> DAYS,
        new PrivacyBudget(KeptValues.inMemory(), ZoneOffset.UTC, OptionalDouble.empty()),
        new UsedBases(KeptValues.inMemory()),
        spent -> {});
  }

  /** The first round has all gateways, the second one leaves the first of them out. */
  private void twoRounds() {
    float[] weights = shipped.weights().dequantised().values();
    RoundTerms terms =
        new RoundTerms(
            1, 0, PooledNetwork.inputs(sites.getFirst().kind()), SITES, weights.length, CLIP, 0);
    List<HistoryLearner> learners = sites.stream().map(this::learner).toList();
    int second = 0;
    for (int site = 0; site < SITES; site++) {
      SiteConsent consent = consent();
      second += uploads(consent, terms, new SharedModel(terms.features(), 1, weights));
      second += uploads(consent, terms, new SharedModel(terms.features(), 1, weights));
      second += uploads(consent, terms, new SharedModel(terms.features(), 2, weights));
    }
    second -= SITES;
    say(second == 0, "two rounds on one base: second updates " + second + " of " + 2 * SITES);

    double[] truth = sum(List.of(learners.getFirst()), weights, 4 * pairs);
    double[] difference = new double[weights.length];
    double[] mean = new double[weights.length];
    int exact = 0;
    double first = Double.NaN;
    for (int pair = 0; pair < pairs; pair++) {
      float[] near = weights.clone();
      near[pair] = Math.nextUp(near[pair]);
      WeightUpdate target = clipped(learners.getFirst(), near);
      double[] all = sum(learners.subList(1, SITES), near, 1);
      double[] others = sum(learners.subList(1, SITES), near, 1);
      for (int i = 0; i < mean.length; i++) {
        double found = all[i] + target.values()[i] - others[i];
        exact += target.values()[i] != 0 && (float) found == target.values()[i] ? 1 : 0;
        difference[i] += found;
        mean[i] += all[i] + target.values()[i];
      }
      first = pair == 0 ? cosine(difference, truth) : first;
    }
    int allowed = pairs * weights.length / 100;
    say(
        exact <= allowed,
        "two rounds on bases that differ in a bit: weights given away exactly %d of %d"
            .formatted(exact, pairs * weights.length));
    System.out.printf(
        "      the difference of two such sums, beside the gateway's own mean update: cosine %.2f;"
            + " of %d pairs %.2f; the group's mean alone %.2f%n",
        first, pairs, cosine(difference, truth), cosine(mean, truth));
    System.out.println("      (masks do not hide this; noise does: docs/fleet.md)");
  }

  /** 1 if the consent lets an update out. */
  private static int uploads(SiteConsent consent, RoundTerms terms, SharedModel base) {
    try {
      consent.upload(terms, base, NOW);
      return 1;
    } catch (RoundRefusal refusal) {
      return 0;
    }
  }

  private static WeightUpdate clipped(HistoryLearner learner, float[] weights) {
    return learner.update(weights).clipped(CLIP);
  }

  private static double[] sum(List<HistoryLearner> learners, float[] weights, int times) {
    double[] sum = new double[weights.length];
    for (int time = 0; time < times; time++) {
      for (HistoryLearner learner : learners) {
        float[] values = clipped(learner, weights).values();
        for (int i = 0; i < sum.length; i++) {
          sum[i] += values[i];
        }
      }
    }
    return sum;
  }

  private static double cosine(double[] one, double[] other) {
    double product = 0;
    double ones = 0;
    double others = 0;
    for (int i = 0; i < one.length; i++) {
      product += one[i] * other[i];
      ones += one[i] * one[i];
      others += other[i] * other[i];
    }
    return product / Math.sqrt(ones * others);
  }

  /**
   * Networks that say one number each. The second difference of their errors is the distribution of
   * the outcomes in the judged week; the answers are all that the coordinator gets of them.
   */
  private void canaries() {
    FleetSite site = sites.getFirst();
    HistoryLearner gateway = learner(site);
    SiteConsent consent = consent();
    double used = gateway.networkError(shipped.weights().dequantised().values());
    double unit = PooledNetwork.outputUnit(site.kind());
    double[] errors = new double[PROBES];
    double[] answers = new double[PROBES];
    int answered = 0;
    for (int i = 0; i < PROBES; i++) {
      double error = gateway.networkError(constant(FIRST + APART * (i - 0.5)));
      errors[i] = error / unit;
      // What is not answered, it takes from the last answer.
      answers[i] = i == 0 ? 0 : answers[i - 1];
      try {
        answers[i] = consent.report(error <= used, random, NOW) ? used / unit : 2 * used / unit;
        answered++;
      } catch (RoundRefusal refusal) {
        // Counted by what is missing.
      }
    }
    double[] truth = outcomes(site);
    double exact = distance(secondDifferences(errors), truth);
    double coarse = distance(secondDifferences(answers), truth);
    say(
        answered <= PrivacyBudget.MOST_REPORTS && coarse >= 0.9,
        String.format(
            "crafted canaries: %d of %d answered, a bit each; distribution of last week's outcomes"
                + " read with an error of %.0f %% (with errors in the reports: %.3f %%)",
            answered, PROBES, 100 * coarse, 100 * exact));
  }

  private float[] constant(double said) {
    GradedTopology shape = shipped.weights().topology();
    float[] weights = new float[shape.parameters()];
    for (int output = 0; output < shape.outputs(); output++) {
      weights[shape.outputBias() + output] = (float) said;
    }
    return weights;
  }

  private static double[] secondDifferences(double[] values) {
    double[] differences = new double[values.length - 2];
    for (int i = 0; i < differences.length; i++) {
      differences[i] = (values[i + 2] - 2 * values[i + 1] + values[i]) / (2 * APART);
    }
    return differences;
  }

  /** Share of the outcomes in each cell, as the judged week has them. */
  private static double[] outcomes(FleetSite site) {
    TimeSeries record = record(site);
    int hour = Math.max(1, day(site) / 24);
    int end = record.values().length - AHEAD_HOURS * hour;
    double[] shares = new double[PROBES - 2];
    List<double[]> points = new ArrayList<>();
    for (int origin = end - JUDGED_DAYS * day(site); origin < end; origin += SPACING_HOURS * hour) {
      int age = AGE_DAYS * day(site);
      Optional<PastCommissioning> seen =
          PastCommissioning.at(site.kind(), site.settings(), record, origin - age, age);
      if (seen.isPresent()) {
        for (float error : seen.get().errors()) {
          if (Float.isFinite(error)) {
            points.add(new double[] {error, seen.get().weight()});
          }
        }
      }
    }
    for (double[] point : points) {
      for (int cell = 0; cell < shares.length; cell++) {
        double at = Math.abs(point[0] - (FIRST + APART * (cell + 0.5))) / APART;
        shares[cell] += at < 1 ? point[1] / points.size() * (1 - at) : 0;
      }
    }
    return shares;
  }

  /** Sum of the differences to the truth, over the truth's own; 1 = as good as nothing known. */
  private static double distance(double[] seen, double[] truth) {
    double off = 0;
    double mass = 0;
    for (int cell = 0; cell < truth.length; cell++) {
      off += Math.abs(seen[cell] - truth[cell]);
      mass += truth[cell];
    }
    return off / mass;
  }
}
