import io.spikewatt.config.site.Site;
import io.spikewatt.controller.command.CommandResult;
import io.spikewatt.controller.assembly.RunningSite;
import io.spikewatt.controller.io.PlantBoard;
import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.ManualClock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;

/** The daemon's control on a home with PV and a battery, in cycles of five seconds. */
final class HomeSimulation {

  private static final Duration CYCLE = Duration.ofSeconds(5);
  private static final double HOURS = CYCLE.toSeconds() / 3600.0;
  private static final int CYCLES_A_MINUTE = 12;
  private static final int CYCLES_A_QUARTER = 180;
  static final double EFFICIENCY = 0.95;
  static final double START_PCT = 40;
  static final double LEAST_PCT = 5;
  static final double MOST_PCT = 95;

  private final ManualClock clock;
  private final PlantBoard board;
  private final PlantBoard.Place place;
  private final RunningSite control;

  private double batteryW;
  private double socPct = START_PCT;
  private double pvLimitW = Double.POSITIVE_INFINITY;

  private double importKwh;
  private double exportKwh;
  private double curtailedKwh;
  private double needlessKwh;
  private double peakKw;
  private double overKwh;
  private double beyondPlanKwh;
  private double beyondPlanKw;
  private double orderedKwh;

  HomeSimulation(Path folder, Site site, Instant start) {
    clock = new ManualClock(start);
    board = new PlantBoard(new LinkedHashMap<>(), clock.now());
    place = board.place(List.of());
    control = NowcastControl.control(site, folder, board, clock.now());
  }

  /** A night's learning. */
  void learn() {
    control.carried().outlook().learner().tick(clock.now());
    control.close();
  }

  ControlTotals run(double[] loadW, double[] sunW) {
    BatteryHindsight best = BatteryHindsight.of(loadW, sunW);
    double sumKwh = 0;
    double levelW = Double.POSITIVE_INFINITY;
    for (int k = 0; k < loadW.length * CYCLES_A_MINUTE; k++) {
      int minute = k / CYCLES_A_MINUTE;
      clock.advance(CYCLE);
      double gridW = step(loadW[minute], sunW[minute]);
      sumKwh += Math.max(0, gridW) * HOURS / 1000;
      if (k % CYCLES_A_QUARTER == CYCLES_A_MINUTE) {
        levelW = level();
      }
      if (k % CYCLES_A_QUARTER == CYCLES_A_QUARTER - 1) {
        double meanKw = 4 * sumKwh;
        double beyond = Double.isInfinite(levelW) ? 0 : Math.max(0, meanKw - levelW / 1000);
        peakKw = Math.max(peakKw, meanKw);
        overKwh += Math.max(0, meanKw - best.peakKw()) / 4;
        beyondPlanKw = Math.max(beyondPlanKw, beyond);
        beyondPlanKwh += beyond / 4;
        sumKwh = 0;
      }
    }
    control.close();
    return new ControlTotals(
        importKwh,
        exportKwh,
        (socPct - LEAST_PCT) / 100 * NowcastControl.CAPACITY_WH / 1000,
        peakKw,
        overKwh,
        Math.max(0, peakKw - best.peakKw()),
        beyondPlanKwh,
        beyondPlanKw,
        Math.max(0, curtailedKwh - best.curtailedKwh()),
        needlessKwh,
        orderedKwh);
  }

  private double level() {
    Instant now = clock.now().instant();
    return control
        .plans()
        .plan()
        .map(p -> p.schedule().importLevelW()[p.slotAt(now)])
        .orElse(Double.POSITIVE_INFINITY);
  }

  private double step(double loadW, double sunW) {
    order();
    if ((socPct >= MOST_PCT && batteryW < 0) || (socPct <= LEAST_PCT && batteryW > 0)) {
      batteryW = 0;
    }
    double pvW = Math.min(sunW, pvLimitW);
    double gridW = loadW - pvW - batteryW;
    socPct +=
        100
            * HOURS
            * (batteryW > 0 ? -batteryW / EFFICIENCY : -batteryW * EFFICIENCY)
            / NowcastControl.CAPACITY_WH;
    count(gridW, sunW - pvW);
    place.post(
        List.of(
            read("meter1", Quantity.POWER_W, gridW),
            read("meter1", Quantity.VOLTAGE_L1_V, 230),
            read("meter1", Quantity.FREQUENCY_HZ, 50),
            read("pv1", Quantity.POWER_W, pvW),
            read("battery1", Quantity.POWER_W, batteryW),
            read("battery1", Quantity.SOC_PCT, socPct)));
    CycleReport report = control.cycle().run(clock.now());
    batteryW = report.approved("battery1").orElse(0);
    pvLimitW = report.approved("pv1").orElse(Double.POSITIVE_INFINITY);
    control.plans().tick(clock.now());
    return gridW;
  }

  private void count(double gridW, double curtailedW) {
    importKwh += Math.max(0, gridW) * HOURS / 1000;
    exportKwh += Math.max(0, -gridW) * HOURS / 1000;
    curtailedKwh += curtailedW * HOURS / 1000;
    double roomW = Math.max(0, NowcastControl.EXPORT_LIMIT_W + gridW);
    needlessKwh += Math.min(curtailedW, roomW) * HOURS / 1000;
    if (ordered()) {
      orderedKwh += Math.max(0, gridW - NowcastControl.ORDERED_W) * HOURS / 1000;
    }
  }

  private boolean ordered() {
    int hour = (int) (Math.floorMod(clock.now().instant().getEpochSecond(), 86_400) / 3_600);
    return hour >= NowcastControl.ORDERED_FROM_H && hour < NowcastControl.ORDERED_TO_H;
  }

  /** The grid operator's order of each evening. */
  private void order() {
    Instant now = clock.now().instant();
    int second = (int) Math.floorMod(now.getEpochSecond(), 86_400);
    if (second == NowcastControl.ORDERED_FROM_H * 3_600) {
      int length = 3_600 * (NowcastControl.ORDERED_TO_H - NowcastControl.ORDERED_FROM_H);
      String text =
          "{\"id\":\"%s\",\"issuedAt\":\"%s\",\"validForS\":%d,\"value\":%.0f}"
              .formatted(now.getEpochSecond(), now, length, NowcastControl.ORDERED_W);
      java.util.concurrent.CompletableFuture<CommandResult> _ =
          control.commands().submit("limit-import", text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private Sample read(String device, Quantity quantity, double value) {
    return new Sample.Good(new Signal(device, quantity), value, clock.now());
  }
}
