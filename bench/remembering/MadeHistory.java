import io.spikewatt.controller.history.HistoryBuffer;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.history.LoggedDecision;
import io.spikewatt.controller.history.SlotMean;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Years of a house with sun, battery, car, compute and heat pump, made from a seed: twelve series,
 * an hour without a record each twentieth day, and decisions of an eventful site.
 */
final class MadeHistory {

  /** Changes of the decision in a day, besides one decision a quarter hour. */
  private static final int CHANGES = 110;

  private final ZoneId zone;
  private final Random random = new Random(38);
  private double socPct = 50;

  MadeHistory(ZoneId zone) {
    this.zone = zone;
  }

  /** Writes each day in its turn, as the daemon does; ends before {@code to}. */
  void write(Path directory, LocalDate from, LocalDate to) throws Exception {
    try (HistoryStore store = HistoryStore.open(directory)) {
      HistoryBuffer buffer = new HistoryBuffer(store);
      for (LocalDate day = from; day.isBefore(to); day = day.plusDays(1)) {
        buffer.take(means(day));
        decisions(day).forEach(buffer::take);
        Optional<String> failed = buffer.flush();
        if (failed.isPresent()) {
          throw new IllegalStateException(failed.get());
        }
      }
    }
  }

  private List<SlotMean> means(LocalDate day) {
    List<SlotMean> means = new ArrayList<>();
    Instant end = day.plusDays(1).atStartOfDay(zone).toInstant();
    double sun = 0.3 + 0.7 * random.nextDouble();
    double season = Math.sin((day.getDayOfYear() - 80) / 365.0 * 2 * Math.PI);
    int gap = day.toEpochDay() % 20 == 0 ? 48 : -9;
    int slot = 0;
    for (Instant at = day.atStartOfDay(zone).toInstant(); at.isBefore(end); slot++) {
      double hour = slot / 4.0;
      double pv =
          Math.max(0, (4500 + 3000 * season) * sun * Math.sin(Math.PI * (hour - 5) / 15))
              * (0.8 + 0.2 * random.nextDouble());
      double load = 350 + 900 * random.nextDouble() * (hour > 6 && hour < 23 ? 1 : 0.2);
      double ev = hour >= 18 && hour < 20 && random.nextInt(3) > 0 ? -7400 : 0;
      double heat = -Math.max(0, 800 - 900 * season + 300 * random.nextGaussian());
      double compute = -500 - (random.nextInt(4) == 0 ? 2500 * random.nextDouble() : 0);
      double net = load - pv - ev - heat - compute;
      double battery = Math.clamp(net, socPct >= 95 ? 0 : -5000, socPct <= 10 ? 0 : 5000);
      socPct = Math.clamp(socPct - battery / 4 / 100, 5, 100);
      if (slot < gap || slot >= gap + 4) {
        put(means, at, "load_w", load);
        put(means, at, "pv_w", pv);
        put(means, at, "pv_measured_w", pv);
        put(means, at, "grid_w", net - battery);
        put(means, at, "battery_w", battery);
        put(means, at, "ev_w", ev);
        put(means, at, "compute_w", compute);
        put(means, at, "battery1_soc_pct", socPct);
        put(means, at, "heatpump1_power_w", heat);
        put(means, at, "heatpump1_temperature_c", 30 + 5 * random.nextDouble());
        put(means, at, "outdoor_temperature_c", 10 + 10 * season + random.nextGaussian());
        put(means, at, "import_per_kwh", 0.25 + 0.1 * random.nextGaussian());
      }
      at = at.plusSeconds(900);
    }
    return means;
  }

  private static void put(List<SlotMean> means, Instant at, String series, double value) {
    means.add(new SlotMean(series, at, value));
  }

  private List<LoggedDecision> decisions(LocalDate day) {
    List<LoggedDecision> decisions = new ArrayList<>();
    Instant start = day.atStartOfDay(zone).toInstant();
    for (int i = 0; i < 96; i++) {
      decisions.add(decision(start.plusSeconds(900L * i + 5)));
    }
    for (int i = 0; i < CHANGES; i++) {
      decisions.add(decision(start.plusMillis(random.nextInt(86_400_000))));
    }
    return decisions;
  }

  private static final List<String> ACTIONS =
      List.of("battery charges %.1f kW: stores surplus", "battery discharges %.1f kW: covers load");

  private static final List<String> HEADLINES = List.of("store-priced", "cover-priced", "keep-priced");

  private LoggedDecision decision(Instant at) {
    double power = 200 + random.nextInt(4800);
    int kind = random.nextInt(3);
    String action =
        kind == 2 ? "battery rests" : ACTIONS.get(kind).formatted(power / 1000.0);
    double signed = kind == 0 ? -power : kind == 1 ? power : 0;
    double worth = 0.15 + random.nextDouble() / 5;
    double importPrice = 0.2 + random.nextDouble() / 5;
    int load = 300 + random.nextInt(2000);
    int pv = random.nextInt(6000);
    double cost = 1 + random.nextDouble() * 8;
    String text =
        """
        {"mode":"auto","doing":"auto (plan in force): %s, as import costs %.1f ct and a kWh of the battery is worth %.1f ct",\
        "headline":{"key":"headline.%s","values":{"now":{"perKwh":%.5f,"decimals":0},\
        "later":{"perKwh":%.5f,"decimals":0}}},\
        "setpoints":[{"id":"ev1","power_w":%d,"reason":"surplus"},\
        {"id":"compute1","power_limit_w":500,"reason":"minimum"},\
        {"id":"heatpump1","power_w":%d,"reason":"energy is cheap now"},\
        {"id":"pv1","power_limit_w":10000,"reason":"no need"},\
        {"id":"battery1","power_w":%.0f,"reason":"stores surplus, covers load (stored kWh %.3f, import %.3f, export 0.07)"}],\
        "gridW":%d,"loadW":%d,"pvW":%d,"batteryW":%.0f,"socPct":[{"id":"battery1","value":%.1f},{"id":"ev1","value":%d}],\
        "loadForecastW":{"p10":%d,"p50":%d,"p90":%d},"sourceForecastW":{"p10":%d,"p50":%d,"p90":%d},\
        "prices":{"importPerKwh":%.4f,"exportPerKwh":0.07,"from":"published","storedPerKwh":%.4f},\
        "plan":{"at":"%s","expectedCost":%.4f,"batteryW":%.0f},\
        "costs":{"currency":"EUR","until":"%s","netW":%d,"chosen":{"powerW":%.0f,"cost":%.4f},\
        "charge":{"powerW":-5000,"cost":%.4f},"idle":{"powerW":0,"cost":%.4f},"discharge":{"powerW":5000,"cost":%.4f}}}"""
            .formatted(
                action, 100 * importPrice, 100 * worth, HEADLINES.get(kind), importPrice, worth, -random.nextInt(7000), -random.nextInt(2000), signed,
                worth, importPrice, random.nextInt(4000) - 2000, load, pv, signed,
                random.nextDouble() * 100, random.nextInt(100), load / 2, load, load * 2, pv / 2,
                pv, pv * 2, importPrice, worth, at.minusSeconds(3), cost, signed,
                at.plusSeconds(86_400), load - pv, signed, cost, cost + random.nextDouble(),
                cost + random.nextDouble(), cost + random.nextDouble());
    return new LoggedDecision(at, text, 0);
  }
}
