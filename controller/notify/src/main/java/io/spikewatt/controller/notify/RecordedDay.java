package io.spikewatt.controller.notify;

import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.history.EnergyDays;
import io.spikewatt.controller.history.EnergyFlow;
import io.spikewatt.controller.history.EnergySum;
import io.spikewatt.controller.history.FlowTotals;
import io.spikewatt.controller.history.HistoryBuffer;
import io.spikewatt.controller.notify.DayFigures.Figure;
import io.spikewatt.controller.price.PaidPrices;
import io.spikewatt.controller.price.PriceStore;
import io.spikewatt.hal.time.QuarterHour;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/** The figures of a local day as the page shows them; days have 92, 96 or 100 quarter hours. */
public final class RecordedDay {

  private static final double KILO = 1000;

  private final Site site;
  private final Instant start;
  private final int slots;
  private final FlowTotals totals;

  private RecordedDay(Site site, Instant start, int slots, FlowTotals totals) {
    this.site = site;
    this.start = start;
    this.slots = slots;
    this.totals = totals;
  }

  /**
   * The figures of a day.
   *
   * @throws io.spikewatt.controller.history.HistoryUnreadable if the store cannot be read
   */
  public static DayFigures of(Site site, HistoryBuffer history, PriceStore prices, LocalDate day) {
    EnergyDays days = history.days(site);
    LocalDate next = day.plusDays(1);
    Map<EnergyFlow, double[]> wh = days.quarterHours(day, next);
    double[] imported = Objects.requireNonNull(wh.get(EnergyFlow.IMPORT));
    RecordedDay recorded =
        new RecordedDay(
            site,
            day.atStartOfDay(site.zone()).toInstant(),
            imported.length,
            days.of(day, next).getFirst().energies());
    return new DayFigures(
        day,
        recorded.produces() ? Optional.of(recorded.kwh(EnergyFlow.PRODUCTION)) : Optional.empty(),
        recorded.kwh(EnergyFlow.CONSUMPTION),
        recorded.kwh(EnergyFlow.IMPORT),
        recorded.kwh(EnergyFlow.EXPORT),
        new Figure(
            recorded.totals.selfSufficiency(),
            recorded.unknown(EnergyFlow.CONSUMPTION_BESIDE_IMPORT)),
        recorded.cost(imported, Objects.requireNonNull(wh.get(EnergyFlow.EXPORT)), prices));
  }

  private boolean produces() {
    return site.devices().stream()
        .map(device -> device.role())
        .anyMatch(
            role ->
                role instanceof Role.Pv
                    || role instanceof Role.Wind
                    || role instanceof Role.Genset);
  }

  private Figure kwh(EnergyFlow flow) {
    EnergySum sum = totals.of(flow);
    return new Figure(
        sum.isKnown() ? OptionalDouble.of(sum.wh() / KILO) : OptionalDouble.empty(), unknown(flow));
  }

  private int unknown(EnergyFlow flow) {
    return slots - (int) (totals.of(flow).knownS() / QuarterHour.LENGTH.toSeconds());
  }

  /** Cost of the slots with known energy and price. */
  private Figure cost(double[] importedWh, double[] exportedWh, PriceStore prices) {
    double sum = 0;
    int known = 0;
    for (int k = 0; k < slots; k++) {
      Instant at = start.plus(QuarterHour.LENGTH.multipliedBy(k));
      PaidPrices paid = prices.paid(at, site.tariff(), site.zone());
      boolean imports = importedWh[k] > 0;
      double wh = imports ? importedWh[k] : -exportedWh[k];
      OptionalDouble price = imports ? paid.importPerKwh() : paid.exportPerKwh();
      if (Double.isFinite(wh) && price.isPresent()) {
        sum += price.getAsDouble() * wh / KILO;
        known++;
      }
    }
    return new Figure(known > 0 ? OptionalDouble.of(sum) : OptionalDouble.empty(), slots - known);
  }
}
