package io.spikewatt.drivers.mqtt;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.MqttVersion;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.time.Backoff;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.SystemClock;
import io.spikewatt.testkit.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(120)
class HostileBrokerTest {

  /** Threads of a link that connects. A leak would leave one of each of the hundred tries. */
  private static final int MOST_THREADS = 5;

  @ParameterizedTest
  @EnumSource
  void aHundredConnectionsThatAreDroppedLeaveThreadsAndMemoryAsTheyWere(MqttVersion version)
      throws IOException {
    AtomicInteger accepted = new AtomicInteger();
    List<MqttLink> links = new ArrayList<>();
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread.ofPlatform().daemon().start(() -> acceptAndDrop(server, accepted));
      String url = "tcp://127.0.0.1:" + server.getLocalPort();
      for (int i = 0; i < 5; i++) {
        links.add(TestLinks.link(url, "gateway" + i, version, HostileBrokerTest::atOnce));
      }
      Await.within(Duration.ofSeconds(60), "twenty tries", () -> accepted.get() >= 20);
      long bytes = leastUsed(accepted);
      for (int tries = 40; tries <= 120; tries += 10) {
        int wanted = tries;
        Await.within(Duration.ofSeconds(60), "more tries", () -> accepted.get() >= wanted);
        for (int i = 0; i < 500; i++) {
          links.getFirst().publish(Message.fleeting("spikewatt/state", new byte[2_000]));
        }
      }
      int threads = MqttLinkContract.mqttThreads();
      assertTrue(threads <= MOST_THREADS * links.size(), threads + " threads");
      long grown = leastUsed(accepted) - bytes;
      assertTrue(grown < 3_000_000, grown + " bytes more");
      links.forEach(link -> assertFalse(link.connected()));
    } finally {
      links.forEach(MqttLink::close);
    }
    MqttLinkContract.awaitEndOfThreads();
  }

  private static Backoff atOnce() {
    return Backoff.withJitter(Duration.ofMillis(1), Duration.ofMillis(2), new Random(1));
  }

  /**
   * Tries under way hold buffers, more or fewer of them; what is leaked is there at each moment.
   */
  private static long leastUsed(AtomicInteger accepted) {
    long least = Long.MAX_VALUE;
    for (int look = 0; look < 5; look++) {
      int wanted = accepted.get() + 3;
      Await.within(Duration.ofSeconds(60), "more tries", () -> accepted.get() >= wanted);
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }

  @ParameterizedTest
  @EnumSource
  void aBrokerThatAnnouncesAHugeAnswerIsLeftAtOnceEachTime(MqttVersion version) throws IOException {
    AtomicInteger accepted = new AtomicInteger();
    byte[] huge = {0x20, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x7F};
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread.ofPlatform().daemon().start(() -> acceptAndAnswer(server, accepted, huge));
      try (MqttLink link =
          TestLinks.link(
              "tcp://127.0.0.1:" + server.getLocalPort(), "gateway", version, TestLinks::quick)) {
        Await.until("two tries", () -> accepted.get() >= 2);
        int early = MqttLinkContract.mqttThreads();
        Await.within(Duration.ofSeconds(60), "eight tries", () -> accepted.get() >= 8);
        int late = MqttLinkContract.mqttThreads();
        assertTrue(late <= early + 2, early + " threads, then " + late);
        assertFalse(link.connected());
      }
    }
    MqttLinkContract.awaitEndOfThreads();
  }

  /** A write to it blocks, and so does a proper end. */
  @ParameterizedTest
  @EnumSource(names = {"V5", "V3_1_1"})
  void aBrokerThatStopsReadingLeavesNoThreadsBehind(MqttVersion version) throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    byte[] connack =
        version == MqttVersion.V5 ? new byte[] {0x20, 3, 0, 0, 0} : new byte[] {0x20, 2, 0, 0};
    try (ServerSocket server = new ServerSocket()) {
      server.setReceiveBufferSize(4_096);
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      Thread.ofPlatform().daemon().start(() -> welcomeAndRest(server, connack, end));
      MqttLink link =
          TestLinks.link(
              "tcp://127.0.0.1:" + server.getLocalPort(),
              "gateway",
              version,
              HostileBrokerTest::atOnce,
              List.of());
      Await.until("connected", link::connected);
      Await.until(
          "a write blocks",
          () -> {
            link.publish(Message.fleeting("a", new byte[1_900_000]));
            return isWriting();
          });
      link.close();
      MqttLinkContract.awaitEndOfThreads();
    } finally {
      end.countDown();
    }
  }

  private static boolean isWriting() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(thread -> thread.getKey().getName().equals("MQTT Snd: gateway"))
        .flatMap(thread -> Arrays.stream(thread.getValue()))
        .anyMatch(frame -> frame.getMethodName().equals("implWrite"));
  }

  private static void welcomeAndRest(ServerSocket server, byte[] connack, CountDownLatch end) {
    try (Socket socket = server.accept()) {
      if (socket.getInputStream().read() < 0) {
        return;
      }
      socket.getOutputStream().write(connack);
      end.await();
    } catch (IOException | InterruptedException over) {
      // The test has ended.
    }
  }

  @Test
  void closingWhileTheBrokerIsAwayIsQuick() throws IOException {
    ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    server.close();
    SystemClock clock = new SystemClock();
    MqttLink link =
        TestLinks.link(
            "tcp://127.0.0.1:" + server.getLocalPort(),
            "gateway",
            MqttVersion.AUTO,
            TestLinks::quick);
    Moment begin = clock.now();
    link.publish(TestLinks.BIRTH);
    link.close();
    // Where something has to be sent first, it takes up to seven seconds.
    assertTrue(clock.now().millisSince(begin) < 6_000);
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
