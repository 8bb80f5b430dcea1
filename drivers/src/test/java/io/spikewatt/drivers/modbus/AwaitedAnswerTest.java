package io.spikewatt.drivers.modbus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.profile.RegisterSpec.Table;
import io.spikewatt.config.site.Connection;
import io.spikewatt.drivers.register.RegisterPort;
import io.spikewatt.drivers.register.RegisterReply;
import io.spikewatt.drivers.register.RegisterReply.Failed;
import io.spikewatt.drivers.register.RegisterReply.Words;
import io.spikewatt.hal.device.AwaitedAnswer;
import io.spikewatt.hal.device.AwaitedAnswer.Progress;
import io.spikewatt.hal.time.ManualClock;
import io.spikewatt.testkit.Await;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An answer counts as complete only if taking it needs no waiting. */
final class AwaitedAnswerTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final ManualClock clock = new ManualClock(Instant.parse("2026-06-01T10:00:00Z"));
  private final ModbusTestServer server = new ModbusTestServer(ModbusTestServer.Frames.MBAP);
  private final ModbusLink link =
      ModbusLink.open(
          new Connection.ModbusTcp("127.0.0.1", server.port(), 1, TIMEOUT, Connection.Pacing.NONE));
  private final RegisterPort port = link.unit(1, TIMEOUT);

  /** Bytes that the server may send on. */
  private final Semaphore bytes = new Semaphore(0);

  AwaitedAnswerTest() {
    for (int address = 0; address < 200; address++) {
      server.unit(1).holding[address] = 1_000 + address;
    }
    assertInstanceOf(Words.class, read(60));
  }

  @AfterEach
  void close() {
    bytes.release(10_000);
    port.close();
    server.close();
  }

  @Test
  void itIsCompleteWithItsLastByteAndIsThenTakenWithoutWaiting() {
    server.behave(
        (truth, client) -> {
          for (byte each : truth) {
            bytes.acquireUninterruptibly();
            client.getOutputStream().write(each);
          }
        });
    AwaitedAnswer answer = ask(60).orElseThrow();
    assertEquals(Progress.INCOMPLETE, answer.progress());
    int length = 9 + 2 * 60;
    for (int sent = 1; sent < length; sent++) {
      bytes.release();
      assertEquals(Progress.INCOMPLETE, answer.progress());
    }
    bytes.release();
    awaitProgress(Progress.COMPLETE, answer);
    assertEquals(1_059, assertInstanceOf(Words.class, read(60)).words()[59]);
    assertEquals(2, server.requests());
  }

  @Test
  void anOldAnswerBeforeItIsSteppedOver() {
    server.behave(
        (truth, client) -> {
          byte[] old = truth.clone();
          old[1]--;
          client.getOutputStream().write(old);
          client.getOutputStream().write(truth);
        });
    awaitProgress(Progress.COMPLETE, ask(60).orElseThrow());
    assertEquals(1_000, assertInstanceOf(Words.class, read(60)).words()[0]);
    assertEquals(1, server.connections());
  }

  @Test
  void anExceptionDisturbs() {
    server.unit(1).absent.set(10);
    awaitProgress(Progress.DISTURBED, ask(60).orElseThrow());
    assertEquals(2, assertInstanceOf(Failed.class, read(60)).exceptionCode());
    assertEquals(2, server.requests());
  }

  @Test
  void aForeignAnswerDisturbs() {
    server.behave(
        (truth, client) -> {
          byte[] foreign = truth.clone();
          foreign[0] = 100;
          client.getOutputStream().write(foreign);
        });
    awaitProgress(Progress.DISTURBED, ask(60).orElseThrow());
    assertInstanceOf(Failed.class, read(60));
  }

  @Test
  void bytesWithoutEndDisturb() {
    server.behave(
        (truth, client) -> {
          byte[] endless = new byte[600];
          System.arraycopy(Arrays.copyOf(truth, 4), 0, endless, 0, 4);
          endless[4] = 0x7F;
          client.getOutputStream().write(endless);
        });
    awaitProgress(Progress.DISTURBED, ask(60).orElseThrow());
    assertInstanceOf(Failed.class, read(60));
  }

  @Test
  void theEndOfTheConnectionDisturbsAndIsNoFault() {
    server.behave((truth, client) -> client.close());
    awaitProgress(Progress.DISTURBED, ask(60).orElseThrow());
    server.behave(ModbusTestServer.Conduct.HONEST);
    assertInstanceOf(Words.class, read(60));
    assertEquals(2, server.connections());
  }

  @Test
  void anAnswerThatIsTooLateDisturbs() {
    server.behave((truth, client) -> {});
    RegisterPort hasty =
        ModbusLink.open(
                new Connection.ModbusTcp(
                    "127.0.0.1", server.port(), 1, TIMEOUT, Connection.Pacing.NONE))
            .unit(1, Duration.ofMillis(200));
    server.behave(ModbusTestServer.Conduct.HONEST);
    Await.until(
        "an answer",
        () -> {
          clock.advance(Duration.ofMinutes(1));
          return hasty.begin(clock.now()).read(Table.HOLDING, 0, 60) instanceof Words;
        });
    server.behave((truth, client) -> {});
    AwaitedAnswer answer = hasty.ask(Table.HOLDING, 0, 60).orElseThrow();
    awaitProgress(Progress.DISTURBED, answer);
    hasty.close();
  }

  @Test
  void whereAnotherPortMayTakeItsTurnTheReadMayWait() {
    RegisterPort other = link.unit(2, TIMEOUT);
    assertTrue(ask(60).isEmpty());
    assertInstanceOf(Words.class, read(60));
    other.close();
    assertTrue(ask(60).isEmpty(), "it may come back at any time");
    assertInstanceOf(Words.class, read(60));
    assertEquals(3, server.requests());
  }

  private static void awaitProgress(Progress expected, AwaitedAnswer answer) {
    Progress[] last = {Progress.INCOMPLETE};
    Await.until(
        expected.toString(),
        () -> {
          if (last[0] == Progress.INCOMPLETE) {
            last[0] = answer.progress();
          }
          return last[0] == expected;
        });
  }

  private Optional<AwaitedAnswer> ask(int count) {
    return port.ask(Table.HOLDING, 0, count);
  }

  private RegisterReply read(int count) {
    return port.begin(clock.now()).read(Table.HOLDING, 0, count);
  }
}
