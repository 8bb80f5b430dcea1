package io.spikewatt.controller.io;

import io.spikewatt.controller.loop.Loop;
import io.spikewatt.hal.device.Device;
import io.spikewatt.hal.guard.ApprovedSetpoint;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import java.util.List;

/**
 * Reads and writes the devices of one link, one after the other. What it does is called from one
 * {@link Loop}; a link that hangs delays nobody but itself.
 */
public final class DeviceRunner {

  private final List<Device> devices;
  private final List<PlantBoard.Place> places;
  private final PlantBoard board;
  private final Outbox outbox;

  public DeviceRunner(List<Device> devices, PlantBoard board, Outbox outbox) {
    this.devices = List.copyOf(devices);
    this.places = devices.stream().map(device -> board.place(device.inputs())).toList();
    this.board = board;
    this.outbox = outbox;
  }

  /** Asks ahead what {@link #read} begins with, unless devices have to take turns. Never waits. */
  public void ask(Moment now) {
    if (devices.size() == 1) {
      devices.getFirst().ask(now);
    }
  }

  /** Reads every device of the link. */
  public void read(Moment now) {
    for (int i = 0; i < devices.size(); i++) {
      places.get(i).post(devices.get(i).read(now));
    }
  }

  /** Brings every output of the link to the setpoint in force, or to its safe value. */
  public void write(Moment now) {
    for (Device device : devices) {
      for (Signal output : device.outputs()) {
        outbox.get(output, now).ifPresent(setpoint -> board.post(device.write(setpoint, now)));
      }
      board.budgets(device.budgets(now));
    }
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
