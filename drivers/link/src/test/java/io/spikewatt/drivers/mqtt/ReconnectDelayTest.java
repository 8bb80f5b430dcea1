package io.spikewatt.drivers.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.drivers.mqtt.ReconnectDelay.Ending;
import io.spikewatt.hal.time.Moment;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReconnectDelayTest {

  private static final Moment START = new Moment(0, Instant.parse("2026-06-01T00:00:00Z"));
  private static final int DAY_OF_TRIES = 40_000;

  private final ReconnectDelay delay = ReconnectDelay.withJitter(new Random(3));

  @Test
  void aBrokerThatIsAwayForADayIsTriedAgainWithinFourSecondsOfItsReturn() {
    for (int i = 0; i < DAY_OF_TRIES; i++) {
      Duration wait = delay.after(Ending.UNREACHABLE, START);
      assertTrue(wait.compareTo(Duration.ofSeconds(4)) <= 0, wait::toString);
      assertTrue(wait.compareTo(Duration.ofMillis(50)) >= 0, wait::toString);
    }
  }

  @Test
  void aFleetSpreadsItsTriesOverTheWholeWait() {
    TreeSet<Long> tenths = new TreeSet<>();
    for (int gateway = 0; gateway < 1_000; gateway++) {
      ReconnectDelay own = ReconnectDelay.withJitter(new Random(gateway));
      IntStream.range(0, 10).forEach(i -> own.after(Ending.UNREACHABLE, START));
      tenths.add(own.after(Ending.UNREACHABLE, START).toMillis() / 400);
    }
    assertTrue(tenths.containsAll(List.of(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L)), tenths::toString);
  }

  @Test
  void theClientsOfAClustersNodeThatDiedComeToTheOthersOverTwentySeconds() {
    TreeSet<Long> twoSeconds = new TreeSet<>();
    for (int gateway = 0; gateway < 1_000; gateway++) {
      ReconnectDelay own = ReconnectDelay.ofCluster(new Random(gateway));
      // Generators of neighbouring seeds begin alike.
      IntStream.range(0, 10).forEach(i -> own.after(Ending.LOST, START));
      Duration wait = own.after(Ending.LOST, START);
      assertTrue(wait.compareTo(Duration.ofSeconds(20)) <= 0, wait::toString);
      twoSeconds.add(wait.toSeconds() / 2);
    }
    assertTrue(
        twoSeconds.containsAll(List.of(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L)), twoSeconds::toString);
  }

  @Test
  void aBrokerThatTurnsUsAwayIsTriedRarelyAlsoWhenItIsUnreachableBetween() {
    for (int i = 0; i < 10; i++) {
      delay.after(Ending.TURNED_AWAY, START);
      assertTrue(delay.after(Ending.UNREACHABLE, START).compareTo(Duration.ofSeconds(4)) <= 0);
    }
    assertTrue(delay.after(Ending.TURNED_AWAY, START).compareTo(Duration.ofSeconds(45)) >= 0);
  }

  @Test
  void aConnectionThatStoodEndsTheLongWaits() {
    for (int i = 0; i < 10; i++) {
      delay.after(Ending.TURNED_AWAY, START);
      delay.after(Ending.UNREACHABLE, START);
    }
    assertTrue(delay.after(Ending.LOST, START).compareTo(Duration.ofMillis(500)) <= 0);
    assertTrue(delay.after(Ending.TURNED_AWAY, START).compareTo(Duration.ofMillis(700)) <= 0);
  }

  @Test
  void aConnectionThatWeRenewIsMadeAtOnceAndSaysNothingOfTheBroker() {
    for (int i = 0; i < 10; i++) {
      delay.after(Ending.TURNED_AWAY, START);
      Duration wait = delay.after(Ending.RENEWED, START);
      assertTrue(wait.compareTo(Duration.ofMillis(500)) <= 0, wait::toString);
    }
    assertTrue(delay.after(Ending.TURNED_AWAY, START).compareTo(Duration.ofSeconds(45)) >= 0);
  }

  @Test
  void onlyWhereNobodyAnsweredTheBrokerCountsAsUnreachable() {
    for (Exception nobody :
        List.of(
            new ConnectException("Connection refused"),
            new NoRouteToHostException("No route to host"),
            new UnknownHostException("broker.example"),
            new SocketTimeoutException("Connect timed out"),
            new SocketException("Network is unreachable"))) {
      assertEquals(Ending.UNREACHABLE, ending(new IOException("wrapped", nobody)));
    }
    for (Exception somebody :
        List.of(
            new SocketTimeoutException("Read timed out"),
            new SocketException("Connection reset"),
            new IOException("Not authorized to connect"))) {
      assertEquals(Ending.TURNED_AWAY, ending(somebody));
    }
  }

  private static Ending ending(Exception why) {
    return new NotConnected("tcp://broker.example:1883", why).ending();
  }
}
