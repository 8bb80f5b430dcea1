package io.spikewatt.controller.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.load.ConfigLoader;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.assembly.PersistentState;
import io.spikewatt.controller.assembly.RunningSite;
import io.spikewatt.controller.assembly.SiteAssembly;
import io.spikewatt.controller.cycle.ConfigReload;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.history.SiteSeries;
import io.spikewatt.controller.history.SlotMean;
import io.spikewatt.controller.io.PlantBoard;
import io.spikewatt.controller.io.SetpointBoard;
import io.spikewatt.controller.json.JsonWriter;
import io.spikewatt.controller.report.Event;
import io.spikewatt.controller.report.MqttTopics;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.ManualClock;
import io.spikewatt.testkit.IntermittentBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Fifty signals a second for a day, in CI a quarter of one, without a broker, and then one. */
@Timeout(300)
final class DayWithoutBrokerTest {

  private static final Instant START = Instant.parse("2026-06-15T00:00:00Z");
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final int DAY_S = 86_400;
  private static final int ABSENT_S = Boolean.getBoolean("long.tests") ? DAY_S : DAY_S / 4;
  private static final int FEEDERS = 41;
  private static final MqttTopics TOPICS = new MqttTopics("spikewatt/edge/");
  private static final Pattern AT = Pattern.compile("\"at\":\"([^\"]+)\"");

  /** As {@code bench/footprint} counts it, all of the daemon may write in a day. */
  private static final long DAYS_BUDGET = 15_000_000;

  private static final long DISK = 12L << 20;

  @TempDir private Path directory;

  private final ManualClock clock = new ManualClock(START);
  private final IntermittentBroker broker = new IntermittentBroker();
  private final List<String> events = new ArrayList<>();

  @Test
  void nothingPromisedIsLostThoughTheProcessIsKilledInTheEnd() throws Exception {
    Site site = site();
    dayBefore();
    long writtenBefore = written();
    Life first = new Life(site);
    first.run(ABSENT_S);
    long written = written() - writtenBefore;
    assertTrue(written < DAYS_BUDGET * ABSENT_S / DAY_S, written + " bytes in " + ABSENT_S + " s");
    long disk = size(directory.resolve("history.db")) + size(directory.resolve("history.db-wal"));
    assertTrue(disk < DISK, disk + " bytes are on the disk");
    assertEquals(List.of(), broker.arrived);
    // Killed: nothing is closed, and what no tick has seen is lost.
    Instant killed = clock.now().instant();
    List<String> promised = List.copyOf(events);
    Life second = new Life(site);
    second.run(60);
    broker.comeBack();
    second.run(300);
    List<String> heard = broker.on(TOPICS.event());
    List<String> late = heard.stream().filter(text -> text.contains("\"historical\"")).toList();
    Duration bound = Duration.ofSeconds(10);
    List<String> expected =
        promised.stream().filter(text -> at(text).isBefore(killed.minus(bound))).toList();
    assertTrue(expected.size() > ABSENT_S / 350, expected.size() + " events");
    assertEquals(
        expected,
        late.subList(0, expected.size()).stream()
            .map(text -> text.replace(",\"historical\":true", ""))
            .toList());
    inOrder(late);
    assertEquals(
        List.of(),
        heard.stream()
            .filter(text -> !text.contains("\"historical\"") && at(text).isBefore(killed))
            .toList());
    records();
    liveFirst();
    assertEquals(0, second.control.carried().outlets().promised().standing().waiting());
    second.control.close();
  }

  /** With it there are plans from the start. */
  private void dayBefore() throws Exception {
    List<SlotMean> means = new ArrayList<>();
    for (int slot = -DAY_S / 900; slot < 0; slot++) {
      Instant start = START.plusSeconds(900L * slot);
      means.add(new SlotMean(SiteSeries.LOAD_W, start, 2_000));
      means.add(new SlotMean(SiteSeries.PV_W, start, 1_000));
    }
    try (HistoryStore store = HistoryStore.open(directory)) {
      store.append(means);
    }
  }

  /** Each quarter hour once, in order, from the first whole one. */
  private void records() {
    List<String> records = broker.on(TOPICS.record());
    List<Instant> starts = records.stream().map(DayWithoutBrokerTest::at).toList();
    List<Instant> wanted = new ArrayList<>();
    for (Instant at = START; at.isBefore(START.plusSeconds(ABSENT_S - 900)); ) {
      wanted.add(at);
      at = at.plusSeconds(900);
    }
    assertEquals(wanted, starts.subList(0, wanted.size()));
    for (String record : records) {
      assertTrue(record.contains("\"slotS\":900,\"means\":{\"battery1_soc_pct\":50,"), record);
      assertTrue(record.endsWith(",\"historical\":true}"), record);
    }
  }

  private void liveFirst() {
    List<String> topics = broker.arrived.stream().map(Message::topic).toList();
    int state = topics.indexOf(TOPICS.state());
    int event = topics.indexOf(TOPICS.event());
    assertTrue(state >= 0 && state < event, state + " and " + event);
    assertTrue(topics.contains(TOPICS.plan()), "the newest plan is there");
    List<String> states = broker.on(TOPICS.state());
    assertEquals(300, states.size(), "states of before the return are not sent, live ones all are");
  }

  private static void inOrder(List<String> payloads) {
    Instant last = Instant.MIN;
    for (String payload : payloads) {
      Instant at = at(payload);
      assertTrue(!at.isBefore(last), () -> payload);
      last = at;
    }
  }

  private static Instant at(String payload) {
    Matcher found = AT.matcher(payload);
    assertTrue(found.find(), payload);
    return Instant.parse(found.group(1));
  }

  /** One lifetime of the process. */
  private final class Life {
    private final RunningSite control;
    private final PlantBoard.Place place;

    Life(Site site) {
      PlantBoard board = new PlantBoard(new LinkedHashMap<>(), clock.now());
      place = board.place(List.of());
      control =
          SiteAssembly.of(
              site,
              new SiteAssembly.Plant(board, new SetpointBoard(), SiteAssembly.gateOf(site)),
              new SiteAssembly.Outside(
                  broker, TOPICS, Duration.ZERO, name -> true, this::note, ConfigReload.NONE),
              PersistentState.in(directory, site),
              clock.now());
    }

    private void note(Event event) {
      events.add(
          "{\"at\":\"%s\",\"kind\":\"%s\",\"code\":\"%s\",\"text\":\"%s\"}"
              .formatted(event.at(), JsonWriter.word(event.kind()), event.code(), event.text()));
    }

    void run(int seconds) {
      for (int i = 0; i < seconds; i++) {
        clock.advance(SECOND);
        place.post(readings());
        control.cycle().run(clock.now());
        if (i % 5 == 0) {
          control.plans().tick(clock.now());
          control.carried().outlets().promised().tick(clock.now());
        }
      }
    }
  }

  /** Fifty; the last feeder fails for a minute every ten. */
  private List<Sample> readings() {
    List<Sample> read = new ArrayList<>();
    double phase = clock.now().instant().getEpochSecond() % 3_600 / 3_600.0;
    read.add(read("meter1", Quantity.POWER_W, 1_000 + 300 * phase));
    read.add(read("meter1", Quantity.VOLTAGE_L1_V, 230));
    read.add(read("meter1", Quantity.FREQUENCY_HZ, 50));
    read.add(read("pv1", Quantity.POWER_W, 2_000 * phase));
    read.add(read("pv1", Quantity.VOLTAGE_L1_V, 231));
    read.add(read("battery1", Quantity.POWER_W, 0));
    read.add(read("battery1", Quantity.SOC_PCT, 50));
    read.add(read("meter1", Quantity.VOLTAGE_L2_V, 229));
    read.add(read("meter1", Quantity.VOLTAGE_L3_V, 232));
    boolean fails = clock.now().instant().getEpochSecond() % 600 < 60;
    for (int i = 1; i <= FEEDERS; i++) {
      Signal signal = new Signal("feeder" + i, Quantity.POWER_W);
      read.add(
          fails && i == FEEDERS
              ? Sample.missing(signal, Fault.Kind.UNREACHABLE, "no answer", clock.now())
              : read(signal.deviceId(), Quantity.POWER_W, -20 - phase));
    }
    assertEquals(50, read.size());
    return read;
  }

  private Sample read(String device, Quantity quantity, double value) {
    return new Sample.Good(new Signal(device, quantity), value, clock.now());
  }

  /** Bytes that this process has given to the system to write. */
  private static long written() throws IOException {
    Function<String, Long> number = line -> Long.parseLong(line.replaceAll("[^0-9]", ""));
    return Files.readAllLines(Path.of("/proc/self/io")).stream()
        .filter(line -> line.startsWith("wchar:"))
        .map(number)
        .findFirst()
        .orElseThrow();
  }

  private static long size(Path file) throws IOException {
    return Files.exists(file) ? Files.size(file) : 0;
  }

  private Site site() throws IOException {
    StringBuilder yaml =
        new StringBuilder(
            """
            site: { name: edge, timezone: UTC }
            grid: { import-limit-w: 11000, export-limit-w: 4000 }
            tariff: { currency: EUR, import-per-kwh: 0.3 }
            mqtt: { broker: "tcp://127.0.0.1:1883" }
            storage: { directory: state }
            devices:
              - id: meter1
                profile: eastron-sdm630
                connection: { modbus-rtu-tcp: 127.0.0.1, port: 15022, unit: 2 }
                grid-meter: {}
              - id: pv1
                profile: sunspec-inverter
                connection: { modbus-tcp: 127.0.0.1, port: 15020, unit: 1 }
                pv: { rated-w: 10000, safe-limit-w: 4000 }
              - id: battery1
                profile: hybrid-battery
                connection: { modbus-tcp: 127.0.0.1, port: 15021, unit: 1 }
                battery: { capacity-wh: 10000, charge-w: 5000, discharge-w: 5000, wear-per-kwh: 0.02 }
            """);
    for (int i = 1; i <= FEEDERS; i++) {
      yaml.append(
          """
            - id: feeder%d
              profile: eastron-sdm630
              connection: { modbus-rtu-tcp: 127.0.0.1, port: 15023, unit: %d }
              load: {}
          """
              .formatted(i, i));
    }
    return assertInstanceOf(LoadedSite.Ok.class, ConfigLoader.load(yaml.toString(), "edge.yaml"))
        .site();
  }
}
