package io.spikewatt.config.site;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** How a device is reached. Devices with an equal {@link #endpoint} share one link. */
public sealed interface Connection {

  /** The link's name. Each link has one thread and one socket or port. */
  default String endpoint() {
    return switch (this) {
      case ModbusTcp tcp -> "modbus-tcp://" + tcp.host() + ":" + tcp.port();
      case ModbusRtuTcp tcp -> "modbus-rtu-tcp://" + tcp.host() + ":" + tcp.port();
      case ModbusRtu rtu -> "serial:" + rtu.device();
      case OpcUa opcUa -> opcUa.url();
      case Iec62056 meter -> "iec62056:" + meter.port();
      case Gpio _ -> "gpio";
      case Mqtt _ -> "mqtt";
    };
  }

  /** A Modbus unit behind a link that it may share with others. */
  sealed interface Modbus extends Connection {

    /** Modbus unit id, 0..255. */
    int unit();

    /** For one answer. */
    Duration timeout();

    /** Pauses that the device needs. */
    Pacing pacing();
  }

  /** Modbus TCP. */
  record ModbusTcp(String host, int port, int unit, Duration timeout, Pacing pacing)
      implements Modbus {}

  /** Modbus RTU frames through a transparent serial-to-Ethernet converter. */
  record ModbusRtuTcp(String host, int port, int unit, Duration timeout, Pacing pacing)
      implements Modbus {}

  /** {@code device} is a serial device, for example {@code /dev/serial/by-id/...}. */
  record ModbusRtu(String device, SerialLine line, int unit, Duration timeout, Pacing pacing)
      implements Modbus {}

  /**
   * @param url {@code opc.tcp://host:port/path}
   * @param security message security; default Basic256Sha256 with SignAndEncrypt
   * @param user user name, with {@code passwordFile}; empty = anonymous
   * @param mode how values come
   */
  record OpcUa(
      String url,
      Security security,
      Optional<String> user,
      Optional<String> passwordFile,
      Duration timeout,
      Mode mode)
      implements Connection {
    /** One bulk read a cycle, or one subscription. */
    public enum Mode {
      READ,
      SUBSCRIBE
    }

    /** OPC UA security policies that are offered; the old broken ones are not. */
    public enum Security {
      NONE,
      BASIC256SHA256
    }
  }

  /**
   * One meter on a line of its own.
   *
   * @param port serial device, or {@code tcp://host:port} of a transparent converter
   * @param interval time between two readouts; meters need long pauses
   * @param timeout for one answer, or for the start of a transmission by the meter itself
   */
  record Iec62056(String port, Dialogue dialogue, Duration interval, Duration timeout)
      implements Connection {
    /** Which side starts the dialogue. */
    public sealed interface Dialogue {

      /** Speed at the beginning. */
      int baud();

      /**
       * The meter is polled: modes A, B and C, distinguished by its identification.
       *
       * @param baud of the request, normally 300
       * @param fixedBaud stay there whatever a meter of mode C offers, for lines that cannot
       *     switch; one of mode B switches all the same
       * @param address number that a meter must have to answer; empty = any
       * @param wakeUp begin with zeros, as battery-powered meters need it
       */
      record Request(int baud, boolean fixedBaud, Optional<String> address, boolean wakeUp)
          implements Dialogue {}

      /** The meter sends by itself, normally at 2400 baud: mode D. */
      record Push(int baud) implements Dialogue {}
    }
  }

  /**
   * @param pins BCM numbers of the lines, in the profile's order
   * @param activeLow contacts close to ground
   * @param normallyClosed the contact is closed while it is inactive, so that a broken wire reads
   *     as active; for inputs
   * @param minOn least time for which a relay stays closed; empty = as in its profile
   * @param minOff least time for which a relay stays open; empty = as in its profile
   */
  record Gpio(
      List<Integer> pins,
      boolean activeLow,
      boolean normallyClosed,
      Optional<Duration> minOn,
      Optional<Duration> minOff)
      implements Connection {

    public Gpio {
      pins = List.copyOf(pins);
    }
  }

  /** The profile's topics stand below {@code base} at the site's broker. */
  record Mqtt(String base) implements Connection {}

  /**
   * Pauses that the other end of a Modbus link needs.
   *
   * @param connectDelay between connecting and the first request
   * @param gap between an answer and the next request
   * @param idleClose idle time after which the connection is closed; empty = never
   */
  record Pacing(Duration connectDelay, Duration gap, Optional<Duration> idleClose) {
    /** No pauses. */
    public static final Pacing NONE = new Pacing(Duration.ZERO, Duration.ZERO, Optional.empty());

    /** Pauses that suit two devices on one link. */
    public Pacing and(Pacing other) {
      return new Pacing(
          longer(connectDelay, other.connectDelay),
          longer(gap, other.gap),
          Stream.of(idleClose, other.idleClose).flatMap(Optional::stream).min(Duration::compareTo));
    }

    private static Duration longer(Duration a, Duration b) {
      return a.compareTo(b) >= 0 ? a : b;
    }
  }

  /** Serial parameters; for example 9600 8E1. */
  record SerialLine(int baud, int dataBits, Parity parity, int stopBits) {}

  /** Parity of a serial line. */
  enum Parity {
    NONE,
    EVEN,
    ODD
  }
}
