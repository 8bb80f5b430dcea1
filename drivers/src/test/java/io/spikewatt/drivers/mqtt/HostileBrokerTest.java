package io.spikewatt.drivers.mqtt;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.drivers.testing.Await;
import io.spikewatt.drivers.timing.Backoff;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.SystemClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class HostileBrokerTest {

  @Test
  void aHundredConnectionsThatAreDroppedLeaveThreadsAndMemoryAsTheyWere() throws IOException {
    AtomicInteger accepted = new AtomicInteger();
    List<MqttLink> links = new ArrayList<>();
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread.ofPlatform().daemon().start(() -> acceptAndDrop(server, accepted));
      String url = "tcp://127.0.0.1:" + server.getLocalPort();
      for (int i = 0; i < 5; i++) {
        links.add(MqttLinkContract.link(url, "gateway" + i, HostileBrokerTest::atOnce));
      }
      Await.within(Duration.ofSeconds(60), "twenty tries", () -> accepted.get() >= 20);
      int threads = MqttLinkContract.mqttThreads();
      long bytes = usedBytes();
      for (int tries = 30; tries <= 120; tries += 10) {
        int wanted = tries;
        Await.within(Duration.ofSeconds(60), "more tries", () -> accepted.get() >= wanted);
        for (int i = 0; i < 500; i++) {
          links.getFirst().publish(Message.fleeting("spikewatt/state", new byte[2_000]));
        }
      }
      int late = MqttLinkContract.mqttThreads();
      assertTrue(late <= threads + 2 * links.size(), threads + " threads, then " + late);
      long grown = usedBytes() - bytes;
      assertTrue(grown < 3_000_000, grown + " bytes more");
      links.forEach(link -> assertFalse(link.connected()));
    } finally {
      links.forEach(MqttLink::close);
    }
    Await.until("all threads ended", () -> MqttLinkContract.mqttThreads() == 0);
  }

  private static Backoff atOnce() {
    return Backoff.withJitter(Duration.ofMillis(1), Duration.ofMillis(2), new Random(1));
  }

  private static long usedBytes() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  @Test
  void aBrokerThatAnnouncesAHugeAnswerIsLeftAtOnceEachTime() throws IOException {
    AtomicInteger accepted = new AtomicInteger();
    byte[] huge = {0x20, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x7F};
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread.ofPlatform().daemon().start(() -> acceptAndAnswer(server, accepted, huge));
      try (MqttLink link =
          MqttLinkContract.link("tcp://127.0.0.1:" + server.getLocalPort(), "gateway")) {
        Await.until("two tries", () -> accepted.get() >= 2);
        int early = MqttLinkContract.mqttThreads();
        Await.within(Duration.ofSeconds(60), "eight tries", () -> accepted.get() >= 8);
        int late = MqttLinkContract.mqttThreads();
        assertTrue(late <= early + 2, early + " threads, then " + late);
        assertFalse(link.connected());
      }
    }
    Await.until("all threads ended", () -> MqttLinkContract.mqttThreads() == 0);
  }

  @Test
  void closingWhileTheBrokerIsAwayIsQuick() throws IOException {
    ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    server.close();
    SystemClock clock = new SystemClock();
    MqttLink link = MqttLinkContract.link("tcp://127.0.0.1:" + server.getLocalPort(), "gateway");
    Moment begin = clock.now();
    link.publish(MqttLinkContract.BIRTH);
    link.close();
    assertTrue(clock.now().millisSince(begin) < 3_000);
  }

  private static void acceptAndDrop(ServerSocket server, AtomicInteger accepted) {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        accepted.incrementAndGet();
        socket.setSoLinger(accepted.get() % 2 == 0, 0);
      } catch (IOException closed) {
        return;
      }
    }
  }

  /** Answers each connection and keeps it open until the peer leaves. */
  private static void acceptAndAnswer(ServerSocket server, AtomicInteger accepted, byte[] answer) {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        accepted.incrementAndGet();
        socket.getOutputStream().write(answer);
        socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
      } catch (IOException closed) {
        // The next connection, or the end of the test.
      }
    }
  }
}
