package io.spikewatt.simulator.physics;

import java.time.Instant;
import java.time.ZonedDateTime;

/**
 * Weather, people and prices as a function of time alone; independent of the plant's state.
 *
 * <p>Not safe for use by many threads: it remembers the second it computed last.
 */
public final class SiteEnvironment {

  /** Losses of modules and cables, and modules warmer than at the rating's 25 °C. */
  private static final double ARRAY_FACTOR = 0.92;

  private record PricesInMinute(long minute, double importPerKwh, double exportPerKwh) {}

  private final SiteParameters site;
  private final SunPath sun;
  private final CloudModel clouds;
  private final LoadProfile load;
  private final LocalCalendar calendar;
  private final Noise compute;
  private final HeatClimate climate;
  private long sunMinute = Long.MIN_VALUE;
  private double sunFrom;
  private double sunTo;
  private PricesInMinute prices = new PricesInMinute(Long.MIN_VALUE, 0, 0);
  private long cachedSecond = Long.MIN_VALUE;
  private SiteConditions cached =
      new SiteConditions(0, 0, 0, 0, false, 0, 0, new HeatConditions(0, 0, 0));

  public SiteEnvironment(SiteParameters site) {
    this.site = site;
    this.sun = new SunPath(site.place().latitudeDeg(), site.place().longitudeDeg());
    this.clouds = new CloudModel(site.seed());
    this.load = new LoadProfile(site.seed());
    this.calendar = new LocalCalendar(site.place().zone());
    this.compute = new Noise(site.seed(), "compute");
    this.climate = new HeatClimate(site.seed());
  }

  /** Conditions during the second that begins at {@code epochSecond}. */
  public SiteConditions at(long epochSecond) {
    if (epochSecond != cachedSecond) {
      cached = compute(epochSecond);
      cachedSecond = epochSecond;
    }
    return cached;
  }

  private SiteConditions compute(long epochSecond) {
    long day = calendar.epochDay(epochSecond);
    int second = calendar.secondOfDay(epochSecond);
    double sunW = clearSky(epochSecond);
    double pvW =
        sunW == 0
            ? 0
            : site.devices().pvRatedW()
                * ARRAY_FACTOR
                * sunW
                / 1_000
                * clouds.clearness(epochSecond);
    double demandShare = compute.smooth((double) epochSecond, 2_700);
    double demandW = site.devices().compute().maxW() * (2.0 + demandShare) / 3.0;
    PricesInMinute price = prices(epochSecond);
    return new SiteConditions(
        Math.clamp(pvW, 0, site.devices().pvRatedW()),
        load.powerW(epochSecond, day, second),
        LoadProfile.heaterCalls(second) ? site.devices().shedLoadW() : 0,
        demandW,
        contactClosed(second),
        price.importPerKwh,
        price.exportPerKwh,
        climate.at(epochSecond, second, pvW));
  }

  /** The sun moves a quarter of a degree in a minute: a straight line is exact enough between. */
  private double clearSky(long epochSecond) {
    long minute = Math.floorDiv(epochSecond, 60L);
    if (minute != sunMinute) {
      sunFrom = minute == sunMinute + 1 ? sunTo : sun.clearSkyWPerM2(minute * 60);
      sunTo = sun.clearSkyWPerM2(minute * 60 + 60);
      sunMinute = minute;
    }
    return sunFrom + (sunTo - sunFrom) * (epochSecond - minute * 60) / 60.0;
  }

  /** Prices change on full minutes. */
  private PricesInMinute prices(long epochSecond) {
    long minute = Math.floorDiv(epochSecond, 60L);
    if (minute != prices.minute) {
      ZonedDateTime at = Instant.ofEpochSecond(60 * minute).atZone(site.place().zone());
      prices =
          new PricesInMinute(
              minute, site.tariff().importPerKwh(at), site.tariff().exportPerKwh(at));
    }
    return prices;
  }

  private boolean contactClosed(int second) {
    for (SiteParameters.ContactWindow window : site.limits().contactWindows()) {
      if (window.contains(second)) {
        return true;
      }
    }
    return false;
  }
}
