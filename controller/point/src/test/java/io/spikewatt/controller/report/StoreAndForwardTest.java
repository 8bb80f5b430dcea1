package io.spikewatt.controller.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.testkit.IntermittentBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreAndForwardTest {

  private static final Duration TICK = Duration.ofSeconds(5);
  private static final String TOPIC = "site/event";

  @TempDir private Path directory;
  private final IntermittentBroker broker = new IntermittentBroker();
  private final List<HistoryStore> stores = new ArrayList<>();
  private Moment now = new Moment(0, Instant.parse("2026-06-01T00:00:00Z"));
  private StoreAndForward promised = StoreAndForward.keepingNothing(broker);

  @BeforeEach
  void start() {
    stores.add(HistoryStore.open(directory));
    promised = StoreAndForward.of(broker, stores.getLast().backlog());
  }

  @AfterEach
  void close() {
    stores.forEach(HistoryStore::close);
  }

  /** Another process on the same directory; the one before had no time to close anything. */
  private void restart() {
    broker.leave();
    start();
  }

  private void tick(int times) {
    for (int i = 0; i < times; i++) {
      now = now.plus(TICK);
      promised.tick(now);
    }
  }

  private void publish(int from, int to) {
    for (int i = from; i < to; i++) {
      promised.publish(TOPIC, "{\"n\":%d}".formatted(i).getBytes(UTF_8));
    }
  }

  private static List<String> live(int from, int to) {
    return IntStream.range(from, to).mapToObj("{\"n\":%d}"::formatted).toList();
  }

  private static List<String> historical(int from, int to) {
    return IntStream.range(from, to).mapToObj("{\"n\":%d,\"historical\":true}"::formatted).toList();
  }

  private static List<String> all(List<String> first, List<String> second) {
    List<String> both = new ArrayList<>(first);
    both.addAll(second);
    return both;
  }

  private long onDisk() throws IOException {
    return stores.getLast().backlog().size();
  }

  @Test
  void asLongAsTheBrokerConfirmsNothingIsWritten() throws IOException {
    broker.comeBack();
    promised.tick(now);
    long before = Files.getLastModifiedTime(directory.resolve("history.db-wal")).toMillis();
    for (int i = 0; i < 50; i++) {
      publish(i, i + 1);
      tick(1);
    }
    assertEquals(live(0, 50), broker.on(TOPIC));
    assertEquals(before, Files.getLastModifiedTime(directory.resolve("history.db-wal")).toMillis());
    assertEquals(new StoreAndForward.Standing(0, 0), promised.standing());
  }

  @Test
  void whatAroseWithoutTheBrokerComesOnItsReturnInOrderAfterLiveMessages() throws IOException {
    publish(0, 5);
    tick(1);
    publish(5, 9);
    assertEquals(new StoreAndForward.Standing(9, 0), promised.standing());
    tick(3);
    broker.comeBack();
    publish(9, 10);
    tick(1);
    assertEquals(live(9, 10), broker.on(TOPIC));
    tick(1);
    assertEquals(all(live(9, 10), historical(0, 9)), broker.on(TOPIC));
    tick(1);
    assertEquals(0, onDisk());
    assertEquals(new StoreAndForward.Standing(0, 0), promised.standing());
  }

  @Test
  void aProcessThatEndsWithoutWarningLosesNothingThatATickHasSeen() throws IOException {
    publish(0, 7);
    tick(1);
    publish(7, 9);
    restart();
    assertEquals(7, onDisk());
    broker.comeBack();
    tick(2);
    assertEquals(historical(0, 7), broker.on(TOPIC));
  }

  @Test
  void anOrderlyEndKeepsWhatIsNotConfirmedAndRepeatsNothing() throws IOException {
    broker.comeBack();
    publish(0, 3);
    broker.leave();
    publish(3, 5);
    promised.close();
    restart();
    broker.comeBack();
    tick(2);
    assertEquals(all(live(0, 3), historical(3, 5)), broker.on(TOPIC));
  }

  @Test
  void aBrokerThatTakesAndDoesNotConfirmGetsItAgainOnItsReturn() throws IOException {
    broker.comeBack();
    broker.fallSilent();
    publish(0, 3);
    tick(2);
    assertEquals(3, onDisk());
    broker.leave();
    tick(1);
    broker.comeBack();
    tick(2);
    assertEquals(all(live(0, 3), historical(0, 3)), broker.on(TOPIC));
  }

  @Test
  void aLateConfirmationIsOneAllTheSame() throws IOException {
    publish(0, 2);
    tick(1);
    broker.comeBack();
    broker.fallSilent();
    publish(2, 4);
    tick(2);
    assertEquals(4, onDisk());
    // What is under way must be confirmed before older ones are sent, and does not replace them.
    assertEquals(live(2, 4), broker.on(TOPIC));
    broker.confirm();
    tick(2);
    assertEquals(all(live(2, 4), historical(0, 2)), broker.on(TOPIC));
    tick(1);
    assertEquals(0, onDisk());
  }

  @Test
  void aConnectionThatIsLostInTheMiddleOfTheBacklogRepeatsOnlyWhatWasNotConfirmed()
      throws IOException {
    publish(0, 250);
    tick(1);
    broker.comeBack();
    tick(2);
    assertEquals(historical(0, 100), broker.on(TOPIC));
    tick(1);
    broker.fallSilent();
    tick(1);
    assertEquals(historical(0, 200).size() + 50, broker.on(TOPIC).size());
    broker.leave();
    tick(1);
    broker.comeBack();
    tick(3);
    assertEquals(all(historical(0, 250), historical(200, 250)), broker.on(TOPIC));
    assertEquals(0, onDisk());
  }

  @Test
  void theBacklogIsSentAHundredATickSoThatItDelaysNobody() {
    for (int i = 0; i < 10; i++) {
      publish(100 * i, 100 * i + 100);
      tick(1);
    }
    broker.comeBack();
    tick(1);
    for (int sent = 0; sent <= 1_000; sent += 100) {
      assertEquals(sent, broker.on(TOPIC).size());
      tick(1);
    }
    assertEquals(historical(0, 1_000), broker.on(TOPIC));
  }

  private String english(String alarm) {
    return Objects.requireNonNull(promised.alarms(now).get(alarm)).english();
  }

  @Test
  void beyondItsBoundTheOldestGoAndPeopleAreTold() throws IOException {
    for (int i = 0; i < 12; i++) {
      publish(1_000 * i, 1_000 * i + 1_000);
      tick(1);
    }
    assertEquals(10_000, onDisk());
    assertEquals(new StoreAndForward.Standing(10_000, 2_000), promised.standing());
    assertEquals(
        "too many messages wait for the broker: the oldest 2000 were dropped",
        english("broker-backlog"));
    broker.comeBack();
    tick(110);
    assertEquals(historical(2_000, 12_000), broker.on(TOPIC));
    assertEquals(Map.of(), promised.alarms(now));
  }

  @Test
  void aFullBacklogTakesDiskAndNoMemory() throws IOException {
    long before = usedBytes();
    for (int i = 0; i < 10; i++) {
      longPayloads(1_000 * i).forEach(payload -> promised.publish(TOPIC, payload));
      tick(1);
    }
    assertEquals(10_000, onDisk());
    long grown = usedBytes() - before;
    List<byte[]> inMemory = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      inMemory.addAll(longPayloads(1_000 * i));
    }
    long kept = usedBytes() - before - grown;
    assertEquals(10_000, inMemory.size());
    assertTrue(grown < kept / 2, grown + " bytes more; the messages themselves " + kept);
  }

  /** A thousand payloads of 400 bytes. */
  private static List<byte[]> longPayloads(int from) {
    return IntStream.range(from, from + 1_000)
        .mapToObj(n -> "{\"n\":%d,\"text\":\"%s\"}".formatted(n, "x".repeat(380)).getBytes(UTF_8))
        .toList();
  }

  private static long usedBytes() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  @Test
  void inAFloodOfEventsFlashIsWrittenEveryThreeMinutes() throws IOException {
    int writes = 0;
    long before = 0;
    int hours = 3;
    for (int i = 0; i < hours * 720; i++) {
      publish(i, i + 1);
      tick(1);
      long size = onDisk();
      writes += size == before ? 0 : 1;
      before = size;
    }
    assertTrue(writes >= hours * 20 && writes <= hours * 20 + 20, writes + " writes");
    tick(36);
    assertEquals(hours * 720L, onDisk());
  }

  @Test
  void withoutADiskMessagesWaitInMemoryWithinABound() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "");
    stores.add(HistoryStore.open(file));
    promised = StoreAndForward.of(broker, stores.getLast().backlog());
    publish(0, 1_500);
    tick(3);
    assertEquals(new StoreAndForward.Standing(1_000, 500), promised.standing());
    Files.delete(file);
    tick(20);
    assertEquals(1_000, onDisk());
    broker.comeBack();
    tick(12);
    assertEquals(historical(500, 1_500), broker.on(TOPIC));
  }

  @Test
  void aBrokerThatIsAwayForAMinuteIsAnAlarmInWords() {
    assertEquals(Map.of(), promised.alarms(now));
    now = now.plus(Duration.ofSeconds(59));
    assertEquals(Map.of(), promised.alarms(now));
    now = now.plus(Duration.ofSeconds(1));
    String text = english("broker");
    assertTrue(
        text.startsWith("the broker is not reached (tcp://broker:1883: Connection refused): check"),
        text);
    broker.comeBack();
    assertEquals(Map.of(), promised.alarms(now));
    broker.leave();
    assertEquals(Map.of(), promised.alarms(now));
  }
}
