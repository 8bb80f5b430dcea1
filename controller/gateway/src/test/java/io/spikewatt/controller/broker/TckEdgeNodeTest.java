package io.spikewatt.controller.broker;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.broker.WireTap.Packet;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.testkit.MosquittoServer;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.tahu.message.model.Metric.MetricBuilder;
import org.eclipse.tahu.message.model.MetricDataType;
import org.eclipse.tahu.protobuf.SparkplugBProto.Payload;
import org.eclipse.tahu.protobuf.SparkplugBProto.Payload.Metric;
import org.eclipse.tahu.protobuf.SparkplugBProto.Payload.PropertySet;
import org.eclipse.tahu.protobuf.SparkplugBProto.Payload.PropertyValue;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The assertions of the Sparkplug TCK (3.0.1) on an edge node, by their ids, on the bytes that one
 * node sent to a broker: births, more than 256 messages of data, a device that dies and returns, a
 * rebirth, a cut line, a primary host that goes and returns, an orderly end. {@code
 * tck-edge-node.txt} lists every id of an edge node, with the reason where none is tested here.
 */
@Timeout(180)
class TckEdgeNodeTest {

  /** Ids that a test is for, without {@code tck-id-}. */
  @Retention(RetentionPolicy.RUNTIME)
  private @interface Tck {
    String[] value();
  }

  /** A Sparkplug message that the node published. */
  private record Sent(Packet packet, String kind, String device, Payload payload) {}

  private static final String GROUP = "spBv1.0/Plant 1/";
  private static final String NCMD = GROUP + "NCMD/Box";

  private static final List<Packet> packets = new ArrayList<>();
  private static final List<Sent> sent = new ArrayList<>();
  private static final List<SparkplugHost.Heard> heard = new ArrayList<>();
  private static int beforeHost;
  private static double limitW;

  @BeforeAll
  static void run(@TempDir Path directory) throws Exception {
    try (MosquittoServer broker = new MosquittoServer(directory);
        WireTap tap = new WireTap(broker.port());
        SparkplugHost host = new SparkplugHost(broker.port())) {
      try (EdgeSite site = new EdgeSite(directory, tap.port(), "all", ", primary-host: scada")) {
        site.until(
            "subscribed",
            () -> tap.packets().stream().anyMatch(p -> p.type() == WireTap.SUBSCRIBE));
        cycles(site, 50);
        // Two whole quarter hours, wherever in one the test begins: a mean needs half of its slot.
        site.run(3 * 900 + 60);
        beforeHost = publishes(tap);
        state(host, true, 1_000);
        site.until("births", () -> host.last("DBIRTH", "compute1").isPresent());
        site.until(
            "two quarter hours of the past",
            () -> host.heard().stream().filter(TckEdgeNodeTest::past).count() >= 4);
        for (int i = 0; i < 300; i++) {
          site.set("pv1", Quantity.POWER_W, 1000 + 2 * i);
          cycles(site, 1);
        }
        site.lose("battery1");
        site.until("device death", () -> host.last("DDEATH", "battery1").isPresent());
        site.set("battery1", Quantity.SOC_PCT, 60);
        cycles(site, 5);
        command(host, site, "Node Control/Rebirth", MetricDataType.Boolean, true);
        site.until("rebirth", () -> host.kinds().stream().filter("NBIRTH"::equals).count() == 2);
        command(host, site, "Control/Import Limit W", MetricDataType.Double, 5000.0);
        site.until("limit", () -> site.report().limits().importW() == 5000);
        limitW = site.report().limits().importW();
        tap.cut();
        site.until("death", () -> host.last("NDEATH").isPresent());
        site.until("birth", () -> host.kinds().stream().filter("NBIRTH"::equals).count() == 3);
        state(host, false, 999);
        cycles(site, 30);
        assertEquals(1, host.kinds().stream().filter("NDEATH"::equals).count());
        state(host, false, 1_000);
        site.until("death", () -> host.kinds().stream().filter("NDEATH"::equals).count() == 2);
        site.until("connected anew", () -> connects(tap) == 3);
        cycles(site, 50);
        assertEquals(3, host.kinds().stream().filter("NBIRTH"::equals).count());
        state(host, true, 2_000);
        site.until("birth", () -> host.kinds().stream().filter("NBIRTH"::equals).count() == 4);
        cycles(site, 3);
      }
      long end = System.nanoTime() + 10_000_000_000L;
      while ((tap.packets().getLast().type() != WireTap.DISCONNECT
              || host.kinds().stream().filter("NDEATH"::equals).count() < 3)
          && System.nanoTime() < end) {
        LockSupport.parkNanos(5_000_000);
      }
      packets.addAll(tap.packets());
      heard.addAll(host.heard());
    }
    for (Packet packet : packets) {
      if (packet.type() == WireTap.PUBLISH) {
        String[] levels = packet.topic().split("/", -1);
        sent.add(
            new Sent(
                packet,
                levels[2],
                levels.length > 4 ? levels[4] : "",
                Payload.parseFrom(packet.payload())));
      }
    }
  }

  private static boolean past(SparkplugHost.Heard one) {
    return one.payload().getMetrics().stream()
        .anyMatch(org.eclipse.tahu.message.model.Metric::isHistorical);
  }

  private static void cycles(EdgeSite site, int count) {
    for (int i = 0; i < count; i++) {
      site.cycle();
      LockSupport.parkNanos(3_000_000);
    }
  }

  private static int publishes(WireTap tap) {
    return (int) tap.packets().stream().filter(p -> p.type() == WireTap.PUBLISH).count();
  }

  private static long connects(WireTap tap) {
    return tap.packets().stream().filter(p -> p.type() == WireTap.CONNECT).count();
  }

  private static void command(
      SparkplugHost host, EdgeSite site, String name, MetricDataType type, Object value)
      throws Exception {
    host.command(
        NCMD, Date.from(site.now()), false, new MetricBuilder(name, type, value).createMetric());
  }

  private static void state(SparkplugHost host, boolean online, long timestamp) {
    String json = "{\"online\": %s, \"timestamp\": %d}".formatted(online, timestamp);
    host.send("spBv1.0/STATE/scada", json.getBytes(StandardCharsets.UTF_8), true);
  }

  private static List<Sent> of(String kind) {
    List<Sent> found = sent.stream().filter(one -> one.kind.equals(kind)).toList();
    assertFalse(found.isEmpty(), kind);
    return found;
  }

  private static Metric metric(Payload payload, String name) {
    return payload.getMetricsList().stream()
        .filter(metric -> metric.getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " is not in " + payload));
  }

  private static List<Packet> connects() {
    List<Packet> found = packets.stream().filter(p -> p.type() == WireTap.CONNECT).toList();
    assertEquals(3, found.size());
    return found;
  }

  private static Payload will(Packet connect) throws IOException {
    return Payload.parseFrom(connect.connectFields().get(2));
  }

  private static List<Sent> births() {
    return sent.stream().filter(one -> one.kind.endsWith("BIRTH")).toList();
  }

  private static List<Sent> data() {
    return sent.stream().filter(one -> one.kind.endsWith("DATA")).toList();
  }

  @Tck({
    "principles-persistence-clean-session-50",
    "message-flow-edge-node-birth-publish-connect",
    "message-flow-edge-node-birth-publish-will-message",
    "message-flow-edge-node-birth-publish-will-message-topic",
    "message-flow-edge-node-birth-publish-will-message-payload",
    "message-flow-edge-node-birth-publish-will-message-qos",
    "message-flow-edge-node-birth-publish-will-message-will-retained",
    "payloads-ndeath-will-message",
    "payloads-ndeath-will-message-qos",
    "payloads-ndeath-will-message-retain",
    "topics-ndeath-topic"
  })
  @Test
  void each_connect_registers_the_death_as_its_will() throws IOException {
    for (Packet connect : connects()) {
      assertTrue(connect.five());
      assertEquals(2, connect.connectFlags() & 2, "clean start");
      assertEquals(0, connect.sessionExpiryS());
      assertEquals(4, connect.connectFlags() & 4, "will");
      assertEquals(1, connect.connectFlags() >> 3 & 3, "will's quality of service");
      assertEquals(0, connect.connectFlags() & 0x20, "will's retain flag");
      String topic = new String(connect.connectFields().get(1), StandardCharsets.UTF_8);
      assertEquals(GROUP + "NDEATH/Box", topic);
      assertEquals(1, will(connect).getMetricsCount());
    }
    assertEquals(WireTap.CONNECT, packets.getFirst().type());
  }

  @Tck({
    "topics-ndeath-payload",
    "topics-ndeath-seq",
    "payloads-ndeath-seq",
    "payloads-ndeath-bdseq",
    "topics-nbirth-bdseq-matching",
    "topics-nbirth-bdseq-increment",
    "topics-nbirth-bdseq-included",
    "payloads-nbirth-bdseq",
    "payloads-nbirth-bdseq-inc",
    "payloads-nbirth-bdseq-repeat",
    "message-flow-edge-node-birth-publish-will-message-payload-bdSeq",
    "message-flow-edge-node-birth-publish-nbirth-payload-bdSeq",
    "operational-behavior-data-commands-rebirth-action-3"
  })
  @Test
  void the_birth_has_the_number_of_its_connections_will() throws IOException {
    int number = 0;
    for (Packet connect : connects()) {
      Payload death = will(connect);
      assertFalse(death.hasSeq());
      assertEquals("bdSeq", death.getMetrics(0).getName());
      assertEquals(4, death.getMetrics(0).getDatatype(), "Int64");
      assertEquals(number, death.getMetrics(0).getLongValue());
      List<Sent> births =
          of("NBIRTH").stream()
              .filter(birth -> birth.packet.connection() == connect.connection())
              .toList();
      assertEquals(number == 0 ? 2 : 1, births.size());
      for (Sent birth : births) {
        assertEquals(4, metric(birth.payload, "bdSeq").getDatatype());
        assertEquals(number, metric(birth.payload, "bdSeq").getLongValue());
      }
      number++;
    }
  }

  @Tck({
    "message-flow-edge-node-ncmd-subscribe",
    "message-flow-device-dcmd-subscribe",
    "message-flow-edge-node-birth-publish-phid-wait-id"
  })
  @Test
  void commands_and_the_hosts_state_are_subscribed_to_before_anything_is_published() {
    for (Packet connect : connects()) {
      List<Packet> own =
          packets.stream().filter(p -> p.connection() == connect.connection()).toList();
      assertEquals(WireTap.SUBSCRIBE, own.get(1).type());
      assertEquals(
          List.of("spBv1.0/STATE/scada 1", NCMD + " 1", GROUP + "DCMD/Box/+ 1"),
          own.get(1).subscriptions());
    }
  }

  @Tck({
    "message-flow-edge-node-birth-publish-phid-wait",
    "message-flow-edge-node-birth-publish-phid-wait-online",
    "operational-behavior-edge-node-birth-sequence-wait",
    "principles-birth-certificates-order"
  })
  @Test
  void births_wait_for_the_primary_host_and_come_first() {
    assertEquals(0, beforeHost);
    for (Packet connect : connects()) {
      assertEquals(
          "NBIRTH",
          sent.stream()
              .filter(one -> one.packet.connection() == connect.connection())
              .findFirst()
              .orElseThrow()
              .kind);
    }
  }

  @Tck({
    "message-flow-edge-node-birth-publish-phid-offline",
    "operational-behavior-edge-node-termination-host-offline",
    "operational-behavior-edge-node-termination-host-offline-reconnect",
    "operational-behavior-edge-node-termination-host-offline-timestamp",
    "operational-behavior-edge-node-intentional-disconnect-ndeath",
    "operational-behavior-edge-node-intentional-disconnect-packet",
    "payloads-ndeath-will-message-publisher"
  })
  @Test
  void the_last_words_of_an_orderly_end_are_the_death_and_a_disconnect() throws IOException {
    for (int connection : List.of(1, 2)) {
      List<Packet> own = packets.stream().filter(p -> p.connection() == connection).toList();
      assertEquals(WireTap.DISCONNECT, own.getLast().type());
      Packet death = own.get(own.size() - 2);
      assertEquals(GROUP + "NDEATH/Box", death.topic());
      assertFalse(death.retained());
      assertEquals(connection, Payload.parseFrom(death.payload()).getMetrics(0).getLongValue());
    }
  }

  @Tck({
    "topics-nbirth-mqtt",
    "topics-nbirth-topic",
    "topics-dbirth-mqtt",
    "topics-dbirth-topic",
    "topics-ndata-mqtt",
    "topics-ndata-topic",
    "topics-ddata-mqtt",
    "topics-ddata-topic",
    "topics-ddeath-mqtt",
    "topics-ddeath-topic",
    "payloads-nbirth-qos",
    "payloads-nbirth-retain",
    "payloads-dbirth-qos",
    "payloads-dbirth-retain",
    "payloads-ndata-qos",
    "payloads-ndata-retain",
    "payloads-ddata-qos",
    "payloads-ddata-retain",
    "message-flow-edge-node-birth-publish-nbirth-topic",
    "message-flow-edge-node-birth-publish-nbirth-qos",
    "message-flow-edge-node-birth-publish-nbirth-retained",
    "message-flow-edge-node-birth-publish-nbirth-payload",
    "message-flow-device-birth-publish-dbirth-topic",
    "message-flow-device-birth-publish-dbirth-match-edge-node-topic",
    "message-flow-device-birth-publish-dbirth-qos",
    "message-flow-device-birth-publish-dbirth-retained",
    "message-flow-device-birth-publish-dbirth-payload",
    "topic-structure",
    "topic-structure-namespace-a",
    "topic-structure-namespace-valid-group-id",
    "topic-structure-namespace-valid-edge-node-id",
    "topic-structure-namespace-valid-device-id",
    "topic-structure-namespace-unique-device-id",
    "topic-structure-namespace-device-id-associated-message-types",
    "topic-structure-namespace-device-id-non-associated-message-types",
    "intro-group-id-string",
    "intro-group-id-chars",
    "intro-edge-node-id-string",
    "intro-edge-node-id-chars",
    "intro-device-id-string",
    "intro-device-id-chars"
  })
  @Test
  void each_message_has_its_topic_and_goes_out_once_and_is_not_kept() {
    Set<String> kinds = Set.of("NBIRTH", "NDATA", "NDEATH", "DBIRTH", "DDATA", "DDEATH");
    Set<String> devices = Set.of("meter1", "pv1", "battery1", "ev1", "compute1");
    for (Sent one : sent) {
      assertTrue(kinds.contains(one.kind), one.kind);
      boolean ofDevice = one.kind.startsWith("D");
      assertEquals(
          GROUP + one.kind + "/Box" + (ofDevice ? "/" + one.device : ""), one.packet.topic());
      assertEquals(ofDevice, devices.contains(one.device), one.device);
      assertEquals(0, one.packet.qos());
      assertFalse(one.packet.retained());
    }
    for (String kind : kinds) {
      of(kind);
    }
  }

  @Tck({
    "topics-nbirth-seq-num",
    "topics-dbirth-seq",
    "topics-ndata-seq-num",
    "topics-ddata-seq-num",
    "topics-ddeath-seq-num",
    "payloads-sequence-num-always-included",
    "payloads-sequence-num-zero-nbirth",
    "payloads-sequence-num-req-nbirth",
    "payloads-sequence-num-incrementing",
    "payloads-nbirth-seq",
    "payloads-dbirth-seq",
    "payloads-dbirth-seq-inc",
    "payloads-ndata-seq",
    "payloads-ndata-seq-inc",
    "payloads-ddata-seq",
    "payloads-ddata-seq-inc",
    "payloads-ddeath-seq",
    "payloads-ddeath-seq-inc",
    "payloads-ddeath-seq-number",
    "message-flow-edge-node-birth-publish-nbirth-payload-seq",
    "message-flow-device-birth-publish-dbirth-payload-seq"
  })
  @Test
  void numbers_begin_at_0_with_each_birth_and_follow_each_other_modulo_256() {
    long next = 0;
    Set<Long> seen = new HashSet<>();
    for (Sent one : sent) {
      if (one.kind.equals("NDEATH")) {
        assertFalse(one.payload.hasSeq());
        continue;
      }
      assertTrue(one.payload.hasSeq());
      next = one.kind.equals("NBIRTH") ? 0 : next;
      assertEquals(next, one.payload.getSeq(), one.kind);
      seen.add(next);
      next = (next + 1) % 256;
    }
    assertEquals(256, seen.size(), "all numbers were used");
  }

  @Tck({
    "topics-nbirth-timestamp",
    "topics-dbirth-timestamp",
    "topics-ndata-timestamp",
    "topics-ddata-timestamp",
    "payloads-nbirth-timestamp",
    "payloads-dbirth-timestamp",
    "payloads-ndata-timestamp",
    "payloads-ddata-timestamp",
    "payloads-ddeath-timestamp",
    "payloads_timestamp_in_UTC",
    "payloads_metric_timestamp_in_UTC",
    "payloads-name-birth-data-requirement",
    "operational-behavior-data-publish-nbirth-order",
    "operational-behavior-data-publish-dbirth-order"
  })
  @Test
  void payloads_and_metrics_have_their_times_oldest_first() {
    long now = Instant.now().toEpochMilli();
    for (Sent one : sent) {
      assertTrue(Math.abs(now - one.payload.getTimestamp()) < 3_600_000, one.kind);
      long before = 0;
      for (Metric metric : one.payload.getMetricsList()) {
        boolean session =
            metric.getName().equals("bdSeq") || metric.getName().equals("Node Control/Rebirth");
        assertTrue(metric.hasTimestamp());
        assertTrue(metric.getTimestamp() <= one.payload.getTimestamp());
        assertTrue(session || metric.getTimestamp() >= before, "chronological");
        before = session ? before : metric.getTimestamp();
      }
    }
  }

  @Tck({
    "topics-nbirth-metrics",
    "topics-dbirth-metrics",
    "operational-behavior-data-publish-nbirth-values",
    "operational-behavior-data-publish-dbirth-values",
    "payloads-metric-datatype-req",
    "payloads-metric-datatype-value",
    "payloads-metric-datatype-value-type",
    "payloads-name-requirement",
    "payloads-alias-birth-requirement",
    "case-sensitivity-metric-names"
  })
  @Test
  void births_tell_name_type_and_value_or_null_of_each_metric() {
    for (Sent birth : births()) {
      Set<String> names = new HashSet<>();
      for (Metric metric : birth.payload.getMetricsList()) {
        assertTrue(names.add(metric.getName().toLowerCase(Locale.ROOT)), metric.getName());
        assertTrue(metric.getDatatype() >= 1 && metric.getDatatype() <= 14);
        assertNotEquals(
            metric.getIsNull(), metric.getValueCase() != Metric.ValueCase.VALUE_NOT_SET);
        boolean session =
            metric.getName().equals("bdSeq") || metric.getName().equals("Node Control/Rebirth");
        assertEquals(!session, metric.hasAlias(), metric.getName());
      }
    }
  }

  @Tck({"payloads-alias-uniqueness"})
  @Test
  void aliases_are_unique_over_the_node_and_its_devices() {
    Map<Long, String> owners = new HashMap<>();
    for (Sent birth : births()) {
      for (Metric metric : birth.payload.getMetricsList()) {
        String owner = birth.device + " " + metric.getName();
        if (metric.hasAlias()) {
          assertEquals(owner, owners.computeIfAbsent(metric.getAlias(), _ -> owner));
        }
      }
    }
  }

  @Tck({
    "topics-nbirth-metric-reqs",
    "topics-dbirth-metric-reqs",
    "operational-behavior-data-publish-nbirth",
    "operational-behavior-data-publish-dbirth",
    "payloads-alias-data-cmd-requirement"
  })
  @Test
  void data_names_metrics_of_the_birth_by_alias_alone() {
    Map<String, Set<Long>> born = new HashMap<>();
    for (Sent one : sent) {
      if (one.kind.endsWith("BIRTH")) {
        Set<Long> aliases = new HashSet<>();
        one.payload.getMetricsList().forEach(metric -> aliases.add(metric.getAlias()));
        born.put(one.device, aliases);
      }
      if (one.kind.endsWith("DATA")) {
        for (Metric metric : one.payload.getMetricsList()) {
          assertFalse(metric.hasName());
          assertTrue(metric.hasDatatype(), "or some hosts take the value for null");
          assertTrue(Objects.requireNonNull(born.get(one.device)).contains(metric.getAlias()));
        }
      }
    }
  }

  @Tck({
    "principles-rbe-recommended",
    "topics-ndata-payload",
    "topics-ddata-payload",
    "operational-behavior-data-publish-nbirth-change",
    "operational-behavior-data-publish-dbirth-change"
  })
  @Test
  void data_is_what_changed_since_it_was_last_told() {
    Map<Long, Metric> told = new HashMap<>();
    for (Sent one : sent) {
      for (Metric metric : one.payload.getMetricsList()) {
        Metric value = metric.toBuilder().clearName().clearTimestamp().clearDatatype().build();
        if (metric.getIsHistorical()) {
          continue;
        }
        if (one.kind.endsWith("DATA")) {
          Metric before = Objects.requireNonNull(told.get(metric.getAlias()));
          assertNotEquals(
              before.toBuilder().clearProperties().build(),
              value.toBuilder().clearProperties().build());
        }
        told.put(metric.getAlias(), value);
      }
    }
    assertTrue(data().size() > 256);
  }

  /** No id is about it: the flag's meaning is text of the specification. */
  @Test
  void what_the_host_missed_comes_after_the_births_marked_and_with_its_own_time() {
    List<Sent> past =
        sent.stream()
            .filter(one -> one.payload.getMetricsList().stream().anyMatch(Metric::getIsHistorical))
            .toList();
    List<String> kinds = past.stream().map(one -> one.kind + " " + one.device).toList();
    assertTrue(past.size() >= 4);
    for (int i = 0; i < kinds.size(); i++) {
      assertEquals(i % 2 == 0 ? "NDATA " : "DDATA battery1", kinds.get(i));
    }
    assertTrue(sent.indexOf(past.getFirst()) > 5);
    for (Sent one : past) {
      for (Metric metric : one.payload.getMetricsList()) {
        assertTrue(metric.getIsHistorical());
        assertEquals(0, metric.getTimestamp() % 900_000, "starts of quarter hours");
        assertTrue(one.payload.getTimestamp() - metric.getTimestamp() >= 900_000);
      }
    }
  }

  @Tck({
    "payloads-dbirth-order",
    "payloads-ndata-order",
    "payloads-ddata-order",
    "message-flow-device-birth-publish-nbirth-wait",
    "operational-behavior-data-commands-rebirth-action-1",
    "operational-behavior-data-commands-rebirth-action-2"
  })
  @Test
  void devices_are_born_right_after_the_node_and_before_data() {
    List<String> kinds = sent.stream().map(Sent::kind).toList();
    int births = 0;
    for (int i = 0; i < kinds.size(); i++) {
      if (kinds.get(i).equals("NBIRTH")) {
        births++;
        assertEquals(
            List.of("DBIRTH", "DBIRTH", "DBIRTH", "DBIRTH", "DBIRTH"), kinds.subList(i + 1, i + 6));
      }
    }
    assertEquals(4, births);
  }

  @Tck({
    "topics-nbirth-rebirth-metric",
    "payloads-nbirth-rebirth-req",
    "operational-behavior-data-commands-rebirth-name",
    "operational-behavior-data-commands-rebirth-name-aliases",
    "operational-behavior-data-commands-rebirth-datatype",
    "operational-behavior-data-commands-rebirth-value"
  })
  @Test
  void each_birth_has_a_rebirth_that_is_false_and_has_no_alias() {
    for (Sent birth : of("NBIRTH")) {
      Metric rebirth = metric(birth.payload, "Node Control/Rebirth");
      assertEquals(11, rebirth.getDatatype());
      assertTrue(rebirth.hasBooleanValue());
      assertFalse(rebirth.getBooleanValue());
      assertFalse(rebirth.hasAlias());
    }
  }

  @Tck({"operational-behavior-device-ddeath"})
  @Test
  void a_lost_device_dies_once_and_is_born_anew() {
    assertEquals(1, of("DDEATH").size());
    assertEquals("battery1", of("DDEATH").getFirst().device);
    int death = sent.indexOf(of("DDEATH").getFirst());
    Sent next =
        sent.stream()
            .skip(death + 1L)
            .filter(one -> one.device.equals("battery1"))
            .findFirst()
            .orElseThrow();
    assertEquals("DBIRTH", next.kind);
  }

  @Tck({
    "payloads-propertyset-keys-array-size",
    "payloads-propertyset-values-array-size",
    "payloads-metric-propertyvalue-type-type",
    "payloads-metric-propertyvalue-type-value",
    "payloads-metric-propertyvalue-type-req",
    "payloads-propertyset-quality-value-type",
    "payloads-propertyset-quality-value-value"
  })
  @Test
  void properties_are_typed_and_quality_is_one_of_three() {
    int qualities = 0;
    for (Sent one : sent) {
      for (Metric metric : one.payload.getMetricsList()) {
        PropertySet set = metric.getProperties();
        assertEquals(set.getKeysCount(), set.getValuesCount());
        for (PropertyValue value : set.getValuesList()) {
          assertTrue(value.getType() >= 1 && value.getType() <= 14);
        }
        int quality = set.getKeysList().indexOf("Quality");
        if (quality >= 0) {
          assertEquals(3, set.getValues(quality).getType());
          assertTrue(Set.of(0, 192, 500).contains(set.getValues(quality).getIntValue()));
          qualities++;
        }
      }
    }
    assertTrue(qualities > 0);
  }

  /** What hosts must send is what the node understands. */
  @Tck({
    "topics-ncmd-topic",
    "topics-ncmd-payload",
    "topics-ncmd-timestamp",
    "payloads-ncmd-timestamp",
    "payloads-name-cmd-requirement",
    "operational-behavior-data-commands-ncmd-verb",
    "operational-behavior-data-commands-ncmd-metric-name",
    "operational-behavior-data-commands-ncmd-metric-value",
    "operational-behavior-data-commands-ncmd-rebirth-verb",
    "operational-behavior-data-commands-ncmd-rebirth-name",
    "operational-behavior-data-commands-ncmd-rebirth-value"
  })
  @Test
  void a_command_of_the_node_is_obeyed() {
    assertEquals(5000, limitW);
  }

  @Test
  void the_broker_published_the_will_of_the_cut_line() {
    SparkplugHost.Heard first =
        heard.stream().filter(one -> one.kind().equals("NDEATH")).findFirst().orElseThrow();
    assertEquals(0, first.bdSeq());
    assertArrayEquals(
        new long[] {0, 1, 2},
        heard.stream()
            .filter(one -> one.kind().equals("NDEATH"))
            .mapToLong(SparkplugHost.Heard::bdSeq)
            .toArray());
  }

  @Test
  void every_id_of_an_edge_node_is_tested_or_does_not_apply() throws IOException {
    Set<String> tested = new TreeSet<>();
    for (Method method : TckEdgeNodeTest.class.getDeclaredMethods()) {
      if (method.isAnnotationPresent(Tck.class)) {
        Arrays.stream(method.getAnnotation(Tck.class).value())
            .forEach(id -> assertTrue(tested.add(id), "twice: " + id));
      }
    }
    Set<String> listed = new TreeSet<>();
    try (InputStream in = TckEdgeNodeTest.class.getResourceAsStream("tck-edge-node.txt")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      for (String line : text.split("\n", -1)) {
        if (line.endsWith(": tested")) {
          listed.add(line.substring(0, line.length() - ": tested".length()));
        }
      }
    }
    assertEquals(listed, tested);
  }
}
