package io.spikewatt.drivers.modbus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.profile.RegisterSpec.Table;
import io.spikewatt.drivers.modbus.Lies.Lie;
import io.spikewatt.drivers.modbus.ModbusTestServer.Conduct;
import io.spikewatt.drivers.register.RegisterPort;
import io.spikewatt.drivers.register.RegisterReply;
import io.spikewatt.drivers.register.RegisterReply.Failed;
import io.spikewatt.drivers.register.RegisterReply.Words;
import io.spikewatt.drivers.register.RegisterSession;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.time.ManualClock;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.SystemClock;
import io.spikewatt.testkit.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever a server answers, a wrong answer never becomes a value, never lasts, never takes long
 * and leaves nothing behind. The registers change before each request, so that an old answer is a
 * wrong one, and two blocks of the same size are read, so that one's answer would fit the other.
 */
final class LyingServerTest {

  /** An honest unit answers at once; this is for a machine that is busy with other things. */
  private static final Duration HONEST_TIMEOUT = Duration.ofSeconds(2);

  private static final Duration TIMEOUT = Lies.TIMEOUT_OF_TEST;

  /** The first exchange of all loads classes, on a busy machine for longer than the time-out. */
  private static final Duration FIRST_TIMEOUT = Duration.ofSeconds(30);

  /** A read's own bound is three time-outs; the rest is for a machine under load. */
  private static final Duration LONGEST = TIMEOUT.multipliedBy(3).plusSeconds(1);

  private static final int ROUNDS = 3;

  private final ManualClock clock = new ManualClock(Instant.parse("2026-06-01T10:00:00Z"));
  private int counter;

  static Stream<Arguments> lies() {
    return Lies.all().stream()
        .flatMap(lie -> lie.where().stream().map(wiring -> Arguments.of(lie, wiring)));
  }

  /** What the JVM keeps for virtual threads and for child processes is no leak of ours. */
  @BeforeAll
  static void warmUp(@TempDir Path folder) throws Exception {
    for (Wiring wiring : Wiring.values()) {
      try (ModbusTestServer server = new ModbusTestServer(wiring.frames);
          Wiring.Cable cable = wiring.to(server, folder);
          RegisterPort port = cable.link().unit(1, FIRST_TIMEOUT)) {
        Moment now = new SystemClock().now();
        assertInstanceOf(Words.class, port.begin(now).read(Table.HOLDING, 0, 1));
      }
    }
  }

  @ParameterizedTest(name = "{0} [{1}]")
  @MethodSource("lies")
  void aLieIsNoValueAndDoesNotLast(Lie lie, Wiring wiring, @TempDir Path folder) throws Exception {
    Leaks before = Leaks.now();
    try (ModbusTestServer server = new ModbusTestServer(wiring.frames);
        Wiring.Cable cable = wiring.to(server, folder);
        RegisterPort liar = cable.link().unit(1, TIMEOUT);
        RegisterPort other =
            cable.link().unit(2, lie.honestToOthers() ? HONEST_TIMEOUT : TIMEOUT)) {
      recovers(server, liar);
      recovers(server, 2, other);
      Leaks open = Leaks.now();

      server.behave(lie.conduct().in(wiring));
      if (!lie.honestToOthers() && wiring != Wiring.SERIAL) {
        server.dropClients();
      }
      for (int round = 0; round < ROUNDS; round++) {
        clock.advance(Duration.ofMinutes(1));
        RegisterReply first = reads(server, 1, liar, 10);
        if (round == 0) {
          RegisterReply told = isLate(lie, first) ? reads(server, 1, liar, 10) : first;
          assertEquals(lie.fault(), fault(told), told::toString);
        }
        reads(server, 1, liar, 20);
        RegisterReply others = reads(server, 2, other, 10);
        if (lie.honestToOthers()) {
          assertInstanceOf(Words.class, others, () -> "unit 2: " + others);
        }
      }

      server.behave(Conduct.HONEST);
      recovers(server, liar);
      Await.until("one connection", () -> Leaks.now().descriptors() <= open.descriptors());
    }
    before.assertNothingNew();
  }

  /** A machine under load may be later than the time-out, but hardly twice in a row. */
  private static boolean isLate(Lie lie, RegisterReply reply) {
    Optional<Fault.Kind> late = Optional.of(Fault.Kind.TIMEOUT);
    return fault(reply).equals(late) && !lie.fault().equals(late);
  }

  private static Optional<Fault.Kind> fault(RegisterReply reply) {
    return reply instanceof Failed failed ? Optional.of(failed.fault().kind()) : Optional.empty();
  }

  /** What is still on the way when the server turns honest may spoil a poll. */
  private void recovers(ModbusTestServer server, RegisterPort liar) {
    recovers(server, 1, liar);
  }

  private void recovers(ModbusTestServer server, int unit, RegisterPort port) {
    Await.until(
        "read",
        () -> {
          clock.advance(Duration.ofMinutes(1));
          return reads(server, unit, port, 10) instanceof Words
              && reads(server, unit, port, 20) instanceof Words;
        });
  }

  /**
   * Reads four registers that have just changed, asked ahead or not; if there are words, they are
   * the true ones.
   */
  private RegisterReply reads(ModbusTestServer server, int unit, RegisterPort port, int address) {
    counter++;
    int[] truth = {counter, 1_000 * unit, 3 * counter, address};
    System.arraycopy(truth, 0, server.unit(unit).holding, address, truth.length);
    if (counter % 2 == 0) {
      port.ask(Table.HOLDING, address, truth.length);
    }
    SystemClock real = new SystemClock();
    Moment start = real.now();
    RegisterSession session = port.begin(clock.now());
    RegisterReply reply = session.read(Table.HOLDING, address, truth.length);
    Duration took = real.now().since(start);
    assertTrue(took.compareTo(LONGEST) < 0, () -> "took " + took);
    if (reply instanceof Words words) {
      assertArrayEquals(truth, words.words(), () -> "wrong: " + Arrays.toString(words.words()));
    }
    return reply;
  }
}
