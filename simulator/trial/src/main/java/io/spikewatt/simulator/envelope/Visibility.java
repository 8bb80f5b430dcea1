package io.spikewatt.simulator.envelope;

import io.spikewatt.simulator.physics.PlantWrite.Device;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a controller can observe of the devices, and whether it can reach them. Set by the fault
 * injector, so that the recorder does not flag what the controller could not observe. By default
 * every point is true, every device is reachable and the controller runs.
 */
public final class Visibility {

  public enum Point {
    /** Power at the connection. */
    GRID,
    /** Voltage and frequency of the grid, by the grid meter. */
    GRID_VOLTAGE,
    FEEDER,
    PV,
    BATTERY,
    BATTERY_SOC,
    EV,
    COMPUTE,
    CONTACT,
    GENSET,
    /** Position of the transfer switch. */
    SWITCH
  }

  public enum Controller {
    RUNNING,
    /** Its decisions have stopped; its links go on. */
    STALLED,
    /** The process has ended. */
    GONE
  }

  /** How a point is shown. */
  public enum Shown {
    TRUE,
    FALSE,
    NOT,
    /** False for so long that a controller knows it: the limits count again. */
    FOUND_OUT
  }

  private record Since(Object what, double s) {}

  private final Map<Point, Since> shown = new EnumMap<>(Point.class);
  private final Map<Device, Since> reachable = new EnumMap<>(Device.class);
  private Since controller = new Since(Controller.RUNNING, 0);
  private final Set<String> writers = new HashSet<>();
  private String writer = "";
  private OptionalDouble chargePct = OptionalDouble.empty();
  private double nowS;

  Visibility() {
    for (Point point : Point.values()) {
      shown.put(point, new Since(Shown.TRUE, Double.NEGATIVE_INFINITY));
    }
    for (Device device : Device.values()) {
      reachable.put(device, new Since(true, Double.NEGATIVE_INFINITY));
    }
  }

  void now(double seconds) {
    nowS = seconds;
  }

  public void setShown(Point point, Shown how) {
    shown.compute(point, (p, old) -> changed(old, how));
  }

  /**
   * Sets the false state of charge that the battery reports from now on.
   *
   * @param pct percent; empty = the true value, if shown at all
   */
  public void showCharge(OptionalDouble pct) {
    chargePct = pct;
  }

  /** False state of charge that the battery reports, percent; empty if the report is true. */
  OptionalDouble chargePct() {
    return chargePct;
  }

  /** Sets whether writes to a device arrive from now on. */
  public void setReachable(Device device, boolean can) {
    reachable.compute(device, (d, old) -> changed(old, can));
  }

  /** Sets the controller's state from now on. */
  public void controller(Controller state) {
    controller = changed(controller, state);
  }

  /** Sets who writes from now on: the name of a process that has begun. */
  public void writer(String name) {
    writer = name;
    writers.add(name);
  }

  /** A process that wrote has ended. */
  public void ended(String name) {
    writers.remove(name);
  }

  /** Name of the process that writes now; empty = unknown. */
  String writer() {
    return writer;
  }

  boolean isAlive(String name) {
    return writers.contains(name);
  }

  private Since changed(@Nullable Since old, Object what) {
    return old != null && old.what.equals(what) ? old : new Since(what, nowS);
  }

  /** For how long a point has been shown like this, s; 0 if it is not. */
  double durationS(Point point, Shown how) {
    return durationS(shown.get(point), how);
  }

  /** For how long writes to the device have arrived, s; 0 while they do not. */
  double reachableS(Device device) {
    return durationS(reachable.get(device), true);
  }

  /** For how long the controller has been in this state, s; 0 if it is not. */
  double controllerS(Controller state) {
    return durationS(controller, state);
  }

  private double durationS(@Nullable Since since, Object what) {
    return since != null && since.what.equals(what) ? nowS - since.s : 0;
  }

  Controller controller() {
    return (Controller) controller.what;
  }
}
