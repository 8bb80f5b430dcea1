package io.spikewatt.drivers.modbus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.profile.RegisterSpec.Table;
import io.spikewatt.config.site.Connection;
import io.spikewatt.drivers.proxy.ModbusProxy;
import io.spikewatt.drivers.register.RegisterPort;
import io.spikewatt.drivers.register.RegisterReply;
import io.spikewatt.drivers.register.RegisterReply.Words;
import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.SystemClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Other clients behind the proxy, beside our own use of the link. */
final class ModbusProxyTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private final Clock clock = new SystemClock();
  private final ModbusTestServer device = new ModbusTestServer(ModbusTestServer.Frames.MBAP);
  private final ModbusLink link =
      ModbusLink.open(
          new Connection.ModbusTcp("127.0.0.1", device.port(), 1, TIMEOUT, Connection.Pacing.NONE));
  private final RegisterPort own = link.unit(1, TIMEOUT);
  private final ModbusProxy proxy =
      new ModbusProxy(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
          unit -> link.unit(unit, TIMEOUT),
          unit -> unit == 7,
          clock);

  @BeforeEach
  void start() throws IOException {
    for (int i = 0; i < 100; i++) {
      device.unit(1).holding[i] = 1000 + i;
    }
    device.unit(7).holding[5] = 5;
    proxy.start();
  }

  @AfterEach
  void stop() {
    proxy.close();
    own.close();
    device.close();
  }

  @Test
  void manyClientsAndWeOurselvesShareOneConnection() throws Exception {
    List<Thread> clients = new ArrayList<>();
    List<String> wrong = java.util.Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < 6; i++) {
      int address = 10 * i;
      clients.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    try (RegisterPort at = client(1)) {
                      for (int n = 0; n < 100; n++) {
                        look(at, address, wrong);
                      }
                    }
                  }));
    }
    for (int n = 0; n < 100; n++) {
      look(own, 90, wrong);
    }
    for (Thread client : clients) {
      assertTrue(client.join(Duration.ofSeconds(60)));
    }
    assertEquals(List.of(), wrong);
    assertEquals(1, device.connections());
  }

  private void look(RegisterPort at, int address, List<String> wrong) {
    RegisterReply reply = at.begin(clock.now()).read(Table.HOLDING, address, 3);
    if (!(reply instanceof Words words) || words.words()[1] != 1001 + address) {
      wrong.add(address + ": " + reply);
    }
  }

  @Test
  void writesReachOnlyUnitsThatWeDoNotCommand() {
    try (RegisterPort free = client(7);
        RegisterPort commanded = client(1)) {
      assertInstanceOf(Words.class, free.begin(clock.now()).write(5, 55));
      assertEquals(55, device.unit(7).holding[5]);
      RegisterReply.Failed refused =
          assertInstanceOf(RegisterReply.Failed.class, commanded.begin(clock.now()).write(5, 55));
      assertEquals(1, refused.exceptionCode());
      assertEquals(1005, device.unit(1).holding[5]);
    }
  }

  @Test
  void aDeviceThatIsGoneIsToldAndDoesNotEndTheClient() {
    try (RegisterPort client = client(1)) {
      device.cut();
      RegisterReply.Failed gone =
          assertInstanceOf(
              RegisterReply.Failed.class, client.begin(clock.now()).read(Table.HOLDING, 0, 1));
      assertTrue(List.of(10, 11).contains(gone.exceptionCode()), gone::toString);
    }
  }

  @Test
  void whatIsNotModbusIsDroppedAndTheNextClientServed() throws IOException {
    try (Socket stranger = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
      stranger.setSoTimeout(10_000);
      stranger
          .getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertEquals(-1, stranger.getInputStream().read());
    }
    try (RegisterPort client = client(1)) {
      assertArrayEquals(
          new int[] {1000},
          assertInstanceOf(Words.class, client.begin(clock.now()).read(Table.HOLDING, 0, 1))
              .words());
    }
  }

  @Test
  void aPortThatIsTakenIsTold() {
    InetSocketAddress taken = new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.port());
    try (ModbusProxy second =
        new ModbusProxy(taken, unit -> link.unit(unit, TIMEOUT), unit -> false, clock)) {
      IOException told = assertThrows(IOException.class, second::start);
      assertTrue(told.toString().contains(":" + proxy.port()), told::toString);
    }
  }

  @Test
  void mbpollReadsThroughIt() throws Exception {
    Helper.require("mbpoll", "mbpoll", "-V");
    Process mbpoll =
        new ProcessBuilder(
                "mbpoll",
                "-m",
                "tcp",
                "-p",
                "" + proxy.port(),
                "-a",
                "1",
                "-0",
                "-r",
                "42",
                "-c",
                "2",
                "-1",
                "127.0.0.1")
            .redirectErrorStream(true)
            .start();
    String said = new String(mbpoll.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(mbpoll.waitFor(10, TimeUnit.SECONDS));
    assertEquals(0, mbpoll.exitValue(), said);
    assertTrue(said.contains("1042") && said.contains("1043"), said);
    assertFalse(said.contains("1041"), said);
  }

  private RegisterPort client(int unit) {
    return ModbusLink.open(
            new Connection.ModbusTcp(
                "127.0.0.1", proxy.port(), unit, TIMEOUT, Connection.Pacing.NONE))
        .unit(unit, TIMEOUT);
  }
}
