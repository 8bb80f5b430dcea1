package io.spikewatt.fleet.member;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.member.FleetMember;
import io.spikewatt.controller.member.FleetParticipation;
import io.spikewatt.controller.member.FleetStanding;
import io.spikewatt.controller.protocol.CertificateSignatures;
import io.spikewatt.controller.protocol.FleetAuthority;
import io.spikewatt.controller.protocol.FleetTopics;
import io.spikewatt.controller.protocol.KeySignatures;
import io.spikewatt.fleet.broker.EmbeddedBroker;
import io.spikewatt.fleet.certificate.CertificateAuthority;
import io.spikewatt.fleet.certificate.CertifiedKey;
import io.spikewatt.fleet.coordinate.CoordinatorRules;
import io.spikewatt.fleet.coordinate.FleetCoordinator;
import io.spikewatt.fleet.link.FleetAccess;
import io.spikewatt.fleet.record.RecordStore;
import io.spikewatt.fleet.registry.ModelSigner;
import io.spikewatt.fleet.round.UpdateBounds;
import io.spikewatt.fleet.store.FleetState;
import io.spikewatt.fleet.store.SqliteRecords;
import io.spikewatt.fleet.testing.RhythmSite;
import io.spikewatt.hal.message.MessagePort;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.SystemClock;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.federated.SharedModel;
import io.spikewatt.inference.pooled.PooledNetwork;
import io.spikewatt.testkit.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
final class DaemonsInFleetTest {

  private static final int LIGHT = 9;
  private static final int DAYS = 40;
  private static final int ROUNDS = 10;
  private static final CoordinatorRules RULES =
      new CoordinatorRules(
          Duration.ofMinutes(1),
          Duration.ZERO,
          Duration.ZERO,
          ROUNDS,
          10,
          new UpdateBounds(0.5, 0),
          new CoordinatorRules.ReleaseRules(ROUNDS, 3, Duration.ofMinutes(5), 2));

  /** Time of the test, whatever a step takes: a training must not end a phase. */
  private static final Duration STEP = Duration.ofMillis(50);

  @TempDir private Path folder = Path.of("");
  private final FleetTopics topics = new FleetTopics("fleet", "coordinator");
  private final SystemClock clock = new SystemClock();

  @Test
  void daemons_learn_with_others_and_blend_what_comes_back_by_its_record() throws Exception {
    Moment start = new Moment(0, RhythmSite.BEGAN.plus(Duration.ofDays(DAYS)));
    CertificateAuthority authority =
        CertificateAuthority.create("test fleet", clock.now().instant());
    // Connections live in real time, rounds in the test's.
    CertificateAuthority signing = CertificateAuthority.create("test fleet", start.instant());
    ModelSigner signer = ModelSigner.of(folder.resolve("signer"));
    List<MessagePort> ports = new ArrayList<>();
    EmbeddedBroker broker =
        EmbeddedBroker.start(authority.loopbackBroker(), authority.certificate(), topics, 0);
    try (FleetState state = FleetState.open(folder.resolve("state"));
        RecordStore records = SqliteRecords.open(folder.resolve("state"))) {
      List<FleetMember> light = new ArrayList<>();
      for (int i = 0; i < LIGHT; i++) {
        RhythmSite site = new RhythmSite("light" + i, start);
        FleetAccess access = access(broker, authority, site.name());
        light.add(
            site.light(
                port(access, site.name(), ports),
                signatures(signing, site.name()),
                topics,
                signer.publicKey()));
      }
      RhythmSite one = new RhythmSite("daemon1", start);
      RhythmSite two = new RhythmSite("daemon2", start);
      RhythmSite miser = new RhythmSite("miser", start);
      List<FleetParticipation> daemons = new ArrayList<>();
      for (RhythmSite site : List.of(one, two, miser)) {
        FleetAccess access = access(broker, authority, site.name());
        daemons.add(
            site.daemon(
                port(access, site.name(), ports),
                signatures(signing, site.name()),
                topics,
                signer.publicKey(),
                folder.resolve(site.name()),
                site == miser ? OptionalDouble.of(1) : OptionalDouble.empty()));
      }
      FleetAccess own = access(broker, authority, "coordinator");
      MessagePort coordinating = own.coordinator(topics);
      ports.add(coordinating);
      Await.until("all connected", () -> ports.stream().allMatch(MessagePort::connected));
      FleetCoordinator coordinator =
          new FleetCoordinator(
              coordinating,
              topics,
              state,
              records,
              signer,
              new FleetAuthority(signing.certificate(), topics.coordinator()),
              RULES,
              event -> {});
      // Without a model no round begins, so that none begins without the last of them.
      Await.until(
          "all greeted",
          () -> {
            light.forEach(member -> member.step(start));
            daemons.forEach(daemon -> daemon.step(start));
            coordinator.step(start);
            return coordinator.connected().size() == light.size() + daemons.size();
          });
      coordinator.register(
          new SharedModel(
              PooledNetwork.inputs(SeriesKind.LOAD),
              0,
              PooledNetwork.shipped(SeriesKind.LOAD)
                  .orElseThrow()
                  .weights()
                  .dequantised()
                  .values()),
          start);
      int[] steps = new int[1];
      Await.within(
          Duration.ofMinutes(3),
          "a version in the blend of both daemons",
          () -> {
            Moment now = start.plus(STEP.multipliedBy(steps[0]++));
            light.forEach(member -> member.step(now));
            daemons.forEach(daemon -> daemon.step(now));
            coordinator.step(now);
            return blends(daemons.get(0)) && blends(daemons.get(1));
          });
      assertTrue(refusal(daemons.get(2)).contains("OVER_BUDGET"), refusal(daemons.get(2)));
      assertEquals(0, daemons.get(2).standing().orElseThrow().privacy().maskedOnly());
      for (FleetParticipation daemon : daemons.subList(0, 2)) {
        double share = daemon.standing().orElseThrow().share().orElseThrow();
        assertTrue(share < 0.2, "a share of " + share + " before any outcome");
      }
      Moment later = start;
      for (int step = 0; step <= 18 * 4; step++) {
        later = start.plus(Duration.ofHours(6).multipliedBy(step));
        for (RhythmSite site : List.of(one, two)) {
          site.at(later);
          site.forecast();
        }
      }
      for (FleetParticipation daemon : daemons.subList(0, 2)) {
        daemon.step(later);
        FleetStanding standing = daemon.standing().orElseThrow();
        double share = standing.share().orElseThrow();
        assertTrue(share > 0.5, "a share of " + share + " after 18 days");
        assertEquals(Optional.of((long) ROUNDS), standing.usedVersion());
        assertEquals(ROUNDS, standing.privacy().maskedOnly());
      }
    } finally {
      ports.forEach(MessagePort::close);
      broker.close();
    }
  }

  private static String refusal(FleetParticipation daemon) {
    return daemon.standing().flatMap(FleetStanding::refusal).orElse("none");
  }

  private static boolean blends(FleetParticipation daemon) {
    return daemon.standing().flatMap(FleetStanding::usedVersion).isPresent();
  }

  private KeySignatures signatures(CertificateAuthority signing, String name) throws Exception {
    CertifiedKey own = signing.client(name);
    return new CertificateSignatures(
        new FleetAuthority(signing.certificate(), topics.coordinator()),
        own.certificate(),
        own.key());
  }

  private FleetAccess access(EmbeddedBroker broker, CertificateAuthority authority, String name)
      throws Exception {
    return FleetAccess.issue(broker.address(), authority, name, folder.resolve("access-" + name));
  }

  private MessagePort port(FleetAccess access, String name, List<MessagePort> ports) {
    MessagePort port = access.gateway(name, topics);
    ports.add(port);
    return port;
  }
}
