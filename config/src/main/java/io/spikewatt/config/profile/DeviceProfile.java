package io.spikewatt.config.profile;

import io.spikewatt.hal.signal.Quantity;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A device type as data.
 *
 * @param id file name without its ending, {@code [a-z0-9-]+}
 * @param about information for an installer
 * @param response how fast the device follows a setpoint
 * @param points its protocol, and where its values are
 * @param link its requirements of a link
 * @param plausible ranges of its readings; each quantity at most once
 * @param identity how a scan recognises it; empty = not at all
 */
public record DeviceProfile(
    String id,
    About about,
    Response response,
    Points points,
    LinkDefaults link,
    List<PlausibleRange> plausible,
    Optional<Identity> identity) {

  public DeviceProfile {
    plausible = List.copyOf(plausible);
  }

  /**
   * Information for people.
   *
   * @param title maker and model
   * @param verified basis of the facts
   * @param remarks notes for an installer; may be empty
   * @param firmware firmware for which the facts hold, and differences of others; may be empty
   */
  public record About(String title, Verified verified, String remarks, String firmware) {}

  /** Basis of the profile's facts. */
  public enum Verified {
    HARDWARE,
    SOURCE_ONLY
  }

  /** Times from a written setpoint to the first reaction, and to within 5 % of it. */
  public record Response(Duration deadTime, Duration settling) {}

  /** Where the values are, by protocol. */
  public sealed interface Points {

    /** Quantities that a device of this type can be counted on to report. */
    default Set<Quantity> promises() {
      return this instanceof Mqtt topics
          ? quantities(
              topics.inputs.stream().filter(input -> !input.optional()).toList(),
              TopicInput::quantity)
          : reads();
    }

    /** The same, and those that not every device of this type reports. */
    default Set<Quantity> reads() {
      return switch (this) {
        case Modbus map -> quantities(map.inputs, input -> input.register().quantity());
        case SunSpec device when device.kind == SunSpec.Kind.BATTERY ->
            Set.of(Quantity.POWER_W, Quantity.SOC_PCT);
        case SunSpec _ -> Set.of(Quantity.POWER_W);
        case OpcUa nodes -> quantities(nodes.inputs, NodeSpec::quantity);
        case Iec62056 readout -> quantities(readout.inputs, ObisSpec::quantity);
        case Mqtt topics -> quantities(topics.inputs, TopicInput::quantity);
        case GpioInput input -> Set.of(input.quantity);
        case GpioOutput _ -> Set.of();
      };
    }

    /** Quantities that can be set. */
    default Set<Quantity> writes() {
      return switch (this) {
        case Modbus map -> quantities(map.outputs, RegisterOutput::quantity);
        case SunSpec device ->
            switch (device.kind) {
              case INVERTER -> Set.of(Quantity.POWER_LIMIT_W);
              case METER -> Set.of();
              case BATTERY -> Set.of(Quantity.POWER_W);
            };
        case OpcUa nodes -> quantities(nodes.outputs, output -> output.node().quantity());
        case Mqtt topics -> quantities(topics.outputs, TopicOutput::quantity);
        case GpioOutput output -> Set.of(output.quantity);
        case Iec62056 _, GpioInput _ -> Set.of();
      };
    }

    /**
     * Outputs whose setpoint lapses unless it is written again, and the time after which it does.
     */
    default Map<Quantity, Duration> timeouts() {
      Map<Quantity, Duration> timeouts = new EnumMap<>(Quantity.class);
      switch (this) {
        case Modbus map -> map.outputs.forEach(o -> lapse(timeouts, o.quantity(), o.timeout()));
        case OpcUa nodes ->
            nodes.outputs.forEach(o -> lapse(timeouts, o.node().quantity(), o.timeout()));
        case Mqtt topics -> topics.outputs.forEach(o -> lapse(timeouts, o.quantity(), o.timeout()));
        case SunSpec _, Iec62056 _, GpioInput _, GpioOutput _ -> {}
      }
      return timeouts;
    }
  }

  /**
   * A fixed Modbus map.
   *
   * @param heartbeat a register that has to be written periodically; empty if there is none
   * @param maxRead most registers that the device gives in one answer, 1..125
   * @param settings that the device must have for this map to hold
   */
  public record Modbus(
      List<RegisterInput> inputs,
      List<RegisterOutput> outputs,
      Optional<Heartbeat> heartbeat,
      int maxRead,
      List<DeviceSetting> settings)
      implements Points {

    /** The protocol's limit. */
    public static final int MAX_READ = 125;

    public Modbus {
      inputs = List.copyOf(inputs);
      outputs = List.copyOf(outputs);
      settings = List.copyOf(settings);
    }
  }

  /**
   * A SunSpec device: discovery finds the models, and the models describe the rest.
   *
   * @param kind which signals to expect and which controls to use
   * @param powerFrom source of its power
   * @param modulesIn DC modules, from 1, whose power flows into the site bus
   * @param modulesOut DC modules, from 1, whose power flows out of it
   * @param reversed whether its sign of powers and currents is opposite to the standard
   */
  public record SunSpec(
      Kind kind,
      PowerFrom powerFrom,
      List<Integer> modulesIn,
      List<Integer> modulesOut,
      boolean reversed)
      implements Points {
    public SunSpec {
      modulesIn = List.copyOf(modulesIn);
      modulesOut = List.copyOf(modulesOut);
    }

    /** Kind of the device. */
    public enum Kind {
      INVERTER,
      METER,
      BATTERY
    }

    /** Where the power is found. */
    public enum PowerFrom {
      /** The AC side of the whole device. */
      AC,
      /** The battery bank's DC power, positive while it discharges. */
      BATTERY_BANK,
      /** DC modules of an inverter that has several things behind it. */
      DC_MODULES
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

  /**
   * Topics of a broker.
   *
   * @param availability where the device's presence is published; empty = nowhere
   */
  public record Mqtt(
      List<TopicInput> inputs, List<TopicOutput> outputs, Optional<Availability> availability)
      implements Points {
    public Mqtt {
      inputs = List.copyOf(inputs);
      outputs = List.copyOf(outputs);
    }
  }

  /** One or more contacts that encode a value. A position without a code is a fault. */
  public record GpioInput(Quantity quantity, List<ContactCode> codes) implements Points {
    public GpioInput {
      codes = List.copyOf(codes);
    }
  }

  /**
   * A relay, or several that encode one value together.
   *
   * @param dwell least time in each position, unless the connection sets it
   */
  public record GpioOutput(Quantity quantity, List<ContactCode> codes, Duration dwell)
      implements Points {
    public GpioOutput {
      codes = List.copyOf(codes);
    }
  }

  private static void lapse(
      Map<Quantity, Duration> timeouts, Quantity quantity, Optional<Duration> timeout) {
    timeout.ifPresent(t -> timeouts.merge(quantity, t, (a, b) -> a.compareTo(b) < 0 ? a : b));
  }

  private static <T> Set<Quantity> quantities(List<T> points, Function<T, Quantity> quantity) {
    return points.stream().map(quantity).collect(Collectors.toUnmodifiableSet());
  }
}
