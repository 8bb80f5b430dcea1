package io.spikewatt.drivers.modbus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.profile.RegisterSpec.Table;
import io.spikewatt.config.site.Connection;
import io.spikewatt.drivers.poll.RegisterPort;
import io.spikewatt.drivers.poll.RegisterReply;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.time.ManualClock;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.SystemClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a server answers, a wrong answer never becomes a value and never lasts. */
final class LyingServerTest {

  private static final Duration TIMEOUT = Duration.ofMillis(300);
  private static final int UNIT = 1;

  private final ManualClock clock = new ManualClock(Instant.parse("2026-06-01T10:00:00Z"));

  static Stream<Arguments> tcpLies() {
    return Stream.of(
        lie("wrong unit", Fault.Kind.BAD_FRAME, set(6, 9)),
        lie("wrong function", Fault.Kind.BAD_FRAME, set(7, 4)),
        lie("exception of another function", Fault.Kind.BAD_FRAME, f -> exception(f, 0x84, 2)),
        lie("one register less", Fault.Kind.BAD_FRAME, LyingServerTest::oneRegisterLess),
        lie("byte count too small", Fault.Kind.BAD_FRAME, set(8, 2)),
        lie("byte count too large", Fault.Kind.BAD_FRAME, set(8, 200)),
        lie("odd byte count", Fault.Kind.BAD_FRAME, set(8, 7)),
        lie("wrong transaction", Fault.Kind.BAD_FRAME, f -> set(1, f[1] + 1).apply(f)),
        lie("wrong protocol", Fault.Kind.BAD_FRAME, set(3, 1)),
        lie("length 60000", Fault.Kind.BAD_FRAME, f -> set(5, 0x60).apply(set(4, 0xEA).apply(f))),
        lie("length 0", Fault.Kind.BAD_FRAME, set(5, 0)),
        lie("length 2", Fault.Kind.BAD_FRAME, set(5, 2)),
        lie("length one more", Fault.Kind.TIMEOUT, f -> set(5, f[5] + 1).apply(f)),
        lie("length one less", Fault.Kind.BAD_FRAME, f -> set(5, f[5] - 1).apply(f)),
        lie("truncated in the header", Fault.Kind.TIMEOUT, f -> Arrays.copyOf(f, 5)),
        lie("truncated in the data", Fault.Kind.TIMEOUT, f -> Arrays.copyOf(f, f.length - 1)),
        lie("silence", Fault.Kind.TIMEOUT, f -> new byte[0]),
        lie("exception 2", Fault.Kind.REJECTED, f -> exception(f, 0x83, 2)),
        lie("exception 4", Fault.Kind.REJECTED, f -> exception(f, 0x83, 4)),
        lie("exception 6 (busy)", Fault.Kind.REJECTED, f -> exception(f, 0x83, 6)),
        lie("exception 11", Fault.Kind.TIMEOUT, f -> exception(f, 0x83, 11)),
        lie(
            "text",
            Fault.Kind.BAD_FRAME,
            f ->
                "HTTP/1.1 400 Bad Request\r\n\r\n"
                    .getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
  }

  @ParameterizedTest
  @MethodSource("tcpLies")
  void aWrongAnswerOverTcpIsAFaultAndTheNextRightOneIsRead(
      UnaryOperator<byte[]> lie, Fault.Kind expected) {
    try (ModbusTestServer server = new ModbusTestServer(ModbusTestServer.Frames.MBAP);
        RegisterPort port = tcp(server)) {
      assertFaultThenRecovery(server, port, lie, expected);
    }
  }

  static Stream<Arguments> rtuLies() {
    return Stream.of(
        lie(
            "wrong checksum",
            Fault.Kind.BAD_FRAME,
            f -> set(f.length - 1, f[f.length - 1] ^ 1).apply(f)),
        lie("flipped data bit", Fault.Kind.BAD_FRAME, f -> set(4, f[4] ^ 0x10).apply(f)),
        lie("wrong unit", Fault.Kind.BAD_FRAME, crc(set(0, 9))),
        lie("wrong function", Fault.Kind.BAD_FRAME, crc(set(1, 4))),
        lie(
            "one register less",
            Fault.Kind.BAD_FRAME,
            crc(f -> set(2, f[2] - 2).apply(Arrays.copyOf(f, f.length - 2)))),
        lie("byte count too large", Fault.Kind.TIMEOUT, crc(set(2, 20))),
        lie("truncated", Fault.Kind.TIMEOUT, f -> Arrays.copyOf(f, f.length - 1)),
        lie("silence", Fault.Kind.TIMEOUT, f -> new byte[0]),
        lie("exception 2", Fault.Kind.REJECTED, crc(f -> new byte[] {f[0], (byte) 0x83, 2, 0, 0})),
        lie(
            "exception with a wrong checksum",
            Fault.Kind.BAD_FRAME,
            f -> new byte[] {f[0], (byte) 0x83, 2, 0, 0}));
  }

  @ParameterizedTest
  @MethodSource("rtuLies")
  void aWrongAnswerInRtuFramesIsAFaultAndTheNextRightOneIsRead(
      UnaryOperator<byte[]> lie, Fault.Kind expected) {
    try (ModbusTestServer server = new ModbusTestServer(ModbusTestServer.Frames.RTU);
        RegisterPort port = rtu(server)) {
      assertFaultThenRecovery(server, port, lie, expected);
    }
  }

  private void assertFaultThenRecovery(
      ModbusTestServer server, RegisterPort port, UnaryOperator<byte[]> lie, Fault.Kind expected) {
    server.unit(UNIT).holding[10] = 4711;
    assertValue(read(port));
    server.lie(lie);
    RegisterReply.Failed failed = assertInstanceOf(RegisterReply.Failed.class, read(port));
    assertEquals(expected, failed.fault().kind(), failed::toString);
    server.lie(frame -> frame);
    assertValue(read(port));
  }

  @Test
  void noChangeOfTheHeaderOrTheCountIsAcceptedAsAValue() {
    Random random = new Random(20_261_124);
    try (ModbusTestServer server = new ModbusTestServer(ModbusTestServer.Frames.MBAP);
        RegisterPort port = tcp(server)) {
      server.unit(UNIT).holding[10] = 4711;
      for (int round = 0; round < 200; round++) {
        int place = random.nextInt(9);
        int flip = 1 + random.nextInt(255);
        // Lengths beyond the data only cost the time-out; the table above has them.
        boolean waits = place == 4 || place == 5;
        server.lie(f -> waits ? f : set(place, f[place] ^ flip).apply(f));
        if (!waits) {
          assertInstanceOf(RegisterReply.Failed.class, read(port), "byte " + place + "^" + flip);
        }
        clock.advance(Duration.ofMinutes(1));
      }
    }
  }

  @Test
  void aServerThatDripsOneByteAtATimeCannotStretchTheDeadline() throws Exception {
    try (DrippingServer server = new DrippingServer(Duration.ofMillis(100));
        RegisterPort port = port(server.port())) {
      SystemClock real = new SystemClock();
      Moment before = real.now();
      RegisterReply reply = read(port);
      Duration took = real.now().since(before);
      assertInstanceOf(RegisterReply.Failed.class, reply);
      assertTrue(took.compareTo(TIMEOUT.multipliedBy(3)) < 0, () -> "took " + took);
    }
  }

  @Test
  void anAnswerThatCameTooLateIsNotTakenForTheNextOne() {
    try (ModbusTestServer server = new ModbusTestServer(ModbusTestServer.Frames.RTU);
        RegisterPort port = rtu(server)) {
      server.unit(UNIT).holding[10] = 4711;
      assertValue(read(port));
      // Every answer twice: the second one lies in wait for the next request.
      server.lie(
          f -> {
            byte[] twice = Arrays.copyOf(f, 2 * f.length);
            System.arraycopy(f, 0, twice, f.length, f.length);
            return twice;
          });
      assertValue(read(port));
      server.unit(UNIT).holding[10] = 4712;
      assertEquals(4712, words(read(port))[0]);
    }
  }

  private RegisterReply read(RegisterPort port) {
    return port.begin(clock.advance(Duration.ofSeconds(1))).read(Table.HOLDING, 10, 4);
  }

  private static void assertValue(RegisterReply reply) {
    assertArrayEquals(new int[] {4711, 0, 0, 0}, words(reply));
  }

  private static int[] words(RegisterReply reply) {
    return assertInstanceOf(RegisterReply.Words.class, reply, reply::toString).words();
  }

  private static RegisterPort tcp(ModbusTestServer server) {
    return port(server.port());
  }

  private static RegisterPort port(int port) {
    return ModbusLink.open(new Connection.ModbusTcp("127.0.0.1", port, UNIT, TIMEOUT))
        .unit(UNIT, TIMEOUT);
  }

  private static RegisterPort rtu(ModbusTestServer server) {
    return ModbusLink.open(new Connection.ModbusRtuTcp("127.0.0.1", server.port(), UNIT, TIMEOUT))
        .unit(UNIT, TIMEOUT);
  }

  private static Arguments lie(String name, Fault.Kind expected, UnaryOperator<byte[]> lie) {
    return Arguments.of(Named.of(name, lie), expected);
  }

  private static UnaryOperator<byte[]> set(int place, int value) {
    return frame -> {
      byte[] changed = frame.clone();
      changed[place] = (byte) value;
      return changed;
    };
  }

  private static UnaryOperator<byte[]> crc(UnaryOperator<byte[]> change) {
    return frame -> ModbusTestServer.withCrc(change.apply(frame));
  }

  private static byte[] exception(byte[] frame, int function, int code) {
    byte[] changed = Arrays.copyOf(frame, 9);
    changed[5] = 3;
    changed[7] = (byte) function;
    changed[8] = (byte) code;
    return changed;
  }

  private static byte[] oneRegisterLess(byte[] frame) {
    byte[] changed = Arrays.copyOf(frame, frame.length - 2);
    changed[5] = (byte) (changed[5] - 2);
    changed[8] = (byte) (changed[8] - 2);
    return changed;
  }
}
