package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.dispatch.Dispatch.Alarm;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.mode.GridLimits;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Says when a limit is broken for longer than devices need to respond. One thread. */
final class LimitWatch {

  private static final Duration RESPONSE = Duration.ofSeconds(15);

  private final Duration patience;
  private @Nullable Moment importOver;
  private @Nullable Moment exportOver;

  LimitWatch(Duration cycle) {
    this.patience = RESPONSE.plus(cycle.multipliedBy(2));
  }

  List<Alarm> alarms(PlantState state, GridLimits limits, Moment now) {
    OptionalDouble gridW = state.gridW().ifKnown();
    importOver = since(importOver, gridW.isPresent() && gridW.getAsDouble() > limits.importW(), now);
    exportOver = since(exportOver, gridW.isPresent() && -gridW.getAsDouble() > limits.exportW(), now);
    List<Alarm> alarms = new ArrayList<>();
    if (lasts(importOver, now)) {
      alarms.add(new Alarm("import-limit", "import stays above its limit"));
    }
    if (lasts(exportOver, now)) {
      alarms.add(new Alarm("export-limit", "export stays above its limit"));
    }
    return alarms;
  }

  private static @Nullable Moment since(@Nullable Moment start, boolean over, Moment now) {
    return over ? (start == null ? now : start) : null;
  }

  private boolean lasts(@Nullable Moment start, Moment now) {
    return start != null && now.since(start).compareTo(patience) > 0;
  }
}
