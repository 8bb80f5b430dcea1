package io.spikewatt.drivers.modbus;

import static io.spikewatt.drivers.modbus.Wiring.RTU_OVER_TCP;
import static io.spikewatt.drivers.modbus.Wiring.SERIAL;
import static io.spikewatt.drivers.modbus.Wiring.TCP;
import static io.spikewatt.hal.signal.Fault.Kind.BAD_FRAME;
import static io.spikewatt.hal.signal.Fault.Kind.REJECTED;
import static io.spikewatt.hal.signal.Fault.Kind.TIMEOUT;
import static io.spikewatt.hal.signal.Fault.Kind.UNREACHABLE;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.spikewatt.drivers.modbus.ModbusTestServer.Conduct;
import io.spikewatt.hal.signal.Fault;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Everything that servers were seen, or can be thought, to answer to a request for 4 registers. */
final class Lies {

  /** How long {@link LyingServerTest} waits for an answer. */
  static final Duration TIMEOUT_OF_TEST = Duration.ofMillis(250);

  private static final Set<Wiring> ALL = EnumSet.allOf(Wiring.class);
  private static final Set<Wiring> RTU = EnumSet.of(RTU_OVER_TCP, SERIAL);
  private static final Set<Wiring> SOCKET = EnumSet.of(TCP, RTU_OVER_TCP);

  private static final byte[] HTTP = "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII);

  private Lies() {}

  /**
   * One lie.
   *
   * @param where the wirings in which it can be told
   * @param fault what comes of it; empty if the true value can still be read
   * @param honestToOthers whether other units behind the same link have to be served as ever
   */
  record Lie(
      String name,
      Set<Wiring> where,
      Optional<Fault.Kind> fault,
      boolean honestToOthers,
      Conducts conduct) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** A fresh conduct for each telling. */
  @FunctionalInterface
  interface Conducts {
    Conduct in(Wiring wiring);
  }

  static List<Lie> all() {
    List<Lie> lies = new ArrayList<>();
    lies.addAll(wrongContents());
    lies.addAll(wrongFrames());
    lies.addAll(wrongTimes());
    lies.addAll(wrongConnections());
    return lies;
  }

  /** Well-formed frames with something untrue in them. */
  private static List<Lie> wrongContents() {
    List<Lie> lies = new ArrayList<>();
    lies.add(lie("wrong unit", ALL, BAD_FRAME, (u, pdu) -> new Body(9, pdu)));
    lies.add(lie("wrong function", ALL, BAD_FRAME, (u, pdu) -> new Body(u, set(pdu, 0, 4))));
    lies.add(lie("unknown function", ALL, BAD_FRAME, (u, pdu) -> new Body(u, set(pdu, 0, 99))));
    lies.add(lie("exception of another function", ALL, BAD_FRAME, exception(0x84, 2)));
    lies.add(lie("one register less", ALL, BAD_FRAME, (u, pdu) -> new Body(u, less(pdu, 2))));
    lies.add(lie("byte count 0", ALL, BAD_FRAME, (u, pdu) -> new Body(u, set(pdu, 1, 0))));
    lies.add(lie("byte count too small", ALL, BAD_FRAME, (u, pdu) -> new Body(u, set(pdu, 1, 2))));
    lies.add(lie("byte count odd", ALL, BAD_FRAME, (u, pdu) -> new Body(u, set(pdu, 1, 7))));
    lies.add(lie("byte count 255", ALL, BAD_FRAME, (u, pdu) -> new Body(u, set(pdu, 1, 255))));
    lies.add(lie("exception 0", ALL, BAD_FRAME, exception(0x83, 0)));
    for (int code : new int[] {1, 2, 3, 4, 5, 6, 7, 99, 255}) {
      lies.add(lie("exception " + code, ALL, REJECTED, exception(0x83, code)));
    }
    lies.add(lie("exception 10", ALL, UNREACHABLE, exception(0x83, 10)));
    lies.add(lie("exception 11", ALL, TIMEOUT, exception(0x83, 11)));
    return lies;
  }

  /** Frames that are none. */
  private static List<Lie> wrongFrames() {
    Set<Wiring> tcp = EnumSet.of(TCP);
    return List.of(
        raw("wrong transaction", tcp, BAD_FRAME, f -> set(f, 1, f[1] + 1)),
        raw("wrong protocol", tcp, BAD_FRAME, f -> set(f, 3, 1)),
        raw("length 60000", tcp, BAD_FRAME, f -> set(set(f, 4, 0xEA), 5, 0x60)),
        raw("length 0", tcp, BAD_FRAME, f -> set(f, 5, 0)),
        raw("length 2", tcp, BAD_FRAME, f -> set(f, 5, 2)),
        raw("length one more", tcp, TIMEOUT, f -> set(f, 5, f[5] + 1)),
        raw("length one less", tcp, BAD_FRAME, f -> set(f, 5, f[5] - 1)),
        raw("wrong checksum", RTU, BAD_FRAME, f -> set(f, f.length - 1, f[f.length - 1] ^ 1)),
        raw("checksum swapped", RTU, BAD_FRAME, Lies::swapLastTwo),
        raw("flipped data bit", RTU, BAD_FRAME, f -> set(f, 4, f[4] ^ 0x10)),
        raw("truncated in the head", ALL, TIMEOUT, f -> Arrays.copyOf(f, 2)),
        raw("truncated in the data", ALL, TIMEOUT, f -> Arrays.copyOf(f, f.length - 1)),
        raw("garbage before", ALL, BAD_FRAME, f -> join(HTTP, f)),
        raw("garbage instead", ALL, BAD_FRAME, f -> HTTP),
        raw("zeros", ALL, BAD_FRAME, f -> new byte[300]),
        raw("garbage after", ALL, null, f -> join(f, HTTP)),
        raw("doubled", ALL, null, f -> join(f, f)),
        raw("silence", ALL, TIMEOUT, f -> new byte[0]));
  }

  private static List<Lie> wrongTimes() {
    Duration late = TIMEOUT_OF_TEST.multipliedBy(6).dividedBy(5);
    Duration drip = TIMEOUT_OF_TEST.dividedBy(5);
    return List.of(
        new Lie("late", ALL, Optional.of(TIMEOUT), true, w -> new Tardy(w, late)),
        new Lie("one answer behind", ALL, Optional.of(TIMEOUT), true, w -> new OneBehind(w)),
        new Lie("dripping", SOCKET, Optional.of(TIMEOUT), true, w -> new Dripping(w, drip)),
        // On a bus nobody can be heard while another one talks.
        new Lie(
            "dripping on the bus",
            EnumSet.of(SERIAL),
            Optional.of(TIMEOUT),
            false,
            w -> new Dripping(w, drip)));
  }

  private static List<Lie> wrongConnections() {
    return List.of(
        connection("accepts and drops", UNREACHABLE, false, new BadHost(BadHost.Way.DROP)),
        connection("accepts and resets", UNREACHABLE, false, new BadHost(BadHost.Way.RESET)),
        connection("black hole", TIMEOUT, false, (truth, client) -> {}),
        connection("end in the frame", UNREACHABLE, true, new CutOff(false)),
        connection("reset in the frame", UNREACHABLE, true, new CutOff(true)));
  }

  private static Lie connection(
      String name, Fault.Kind fault, boolean honestToOthers, Conduct conduct) {
    return new Lie(name, SOCKET, Optional.of(fault), honestToOthers, w -> conduct);
  }

  /** A unit and what it says, before it is framed. */
  private record Body(int unit, byte[] pdu) {}

  @FunctionalInterface
  private interface Says {
    Body instead(int unit, byte[] pdu);
  }

  private static Lie lie(String name, Set<Wiring> where, Fault.Kind fault, Says says) {
    Conducts conducts =
        wiring ->
            UnitOne.only(
                wiring,
                frame -> {
                  int head = wiring.rtu() ? 1 : 7;
                  int tail = wiring.rtu() ? 2 : 0;
                  byte[] pdu = Arrays.copyOfRange(frame, head, frame.length - tail);
                  Body body = says.instead(1, pdu);
                  return framed(wiring, frame, body);
                });
    return new Lie(name, where, Optional.of(fault), true, conducts);
  }

  private static byte[] framed(Wiring wiring, byte[] old, Body body) {
    byte[] pdu = body.pdu;
    if (wiring.rtu()) {
      ByteBuffer frame = ByteBuffer.allocate(pdu.length + 3).put((byte) body.unit).put(pdu);
      return ModbusTestServer.withCrc(frame.array());
    }
    return ByteBuffer.allocate(7 + pdu.length)
        .put(old, 0, 4)
        .putShort((short) (pdu.length + 1))
        .put((byte) body.unit)
        .put(pdu)
        .array();
  }

  private static Lie raw(
      String name,
      Set<Wiring> where,
      Fault.@org.jspecify.annotations.Nullable Kind fault,
      UnaryOperator<byte[]> change) {
    return new Lie(
        name, where, Optional.ofNullable(fault), true, wiring -> UnitOne.only(wiring, change));
  }

  private static Says exception(int function, int code) {
    return (unit, pdu) -> new Body(unit, new byte[] {(byte) function, (byte) code});
  }

  private static byte[] less(byte[] pdu, int bytes) {
    return set(Arrays.copyOf(pdu, pdu.length - bytes), 1, pdu[1] - bytes);
  }

  private static byte[] set(byte[] bytes, int place, int value) {
    byte[] changed = bytes.clone();
    changed[place] = (byte) value;
    return changed;
  }

  private static byte[] swapLastTwo(byte[] frame) {
    byte last = frame[frame.length - 1];
    return set(set(frame, frame.length - 1, frame[frame.length - 2]), frame.length - 2, last);
  }

  static byte[] join(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
