package io.spikewatt.config.site;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.DynamicTariff.ExportPrice;
import io.spikewatt.config.site.NetworkFees.FeeYear;
import io.spikewatt.config.site.PriceParts.Kind;
import io.spikewatt.config.site.Tariff.Band;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Prices as the bill has them. */
final class TariffTest {

  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final Set<DayOfWeek> WORKDAYS = EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY);
  private static final Set<Month> WINTER =
      Set.of(
          Month.OCTOBER,
          Month.NOVEMBER,
          Month.DECEMBER,
          Month.JANUARY,
          Month.FEBRUARY,
          Month.MARCH);

  private static final NetworkFees FEES =
      new NetworkFees(
          Optional.empty(),
          List.of(
              new FeeYear(
                  2026,
                  0.09,
                  List.of(
                      new Band(time(17), time(21), new BandDays(WORKDAYS, WINTER), 0.15),
                      new Band(time(0), time(5), 0.02)))));

  private static final DynamicTariff DYNAMIC =
      new DynamicTariff(0.03, 19, ExportPrice.EXCHANGE, -0.005);

  private static LocalTime time(int hour) {
    return LocalTime.of(hour, 0);
  }

  private static ZonedDateTime at(String local) {
    return LocalDateTime.parse(local).atZone(BERLIN);
  }

  private static Tariff tariff(Optional<DynamicTariff> dynamic, Optional<NetworkFees> fees) {
    return new Tariff(
        List.of(Band.always(0.3)),
        List.of(Band.always(0.08)),
        0,
        Tariff.Co2.NONE,
        "EUR",
        dynamic,
        fees);
  }

  @Test
  void the_first_band_of_the_hour_the_weekday_and_the_month_is_the_price() {
    Tariff tariff =
        new Tariff(
            List.of(
                new Band(time(22), time(6), new BandDays(WORKDAYS, BandDays.ALL.months()), 0.2),
                new Band(
                    LocalTime.of(16, 45),
                    time(20),
                    new BandDays(BandDays.ALL.weekdays(), WINTER),
                    0.4),
                Band.always(0.3)),
            0.08,
            0,
            Tariff.Co2.NONE,
            "EUR");
    assertEquals(0.2, tariff.importPerKwh(at("2026-01-02T23:00")), "a Friday");
    assertEquals(0.3, tariff.importPerKwh(at("2026-01-03T05:45")), "the Saturday after");
    assertEquals(0.2, tariff.importPerKwh(at("2026-01-05T05:45")), "a Monday's morning");
    assertEquals(0.3, tariff.importPerKwh(at("2026-01-05T06:00")));
    assertEquals(0.3, tariff.importPerKwh(at("2026-01-05T16:44")));
    assertEquals(0.4, tariff.importPerKwh(at("2026-01-05T16:45")));
    assertEquals(0.4, tariff.importPerKwh(at("2026-12-31T19:45")));
    assertEquals(0.3, tariff.importPerKwh(at("2026-04-01T17:00")), "summer");
  }

  @Test
  void a_time_without_a_band_is_an_error_and_no_price() {
    Tariff tariff =
        new Tariff(List.of(new Band(time(0), time(6), 0.2)), 0.08, 0, Tariff.Co2.NONE, "EUR");
    assertThrows(IllegalStateException.class, () -> tariff.importPerKwh(at("2026-01-01T06:00")));
  }

  @Test
  void feed_in_may_be_paid_by_time() {
    Tariff tariff =
        new Tariff(
            List.of(Band.always(0.3)),
            List.of(new Band(time(10), time(16), 0.04), Band.always(0.09)),
            0,
            Tariff.Co2.NONE,
            "EUR",
            Optional.empty(),
            Optional.empty());
    assertEquals(0.04, tariff.exportPerKwh(at("2026-06-01T12:00")));
    assertEquals(0.09, tariff.exportPerKwh(at("2026-06-01T16:00")));
    assertEquals(new PriceRange(0.04, 0.09), tariff.exportRange());
  }

  @Test
  void a_price_of_the_exchange_is_taxed_with_the_addend_and_bears_the_whole_fee() {
    Tariff tariff = tariff(Optional.of(DYNAMIC), Optional.of(FEES));
    ZonedDateTime evening = at("2026-01-05T17:00");
    PriceParts parts = tariff.importParts(PriceBasis.EXCHANGE, -0.05, evening);
    assertEquals((-0.05 + 0.03) * 1.19 + 0.15, parts.perKwh(), 1e-15);
    assertEquals(
        List.of(Kind.EXCHANGE, Kind.SUPPLIER, Kind.TAXES, Kind.NETWORK_FEE),
        parts.parts().stream().map(PriceParts.Part::kind).toList());
    assertEquals(-0.02 * 0.19, parts.parts().get(2).perKwh(), 1e-15);
    assertEquals(
        -0.055, tariff.exportParts(PriceBasis.EXCHANGE, -0.05).orElseThrow().perKwh(), 1e-15);
    assertEquals(Optional.empty(), tariff.exportParts(PriceBasis.SUPPLIER, 0.25));
    assertEquals(0.3 + 0.06, tariff.importPerKwh(evening), 1e-15, "without the exchange's price");
    assertEquals(0.08, tariff.exportPerKwh(evening));
  }

  @Test
  void a_supplier_s_price_contains_the_standard_fee_and_bears_the_difference() {
    Tariff tariff = tariff(Optional.empty(), Optional.of(FEES));
    assertEquals(0.25 + 0.06, supplied(tariff, "2026-01-05T17:00"), 1e-15);
    assertEquals(0.25, supplied(tariff, "2026-01-05T21:00"), 1e-15);
    assertEquals(0.25, supplied(tariff, "2026-01-04T17:00"), 1e-15, "a Sunday");
    assertEquals(0.25 - 0.07, supplied(tariff, "2026-07-05T04:45"), 1e-15);
    assertEquals(
        0.25,
        tariff.importParts(PriceBasis.FINAL, 0.25, at("2026-01-05T17:00")).perKwh(),
        "a final price has the fee of the hour");
    assertEquals(0.3 - 0.07, tariff.importRange().least(), 1e-15);
    assertEquals(0.3 + 0.06, tariff.importRange().most(), 1e-15);
  }

  private static double supplied(Tariff tariff, String local) {
    return tariff.importParts(PriceBasis.SUPPLIER, 0.25, at(local)).perKwh();
  }

  @Test
  void in_a_year_without_known_fees_the_standard_fee_counts() {
    Tariff fixed = tariff(Optional.empty(), Optional.of(FEES));
    assertEquals(0.3, fixed.importPerKwh(at("2027-01-04T17:00")));
    assertEquals(0.3, fixed.importPerKwh(at("2025-01-06T17:00")));
    Tariff dynamic = tariff(Optional.of(DYNAMIC), Optional.of(FEES));
    assertEquals(
        (0.1 + 0.03) * 1.19 + 0.09,
        dynamic.importParts(PriceBasis.EXCHANGE, 0.1, at("2027-01-04T17:00")).perKwh(),
        1e-15);
    assertTrue(FEES.covers(2026));
    assertFalse(FEES.covers(2027));
  }

  @Test
  void the_fees_of_the_nearest_year_before_give_the_standard_fee() {
    NetworkFees fees =
        new NetworkFees(
            Optional.empty(),
            List.of(
                new FeeYear(2028, 0.12, List.of()),
                new FeeYear(2026, 0.09, List.of(Band.always(0.2)))));
    assertEquals(0.09, fees.perKwh(at("2027-06-01T00:00").toLocalDateTime()));
    assertEquals(0.12, fees.perKwh(at("2029-06-01T00:00").toLocalDateTime()));
    assertEquals(0.09, fees.perKwh(at("2020-06-01T00:00").toLocalDateTime()));
    assertEquals(0.2, fees.perKwh(at("2026-06-01T00:00").toLocalDateTime()));
    assertEquals(0, fees.differencePerKwh(at("2027-06-01T00:00").toLocalDateTime()));
  }

  /** Whole years of quarter hours, and so days of 92 and of 100 of them. */
  @Test
  void the_parts_of_random_tariffs_add_up_to_the_price_and_lead_back_to_the_exchange_s() {
    SplittableRandom random = new SplittableRandom(39);
    for (int round = 0; round < 8; round++) {
      Tariff tariff = random(random);
      int year = 2025 + random.nextInt(4);
      ZonedDateTime end = at((year + 1) + "-01-01T00:00");
      int slots = 0;
      for (ZonedDateTime at = at(year + "-01-01T00:00");
          at.isBefore(end);
          at = at.plus(Duration.ofMinutes(15))) {
        slots++;
        double exchange = random.nextDouble(-0.5, 1);
        double fee = tariff.networkFees().orElseThrow().perKwh(at.toLocalDateTime());
        double standard = fee - tariff.networkFees().get().differencePerKwh(at.toLocalDateTime());
        DynamicTariff formula = tariff.dynamic().orElseThrow();
        double bill = (exchange + formula.supplierPerKwh()) * (1 + formula.taxesPct() / 100) + fee;
        PriceParts parts = tariff.importParts(PriceBasis.EXCHANGE, exchange, at);
        assertEquals(bill, sum(parts), 1e-9);
        PriceParts again = tariff.partsOfImport(PriceBasis.EXCHANGE, parts.perKwh(), at);
        assertEquals(bill, sum(again), 1e-9);
        assertEquals(exchange, again.parts().getFirst().perKwh(), 1e-9);
        double supplied = exchange + fee - standard;
        assertEquals(supplied, sum(tariff.importParts(PriceBasis.SUPPLIER, exchange, at)), 1e-9);
        assertEquals(
            exchange,
            tariff.partsOfImport(PriceBasis.SUPPLIER, supplied, at).parts().getFirst().perKwh(),
            1e-9);
        assertEquals(
            bandOf(tariff, at) + fee - standard, tariff.importPerKwh(at), 1e-9, at::toString);
        assertEquals(tariff.importPerKwh(at), sum(tariff.importParts(at)), 1e-9);
        double paid = exchange + formula.exportSupplierPerKwh();
        assertEquals(
            paid, tariff.exportParts(PriceBasis.EXCHANGE, exchange).orElseThrow().perKwh(), 1e-9);
        assertEquals(paid, sum(tariff.partsOfExport(PriceBasis.EXCHANGE, paid)), 1e-9);
      }
      assertEquals(96 * LocalDate.of(year, 1, 1).lengthOfYear(), slots);
    }
  }

  private static double sum(PriceParts parts) {
    return parts.parts().stream().mapToDouble(PriceParts.Part::perKwh).sum();
  }

  private static double bandOf(Tariff tariff, ZonedDateTime at) {
    return tariff.imports().stream()
        .filter(band -> band.contains(at.toLocalDateTime()))
        .findFirst()
        .orElseThrow()
        .perKwh();
  }

  private static Tariff random(SplittableRandom random) {
    List<FeeYear> years = new ArrayList<>();
    for (int year = 2025; year < 2028; year++) {
      years.add(new FeeYear(year, random.nextDouble(0.2), bands(random)));
    }
    List<Band> imports = bands(random);
    imports.add(Band.always(random.nextDouble(-0.1, 0.5)));
    return new Tariff(
        imports,
        List.of(Band.always(0.08)),
        0,
        Tariff.Co2.NONE,
        "EUR",
        Optional.of(
            new DynamicTariff(
                random.nextDouble(-0.1, 0.2),
                random.nextDouble(30),
                ExportPrice.EXCHANGE,
                random.nextDouble(-0.02, 0.02))),
        Optional.of(new NetworkFees(Optional.empty(), years)));
  }

  private static List<Band> bands(SplittableRandom random) {
    List<Band> bands = new ArrayList<>();
    for (int i = random.nextInt(6); i > 0; i--) {
      Set<DayOfWeek> days = EnumSet.of(DayOfWeek.of(1 + random.nextInt(7)));
      Set<Month> months = EnumSet.of(Month.of(1 + random.nextInt(12)));
      for (int k = 0; k < 4; k++) {
        days.add(DayOfWeek.of(1 + random.nextInt(7)));
        months.add(Month.of(1 + random.nextInt(12)));
      }
      bands.add(
          new Band(
              LocalTime.of(random.nextInt(24), 15 * random.nextInt(4)),
              LocalTime.of(random.nextInt(24), 15 * random.nextInt(4)),
              new BandDays(days, months),
              random.nextDouble(0.4)));
    }
    return bands;
  }
}
