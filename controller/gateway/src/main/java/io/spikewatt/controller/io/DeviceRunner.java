package io.spikewatt.controller.io;

import io.spikewatt.hal.device.AwaitedAnswer;
import io.spikewatt.hal.device.Device;
import io.spikewatt.hal.guard.ApprovedSetpoint;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads and writes the devices of one link, one after the other. Confined to one thread; a link
 * that hangs delays only itself.
 */
public final class DeviceRunner {

  private final List<Device> devices;
  private final List<PlantBoard.Place> places;
  private final PlantBoard board;
  private final SetpointBoard setpointBoard;

  /** Last setpoint written to each output. */
  private final Map<Signal, Double> brought = new HashMap<>();

  public DeviceRunner(List<Device> devices, PlantBoard board, SetpointBoard setpointBoard) {
    this.devices = List.copyOf(devices);
    this.places = devices.stream().map(device -> board.place(device.inputs())).toList();
    this.board = board;
    this.setpointBoard = setpointBoard;
  }

  /**
   * Sends the request of {@link #read} ahead, unless devices must take turns. Never waits.
   *
   * @param now as in the following {@link #read}
   * @return the only answer that {@link #read} needs; empty if it may wait
   */
  public Optional<AwaitedAnswer> ask(Moment now) {
    return devices.size() == 1 ? devices.getFirst().ask(now) : Optional.empty();
  }

  public void read(Moment now) {
    for (int i = 0; i < devices.size(); i++) {
      places.get(i).post(devices.get(i).read(now));
    }
  }

  /**
   * Polls the powers of the link's only device between two readings.
   *
   * @return whether there is anything new
   */
  public boolean readPowerOnly(Moment now) {
    List<Sample.Good> powers = devices.getFirst().readPowerOnly(now);
    if (!powers.isEmpty()) {
      board.powerOnly(powers);
    }
    return !powers.isEmpty();
  }

  /** Writes the setpoint in force, or its safe value, to every output of the link. */
  public void write(Moment now) {
    for (Device device : devices) {
      for (Signal output : device.outputs()) {
        setpointBoard.get(output, now).ifPresent(setpoint -> write(device, setpoint, now));
      }
      board.budgets(device.budgets(now));
    }
  }

  /** The same between two cycles, only for outputs whose setpoint changed since the last write. */
  public void writeChanged(Moment now) {
    for (Device device : devices) {
      for (Signal output : device.outputs()) {
        setpointBoard
            .get(output, now)
            .filter(setpoint -> !Double.valueOf(setpoint.value()).equals(brought.get(output)))
            .ifPresent(setpoint -> write(device, setpoint, now));
      }
    }
  }

  private void write(Device device, ApprovedSetpoint setpoint, Moment now) {
    board.post(device.write(setpoint, now));
    brought.put(setpoint.signal(), setpoint.value());
  }

  /** Leaves every output in its neutral state and closes the devices. */
  public void release(List<ApprovedSetpoint> neutral, Moment now) {
    for (Device device : devices) {
      for (ApprovedSetpoint setpoint : neutral) {
        if (device.outputs().contains(setpoint.signal())) {
          board.post(device.release(setpoint, now));
        }
      }
      device.close();
    }
  }
}
