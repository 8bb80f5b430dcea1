package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.dispatch.Dispatch.Alarm;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.limit.GridLimits;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Alarms for people: conditions that last too long to be transients. Confined to one thread. */
final class DispatchAlarms {

  /** Time that a limit may be exceeded: the slowest battery's time to answer. */
  static final Duration LIMIT_FOR = Duration.ofSeconds(15);

  private final Map<String, Moment> since = new HashMap<>();

  /** The alarms of one cycle. */
  List<Alarm> judge(PlantState state, GridLimits limits, Assets assets, Moment now) {
    List<Alarm> alarms = new ArrayList<>();
    if (state.gridW() instanceof Estimate.Known grid) {
      over("import-limit", grid.value() - limits.importW(), limits.importW(), now)
          .ifPresent(alarms::add);
      over("export-limit", -grid.value() - limits.exportW(), limits.exportW(), now)
          .ifPresent(alarms::add);
    }
    for (RegulatorUnit unit : assets.regulators) {
      String id = unit.id;
      if (!unit.range().isUsable()) {
        alarms.add(
            new Alarm("battery-unknown", id + ": state of charge or power unknown, held at 0"));
      }
    }
    if (assets.loadShedding.closed() > 0) {
      alarms.add(new Alarm("shed", assets.loadShedding.closed() + " relay(s) shed load"));
    }
    return alarms;
  }

  private Optional<Alarm> over(String code, double excessW, double limitW, Moment now) {
    return lasts(code, excessW > Math.max(20, 0.005 * limitW), LIMIT_FOR, now)
        ? Optional.of(
            new Alarm(code, String.format(Locale.ROOT, "exceeded by %.0f W for too long", excessW)))
        : Optional.empty();
  }

  private boolean lasts(String what, boolean is, Duration least, Moment now) {
    if (!is) {
      since.remove(what);
      return false;
    }
    Moment start = since.computeIfAbsent(what, key -> now);
    return now.since(start).compareTo(least) >= 0;
  }
}
