package io.spikewatt.controller.price;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.BandDays;
import io.spikewatt.config.site.DynamicTariff;
import io.spikewatt.config.site.DynamicTariff.ExportPrice;
import io.spikewatt.config.site.NetworkFees;
import io.spikewatt.config.site.NetworkFees.FeeYear;
import io.spikewatt.config.site.PriceBasis;
import io.spikewatt.config.site.PriceParts.Kind;
import io.spikewatt.config.site.Tariff;
import io.spikewatt.config.site.Tariff.Band;
import io.spikewatt.controller.history.HistoryBuffer;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.price.PricedSlot.Part;
import io.spikewatt.hal.time.QuarterHour;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Month;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prices of sources as a plan, a bill and the tariff command get them, by their parts. */
class PricedPartsTest {

  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final Duration HOUR = Duration.ofHours(1);

  /** The hour from 17:00, Berlin. */
  private static final Instant FIVE = Instant.parse("2026-01-05T16:00:00Z");

  @TempDir Path directory;
  private HistoryStore store;
  private PriceStore prices;

  @BeforeEach
  void open() throws IOException {
    store = HistoryStore.open(directory);
    prices = new PriceStore(store, new HistoryBuffer(store));
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static Tariff tariff(ExportPrice export) {
    NetworkFees fees =
        new NetworkFees(
            Optional.empty(),
            List.of(
                new FeeYear(
                    2026,
                    0.09,
                    List.of(new Band(LocalTime.of(17, 15), LocalTime.of(21, 0), 0.15)))));
    return new Tariff(
        List.of(Band.always(0.3)),
        List.of(Band.always(0.08)),
        0,
        new Tariff.Co2(0.1, Optional.of(0.4)),
        "EUR",
        Optional.of(new DynamicTariff(0.03, 19, export, -0.005)),
        Optional.of(fees));
  }

  private List<PricedSlot> priced(Tariff tariff, int slots) {
    return prices.priced(FIVE, slots, Optional.empty(), tariff, BERLIN);
  }

  private void take(
      Instant start, Duration length, PriceBasis basis, Tariff tariff, double... perKwh) {
    List<PublishedValue> values =
        IntStream.range(0, perKwh.length)
            .mapToObj(
                k ->
                    new PublishedValue(
                        start.plus(length.multipliedBy(k)),
                        start.plus(length.multipliedBy(k + 1L)),
                        perKwh[k]))
            .toList();
    prices.take(basis, BilledPrices.of(basis, values, tariff, BERLIN));
  }

  @Test
  void an_hour_of_the_exchange_has_the_fee_of_each_of_its_quarters() {
    Tariff tariff = tariff(ExportPrice.EXCHANGE);
    take(FIVE, HOUR, PriceBasis.EXCHANGE, tariff, -0.02);
    PricedSlot first = priced(tariff, 2).getFirst();
    PricedSlot second = priced(tariff, 2).getLast();
    assertEquals(0.01 * 1.19 + 0.09 + 0.04, first.importPerKwh(), 1e-12);
    assertEquals(0.01 * 1.19 + 0.15 + 0.04, second.importPerKwh(), 1e-12);
    assertEquals(0.01 * 1.19 + 0.15, second.energy().perKwh(), 1e-12);
    assertEquals(-0.025, second.export().perKwh(), 1e-12);
    assertEquals(
        List.of(Kind.EXCHANGE, Kind.SUPPLIER, Kind.TAXES, Kind.NETWORK_FEE, Kind.CO2),
        second.imports().stream().map(Part::kind).toList());
    assertEquals(
        List.of(
            PriceOrigin.SOURCE,
            PriceOrigin.TARIFF,
            PriceOrigin.TARIFF,
            PriceOrigin.TARIFF,
            PriceOrigin.TARIFF),
        second.imports().stream().map(Part::origin).toList());
    assertEquals(-0.02, second.imports().getFirst().perKwh(), 1e-12);
    assertEquals(
        List.of(Kind.EXCHANGE, Kind.SUPPLIER), second.exports().stream().map(Part::kind).toList());
  }

  @Test
  void plan_bill_and_parts_have_the_same_price() {
    Tariff tariff = tariff(ExportPrice.EXCHANGE);
    take(FIVE, HOUR, PriceBasis.EXCHANGE, tariff, 0.07, -0.3);
    Prices plan = prices.from(FIVE, 8, Optional.empty());
    for (PricedSlot slot : priced(tariff, 8)) {
      PaidPrices paid = prices.paid(slot.start(), tariff, BERLIN);
      double energy = slot.energy().perKwh();
      assertEquals(energy, plan.importAt(slot.start()).orElseThrow(), 1e-12);
      assertEquals(energy, paid.importPerKwh().orElseThrow(), 1e-12);
      assertEquals(slot.export().perKwh(), paid.exportPerKwh().orElseThrow(), 1e-12);
    }
  }

  @Test
  void a_fixed_price_of_export_stays_the_tariff_s_beside_the_exchange() {
    Tariff tariff = tariff(ExportPrice.FIXED);
    take(FIVE, HOUR, PriceBasis.EXCHANGE, tariff, -0.02);
    assertEquals(
        List.of(new Part(Kind.ENERGY, 0.08, PriceOrigin.TARIFF)),
        priced(tariff, 1).getFirst().exports());
    assertEquals(OptionalDouble.of(0.08), prices.paid(FIVE, tariff, BERLIN).exportPerKwh());
  }

  @Test
  void a_supplier_s_price_and_the_tariff_s_have_the_difference_as_a_part() {
    Tariff tariff = tariff(ExportPrice.FIXED);
    take(FIVE, HOUR, PriceBasis.SUPPLIER, tariff, 0.25);
    PricedSlot supplied = priced(tariff, 2).getLast();
    assertEquals(0.25 + 0.06, supplied.energy().perKwh(), 1e-12);
    assertEquals(0.06, supplied.imports().get(1).perKwh(), 1e-12);
    PricedSlot alone = PricedSlot.of(FIVE.plus(QuarterHour.LENGTH), tariff, BERLIN);
    assertEquals(
        List.of(Kind.ENERGY, Kind.NETWORK_FEE, Kind.CO2),
        alone.imports().stream().map(Part::kind).toList());
    assertEquals(0.3 + 0.06 + 0.04, alone.importPerKwh(), 1e-12);
  }

  /** 2026-03-29 has 92 quarter hours in Berlin and 2026-10-25 has 100. */
  @Test
  void parts_add_up_on_the_days_of_the_changing_clock() {
    SplittableRandom random = new SplittableRandom(7);
    for (LocalDate day : List.of(LocalDate.of(2026, 3, 29), LocalDate.of(2026, 10, 25))) {
      Instant start = day.atStartOfDay(BERLIN).toInstant();
      int slots =
          (int)
              Duration.between(start, day.plusDays(1).atStartOfDay(BERLIN).toInstant())
                  .dividedBy(QuarterHour.LENGTH);
      assertEquals(day.getMonth() == Month.MARCH ? 92 : 100, slots);
      double[] exchange = random.doubles(slots, -0.5, 0.5).toArray();
      Tariff tariff = sundays(random);
      take(start, QuarterHour.LENGTH, PriceBasis.EXCHANGE, tariff, exchange);
      List<PricedSlot> priced = prices.priced(start, slots, Optional.empty(), tariff, BERLIN);
      for (int k = 0; k < slots; k++) {
        PricedSlot slot = priced.get(k);
        ZonedDateTime at = slot.start().atZone(BERLIN);
        DynamicTariff formula = tariff.dynamic().orElseThrow();
        double bill =
            (exchange[k] + formula.supplierPerKwh()) * (1 + formula.taxesPct() / 100)
                + (at.getHour() >= 1 && at.getHour() < 4 ? 0.2 : 0.05);
        assertEquals(bill, slot.energy().perKwh(), 1e-9, at::toString);
        assertEquals(
            slot.importPerKwh(), slot.imports().stream().mapToDouble(Part::perKwh).sum(), 1e-9);
        assertEquals(exchange[k], slot.imports().getFirst().perKwh(), 1e-9);
        assertEquals(exchange[k] + formula.exportSupplierPerKwh(), slot.export().perKwh(), 1e-9);
      }
      assertTrue(priced.stream().noneMatch(PricedSlot::isUnpublished));
    }
  }

  /** Both days are Sundays. */
  private static Tariff sundays(SplittableRandom random) {
    BandDays sundays = new BandDays(EnumSet.of(DayOfWeek.SUNDAY), BandDays.ALL.months());
    Band night = new Band(LocalTime.of(1, 0), LocalTime.of(4, 0), sundays, 0.2);
    return new Tariff(
        List.of(Band.always(0.3)),
        List.of(Band.always(0.08)),
        0,
        Tariff.Co2.NONE,
        "EUR",
        Optional.of(
            new DynamicTariff(
                random.nextDouble(0.1),
                random.nextDouble(30),
                ExportPrice.EXCHANGE,
                -random.nextDouble(0.01))),
        Optional.of(
            new NetworkFees(Optional.empty(), List.of(new FeeYear(2026, 0.05, List.of(night))))));
  }
}
