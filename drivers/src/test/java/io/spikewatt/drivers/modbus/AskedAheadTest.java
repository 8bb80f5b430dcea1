package io.spikewatt.drivers.modbus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.spikewatt.config.profile.RegisterSpec.Table;
import io.spikewatt.config.site.Connection;
import io.spikewatt.drivers.register.RegisterPort;
import io.spikewatt.drivers.register.RegisterReply;
import io.spikewatt.drivers.register.RegisterReply.Failed;
import io.spikewatt.drivers.register.RegisterReply.Words;
import io.spikewatt.hal.time.ManualClock;
import io.spikewatt.testkit.Await;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A request that was sent ahead saves time, and is never taken for another. */
final class AskedAheadTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final ManualClock clock = new ManualClock(Instant.parse("2026-06-01T10:00:00Z"));
  private final ModbusTestServer server = new ModbusTestServer(ModbusTestServer.Frames.MBAP);
  private final ModbusLink link =
      ModbusLink.open(
          new Connection.ModbusTcp("127.0.0.1", server.port(), 1, TIMEOUT, Connection.Pacing.NONE));
  private final RegisterPort port = link.unit(1, TIMEOUT);
  private final RegisterPort other = link.unit(2, TIMEOUT);

  AskedAheadTest() {
    for (int address = 0; address < 100; address++) {
      server.unit(1).holding[address] = 1_000 + address;
      server.unit(2).holding[address] = 2_000 + address;
    }
  }

  @AfterEach
  void close() {
    port.close();
    other.close();
    server.close();
  }

  @Test
  void theRequestIsSentOnceAndItsAnswerCountsOnce() {
    assertEquals(1_010, read(port, 10));
    port.ask(Table.HOLDING, 10, 1);
    Await.until("asked", () -> server.requests() == 2);
    assertEquals(1_010, read(port, 10));
    assertEquals(2, server.requests());
    server.unit(1).holding[10] = 7;
    assertEquals(7, read(port, 10));
    assertEquals(3, server.requests());
  }

  @Test
  void theAnswerIsNotTakenForAnotherRegister() {
    assertEquals(1_010, read(port, 10));
    port.ask(Table.HOLDING, 10, 1);
    assertEquals(1_020, read(port, 20));
    assertEquals(1_010, read(port, 10));
  }

  @Test
  void theAnswerIsNotTakenForAnotherUnit() {
    assertEquals(1_010, read(port, 10));
    assertEquals(2_010, read(other, 10));
    port.ask(Table.HOLDING, 10, 1);
    assertEquals(2_010, read(other, 10));
    assertEquals(1_010, read(port, 10));
  }

  @Test
  void theAnswerIsNotTakenForTheOneToAWrite() {
    assertEquals(1_010, read(port, 10));
    port.ask(Table.HOLDING, 10, 1);
    assertInstanceOf(Words.class, port.begin(clock.now()).write(10, 5));
    assertEquals(5, read(port, 10));
  }

  @Test
  void whatWasAskedManyTimesInVainDoesNotPileUp() {
    assertEquals(1_010, read(port, 10));
    for (int i = 0; i < 50; i++) {
      port.ask(Table.HOLDING, 10, 1);
      assertEquals(1_020, read(port, 20));
    }
    assertEquals(1, server.connections());
  }

  @Test
  void onAConnectionThatHasEndedItIsAskedAgain() {
    assertEquals(1_010, read(port, 10));
    server.behave((truth, client) -> client.close());
    port.ask(Table.HOLDING, 10, 1);
    Await.until("asked", () -> server.requests() == 2);
    server.behave(ModbusTestServer.Conduct.HONEST);
    assertEquals(1_010, read(port, 10));
    assertEquals(2, server.connections());
  }

  @Test
  void nothingIsSentAheadBeforeTheDeviceHasAnswered() {
    port.ask(Table.HOLDING, 10, 1);
    assertEquals(1_010, read(port, 10));
    assertEquals(1, server.requests());
  }

  @Test
  void nothingIsSentAheadWhileTheDeviceRests() {
    RegisterPort hasty = link.unit(3, Duration.ofMillis(100));
    assertInstanceOf(Words.class, answer(port, 10));
    server.lie(frame -> new byte[0]);
    assertInstanceOf(Failed.class, answer(hasty, 10));
    server.behave(ModbusTestServer.Conduct.HONEST);
    assertEquals(1_010, read(port, 10));
    int before = server.requests();
    hasty.ask(Table.HOLDING, 10, 1);
    assertEquals(1_010, read(port, 10));
    assertEquals(before + 1, server.requests());
    hasty.close();
  }

  @Test
  void nothingIsSentAheadOnABus() {
    try (ModbusTestServer bus = new ModbusTestServer(ModbusTestServer.Frames.RTU);
        RegisterPort unit =
            ModbusLink.open(
                    new Connection.ModbusRtuTcp(
                        "127.0.0.1", bus.port(), 1, TIMEOUT, Connection.Pacing.NONE))
                .unit(1, TIMEOUT)) {
      assertEquals(0, read(unit, 10));
      unit.ask(Table.HOLDING, 10, 1);
      assertEquals(0, read(unit, 10));
      assertEquals(2, bus.requests());
    }
  }

  @Test
  void anAnswerThatComesTwiceCostsNothing() {
    assertEquals(1_010, read(port, 10));
    // The second copy in a packet of its own, so that it may come after the next request.
    server.behave(
        (truth, client) -> {
          client.getOutputStream().write(truth);
          client.getOutputStream().write(truth);
        });
    for (int address = 10; address < 90; address++) {
      assertEquals(1_000 + address, read(port, address));
    }
    assertEquals(1, server.connections());
  }

  private int read(RegisterPort from, int address) {
    return assertInstanceOf(Words.class, answer(from, address)).words()[0];
  }

  private RegisterReply answer(RegisterPort from, int address) {
    return from.begin(clock.now()).read(Table.HOLDING, address, 1);
  }
}
