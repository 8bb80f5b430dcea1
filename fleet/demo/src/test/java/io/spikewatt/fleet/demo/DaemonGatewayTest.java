package io.spikewatt.fleet.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.member.FleetMember;
import io.spikewatt.controller.protocol.FleetTopics;
import io.spikewatt.controller.protocol.GatewayCondition;
import io.spikewatt.fleet.broker.EmbeddedBroker;
import io.spikewatt.fleet.certificate.CertificateAuthority;
import io.spikewatt.fleet.coordinate.CoordinatorRules;
import io.spikewatt.fleet.coordinate.FirstModels;
import io.spikewatt.fleet.coordinate.FleetCoordinator;
import io.spikewatt.fleet.link.FleetAccess;
import io.spikewatt.fleet.record.RecordStore;
import io.spikewatt.fleet.registry.ModelSigner;
import io.spikewatt.fleet.round.UpdateBounds;
import io.spikewatt.fleet.store.ContactRegister.GatewayContact;
import io.spikewatt.fleet.store.ContactRegister.ReportedCondition;
import io.spikewatt.fleet.store.FleetState;
import io.spikewatt.fleet.store.SqliteRecords;
import io.spikewatt.fleet.testing.RhythmSite;
import io.spikewatt.hal.message.MessagePort;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.SystemClock;
import io.spikewatt.inference.feature.GeoPosition;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.federated.SharedModel;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.testkit.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(600)
final class DaemonGatewayTest {

  private static final int LIGHT = 9;
  private static final Instant BEGAN = Instant.parse("2013-03-04T00:00:00Z");
  private static final Duration SLOT = Duration.ofMinutes(30);
  private static final int DAY = 48;
  private static final int DAYS = 51;
  private static final CoordinatorRules RULES =
      new CoordinatorRules(
          Duration.ofMinutes(1),
          Duration.ZERO,
          Duration.ZERO,
          1,
          10,
          new UpdateBounds(100, 0),
          new CoordinatorRules.ReleaseRules(1, 3, Duration.ofMinutes(1), 2));

  @TempDir private Path folder = Path.of("");
  private final FleetTopics topics = new FleetTopics("spikewatt-fleet", "coordinator");
  private final SystemClock clock = new SystemClock();

  private static MeasuredSite site(String name) {
    SplittableRandom random = new SplittableRandom(1);
    double[] values = new double[DAYS * DAY];
    for (int k = 0; k < values.length; k++) {
      values[k] = 1 + 0.5 * Math.sin(2 * Math.PI * k / DAY) + random.nextDouble(0.2);
    }
    return new MeasuredSite(
        name,
        SeriesKind.LOAD,
        "Europe",
        new ForecastSettings(
            ZoneId.of("Europe/London"),
            SLOT,
            DAY * 3 / 2,
            Optional.of(new GeoPosition(51.5, -0.1)),
            OptionalDouble.empty()),
        new TimeSeries(BEGAN, SLOT, values));
  }

  @Test
  void a_history_ends_now_and_keeps_its_hours_and_weekdays() {
    TimeSeries measured = site("any").learnt();
    Instant now = Instant.parse("2026-11-28T20:50:00Z");
    TimeSeries moved = DaemonGateway.upTo(measured, now);
    assertEquals(Instant.parse("2026-11-28T20:30:00Z"), moved.end());
    assertEquals(0, Duration.between(measured.start(), moved.start()).toMinutes() % (7 * 24 * 60));
    assertTrue(moved.values().length >= 14 * DAY, "two weeks stay");
    assertEquals(measured.values()[5], moved.values()[5]);
  }

  @Test
  void a_daemon_in_a_process_of_its_own_learns_with_others_and_tries_what_comes_back()
      throws Exception {
    CertificateAuthority authority =
        CertificateAuthority.create("test fleet", clock.now().instant());
    ModelSigner signer = ModelSigner.of(folder.resolve("signer"));
    List<MessagePort> ports = new ArrayList<>();
    EmbeddedBroker broker =
        EmbeddedBroker.start(authority.loopbackBroker(), authority.certificate(), topics, 0);
    try (FleetState state = FleetState.open(folder.resolve("state"));
        RecordStore records = SqliteRecords.open(folder.resolve("state"));
        DaemonGateway daemon =
            DaemonGateway.start(
                site("daemon"),
                FleetAccess.issue(broker.address(), authority, "daemon", folder.resolve("access")),
                signer.publicKey(),
                folder.resolve("daemon"),
                clock.now().instant())) {
      Moment learnt = new Moment(0, RhythmSite.BEGAN.plus(Duration.ofDays(40)));
      List<FleetMember> light = new ArrayList<>();
      for (int i = 0; i < LIGHT; i++) {
        RhythmSite site = new RhythmSite("light" + i, learnt);
        FleetAccess access =
            FleetAccess.issue(
                broker.address(), authority, site.name(), folder.resolve("light" + i));
        MessagePort port = access.gateway(site.name(), topics);
        ports.add(port);
        light.add(site.light(port, access.signatures(topics), topics, signer.publicKey()));
      }
      FleetAccess access =
          FleetAccess.issue(broker.address(), authority, "coordinator", folder.resolve("own"));
      MessagePort own = access.coordinator(topics);
      ports.add(own);
      FleetCoordinator coordinator =
          new FleetCoordinator(
              own, topics, state, records, signer, access.authority(topics), RULES, event -> {});
      for (SharedModel model : FirstModels.untrained()) {
        coordinator.register(model, clock.now());
      }
      Await.within(
          Duration.ofMinutes(8),
          "a version in the daemon's blend",
          () -> {
            light.forEach(member -> member.step(clock.now()));
            coordinator.step(clock.now());
            boolean reported =
                condition(state).flatMap(it -> it.learning().usedVersion()).isPresent();
            return (daemon.blended().isPresent() && reported) || !daemon.runs();
          });
      assertEquals(Optional.of(1L), daemon.blended(), Files.readString(daemon.log()));
      assertEquals(1, daemon.rounds(clock.now()));
      GatewayCondition condition = condition(state).orElseThrow();
      assertTrue(condition.degraded(), "it has no meter");
      assertEquals("device/meter1", condition.alarms().getFirst().code());
      assertEquals(Optional.of(1L), condition.learning().usedVersion());
      daemon.close();
      assertFalse(daemon.runs());
    } finally {
      ports.forEach(MessagePort::close);
      broker.close();
    }
  }

  /** What the daemon has shared of itself. */
  private static Optional<GatewayCondition> condition(FleetState state) {
    return Optional.ofNullable(state.contacts().all().get("daemon"))
        .flatMap(GatewayContact::reported)
        .map(ReportedCondition::condition);
  }
}
