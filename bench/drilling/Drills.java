package io.spikewatt.simulator.drill;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** All drills, in the order of the table. */
final class Drills {

  private Drills() {}

  static List<Drill> all() {
    List<Drill> all = new ArrayList<>();
    all.addAll(StateDrills.all());
    all.addAll(ClockDrills.all());
    all.addAll(BrokerDrills.all());
    all.addAll(LinkDrills.all());
    all.addAll(TlsDrills.all());
    all.addAll(DeviceDrills.all());
    all.addAll(ProcessDrills.all());
    all.addAll(TestedDrills.all());
    all.sort(Comparator.comparingInt(Drill::number));
    return all;
  }
}
