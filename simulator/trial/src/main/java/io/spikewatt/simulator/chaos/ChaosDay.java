package io.spikewatt.simulator.chaos;

import io.spikewatt.simulator.physics.IslandParts;
import io.spikewatt.simulator.physics.SiteParameters;
import java.time.Instant;
import java.time.LocalTime;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * The site and the day of a seed: sizes, limits and season differ, so that the envelope's edges are
 * met.
 *
 * @param start first moment
 * @param reservePct configured state of charge that is kept for outages, percent
 */
record ChaosDay(SiteParameters site, Instant start, double reservePct) {

  /** Eleven weeks before the summer clock begins, so that both changes are among the days. */
  private static final Instant FIRST = Instant.parse("2026-01-10T23:00:00Z");

  private static final int DAYS = 330;

  static ChaosDay of(long seed) {
    Random random = new Random(seed * 0x9E3779B97F4A7C15L);
    // Of its own, so that a seed's sizes and its day stay as they were.
    Random orders = new Random(seed * 0x9E3779B97F4A7C15L + 4);
    SiteParameters usual = SiteParameters.demo(seed);
    SiteParameters.Devices devices = usual.devices();
    SiteParameters.Battery battery =
        new SiteParameters.Battery(
            pick(random, 4_000, 8_000, 15_000),
            pick(random, 3_000, 6_000),
            pick(random, 3_000, 6_000),
            devices.battery().minSocPct(),
            devices.battery().maxSocPct(),
            10 + 80 * random.nextDouble(),
            devices.battery().efficiency(),
            devices.battery().wearPerKwh());
    double importW = pick(random, 7_000, 9_000, 11_000);
    double exportW = pick(random, 0, 2_000, 4_000);
    LocalTime from = LocalTime.of(random.nextInt(22), 30);
    SiteParameters.Limits limits =
        new SiteParameters.Limits(
            importW,
            exportW,
            pick(orders, 4_200, 4_200, 2_000, 6_000),
            pick(orders, 0, 0, Math.min(exportW, 1_000)),
            List.of(new SiteParameters.ContactWindow(from, from.plusHours(1))));
    SiteParameters site =
        new SiteParameters(
            seed,
            usual.place(),
            new SiteParameters.Devices(
                pick(random, 8_000, 12_000),
                battery,
                devices.ev(),
                devices.compute(),
                devices.shedLoadW(),
                canBeIsland(seed) ? Optional.of(IslandParts.USUAL) : Optional.empty(),
                heating(seed)),
            limits,
            usual.tariff());
    long second = (long) (86_400.0 * DAYS * random.nextDouble());
    return new ChaosDay(site, FIRST.plusSeconds(second), pick(orders, 10, 10, 25, 50));
  }

  /**
   * Five of nine sites have a heat pump: a tank, a house, a house behind contacts that are planned,
   * or behind contacts that only commands set.
   */
  static Optional<SiteParameters.Heating> heating(long seed) {
    return switch ((int) (seed % 9)) {
      case 0 -> Optional.of(SiteParameters.Heating.TANK);
      case 3 -> Optional.of(SiteParameters.Heating.HOUSE);
      case 6 -> Optional.of(SiteParameters.Heating.HOUSE.withContacts());
      case 1, 5 -> Optional.of(SiteParameters.Heating.HOUSE.withCommandedContacts());
      default -> Optional.empty();
    };
  }

  /** Every other site has a transfer switch, a genset and a second load that can be shed. */
  static boolean canBeIsland(long seed) {
    return seed % 2 == 0;
  }

  private static double pick(Random random, double... values) {
    return values[random.nextInt(values.length)];
  }
}
