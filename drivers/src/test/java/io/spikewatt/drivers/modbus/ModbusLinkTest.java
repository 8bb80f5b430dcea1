package io.spikewatt.drivers.modbus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.profile.RegisterSpec.Table;
import io.spikewatt.config.site.Connection;
import io.spikewatt.drivers.register.RegisterPort;
import io.spikewatt.drivers.register.RegisterReply;
import io.spikewatt.drivers.register.RegisterSession;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.time.ManualClock;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.SystemClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ModbusLinkTest {

  private static final Duration TIMEOUT = Duration.ofMillis(200);

  /** For polls that take several answers on a busy machine. */
  private static final Duration LONG = Duration.ofSeconds(5);

  private final ManualClock clock = new ManualClock(Instant.parse("2026-06-01T10:00:00Z"));
  private final ModbusTestServer server = new ModbusTestServer(ModbusTestServer.Frames.MBAP);
  private final ModbusLink link =
      ModbusLink.open(
          new Connection.ModbusTcp("127.0.0.1", server.port(), 1, TIMEOUT, Connection.Pacing.NONE));

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void allUnitsOfAnEndpointShareOneConnectionUntilTheLastPortCloses() throws Exception {
    server.unit(2).holding[0] = 22;
    try (RegisterPort one = link.unit(1, TIMEOUT)) {
      try (RegisterPort two = link.unit(2, TIMEOUT)) {
        words(read(one));
        assertEquals(22, words(read(two))[0]);
      }
      words(read(one));
    }
    assertEquals(1, server.connections());
  }

  @Test
  void aConnectionThatTheDeviceClosedWhileIdleCostsNoReading() {
    try (RegisterPort port = link.unit(1, TIMEOUT)) {
      words(read(port));
      long first = port.begin(clock.now()).connection();
      server.dropClients();
      words(read(port));
      assertEquals(first + 1, port.begin(clock.now()).connection());
    }
  }

  @Test
  void aReasonSaysItsKindOnce() {
    Connection.Pacing quiet =
        new Connection.Pacing(Duration.ofMinutes(1), Duration.ZERO, Optional.empty());
    ModbusLink slow =
        ModbusLink.open(new Connection.ModbusTcp("127.0.0.1", server.port(), 1, TIMEOUT, quiet));
    try (RegisterPort port = slow.unit(1, TIMEOUT)) {
      for (int i = 0; i < 3; i++) {
        String why = fault(read(port)).toString();
        assertTrue(why.startsWith("unreachable: connected; the device wants quiet"), why);
      }
    }
  }

  @Test
  void timeoutsHoldAfterAReconnectToo() {
    try (RegisterPort port = link.unit(1, TIMEOUT)) {
      words(read(port));
      server.dropClients();
      server.lie(frame -> new byte[0]);
      for (int i = 0; i < 3; i++) {
        clock.advance(Duration.ofMinutes(1));
        Moment before = new SystemClock().now();
        assertEquals(Fault.Kind.TIMEOUT, fault(read(port)).kind());
        Duration took = new SystemClock().now().since(before);
        assertTrue(took.compareTo(TIMEOUT.multipliedBy(3)) < 0, () -> "took " + took);
      }
    }
  }

  @Test
  void aSilentUnitCostsItsTimeoutOnceAndIsThenAskedSeldom() {
    server.lie(frame -> frame[6] == 9 ? new byte[0] : frame);
    try (RegisterPort alive = link.unit(1, TIMEOUT);
        RegisterPort dead = link.unit(9, TIMEOUT)) {
      int before = server.requests();
      Moment start = new SystemClock().now();
      for (int cycle = 0; cycle < 30; cycle++) {
        Moment now = clock.advance(Duration.ofSeconds(1));
        RegisterSession session = dead.begin(now);
        for (int block = 0; block < 5; block++) {
          assertInstanceOf(
              RegisterReply.Failed.class, session.read(Table.HOLDING, 100 * block, 10));
        }
        words(alive.begin(now).read(Table.HOLDING, 0, 1));
      }
      Duration took = new SystemClock().now().since(start);
      int toTheDead = server.requests() - before - 30;
      assertTrue(toTheDead <= 6, "asked " + toTheDead + " times");
      assertTrue(took.compareTo(TIMEOUT.multipliedBy(10)) < 0, () -> "took " + took);
    }
  }

  @Test
  void whileItBacksOffItSaysWhyAndWhenItTriesAgain() {
    try (RegisterPort port = link.unit(1, TIMEOUT)) {
      server.cut();
      fault(read(port));
      clock.advance(Duration.ofSeconds(1));
      fault(read(port));
      Fault fault = fault(port.begin(clock.now()).read(Table.HOLDING, 0, 1));
      assertEquals(Fault.Kind.UNREACHABLE, fault.kind());
      assertTrue(fault.detail().contains("next try in"), fault::detail);
    }
  }

  @Test
  void aSeriesOfSlowAnswersEndsWithThePollsBudget() {
    server.lie(
        frame -> {
          // An answer that is late, but in time for its own request.
          Moment end = new SystemClock().now().plus(Duration.ofMillis(120));
          try {
            new SystemClock().sleepUntil(end);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return frame;
        });
    try (RegisterPort port = link.unit(1, TIMEOUT)) {
      Moment before = new SystemClock().now();
      RegisterSession session = port.begin(clock.now());
      RegisterReply last = session.read(Table.HOLDING, 0, 1);
      for (int i = 0; i < 50; i++) {
        last = session.read(Table.HOLDING, 0, 1);
      }
      Duration took = new SystemClock().now().since(before);
      assertInstanceOf(RegisterReply.Failed.class, last);
      assertTrue(took.compareTo(TIMEOUT.multipliedBy(4)) < 0, () -> "took " + took);
    }
  }

  @Test
  void anExceptionIsAnAnswerThatKeepsTheConnection() {
    server.unit(1).absent.set(50);
    try (RegisterPort port = link.unit(1, TIMEOUT)) {
      words(read(port));
      for (int i = 0; i < 5; i++) {
        RegisterReply reply = port.begin(clock.now()).read(Table.HOLDING, 50, 1);
        assertTrue(assertInstanceOf(RegisterReply.Failed.class, reply).badSpan());
        words(port.begin(clock.now()).read(Table.HOLDING, 0, 1));
      }
    }
    assertEquals(1, server.connections());
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 6})
  void aDeviceThatIsBusyForAMomentIsAskedAgainInTheSamePoll(int exception) {
    AtomicInteger busy = new AtomicInteger(3);
    server.unit(1).holding[0] = 42;
    server.lie(frame -> busy.getAndDecrement() > 0 ? exception(frame, exception) : frame);
    try (RegisterPort port = link.unit(1, LONG)) {
      assertEquals(42, words(read(port))[0]);
    }
    assertEquals(4, server.requests());
  }

  @Test
  void aDeviceThatStaysBusyIsRejectedAndCostsAPollThreeMoreTries() {
    server.lie(frame -> exception(frame, 6));
    try (RegisterPort port = link.unit(1, LONG)) {
      RegisterSession session = port.begin(clock.now());
      for (int block = 0; block < 10; block++) {
        assertEquals(Fault.Kind.REJECTED, fault(session.read(Table.HOLDING, block, 1)).kind());
      }
    }
    assertEquals(13, server.requests());
  }

  @Test
  void aWriteThatIsAcknowledgedButNotDoneYetIsNotRepeated() {
    server.lie(frame -> frame[7] == 16 ? exception(frame, 5) : frame);
    try (RegisterPort port = link.unit(1, LONG)) {
      words(port.begin(clock.now()).write(7, 1, 2));
    }
    assertEquals(1, server.requests());
  }

  @Test
  void aWriteToABusyDeviceIsRepeated() {
    AtomicInteger busy = new AtomicInteger(1);
    server.lie(frame -> busy.getAndDecrement() > 0 ? exception(frame, 6) : frame);
    try (RegisterPort port = link.unit(1, LONG)) {
      words(port.begin(clock.now()).write(7, 1, 2));
    }
    assertEquals(2, server.requests());
  }

  private static byte[] exception(byte[] frame, int code) {
    byte[] changed = Arrays.copyOf(frame, 9);
    changed[5] = 3;
    changed[7] = (byte) (frame[7] | 0x80);
    changed[8] = (byte) code;
    return changed;
  }

  @Test
  void aWriteArrivesWordByWord() {
    try (RegisterPort port = link.unit(1, TIMEOUT)) {
      words(port.begin(clock.now()).write(7, 0, 0x8000, 0xFFFF));
      assertEquals(0x8000, server.unit(1).holding[8]);
      assertEquals(0xFFFF, server.unit(1).holding[9]);
    }
  }

  private RegisterReply read(RegisterPort port) {
    return port.begin(clock.advance(Duration.ofSeconds(1))).read(Table.HOLDING, 0, 1);
  }

  private static int[] words(RegisterReply reply) {
    return assertInstanceOf(RegisterReply.Words.class, reply, reply::toString).words();
  }

  private static Fault fault(RegisterReply reply) {
    return assertInstanceOf(RegisterReply.Failed.class, reply, reply::toString).fault();
  }
}
