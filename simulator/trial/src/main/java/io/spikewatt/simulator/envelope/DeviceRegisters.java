package io.spikewatt.simulator.envelope;

import io.spikewatt.simulator.physics.PlantEvent;
import io.spikewatt.simulator.physics.PlantWrite;
import java.util.List;
import java.util.Locale;

/**
 * Values held in the devices, decoded from the writes by their published maps: the hybrid
 * inverter's registers from 200, SunSpec model 123 of the PV inverter, the PLC's nodes, the relay.
 */
final class DeviceRegisters {

  /** Hybrid inverter: 0 own ways, 1 remote. */
  static final int MODE = 200;

  /** Hybrid inverter: s32, W, charging positive. */
  static final int POWER = 201;

  /** Hybrid inverter: dead-man's counter. */
  static final int HEARTBEAT = 203;

  /** Heat pump: power to heat with, W. */
  static final int HEAT_POWER = 102;

  /** SG-Ready state in which the heat pump's thermostat decides. */
  static final int SG_READY_NORMAL = 2;

  /** First register of SunSpec model 123 in the PV inverter. */
  static final int MODEL_123 = 40_228;

  private static final int CONNECT = MODEL_123 + 4;
  private static final int LIMIT_PCT = MODEL_123 + 5;
  private static final int REVERT = MODEL_123 + 7;
  private static final int ENABLE = MODEL_123 + 9;

  private boolean remote;
  private double batteryW;
  private double batterySetS = Double.NEGATIVE_INFINITY;
  private double remoteSinceS = Double.NEGATIVE_INFINITY;
  private int pvPct100 = 10_000;
  private int pvRevertS;
  private boolean pvLimited;
  private boolean pvConnected = true;
  private double evW;
  private double computeW = Double.NaN;
  private double heatPumpW;
  private int sgReadyState = SG_READY_NORMAL;
  private boolean relayClosed;
  private Request genset = Request.NONE;
  private Request separate = Request.NONE;

  /** A request to the PLC: 1, or 0 for none. */
  private record Request(double value, double atS) {
    static final Request NONE = new Request(0, Double.NEGATIVE_INFINITY);

    /** Time without a rewrite after which the PLC drops a setpoint, s. */
    static final double TIME_TO_LIVE_S = 60;

    boolean inForce(double nowS) {
      return value >= 0.5 && nowS - atS <= TIME_TO_LIVE_S;
    }
  }

  /** Takes a write that the device took. */
  void take(PlantWrite write, double nowS) {
    switch (write) {
      case PlantWrite.Registers registers -> registers(registers, nowS);
      case PlantWrite.Node node -> {
        switch (node.device()) {
          case EV -> evW = node.value();
          case COMPUTE -> computeW = node.value();
          case GENSET -> genset = new Request(node.value(), nowS);
          case TRANSFER_SWITCH -> separate = new Request(node.value(), nowS);
          default -> {}
        }
      }
      case PlantWrite.Relay relay -> relayClosed = relay.closed();
      case PlantWrite.SgReady contacts -> sgReadyState = contacts.state();
    }
  }

  private void registers(PlantWrite.Registers write, double nowS) {
    for (int i = 0; i < write.words().size(); i++) {
      int address = write.address() + i;
      int word = write.words().get(i);
      if (write.device() == PlantWrite.Device.BATTERY) {
        battery(address, word, write.words(), i, nowS);
      } else if (write.device() == PlantWrite.Device.PV) {
        pv(address, word);
      } else if (write.device() == PlantWrite.Device.HEAT_PUMP && address == HEAT_POWER) {
        heatPumpW = word;
      }
    }
  }

  private void battery(int address, int word, List<Integer> words, int i, double nowS) {
    if (address == MODE) {
      remoteSinceS = word == 1 && !remote ? nowS : remoteSinceS;
      remote = word == 1;
    } else if (address == POWER && i + 1 < words.size()) {
      batteryW = -(double) ((word << 16) | words.get(i + 1));
      batterySetS = nowS;
    }
  }

  private void pv(int address, int word) {
    switch (address) {
      case CONNECT -> pvConnected = word == 1;
      case LIMIT_PCT -> pvPct100 = word;
      case REVERT -> pvRevertS = word;
      case ENABLE -> pvLimited = word == 1;
      default -> {}
    }
  }

  /** Records setpoints that the devices dropped by themselves. */
  void happened(PlantEvent event) {
    switch (event) {
      case PlantEvent.BatteryFellBack _ -> {
        remote = false;
        batteryW = 0;
      }
      case PlantEvent.PvLimitReverted _ -> pvLimited = false;
      case PlantEvent.SetpointDropped dropped -> {
        if (dropped.device().equals("EvCharger")) {
          evW = 0;
        } else if (dropped.device().equals("Compute")) {
          computeW = Double.NaN;
        } else if (dropped.device().equals("HeatPump")) {
          heatPumpW = 0;
        }
      }
      case PlantEvent.CarLeft _ -> {}
    }
  }

  /** Whether the battery is under remote control. */
  boolean remote() {
    return remote;
  }

  /** Since when it is, s. */
  double remoteSinceS() {
    return remoteSinceS;
  }

  /** Setpoint of the battery under remote control, W, discharge positive. */
  double batteryW() {
    return remote ? batteryW : 0;
  }

  /** The value in its register, remote or not. */
  double batteryRegisterW() {
    return batteryW;
  }

  /** When that was written last, s. */
  double batterySetS() {
    return batterySetS;
  }

  /** Whether a PV limit is in force. */
  boolean pvLimited() {
    return pvLimited;
  }

  boolean pvConnected() {
    return pvConnected;
  }

  /** PV limit in the register, share of the rating. */
  double pvShare() {
    return pvPct100 / 10_000.0;
  }

  /** After how long without a write the PV limit is dropped, s; 0 = never. */
  int pvRevertS() {
    return pvRevertS;
  }

  /** Charging power that the charger holds, W. */
  double evW() {
    return evW;
  }

  /** Power that the heat pump holds to heat with, W; 0 = its thermostat decides. */
  double heatPumpW() {
    return heatPumpW;
  }

  /** State that the heat pump's SG-Ready contacts show, 1 to 4. */
  int sgReadyState() {
    return sgReadyState;
  }

  /** Budget that the servers hold; NaN = their own minimum. */
  double computeW() {
    return computeW;
  }

  boolean gensetRequested(double nowS) {
    return genset.inForce(nowS);
  }

  /** Whether the transfer switch is requested to stay open. */
  boolean separationRequested(double nowS) {
    return separate.inForce(nowS);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "battery %.0f%s, pv %.0f %%%s, car %.0f, servers %.0f%s",
        batteryW,
        remote ? "" : " (own ways)",
        100 * pvShare(),
        pvLimited ? "" : " (off)",
        evW,
        computeW,
        relayClosed ? ", shed" : "");
  }
}
