package io.spikewatt.simulator.drill;

import io.spikewatt.simulator.physics.PlantObserver;
import io.spikewatt.simulator.physics.PlantWrite;
import io.spikewatt.simulator.physics.PlantWrite.Device;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** When each write reached a device, noted at the device's side. */
final class WriteLog implements PlantObserver {

  /**
   * @param at s
   */
  record Entry(double at, PlantWrite write) {
    /** The battery's setpoint in it, W, discharge positive; NaN if there is none. */
    double batteryW() {
      if (write instanceof PlantWrite.Registers registers
          && registers.device() == Device.BATTERY
          && registers.address() <= 201
          && registers.address() + registers.words().size() >= 203) {
        int high = 201 - registers.address();
        return -(double) (registers.words().get(high) << 16 | registers.words().get(high + 1));
      }
      return Double.NaN;
    }
  }

  private final List<Entry> entries = new CopyOnWriteArrayList<>();
  private volatile Runnable onFirst = () -> {};

  /** Runs at the next write, before anybody else sees it. */
  void onFirst(Runnable action) {
    onFirst = action;
  }

  List<Entry> since(double start) {
    return entries.stream().filter(entry -> entry.at >= start).toList();
  }

  List<Entry> since(double start, Device device) {
    return since(start).stream().filter(entry -> entry.write.device() == device).toList();
  }

  /** Setpoints of the battery written since then, W, discharge positive. */
  List<Double> setpoints(double start) {
    return since(start, Device.BATTERY).stream()
        .map(Entry::batteryW)
        .filter(watts -> !watts.isNaN())
        .toList();
  }

  /** Longest time without a write to the device since then, s. */
  double longestGap(double start, Device device) {
    List<Double> times = since(start, device).stream().map(Entry::at).toList();
    return MeasuredWait.longestGap(times, start, MeasuredWait.now());
  }

  @Override
  public void wrote(PlantWrite write) {
    onFirst.run();
    onFirst = () -> {};
    entries.add(new Entry(MeasuredWait.now(), write));
  }
}
