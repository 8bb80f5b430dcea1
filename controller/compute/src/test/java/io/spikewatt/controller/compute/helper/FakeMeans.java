package io.spikewatt.controller.compute.helper;

import io.spikewatt.controller.compute.means.PowerMeans;
import io.spikewatt.controller.compute.means.SettingRange;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CopyOnWriteArrayList;

/** A power limit that does what it is told. */
class FakeMeans implements PowerMeans {

  /** Every value that was set. */
  final List<Long> values = new CopyOnWriteArrayList<>();

  volatile Optional<String> problem = Optional.empty();

  @Override
  public Label label() {
    return new Label("gpu0 power limit", Kind.POWER_LIMIT);
  }

  @Override
  public SettingRange range() {
    return new SettingRange(200, 700);
  }

  @Override
  public void set(long value) {
    values.add(value);
  }

  @Override
  public Reading read() {
    return problem.isPresent()
        ? new Reading(OptionalDouble.empty(), OptionalDouble.empty(), problem)
        : new Reading(
            OptionalDouble.of(123.4),
            values.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of((double) last()),
            Optional.empty());
  }

  long last() {
    return values.getLast();
  }
}
