package io.spikewatt.config.site;

import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;

/**
 * Time-variable fees of the network operator for import, by calendar year.
 *
 * @param file own file of the fees, absolute; empty = in the site's file
 * @param years each once, at least one
 */
public record NetworkFees(Optional<String> file, List<FeeYear> years) {

  /**
   * @throws IllegalArgumentException without a year
   */
  public NetworkFees {
    years = List.copyOf(years);
    if (years.isEmpty()) {
      throw new IllegalArgumentException("network fees need a year");
    }
  }

  /**
   * Fees of a calendar year.
   *
   * @param standardPerKwh fee that the supplier's price contains, taxes included, currency a kWh,
   *     {@code >= 0}
   * @param bands fees of the hours that differ; the first that contains the time applies
   */
  public record FeeYear(int year, double standardPerKwh, List<Tariff.Band> bands) {

    public FeeYear {
      bands = List.copyOf(bands);
    }

    double perKwh(LocalDateTime time) {
      double fee = Tariff.find(bands, time);
      return Double.isNaN(fee) ? standardPerKwh : fee;
    }
  }

  /** True if the fees of a calendar year are known. */
  public boolean covers(int year) {
    return years.stream().anyMatch(fees -> fees.year == year);
  }

  /** The last year in a row with known fees, from {@code year} on; one less = not even that. */
  public int coveredTo(int year) {
    int last = year - 1;
    while (covers(last + 1)) {
      last++;
    }
    return last;
  }

  /**
   * Fee at a local time, currency a kWh; in a year that is not known, the standard fee of the
   * nearest one before it, or of the first.
   */
  public double perKwh(LocalDateTime time) {
    FeeYear nearest = nearest(time.getYear());
    return nearest.year == time.getYear() ? nearest.perKwh(time) : nearest.standardPerKwh;
  }

  /** The fee less the standard fee, currency a kWh; 0 in a year that is not known. */
  public double differencePerKwh(LocalDateTime time) {
    return perKwh(time) - nearest(time.getYear()).standardPerKwh;
  }

  /** Least and largest difference of a known year to its standard fee, currency a kWh. */
  PriceRange differences() {
    return PriceRange.of(
        years.stream()
            .flatMapToDouble(
                fees ->
                    DoubleStream.concat(
                        DoubleStream.of(0),
                        fees.bands.stream()
                            .mapToDouble(band -> band.perKwh() - fees.standardPerKwh))));
  }

  private FeeYear nearest(int year) {
    FeeYear nearest = years.getFirst();
    for (FeeYear fees : years) {
      boolean isNearer =
          nearest.year > year
              ? fees.year < nearest.year
              : fees.year <= year && fees.year > nearest.year;
      nearest = isNearer ? fees : nearest;
    }
    return nearest;
  }
}
