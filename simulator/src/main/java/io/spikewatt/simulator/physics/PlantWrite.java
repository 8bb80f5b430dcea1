package io.spikewatt.simulator.physics;

import java.util.List;

/** A write at a device's interface, before the device processes it. */
public sealed interface PlantWrite {

  /** The interface that it came in at. */
  Device device();

  /** True if the device took the write; contacts always do. */
  default boolean taken() {
    return true;
  }

  /** Devices that can be written, and others that a faulty controller might write. */
  enum Device {
    PV,
    BATTERY,
    GRID_METER,
    EV,
    COMPUTE,
    RELAY,
    GENSET,
    TRANSFER_SWITCH,
    SECOND_RELAY,
    HEAT_PUMP
  }

  /**
   * Holding registers of a Modbus device.
   *
   * @param address of the first, zero-based
   * @param words unsigned 16-bit values
   */
  record Registers(Device device, int address, List<Integer> words, boolean taken)
      implements PlantWrite {
    public Registers {
      words = List.copyOf(words);
    }
  }

  /**
   * A setpoint node of the PLC.
   *
   * @param value as written, W, or 1 for a request and 0 for none; may be no number
   */
  record Node(Device device, double value, boolean taken) implements PlantWrite {}

  /**
   * The SG-Ready contacts of the heat pump have moved.
   *
   * @param state 1 blocked, 2 normal, 3 encouraged, 4 ordered on
   */
  record SgReady(int state) implements PlantWrite {
    @Override
    public Device device() {
      return Device.HEAT_PUMP;
    }
  }

  /** The shed relay has moved. */
  record Relay(boolean closed) implements PlantWrite {
    @Override
    public Device device() {
      return Device.RELAY;
    }
  }
}
