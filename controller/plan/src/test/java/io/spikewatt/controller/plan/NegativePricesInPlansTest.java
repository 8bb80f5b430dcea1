package io.spikewatt.controller.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.Site;
import io.spikewatt.config.site.Site.NegativePrices;
import io.spikewatt.controller.history.HistoryBuffer;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.limit.PriceLimit;
import io.spikewatt.controller.price.PriceStore;
import io.spikewatt.controller.price.Prices;
import io.spikewatt.controller.price.PublishedPrices;
import io.spikewatt.hal.time.QuarterHour;
import io.spikewatt.testkit.DemoSite;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plans under limits by negative prices. */
class NegativePricesInPlansTest {

  /** From noon to three o'clock. */
  private static final int FIRST = 48;

  private static final int END = 60;
  private static final int SLOTS = 144;
  private static final double LOAD_W = 1_000;

  @TempDir private Path directory = Path.of("");

  private static PlanModel model() {
    return Days.model(Days.tariff(0.2, 0.3, 0.08), Days.storage(10, 5), Map.of());
  }

  private static double[] sun() {
    double[] sun = new double[SLOTS];
    for (int k = 0; k < SLOTS; k++) {
      sun[k] = Math.max(0, 7_000 * Math.sin(Math.PI * (k % 96 - 28) / 52.0));
    }
    return sun;
  }

  private static double[] load() {
    double[] load = new double[SLOTS];
    Arrays.fill(load, LOAD_W);
    return load;
  }

  /** At 0.2 and 0.05, but negative for three hours. */
  private static Prices prices(double importPerKwh, double exportPerKwh) {
    double[] imports = new double[SLOTS];
    double[] exports = new double[SLOTS];
    Arrays.fill(imports, 0.2);
    Arrays.fill(exports, 0.05);
    Arrays.fill(imports, FIRST, END, importPerKwh);
    Arrays.fill(exports, FIRST, END, exportPerKwh);
    return new Prices(Days.START, QuarterHour.LENGTH, imports, exports);
  }

  private static PriceLimits limits(PriceLimit limit) {
    List<PriceLimit> all = new ArrayList<>();
    for (int k = 0; k < SLOTS; k++) {
      all.add(k >= FIRST && k < END ? limit : PriceLimit.NONE);
    }
    return new PriceLimits(Days.START, QuarterHour.LENGTH, all);
  }

  private static Plan plan(Prices prices, PriceLimits limits) {
    return Days.made(
        new Planner(model()).plan(Days.request(load(), sun(), 50, prices).limitedBy(limits)));
  }

  @Test
  void nothing_is_exported_in_such_a_slot_and_room_is_kept_before() {
    PriceLimit forbids = new PriceLimit(OptionalDouble.of(-0.05), OptionalDouble.empty());
    Plan plan = plan(prices(0.1, -0.05), limits(forbids));
    double[] gridW = plan.schedule().gridW();
    for (int k = FIRST; k < END; k++) {
      assertTrue(gridW[k] > -1, "slot " + k + " exports " + -gridW[k]);
    }
    double before = plan.schedule().stored(AssetSeries.BATTERY).orElseThrow().level()[FIRST];
    assertTrue(before < 20, () -> "the battery is at " + before + " % beforehand");
    assertTrue(gridW[FIRST - 4] < -3_000, "what comes before is sold");
  }

  /** An export that still pays would be made, were the slot not limited. */
  @Test
  void the_limit_holds_where_the_price_alone_would_not() {
    PriceLimit forbids = new PriceLimit(OptionalDouble.of(-0.05), OptionalDouble.empty());
    assertTrue(plan(prices(0.2, 0.05), PriceLimits.NONE).schedule().gridW()[FIRST + 6] < -1_000);
    assertTrue(plan(prices(0.2, 0.05), limits(forbids)).schedule().gridW()[FIRST + 6] > -1);
  }

  @Test
  void a_slot_without_sources_buys_what_the_site_needs() {
    PriceLimit stops = new PriceLimit(OptionalDouble.of(-0.2), OptionalDouble.of(-0.05));
    Plan plan = plan(prices(-0.05, -0.2), limits(stops));
    double[] gridW = plan.schedule().gridW();
    double[] curtailedW = plan.schedule().curtailedW();
    for (int k = FIRST; k < END; k++) {
      assertTrue(gridW[k] > LOAD_W - 1, "slot " + k + " imports " + gridW[k]);
      assertEquals(0, curtailedW[k], 1, "nothing is made");
    }
    assertEquals(sun()[40], plan.schedule().pvW()[40], 1, "the sun of other slots is planned");
  }

  @Test
  void sources_give_what_keeps_the_import_limit() {
    PriceLimit stops = new PriceLimit(OptionalDouble.empty(), OptionalDouble.of(-0.05));
    double[] load = load();
    Arrays.fill(load, FIRST, END, 12_000);
    PlanRequest request =
        Days.request(load, sun(), 10, prices(-0.05, 0.05)).limitedBy(limits(stops));
    Plan plan = Days.made(new Planner(model()).plan(request));
    for (int k = FIRST; k < END; k++) {
      assertTrue(plan.schedule().gridW()[k] < 9_001, "of 9 kW " + plan.schedule().gridW()[k]);
    }
  }

  @Test
  void published_prices_limit_and_learnt_ones_do_not() throws IOException {
    try (HistoryStore store = HistoryStore.open(directory)) {
      PriceStore prices = new PriceStore(store, new HistoryBuffer(store));
      Site site = DemoSite.usual().withNegativePrices(NegativePrices.PV_OFF).site();
      Instant start = Days.START;
      prices.take(
          new PublishedPrices(
              start,
              Duration.ofHours(1),
              Optional.of(new double[] {0.2, -0.05}),
              Optional.of(new double[] {0.05, -0.2}),
              Optional.empty()));
      PriceLimits limits = PriceLimits.of(site, prices, start, SLOTS);
      assertFalse(limits.at(start).forbidsExport());
      PriceLimit second = limits.at(start.plusSeconds(3_600));
      assertTrue(second.forbidsExport() && second.stopsSources());
      // From here on the plan takes a forecast of prices, whatever it is.
      assertEquals(PriceLimit.NONE, limits.at(start.plusSeconds(7_200)));
      assertEquals(PriceLimit.NONE, limits.at(start.minusSeconds(1)));
    }
  }
}
