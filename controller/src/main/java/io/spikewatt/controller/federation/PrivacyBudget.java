package io.spikewatt.controller.federation;

import io.spikewatt.hal.store.KeptValues;
import io.spikewatt.inference.federated.PrivacyAccountant;
import io.spikewatt.inference.federated.RoundRefusal;
import io.spikewatt.inference.federated.RoundTerms;
import java.nio.file.Path;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Privacy that a site may spend in a calendar month, and what its rounds have spent. The unit is a
 * site, and no round is assumed to leave it out by chance. Thread-safe.
 */
public final class PrivacyBudget {

  /** Probability that ε does not hold. */
  public static final double DELTA = 1e-5;

  private static final String MONTH = "month";
  private static final String ROUNDS = "noise-of-rounds";

  private final KeptValues kept;
  private final ZoneId zone;
  private final OptionalDouble limit;

  private PrivacyBudget(KeptValues kept, ZoneId zone, OptionalDouble limit) {
    this.kept = kept;
    this.zone = zone;
    this.limit = limit;
  }

  /**
   * Privacy spent in a month.
   *
   * @param epsilon of the rounds with noise, at {@link #DELTA}
   * @param limit greatest ε of a month; empty = none
   * @param rounds number of rounds with noise
   * @param maskedOnly number of rounds without noise, which have no ε
   */
  public record PrivacySpent(double epsilon, OptionalDouble limit, int rounds, int maskedOnly) {

    /** For a person. */
    public String text() {
      String most =
          limit.isPresent() ? String.format(Locale.ROOT, " of %.2f", limit.getAsDouble()) : "";
      String noisy = String.format(Locale.ROOT, "privacy ε %.2f%s this month", epsilon, most);
      return maskedOnly > 0 ? noisy + ", %d rounds by masks alone".formatted(maskedOnly) : noisy;
    }
  }

  /** The budget of a state directory. */
  public static PrivacyBudget in(
      Path directory, ZoneId zone, OptionalDouble limit, Consumer<String> onProblem) {
    Path file = directory.resolve("fleet").resolve("privacy.properties");
    return new PrivacyBudget(
        KeptValues.in(file, "Privacy spent this month: noise of each round, in clips", onProblem),
        zone,
        limit);
  }

  /** A budget that a restart forgets. */
  public static PrivacyBudget inMemory(ZoneId zone, OptionalDouble limit) {
    return new PrivacyBudget(KeptValues.inMemory(), zone, limit);
  }

  /** What this month's rounds have spent. */
  public synchronized PrivacySpent spent(Instant now) {
    double[] noises = noises(now);
    int noisy = (int) Arrays.stream(noises).filter(noise -> noise > 0).count();
    return new PrivacySpent(epsilon(noises), limit, noisy, noises.length - noisy);
  }

  /** Refuses a round that would spend more than is left of the month. */
  public synchronized void require(RoundTerms terms, Instant now) throws RoundRefusal {
    if (limit.isEmpty()) {
      return;
    }
    double[] after = with(noises(now), noise(terms));
    String found =
        noise(terms) > 0
            ? String.format(Locale.ROOT, "%.2f after round %d", epsilon(after), terms.round())
            : "round %d without noise".formatted(terms.round());
    if (!(noise(terms) > 0) || epsilon(after) > limit.getAsDouble()) {
      throw new RoundRefusal(
          RoundRefusal.Cause.OVER_BUDGET,
          String.format(
              Locale.ROOT,
              "at most ε %.2f a month expected, found %s",
              limit.getAsDouble(),
              found));
    }
  }

  /**
   * Counts a round, on the disk before it returns.
   *
   * @return what the month has spent with it
   * @throws RoundRefusal if the rest of the month does not cover it, or it cannot be kept
   */
  public synchronized PrivacySpent spend(RoundTerms terms, Instant now) throws RoundRefusal {
    require(terms, now);
    String rounds =
        Arrays.stream(with(noises(now), noise(terms)))
            .mapToObj(Double::toString)
            .collect(Collectors.joining(" "));
    boolean written = kept.replace(Map.of(MONTH, month(now), ROUNDS, rounds));
    if (!written && limit.isPresent()) {
      throw new RoundRefusal(
          RoundRefusal.Cause.OVER_BUDGET, "what a round spends cannot be kept on the disk");
    }
    return spent(now);
  }

  /** Noise of the sum at least, in clips: members that drop out take theirs with them. */
  private static double noise(RoundTerms terms) {
    return terms.noise() * Math.sqrt(terms.needed()) / terms.clip();
  }

  private static double epsilon(double[] noises) {
    // A month has hundreds of rounds, nearly all with the same noise.
    Map<Double, Integer> rounds = new TreeMap<>();
    Arrays.stream(noises).filter(noise -> noise > 0).forEach(n -> rounds.merge(n, 1, Integer::sum));
    PrivacyAccountant accountant = PrivacyAccountant.fresh();
    for (Map.Entry<Double, Integer> each : rounds.entrySet()) {
      accountant = accountant.after(1, each.getKey(), each.getValue());
    }
    return accountant.epsilon(DELTA);
  }

  private String month(Instant now) {
    return YearMonth.from(now.atZone(zone)).toString();
  }

  /** A line that nobody can read counts as a month that is spent. */
  private double[] noises(Instant now) {
    boolean current = kept.get(MONTH).filter(month(now)::equals).isPresent();
    String text = current ? kept.get(ROUNDS).orElse("") : "";
    try {
      return text.isBlank()
          ? new double[0]
          : Arrays.stream(text.split(" ")).mapToDouble(Double::parseDouble).toArray();
    } catch (NumberFormatException _) {
      return new double[] {1e-3};
    }
  }

  private static double[] with(double[] noises, double more) {
    double[] all = Arrays.copyOf(noises, noises.length + 1);
    all[noises.length] = more;
    return all;
  }
}
