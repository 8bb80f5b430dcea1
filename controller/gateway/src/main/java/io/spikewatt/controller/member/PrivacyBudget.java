package io.spikewatt.controller.member;

import io.spikewatt.hal.store.KeptValues;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.inference.federated.PrivacyAccountant;
import io.spikewatt.inference.federated.RoundRefusal;
import io.spikewatt.inference.federated.RoundTerms;
import java.nio.file.Path;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Privacy that a site may spend in a calendar month, and what its rounds and reports have spent.
 * The unit is a site, and no round is assumed to leave it out by chance. What is counted for a
 * month stays counted for it, whatever the clock shows later. Thread-safe.
 */
public final class PrivacyBudget {

  /** Reports on versions on trial in a month; a fleet has about one trial a week. */
  public static final int MOST_REPORTS = 8;

  /** ε of a report of a site with a limit, by randomized response. */
  public static final double REPORT_EPSILON = 1;

  private static final String ROUNDS = "noise-of-rounds";
  private static final String REPORTS = "reports";

  private final KeptValues kept;
  private final BelievedMonth month;
  private final OptionalDouble limit;

  public PrivacyBudget(KeptValues kept, ZoneId zone, OptionalDouble limit) {
    this.kept = kept;
    this.month = new BelievedMonth(kept, zone);
    this.limit = limit;
    nameRounds(kept);
  }

  /** Earlier releases kept one month, without its name. */
  private static void nameRounds(KeptValues kept) {
    Map<String, String> all = kept.all();
    String rounds = all.remove(ROUNDS);
    String of = all.get(BelievedMonth.MONTH);
    if (rounds != null && of != null) {
      all.putIfAbsent(ROUNDS + "-" + of, rounds);
      boolean _ = kept.replace(all);
    }
  }

  /**
   * Privacy spent in a month.
   *
   * @param epsilon of the rounds with noise and the reports of a site with a limit, at {@link
   *     PrivacyAccountant#DELTA}
   * @param limit greatest ε of a month; empty = none
   * @param rounds number of rounds with noise
   * @param maskedOnly number of rounds without noise, which have no ε
   * @param reports number of reports on versions on trial
   */
  public record PrivacySpent(
      double epsilon, OptionalDouble limit, int rounds, int maskedOnly, int reports) {

    public String text() {
      String most =
          limit.isPresent() ? String.format(Locale.ROOT, " of %.2f", limit.getAsDouble()) : "";
      String noisy = String.format(Locale.ROOT, "privacy ε %.2f%s this month", epsilon, most);
      return noisy
          + (maskedOnly > 0 ? ", %d rounds by masks alone".formatted(maskedOnly) : "")
          + (reports > 0 ? ", %d trial reports".formatted(reports) : "");
    }
  }

  /** Account of a month: noise of each round, in clips, and the number of reports. */
  private record Account(double[] noises, int reports) {

    double epsilon(OptionalDouble limit) {
      // A month has hundreds of rounds, nearly all with the same noise.
      Map<Double, Integer> rounds = new TreeMap<>();
      Arrays.stream(noises).filter(n -> n > 0).forEach(n -> rounds.merge(n, 1, Integer::sum));
      PrivacyAccountant accountant = PrivacyAccountant.fresh();
      for (Map.Entry<Double, Integer> each : rounds.entrySet()) {
        accountant = accountant.after(1, each.getKey(), each.getValue());
      }
      // Reports of a site without a limit are exact, and have no ε.
      double ofReports = limit.isPresent() ? REPORT_EPSILON * reports : 0;
      return accountant.epsilon(PrivacyAccountant.DELTA) + ofReports;
    }

    Account withRound(double noise) {
      double[] all = Arrays.copyOf(noises, noises.length + 1);
      all[noises.length] = noise;
      return new Account(all, reports);
    }

    Account withReport() {
      return new Account(noises, reports + 1);
    }
  }

  public static PrivacyBudget in(
      Path directory, ZoneId zone, OptionalDouble limit, Consumer<String> onProblem) {
    Path file = directory.resolve("fleet").resolve("privacy.properties");
    return new PrivacyBudget(
        KeptValues.in(file, "Privacy spent by month: noise of each round, in clips", onProblem),
        zone,
        limit);
  }

  /** What this month's rounds and reports have spent. */
  public synchronized PrivacySpent spent(Moment now) {
    Account account = account(month.believed(now));
    int noisy = (int) Arrays.stream(account.noises).filter(noise -> noise > 0).count();
    return new PrivacySpent(
        account.epsilon(limit), limit, noisy, account.noises.length - noisy, account.reports);
  }

  /** Refuses a round that would spend more than is left of the month. */
  public synchronized void require(RoundTerms terms, Moment now) throws RoundRefusal {
    if (limit.isPresent() && !(noise(terms) > 0)) {
      throw overBudget("round %d without noise".formatted(terms.round()));
    }
    for (YearMonth each : months(now)) {
      requireWithin(account(each).withRound(noise(terms)), "round " + terms.round());
    }
  }

  /**
   * Counts a round, on the disk before it returns.
   *
   * @return what the month has spent with it
   * @throws RoundRefusal if the rest of the month does not cover it, or it cannot be kept
   */
  public synchronized PrivacySpent spend(RoundTerms terms, Moment now) throws RoundRefusal {
    require(terms, now);
    Map<YearMonth, Account> after = new TreeMap<>();
    for (YearMonth each : months(now)) {
      after.put(each, account(each).withRound(noise(terms)));
    }
    keep(after, now);
    return spent(now);
  }

  /**
   * Counts a report on a version on trial, on the disk before it returns.
   *
   * @return what it may say: {@code notWorse}, or by chance the opposite where there is a limit
   * @throws RoundRefusal if the rest of the month does not cover it, or it cannot be kept
   */
  public synchronized boolean report(boolean notWorse, RandomGenerator random, Moment now)
      throws RoundRefusal {
    Map<YearMonth, Account> after = new TreeMap<>();
    for (YearMonth each : months(now)) {
      Account account = account(each).withReport();
      if (account.reports > MOST_REPORTS) {
        throw new RoundRefusal(
            RoundRefusal.Cause.OVER_BUDGET,
            "at most %d trial reports a month expected, found one more".formatted(MOST_REPORTS));
      }
      requireWithin(account, "a trial report");
      after.put(each, account);
    }
    keep(after, now);
    double truth = Math.exp(REPORT_EPSILON) / (1 + Math.exp(REPORT_EPSILON));
    boolean untrue = limit.isPresent() && random.nextDouble() >= truth;
    return untrue != notWorse;
  }

  private void requireWithin(Account after, String what) throws RoundRefusal {
    if (limit.isPresent() && !(after.epsilon(limit) <= limit.getAsDouble())) {
      throw overBudget(String.format(Locale.ROOT, "%.2f after %s", after.epsilon(limit), what));
    }
  }

  private RoundRefusal overBudget(String found) {
    return new RoundRefusal(
        RoundRefusal.Cause.OVER_BUDGET,
        String.format(
            Locale.ROOT,
            "at most ε %.2f a month expected, found %s",
            limit.orElse(Double.NaN),
            found));
  }

  private void keep(Map<YearMonth, Account> after, Moment now) throws RoundRefusal {
    String believed = month.believed(now).toString();
    Map<String, String> all = kept.all();
    all.put(BelievedMonth.MONTH, believed);
    after.forEach(
        (of, account) -> {
          String noises =
              Arrays.stream(account.noises)
                  .mapToObj(Double::toString)
                  .collect(Collectors.joining(" "));
          all.put(name(ROUNDS, of), noises);
          all.put(name(REPORTS, of), Integer.toString(account.reports));
        });
    if (!kept.replace(all) && limit.isPresent()) {
      throw new RoundRefusal(
          RoundRefusal.Cause.OVER_BUDGET,
          "what a round or a report spends cannot be kept on the disk");
    }
  }

  /** Both the believed month and the shown one have to cover what is spent in a month in doubt. */
  private List<YearMonth> months(Moment now) {
    return Stream.of(month.believed(now), month.shown(now)).distinct().toList();
  }

  /** Noise of the sum at least, in clips: members that drop out take theirs with them. */
  private static double noise(RoundTerms terms) {
    return terms.noise() * Math.sqrt(terms.needed()) / terms.clip();
  }

  private static String name(String kind, YearMonth month) {
    return kind + "-" + month;
  }

  /** An unreadable line counts as a month whose budget is spent. */
  private Account account(YearMonth of) {
    String text = kept.get(name(ROUNDS, of)).orElse("");
    try {
      double[] noises =
          text.isBlank()
              ? new double[0]
              : Arrays.stream(text.split(" ")).mapToDouble(Double::parseDouble).toArray();
      return new Account(noises, Integer.parseInt(kept.get(name(REPORTS, of)).orElse("0")));
    } catch (NumberFormatException _) {
      return new Account(new double[] {1e-3}, MOST_REPORTS);
    }
  }
}
