package io.spikewatt.config.profile;

import io.spikewatt.hal.signal.Quantity;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A device type as data.
 *
 * @param id file name without its ending, {@code [a-z0-9-]+}
 * @param title maker and model, for people
 * @param verified what the facts rest on
 * @param response how fast the device follows a setpoint
 * @param points what it speaks, and where its values are
 */
public record DeviceProfile(
    String id, String title, Verified verified, Response response, Points points) {

  /** What the profile's facts rest on. */
  public enum Verified {
    HARDWARE,
    SOURCE_ONLY
  }

  /**
   * @param deadTime from a written setpoint to the first reaction
   * @param settling from a written setpoint to within 5 % of it
   */
  public record Response(Duration deadTime, Duration settling) {}

  /** Where the values are, by protocol. */
  public sealed interface Points {}

  /**
   * A fixed Modbus map.
   *
   * @param heartbeat a register that has to be written again and again; empty if there is none
   */
  public record Modbus(
      List<RegisterSpec> inputs, List<RegisterOutput> outputs, Optional<Heartbeat> heartbeat)
      implements Points {
    public Modbus {
      inputs = List.copyOf(inputs);
      outputs = List.copyOf(outputs);
    }
  }

  /**
   * A SunSpec device: discovery tells where the models are, the models tell the rest.
   *
   * @param kind which signals to expect and which controls to use
   */
  public record SunSpec(Kind kind) implements Points {
    /** What the device is. */
    public enum Kind {
      INVERTER,
      METER,
      BATTERY
    }
  }

  /** OPC UA nodes. */
  public record OpcUa(List<NodeSpec> inputs, List<NodeOutput> outputs) implements Points {
    public OpcUa {
      inputs = List.copyOf(inputs);
      outputs = List.copyOf(outputs);
    }
  }

  /** Registers of an IEC 62056-21 readout. */
  public record Iec62056(List<ObisSpec> inputs) implements Points {
    public Iec62056 {
      inputs = List.copyOf(inputs);
    }
  }

  /** One contact that is read. */
  public record GpioInput() implements Points {}

  /** One relay that is set. */
  public record GpioOutput() implements Points {}

  /**
   * @param node NodeId, for example {@code ns=2;s=Feeder.Power}
   * @param factor signal value = node value × factor; carries unit and sign
   */
  public record NodeSpec(Quantity quantity, String node, double factor) {}

  /**
   * @param node which value may be written
   * @param timeout after which the server drops a setpoint that was not written again; we write at
   *     a third of it; empty = the server holds it for ever
   */
  public record NodeOutput(NodeSpec node, Optional<Duration> timeout) {}

  /**
   * @param code OBIS code, for example {@code 1.8.0}
   * @param unit unit that the meter sends with it, for example {@code kWh}
   * @param factor signal value = meter value × factor
   */
  public record ObisSpec(Quantity quantity, String code, String unit, double factor) {}
}
