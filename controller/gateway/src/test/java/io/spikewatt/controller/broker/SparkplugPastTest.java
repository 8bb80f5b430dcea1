package io.spikewatt.controller.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.time.QuarterHour;
import io.spikewatt.testkit.MosquittoServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.tahu.message.model.Metric;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a Sparkplug host is sent of the time in which it heard nothing, decoded by Tahu. */
@Timeout(300)
class SparkplugPastTest {

  private static final int HOUR_S = 3_600;
  private static final int SLOT_S = 900;

  /** Of 24 parts of an absence: hours, in CI quarter hours. */
  private static final int PART_S = Boolean.getBoolean("long.tests") ? HOUR_S : SLOT_S;

  private static final int SLOTS = 24 * PART_S / SLOT_S;

  @TempDir Path directory;
  private MosquittoServer broker;

  /** Listens from a time on that each test chooses. */
  @SuppressWarnings("NullAway.Init")
  private SparkplugHost host;

  /** Start of a quarter hour, more than a day ago. */
  private final Instant start =
      QuarterHour.startOf(Instant.now().minus(Duration.ofHours(30))).plusSeconds(5);

  @BeforeEach
  void start() throws Exception {
    broker = new MosquittoServer(directory);
  }

  @AfterEach
  void stop() throws Exception {
    if (host != null) {
      host.close();
    }
    broker.close();
  }

  private EdgeSite site(Instant from) {
    return new EdgeSite(directory, broker.port(), "all", "", from);
  }

  /** Births wait for the next cycle, so the new host hears them. */
  private void brokerRestarts(EdgeSite site) throws Exception {
    broker.kill();
    host.close();
    site.run(2);
    broker.start();
    host = new SparkplugHost(broker.port());
  }

  private SparkplugHost.Heard last(String kind) {
    return host.last(kind).orElseThrow();
  }

  private List<SparkplugHost.Heard> past(String kind) {
    return host.heard().stream()
        .filter(one -> one.kind().equals(kind))
        .filter(one -> one.payload().getMetrics().stream().anyMatch(Metric::isHistorical))
        .toList();
  }

  private static List<Instant> times(List<SparkplugHost.Heard> messages) {
    return messages.stream()
        .map(one -> one.payload().getMetrics().getFirst().getTimestamp().toInstant())
        .toList();
  }

  private static List<Instant> quarterHours(Instant from, int count) {
    List<Instant> starts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      starts.add(QuarterHour.startOf(from).plus(QuarterHour.LENGTH.multipliedBy(i)));
    }
    return starts;
  }

  /** Half of the absence, a kill, the rest; the charge is not known in parts 4 to 6 of 24. */
  @Test
  void after_a_day_without_broker_every_quarter_hour_comes_once_in_order() throws Exception {
    broker.kill();
    EdgeSite first = site(start);
    first.run(4 * PART_S);
    first.lose("battery1", Quantity.SOC_PCT);
    first.run(2 * PART_S);
    first.set("battery1", Quantity.SOC_PCT, 70);
    first.run(6 * PART_S);
    Instant killed = first.now();
    first.kill();
    EdgeSite site = site(killed.plusSeconds(2));
    site.set("battery1", Quantity.SOC_PCT, 70);
    site.run(12 * PART_S);
    broker.start();
    host = new SparkplugHost(broker.port());
    site.until("births", () -> host.last("DBIRTH", "compute1").isPresent());
    long soc =
        host.last("DBIRTH", "battery1").orElseThrow().metric("soc_pct").orElseThrow().getAlias();
    long pv = last("NBIRTH").metric("Site/PV W").orElseThrow().getAlias();
    long wind = last("NBIRTH").metric("Site/Wind W").orElseThrow().getAlias();
    site.until("all quarter hours", () -> past("DDATA").size() >= SLOTS);
    site.run(120);

    List<SparkplugHost.Heard> ofNode = past("NDATA");
    List<SparkplugHost.Heard> ofBattery = past("DDATA");
    assertEquals(quarterHours(start, SLOTS), times(ofNode));
    assertEquals(quarterHours(start, SLOTS), times(ofBattery));
    for (SparkplugHost.Heard one : ofNode) {
      assertTrue(one.payload().getMetrics().stream().allMatch(Metric::isHistorical));
      assertEquals(3000.0, one.metric(pv).orElseThrow().getValue());
      assertFalse(one.payload().getMetrics().stream().anyMatch(m -> m.hasName()));
    }
    assertTrue(ofNode.getFirst().metric(wind).isPresent());
    int lost = 4 * PART_S / SLOT_S;
    int found = 6 * PART_S / SLOT_S;
    for (int i = 0; i < SLOTS; i++) {
      Metric charge = ofBattery.get(i).metric(soc).orElseThrow();
      if (i >= lost && i < found) {
        assertTrue(charge.isNull());
        assertNull(charge.getValue());
        assertEquals(0, charge.getProperties().getPropertyValue("Quality").getValue());
      } else {
        // Each process begins with one second at 50 %.
        assertEquals(i < lost ? 50.0 : 70.0, (Double) charge.getValue(), 0.1);
      }
    }
    liveFirst();

    // What arrived is not sent again, also not after a restart.
    Instant sent = start.plus(QuarterHour.LENGTH.multipliedBy(SLOTS - 1));
    brokerRestarts(site);
    site.untilSoon("births anew", () -> host.last("DBIRTH", "compute1").isPresent());
    site.run(120);
    assertTrue(times(past("NDATA")).stream().allMatch(at -> at.isAfter(sent)));
    site.close();
    host.forget();
    try (EdgeSite next = site(site.now().plusSeconds(2))) {
      next.untilSoon("births", () -> host.last("DBIRTH", "compute1").isPresent());
      next.run(120);
      assertTrue(times(past("NDATA")).stream().allMatch(at -> at.isAfter(sent)));
    }
  }

  /** Births and live data come before; the sequence has no gap. */
  private void liveFirst() {
    List<SparkplugHost.Heard> all = host.heard();
    int past = all.indexOf(past("NDATA").getFirst());
    int births = (int) all.stream().filter(one -> one.kind().endsWith("BIRTH")).count();
    assertTrue(
        all.subList(0, past).stream().filter(one -> one.kind().endsWith("BIRTH")).count()
            == births);
    for (int i = 0; i < all.size(); i++) {
      assertEquals(i % 256, all.get(i).payload().getSeq());
    }
  }

  @Test
  void a_connection_lost_meanwhile_repeats_only_what_may_not_have_arrived() throws Exception {
    broker.kill();
    List<Instant> missed = quarterHours(start, SLOTS / 3);
    EdgeSite site = site(start);
    site.run(8 * PART_S);
    broker.start();
    host = new SparkplugHost(broker.port());
    site.until("some", () -> past("NDATA").size() >= 4);
    brokerRestarts(site);
    site.untilSoon("births anew", () -> host.last("DBIRTH", "compute1").isPresent());
    site.until("the last", () -> times(past("NDATA")).contains(missed.getLast()));
    assertEquals(missed, times(past("NDATA")), "none had surely arrived");
    site.close();
  }

  @Test
  void a_short_absence_within_a_quarter_hour_leaves_nothing_to_send_or_to_write() throws Exception {
    host = new SparkplugHost(broker.port());
    try (EdgeSite site = site(start.plusSeconds(100))) {
      site.untilSoon("births", () -> host.last("DBIRTH", "compute1").isPresent());
      site.run(60);
      brokerRestarts(site);
      site.untilSoon("births anew", () -> host.last("DBIRTH", "compute1").isPresent());
      site.run(1_000);
      assertEquals(List.of(), past("NDATA"));
      assertFalse(Files.exists(directory.resolve("state/sparkplug-missed.properties")));
    }
  }
}
