package io.spikewatt.controller.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.report.Event;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.testkit.MosquittoServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.tahu.message.model.Metric;
import org.eclipse.tahu.message.model.Metric.MetricBuilder;
import org.eclipse.tahu.message.model.MetricDataType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The edge node over a real broker, seen by a host that decodes with Eclipse Tahu. */
@Timeout(120)
class SparkplugLinkTest {

  private static final String NCMD = "spBv1.0/Plant 1/NCMD/Box";
  private static final String DCMD = "spBv1.0/Plant 1/DCMD/Box/";

  @TempDir Path directory;
  private MosquittoServer broker;
  private WireTap tap;
  private SparkplugHost host;

  @BeforeEach
  void start() throws Exception {
    broker = new MosquittoServer(directory);
    tap = new WireTap(broker.port());
    host = new SparkplugHost(broker.port());
  }

  @AfterEach
  void stop() throws Exception {
    host.close();
    tap.close();
    broker.close();
  }

  private EdgeSite born() {
    EdgeSite site = new EdgeSite(directory, tap.port());
    site.until("all births", () -> host.last("DBIRTH", "compute1").isPresent());
    return site;
  }

  private static Metric write(String name, MetricDataType type, Object value) throws Exception {
    return new MetricBuilder(name, type, value).createMetric();
  }

  private Date at(EdgeSite site) {
    return Date.from(site.now());
  }

  @Test
  void births_come_in_order_and_then_data_of_what_changes() throws Exception {
    try (EdgeSite site = born()) {
      assertEquals(
          List.of(
              "NBIRTH",
              "DBIRTH meter1",
              "DBIRTH pv1",
              "DBIRTH battery1",
              "DBIRTH ev1",
              "DBIRTH compute1"),
          host.kinds().subList(0, 6));
      long power =
          host.last("DBIRTH", "pv1").orElseThrow().metric("power_w").orElseThrow().getAlias();
      host.forget();
      site.set("pv1", Quantity.POWER_W, 2345);
      site.until("data", () -> host.last("DDATA", "pv1").isPresent());
      Metric metric = host.last("DDATA", "pv1").orElseThrow().metric(power).orElseThrow();
      assertEquals(2345.0, metric.getValue());
      assertEquals(1, host.last("DDATA", "pv1").orElseThrow().payload().getMetricCount());
    }
  }

  @Test
  void what_stays_the_same_is_not_sent_again() throws Exception {
    try (EdgeSite site = born()) {
      for (int i = 0; i < 20; i++) {
        site.cycle();
      }
      site.set("pv1", Quantity.POWER_W, 100);
      site.until("data", () -> host.last("DDATA", "pv1").isPresent());
      assertEquals(1, host.kinds().stream().filter("DDATA pv1"::equals).count());
      assertFalse(host.kinds().contains("DDATA ev1"), () -> "" + host.kinds());
    }
  }

  @Test
  void a_cut_connection_is_a_death_with_the_number_of_its_birth() throws Exception {
    try (EdgeSite site = born()) {
      long first = host.last("NBIRTH").orElseThrow().bdSeq();
      assertEquals(0, first);
      host.forget();
      tap.cut();
      site.until("death", () -> host.last("NDEATH").isPresent());
      assertEquals(first, host.last("NDEATH").orElseThrow().bdSeq());
      site.until("next birth", () -> host.last("NBIRTH").isPresent());
      assertEquals(1, host.last("NBIRTH").orElseThrow().bdSeq());
      assertEquals(0L, host.last("NBIRTH").orElseThrow().payload().getSeq());
    }
  }

  @Test
  void the_broker_goes_and_returns() throws Exception {
    try (EdgeSite site = born()) {
      broker.kill();
      host.close();
      for (int i = 0; i < 5; i++) {
        site.cycle();
      }
      broker.start();
      host = new SparkplugHost(broker.port());
      site.until("births", () -> host.last("DBIRTH", "compute1").isPresent());
      assertEquals("NBIRTH", host.kinds().getFirst());
    }
  }

  @Test
  void an_orderly_end_is_a_death_and_the_number_goes_on_after_a_restart() throws Exception {
    try (EdgeSite site = born()) {
      assertEquals(0, host.last("NBIRTH").orElseThrow().bdSeq());
      site.close();
      awaitHost("death", () -> host.last("NDEATH").isPresent());
      assertEquals(0, host.last("NDEATH").orElseThrow().bdSeq());
    }
    host.forget();
    try (EdgeSite site = born()) {
      assertEquals(1, host.last("NBIRTH").orElseThrow().bdSeq());
    }
  }

  private static void awaitHost(String what, java.util.function.BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, what);
      java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
    }
  }

  @Test
  void a_rebirth_keeps_the_number_and_restarts_the_sequence() throws Exception {
    try (EdgeSite site = born()) {
      host.forget();
      host.command(
          NCMD, at(site), false, write("Node Control/Rebirth", MetricDataType.Boolean, true));
      site.until("births", () -> host.last("DBIRTH", "compute1").isPresent());
      List<SparkplugHost.Heard> births =
          host.heard().stream().dropWhile(one -> !one.kind().equals("NBIRTH")).toList();
      assertEquals(0, births.getFirst().bdSeq());
      for (int i = 0; i < 6; i++) {
        assertEquals(i, births.get(i).payload().getSeq());
      }
      assertTrue(host.last("NDEATH").isEmpty());
    }
  }

  @Test
  void a_device_dies_and_returns() throws Exception {
    try (EdgeSite site = born()) {
      host.forget();
      site.lose("battery1");
      site.until("device death", () -> host.last("DDEATH", "battery1").isPresent());
      assertEquals(0, host.last("DDEATH", "battery1").orElseThrow().payload().getMetricCount());
      site.set("battery1", Quantity.SOC_PCT, 51);
      site.until("device birth", () -> host.last("DBIRTH", "battery1").isPresent());
      Metric soc = host.last("DBIRTH", "battery1").orElseThrow().metric("soc_pct").orElseThrow();
      Metric power = host.last("DBIRTH", "battery1").orElseThrow().metric("power_w").orElseThrow();
      assertEquals(51.0, soc.getValue());
      assertTrue(power.isNull());
      assertEquals(500, power.getProperties().getPropertyValue("Quality").getValue());
    }
  }

  @Test
  void a_value_that_is_lost_is_null_and_never_zero() throws Exception {
    try (EdgeSite site = born()) {
      long soc =
          host.last("DBIRTH", "battery1").orElseThrow().metric("soc_pct").orElseThrow().getAlias();
      host.forget();
      site.lose("battery1", Quantity.SOC_PCT);
      site.until(
          "data",
          () -> host.last("DDATA", "battery1").filter(d -> d.metric(soc).isPresent()).isPresent());
      Metric lost = host.last("DDATA", "battery1").orElseThrow().metric(soc).orElseThrow();
      assertTrue(lost.isNull());
      assertEquals(500, lost.getProperties().getPropertyValue("Quality").getValue());
    }
  }

  @Test
  void a_command_of_the_node_takes_effect_and_is_shown() throws Exception {
    try (EdgeSite site = born()) {
      long limit =
          host.last("NBIRTH")
              .orElseThrow()
              .metric("Control/Export Limit W")
              .orElseThrow()
              .getAlias();
      host.forget();
      host.command(
          NCMD,
          at(site),
          false,
          new MetricBuilder(limit, MetricDataType.Double, 700.0).createMetric());
      site.until("limit in force", () -> site.report().limits().exportW() == 700);
      site.until(
          "shown", () -> host.last("NDATA").filter(d -> d.metric(limit).isPresent()).isPresent());
      assertEquals(700.0, host.last("NDATA").orElseThrow().metric(limit).orElseThrow().getValue());
      assertTrue(
          site.events.stream()
              .anyMatch(
                  event ->
                      event.kind() == Event.Kind.COMMAND_TAKEN
                          && event.code().equals("command/from/sparkplug/limit-export")),
          site.events::toString);
    }
  }

  @Test
  void a_command_of_a_device_takes_effect() throws Exception {
    try (EdgeSite site = born()) {
      host.command(
          DCMD + "battery1",
          at(site),
          false,
          write("Setpoint/power_w", MetricDataType.Double, 1234.0));
      site.until("setpoint", () -> site.report().approved("battery1").orElse(0) == 1234);
    }
  }

  @Test
  void stale_unknown_mistyped_retained_and_undated_commands_are_refused_with_an_event()
      throws Exception {
    try (EdgeSite site = born()) {
      Metric good = write("Control/Export Limit W", MetricDataType.Double, 500.0);
      host.command(NCMD, Date.from(site.now().minus(Duration.ofHours(1))), false, good);
      awaitRefusal(site, "expired");
      host.command(NCMD, null, false, good);
      awaitRefusal(site, "no timestamp");
      host.command(NCMD, at(site), false, write("Control/Nothing", MetricDataType.Double, 1.0));
      awaitRefusal(site, "no such metric");
      host.command(NCMD, at(site), false, write("Site/Load W", MetricDataType.Double, 1.0));
      awaitRefusal(site, "can only be read");
      host.command(
          NCMD, at(site), false, write("Control/Export Limit W", MetricDataType.String, "500"));
      awaitRefusal(site, "expected a finite or short Double");
      host.command(DCMD + "nobody", at(site), false, good);
      awaitRefusal(site, "no such device");
      host.send(NCMD, new byte[] {(byte) 0xFF, 1, 2}, false);
      awaitRefusal(site, "no payload");
      host.send(NCMD, "{\"value\": 500}".getBytes(StandardCharsets.UTF_8), false);
      awaitRefusal(site, "no payload");
      assertEquals(4000, site.report().limits().exportW());
      assertTrue(
          site.events.stream().noneMatch(event -> event.kind() == Event.Kind.COMMAND_TAKEN),
          site.events::toString);
    }
  }

  @Test
  void a_command_that_the_broker_kept_is_refused() throws Exception {
    host.command(
        NCMD,
        Date.from(Instant.now()),
        true,
        write("Control/Export Limit W", MetricDataType.Double, 500.0));
    try (EdgeSite site = born()) {
      awaitRefusal(site, "retained commands are refused");
      assertEquals(4000, site.report().limits().exportW());
    }
  }

  @Test
  void a_command_that_the_configuration_does_not_permit_is_refused() throws Exception {
    try (EdgeSite site = new EdgeSite(directory, tap.port(), "mode", "")) {
      site.until("births", () -> host.last("DBIRTH", "compute1").isPresent());
      long refusal =
          host.last("NBIRTH").orElseThrow().metric("Control/Last Refusal").orElseThrow().getAlias();
      host.command(
          NCMD, at(site), false, write("Control/Export Limit W", MetricDataType.Double, 500.0));
      awaitRefusal(site, "not allowed by the configuration");
      site.until(
          "the host is told",
          () ->
              host.last("NDATA")
                  .flatMap(data -> data.metric(refusal))
                  .filter(metric -> metric.getValue().toString().contains("not allowed"))
                  .isPresent());
    }
  }

  private static void awaitRefusal(EdgeSite site, String why) {
    site.until(
        "refused: " + why + ", found " + site.events,
        () ->
            site.events.stream()
                .anyMatch(
                    event ->
                        event.kind() == Event.Kind.COMMAND_REFUSED && event.text().contains(why)));
    site.events.clear();
  }

  @Test
  void a_validity_holds_for_the_commands_of_its_message_alone() throws Exception {
    try (EdgeSite site = born()) {
      host.command(
          NCMD,
          at(site),
          false,
          write("Control/Export Limit W", MetricDataType.Double, 700.0),
          write("Control/Valid For S", MetricDataType.Int32, 30));
      site.until("in force", () -> site.report().limits().exportW() == 700);
      for (int i = 0; i < 31; i++) {
        site.cycle();
      }
      assertEquals(4000, site.report().limits().exportW());
      host.command(
          NCMD, at(site), false, write("Control/Export Limit W", MetricDataType.Double, 600.0));
      site.until("in force again", () -> site.report().limits().exportW() == 600);
      for (int i = 0; i < 31; i++) {
        site.cycle();
      }
      assertEquals(600, site.report().limits().exportW(), "another message has its own validity");
    }
  }

  @Test
  void a_validity_alone_changes_nothing_for_other_hosts() throws Exception {
    try (EdgeSite site = born()) {
      host.command(
          NCMD, at(site), false, write("Control/Valid For S", MetricDataType.Int32, 604800));
      awaitRefusal(site, "Control/Valid For S: counts only in one message with the metrics");
      host.command(
          NCMD,
          at(site),
          false,
          write("Control/Export Limit W", MetricDataType.Double, 700.0),
          write("Control/Valid For S", MetricDataType.Int32, 0));
      awaitRefusal(site, "Control/Valid For S: expected 1..604800, found 0");
      assertEquals(4000, site.report().limits().exportW());
    }
  }

  @Test
  void the_same_refusal_once_more_is_a_new_value() throws Exception {
    try (EdgeSite site = born()) {
      long refusal =
          host.last("NBIRTH").orElseThrow().metric("Control/Last Refusal").orElseThrow().getAlias();
      Set<String> told = new HashSet<>();
      for (int times = 1; times <= 2; times++) {
        int seen = times;
        host.command(NCMD, at(site), false, write("Control/Valid For S", MetricDataType.Int32, 9));
        awaitRefusal(site, "counts only in one message");
        site.until(
            "the host is told",
            () -> {
              host.last("NDATA")
                  .flatMap(data -> data.metric(refusal))
                  .map(metric -> metric.getValue().toString())
                  .filter(text -> text.contains("counts only"))
                  .ifPresent(told::add);
              return told.size() == seen;
            });
      }
    }
  }

  @Test
  void an_ev_charger_takes_departure_and_energy_as_one_command() throws Exception {
    try (EdgeSite site = born()) {
      host.command(
          DCMD + "ev1",
          at(site),
          false,
          write(
              "Control/Departure",
              MetricDataType.DateTime,
              Date.from(site.now().plusSeconds(7200))),
          write("Control/Energy Wh", MetricDataType.Double, 8000.0));
      site.until(
          "taken",
          () ->
              site.events.stream()
                  .anyMatch(event -> event.code().equals("command/from/sparkplug/ev/ev1")));
      assertTrue(
          site.events.stream()
              .anyMatch(
                  event ->
                      event.code().equals("command/from/sparkplug/ev/ev1")
                          && event.kind() == Event.Kind.COMMAND_TAKEN),
          site.events::toString);
    }
  }

  @Test
  void the_node_waits_for_its_primary_host_and_dies_with_it() throws Exception {
    try (EdgeSite site = new EdgeSite(directory, tap.port(), "all", ", primary-host: scada")) {
      for (int i = 0; i < 100; i++) {
        site.cycle();
        java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
      }
      assertEquals(List.of(), host.kinds());
      state(true, 1_000);
      site.until("births", () -> host.last("DBIRTH", "compute1").isPresent());
      state(false, 999);
      for (int i = 0; i < 20; i++) {
        site.cycle();
        java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
      }
      assertTrue(host.last("NDEATH").isEmpty(), "a late death of the host counts");
      state(false, 1_000);
      site.until("death", () -> host.last("NDEATH").isPresent());
      assertEquals(
          host.last("NBIRTH").orElseThrow().bdSeq(), host.last("NDEATH").orElseThrow().bdSeq());
      host.forget();
      state(true, 2_000);
      site.until("births anew", () -> host.last("DBIRTH", "compute1").isPresent());
      assertEquals(1, host.last("NBIRTH").orElseThrow().bdSeq());
    }
  }

  private void state(boolean online, long timestamp) {
    String json = "{\"online\": %s, \"timestamp\": %d}".formatted(online, timestamp);
    host.send("spBv1.0/STATE/scada", json.getBytes(StandardCharsets.UTF_8), true);
  }
}
