package io.spikewatt.fleet.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.controller.protocol.FleetTopics;
import io.spikewatt.controller.protocol.QuarterRecord;
import io.spikewatt.controller.protocol.RecordBatch;
import io.spikewatt.fleet.certificate.CertificateAuthority;
import io.spikewatt.fleet.link.FleetAccess;
import io.spikewatt.fleet.link.PacedPort;
import io.spikewatt.fleet.store.SqliteRecords;
import io.spikewatt.fleet.testing.RabbitCluster;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.message.MessageDelivery;
import io.spikewatt.hal.message.MessagePort;
import io.spikewatt.testkit.Await;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One real node and the embedded store. It takes half a minute, so only bench/rabbitmq asks. */
@Timeout(300)
final class RabbitStreamTest {

  private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");
  private static final FleetTopics TOPICS = new FleetTopics("spikewatt-fleet", "coordinator");
  private static final String STREAM = "fleet-records";
  private static final Duration WAIT = Duration.ofMillis(200);

  @TempDir Path folder = Path.of("");

  @Test
  void records_go_from_a_gateway_through_the_stream_into_the_store_once() throws Exception {
    Assumptions.assumeTrue(
        System.getenv("SPIKEWATT_RABBITMQ") != null && RabbitCluster.installed(),
        "SKIPPED: takes half a minute, see bench/rabbitmq");
    CertificateAuthority authority = CertificateAuthority.create("test fleet", Instant.now());
    try (RabbitCluster cluster =
            RabbitCluster.start(
                Files.createDirectory(folder.resolve("rabbit")),
                1,
                authority,
                new BrokerDefinitions(TOPICS, STREAM),
                List.of("home1", "home2"));
        SqliteRecords store = SqliteRecords.open(folder)) {
      FleetAccess access = access(cluster, authority, "coordinator");
      RecordStream.Source source =
          RabbitStream.source(
              StreamAddress.parse(cluster.stream(STREAM)),
              RabbitStream.pattern(TOPICS.up("*", RecordBatch.TOPIC)),
              Optional.of(access.tls()));
      try (MessagePort coordinator = new PacedPort(access.coordinator(TOPICS), _ -> false);
          MessagePort home1 = access(cluster, authority, "home1").gateway("home1", TOPICS);
          MessagePort home2 = access(cluster, authority, "home2").gateway("home2", TOPICS)) {
        Await.until("connected", () -> home1.connected() && home2.connected());
        try (StreamIngest ingest =
            new StreamIngest(STREAM, source, store, coordinator, TOPICS, _ -> {})) {
          assertEquals(0, ingest.step(WAIT));
          home1.publish(records("home1", 1, load(0, 500)));
          Await.until("stored", () -> step(ingest) == 1);
        }
        Await.until("answered", () -> answer(home1).equals("1"));
        home1.publish(records("home1", 2, load(1, 510)));
        home2.publish(records("home2", 1, load(0, 700)));
        try (StreamIngest ingest =
            new StreamIngest(STREAM, source, store, coordinator, TOPICS, _ -> {})) {
          Await.until("stored", () -> step(ingest) >= 0 && store.nextOffset(STREAM).orElse(0) == 3);
          assertEquals(0, ingest.step(WAIT));
        }
        // The broker ends the session of a gateway that claims to be another one.
        Message forged = records("home1", 7, load(9, 9e6));
        MessageDelivery refused = home2.send(Message.fleeting(forged.topic(), forged.payload()));
        assertEquals(MessageDelivery.State.LOST, refused.await(Duration.ofSeconds(20)));
      }
      assertEquals(List.of(load(0, 500), load(1, 510)), loads(store, "home1"));
      assertEquals(List.of(load(0, 700)), loads(store, "home2"));
      assertEquals(OptionalLong.of(3), store.nextOffset(STREAM));
      try (RecordStream again = source.open(OptionalLong.of(1))) {
        List<Long> offsets = new ArrayList<>();
        for (List<StreamMessage> next = again.next(1, Duration.ofSeconds(10));
            !next.isEmpty();
            next = again.next(1, WAIT)) {
          next.forEach(message -> offsets.add(message.offset()));
        }
        assertEquals(List.of(1L, 2L), offsets);
      }
    }
  }

  private FleetAccess access(RabbitCluster cluster, CertificateAuthority authority, String name)
      throws Exception {
    return FleetAccess.issue(cluster.brokers(), authority, name, folder.resolve(name));
  }

  private static int step(StreamIngest ingest) {
    try {
      return ingest.step(WAIT);
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static String answer(MessagePort gateway) {
    return gateway
        .poll()
        .filter(message -> message.topic().endsWith("/stored"))
        .map(message -> new String(message.payload(), StandardCharsets.US_ASCII))
        .orElse("");
  }

  private static Message records(String gateway, long number, QuarterRecord row) {
    return new Message(
        TOPICS.up(gateway, RecordBatch.TOPIC),
        new RecordBatch(number, List.of(row)).encoded(),
        false);
  }

  private static QuarterRecord load(int quarter, double value) {
    return new QuarterRecord(NOON.plus(Duration.ofMinutes(15L * quarter)), "load-w", 0, value, "");
  }

  private static List<QuarterRecord> loads(SqliteRecords store, String gateway) {
    return store.read(gateway, "load-w", NOON, NOON.plus(Duration.ofDays(1)));
  }
}
