package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.alarm.AlarmTexts;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.dispatch.Dispatch.Alarm;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.limit.GridLimits;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Alarms for people: conditions that last too long to be transients. Confined to one thread. */
final class DispatchAlarms {

  /** Time that a limit may be exceeded: the slowest battery's time to answer. */
  static final Duration LIMIT_FOR = Duration.ofSeconds(15);

  private final Map<String, Moment> since = new HashMap<>();

  /** The alarms of one cycle. */
  List<Alarm> judge(PlantState state, GridLimits limits, Assets assets, Moment now) {
    List<Alarm> alarms = new ArrayList<>();
    if (state.gridW() instanceof Estimate.Known grid) {
      double overImportW = grid.value() - limits.importW();
      if (over("import-limit", overImportW, limits.importW(), now)) {
        alarms.add(new Alarm("import-limit", AlarmTexts.importLimit(overImportW)));
      }
      double overExportW = -grid.value() - limits.exportW();
      if (over("export-limit", overExportW, limits.exportW(), now)) {
        alarms.add(new Alarm("export-limit", AlarmTexts.exportLimit(overExportW)));
      }
    }
    for (RegulatorUnit unit : assets.regulators) {
      if (!unit.range().isUsable()) {
        alarms.add(new Alarm("battery-unknown", AlarmTexts.batteryUnknown(unit.id)));
      }
    }
    if (assets.loadShedding.closed() > 0) {
      alarms.add(new Alarm("shed", AlarmTexts.shed(assets.loadShedding.closed())));
    }
    return alarms;
  }

  private boolean over(String code, double excessW, double limitW, Moment now) {
    if (!(excessW > Math.max(20, 0.005 * limitW))) {
      since.remove(code);
      return false;
    }
    Moment start = since.computeIfAbsent(code, key -> now);
    return now.since(start).compareTo(LIMIT_FOR) >= 0;
  }
}
