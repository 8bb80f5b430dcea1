import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** How well the fast loop holds the grid's power, in virtual time, beside two plain controllers. */
public final class FastLoop {

  private static final double NO_LIMIT = 30_000;

  private record Times(double deadS, double settlingS) {}

  private static final List<Times> DEVICES =
      List.of(new Times(0.6, 2.8), new Times(1.6, 3.8), new Times(1.6, 14.2));

  private final Path work;
  private final Series all;
  private final Series some;
  private final Map<Times, Double> tuned = new HashMap<>();
  private final BenchGoals goals = new BenchGoals();
  private final List<ProductLoop> opened = new ArrayList<>();
  private int accusations;
  private int made;

  private FastLoop(Path work, Series all, int followS) {
    this.work = work;
    this.some = all.part(Math.min(10 * 3600, all.seconds() - 3600), 3600);
    this.all = followS < all.seconds() ? all.part(0, followS) : all;
  }

  public static void main(String[] arguments) throws IOException {
    Locale.setDefault(Locale.ROOT);
    boolean isShort = arguments[0].equals("1");
    Series series = Series.of(Path.of(arguments[1]), 1);
    FastLoop bench =
        new FastLoop(Path.of(arguments[2]), series, isShort ? 24 * 3600 : Integer.MAX_VALUE);
    System.out.printf("%s; %.1f h, in virtual time%n", series.from(), bench.all.seconds() / 3600.0);
    for (Times times : DEVICES) {
      bench.device(times);
    }
    bench.strangers();
    bench.judge(
        "accusations of the grid meter, which is honest",
        bench.accusations + bench.opened.stream().mapToInt(ProductLoop::accusations).sum(),
        0);
    System.out.println();
    // Other load on the machine must not fail a build.
    WireLatency.run(
        Path.of(arguments[2]), isShort ? 12 : 120, isShort ? FastLoop::show : bench::judge);
    bench.opened.forEach(ProductLoop::close);
    bench.goals.exit();
  }

  private void device(Times t) {
    System.out.printf("%nbattery %.1f / %.1f s%n", t.deadS, t.settlingS);
    System.out.printf(
        "%-28s %8s %10s %10s %8s %10s %8s %10s %10s%n",
        "",
        "first",
        "overshoot",
        "settled s",
        "swing W",
        "kWh/year",
        "bias W",
        "an hour's",
        "moves kW/h");
    Steps.Outcome steps = Steps.run(product(t, t, PowerStage.Shape.LAG, NO_LIMIT));
    Follow follow = Follow.run(product(t, t, PowerStage.Shape.LAG, NO_LIMIT), all);
    row("spikewatt", steps, follow);
    double wished = Tuning.best(w -> site(pi(t, w), t, PowerStage.Shape.LAG), some);
    tuned.put(t, wished);
    row(
        String.format("PI, SIMC with c = %.2f D", wished),
        Steps.run(site(pi(t, wished), t, PowerStage.Shape.LAG)),
        Follow.run(site(pi(t, wished), t, PowerStage.Shape.LAG), all));
    row(
        "hold-last",
        Steps.run(site(new HoldLast(t.settlingS), t, PowerStage.Shape.LAG)),
        Follow.run(site(new HoldLast(t.settlingS), t, PowerStage.Shape.LAG), all));
    String who = String.format(" (%.1f / %.1f s)", t.deadS, t.settlingS);
    judge("overshoot of the very first step, %" + who, steps.firstPct(), 5);
    judge("overshoot of all others, % of the step" + who, steps.overshootPct(), 5);
    judge("swing long after the step, W" + who, steps.swingW(), 20);
    judge("mean error of the grid's power, W" + who, Math.abs(follow.biasW()), 3);
    for (double limitW : new double[] {2000, 0}) {
      Rig site = product(t, t, PowerStage.Shape.LAG, limitW);
      String of = String.format("back under %.0f W of export by ", limitW);
      judge(of + "the battery, s" + who, Limits.backByBattery(site, limitW), 3 + t.settlingS);
      judge(of + "PV alone, s" + who, Limits.backByPv(site, limitW), 3 + t.settlingS);
    }
    negativeSlot(t, "PV alone", 100);
    negativeSlot(t, "PV beside a battery", 50);
    System.out.printf(
        "  told its smallest power at once, the inverter alone takes %.2f s to where 0 W are"
            + " kept%n",
        Limits.ownSeconds(site(new HoldLast(t.settlingS), t, PowerStage.Shape.LAG).pvLimit, 0));
    judge(
        "static limit after the last reading, s" + who,
        Limits.silentUntilStatic(product(t, t, PowerStage.Shape.LAG, 4000), 4000),
        5.3);
  }

  /** Zero feed-in by price, from the first second of a slot on, at each phase of the cycle. */
  private void negativeSlot(Times t, String by, double socPct) {
    Limits.NegativeSlot worst = Limits.NegativeSlot.NONE;
    for (int phase = 0; phase < Limits.PHASES; phase++) {
      double beginsAt = 60 + (double) phase / Limits.PHASES;
      try (ProductLoop loop = loop(t, NO_LIMIT, beginsAt)) {
        Rig site = site(loop, t, PowerStage.Shape.LAG);
        worst = worst.or(Limits.negativeSlot(site, beginsAt, socPct));
        accusations += loop.accusations();
      }
    }
    String who = String.format(" (%.1f / %.1f s)", t.deadS, t.settlingS);
    judge("no export in a negative slot by " + by + ", s" + who, worst.seconds(), 3 + t.settlingS);
    System.out.printf("  %-70s %8.2f Wh%n", "exported since the slot's beginning", worst.wattHours());
  }

  /** Devices and meters that are not what control believes, and the PI controller on the same. */
  private void strangers() {
    System.out.printf(
        "%n%-40s %8s %10s %10s %8s | %13s %8s%n",
        "not as the profile says",
        "first",
        "overshoot",
        "settled s",
        "swing W",
        "PI: overshoot",
        "swing W");
    Times quick = DEVICES.get(0);
    Times usual = DEVICES.get(1);
    Times slow = DEVICES.get(2);
    stranger("1.6 / 3.8 in the profile, 1.6 / 14.2", usual, slow, PowerStage.Shape.LAG, 0);
    stranger("1.6 / 14.2 in the profile, 0.6 / 2.8", slow, quick, PowerStage.Shape.LAG, 0);
    stranger("0.6 / 2.8 in the profile, 1.6 / 3.8", quick, usual, PowerStage.Shape.LAG, 0);
    stranger("1.6 / 3.8, a straight ramp", usual, usual, PowerStage.Shape.RAMP, 0);
    stranger("1.6 / 14.2, a straight ramp", slow, slow, PowerStage.Shape.RAMP, 0);
    stranger("1.6 / 3.8, a meter with a lag of 1 s", usual, usual, PowerStage.Shape.LAG, 1);
    stranger("1.6 / 14.2, a meter with a lag of 1 s", slow, slow, PowerStage.Shape.LAG, 1);
    stranger("1.6 / 3.8, a meter with a lag of 3 s", usual, usual, PowerStage.Shape.LAG, 3);
  }

  private void stranger(
      String what, Times profile, Times real, PowerStage.Shape shape, double meterTauS) {
    Rig ours = product(profile, real, shape, NO_LIMIT);
    ours.meterTauS = meterTauS;
    Rig other = site(pi(profile, Objects.requireNonNull(tuned.get(profile))), real, shape);
    other.meterTauS = meterTauS;
    Steps.Outcome o = Steps.run(ours);
    Steps.Outcome pi = Steps.run(other);
    System.out.printf(
        "%-40s %7.1f%% %9.1f%% %10.1f %8.1f | %12.1f%% %8.1f%n",
        what,
        o.firstPct(),
        o.overshootPct(),
        o.settledS(),
        o.swingW(),
        pi.overshootPct(),
        pi.swingW());
    judge("swing long after the step, W (" + what + ")", o.swingW(), 20);
  }

  private static Rival pi(Times t, double wished) {
    return new PiLoop(t.deadS, t.settlingS, wished);
  }

  private static Rig site(Rival rival, Times t, PowerStage.Shape shape) {
    return new Rig(
        rival,
        new PowerStage(t.deadS, t.settlingS, Rig.BATTERY_W, shape),
        new PowerStage(t.deadS, t.settlingS, Rig.PV_W, PowerStage.Shape.LAG));
  }

  private Rig product(Times profile, Times real, PowerStage.Shape shape, double exportLimitW) {
    ProductLoop loop = loop(profile, exportLimitW, 0);
    opened.add(loop);
    return site(loop, real, shape);
  }

  private ProductLoop loop(Times profile, double exportLimitW, double negativeAfterS) {
    try {
      made++;
      return new ProductLoop(
          work.resolve("product" + made),
          new ProductLoop.Profile(profile.deadS, profile.settlingS),
          exportLimitW,
          negativeAfterS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void row(String who, Steps.Outcome steps, Follow follow) {
    System.out.printf(
        "%-28s %7.1f%% %9.1f%% %10.1f %8.1f %10.1f %8.2f %10.2f %10.1f%n",
        who,
        steps.firstPct(),
        steps.overshootPct(),
        steps.settledS(),
        steps.swingW(),
        follow.kwhPerYear(),
        follow.biasW(),
        follow.worstHourW(),
        follow.unrestKwPerH());
  }

  private void judge(String what, double value, double bound) {
    goals.check(show(what, value, bound), String.format("%s: %.3f, goal %.2f", what, value, bound));
  }

  private static boolean show(String what, double value, double bound) {
    boolean kept = value <= bound;
    System.out.printf("  %-70s %8.3f <= %-6.2f %s%n", what, value, bound, kept ? "ok" : "MISSED");
    return kept;
  }
}
