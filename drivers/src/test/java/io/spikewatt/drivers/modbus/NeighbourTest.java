package io.spikewatt.drivers.modbus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.profile.RegisterSpec.Table;
import io.spikewatt.config.site.Connection;
import io.spikewatt.drivers.modbus.Lies.Lie;
import io.spikewatt.drivers.register.RegisterPort;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.SystemClock;
import io.spikewatt.testkit.Await;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A device that keeps its link waiting does not keep another link's device waiting. */
final class NeighbourTest {

  /** Long, so that a neighbour that had to wait for it would be found out. */
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  /** What the product promises: a cycle of a second is kept. */
  private static final Duration CYCLE = Duration.ofSeconds(1);

  static Stream<Lie> stallingLies() {
    List<String> names = List.of("silence", "dripping", "black hole", "truncated in the data");
    return Lies.all().stream().filter(lie -> names.contains(lie.name()));
  }

  @ParameterizedTest
  @MethodSource("stallingLies")
  void aStalledLinkDoesNotDelayAnother(Lie lie) throws Exception {
    try (ModbusTestServer bad = new ModbusTestServer(ModbusTestServer.Frames.MBAP);
        ModbusTestServer good = new ModbusTestServer(ModbusTestServer.Frames.MBAP);
        Neighbour neighbour = new Neighbour(good.port());
        RegisterPort stalled = port(bad.port())) {
      bad.behave(lie.conduct().in(Wiring.TCP));
      Await.until("the neighbour reads", () -> neighbour.reads() > 0);
      int before = neighbour.reads();
      SystemClock real = new SystemClock();
      Moment start = real.now();
      stalled.begin(start).read(Table.HOLDING, 0, 4);
      Duration took = real.now().since(start);
      assertTrue(took.compareTo(CYCLE) > 0, () -> "not stalled at all: " + took);
      assertTrue(neighbour.reads() > before + 2, "the neighbour went on");
      assertTrue(neighbour.longestGap().compareTo(CYCLE) < 0, () -> "" + neighbour.longestGap());
      assertEquals(0, neighbour.missed());
    }
  }

  static RegisterPort port(int port) {
    return ModbusLink.open(
            new Connection.ModbusTcp("127.0.0.1", port, 1, TIMEOUT, Connection.Pacing.NONE))
        .unit(1, TIMEOUT);
  }
}
