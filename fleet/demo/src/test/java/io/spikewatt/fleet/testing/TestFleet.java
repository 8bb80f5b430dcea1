package io.spikewatt.fleet.testing;

import io.spikewatt.controller.member.FleetMember;
import io.spikewatt.controller.member.MemberIdentity;
import io.spikewatt.controller.member.RoundConsent;
import io.spikewatt.controller.member.SiteLearner;
import io.spikewatt.controller.member.SiteServices;
import io.spikewatt.controller.member.UsedBases;
import io.spikewatt.controller.protocol.CertificateSignatures;
import io.spikewatt.controller.protocol.FleetAuthority;
import io.spikewatt.controller.protocol.FleetTopics;
import io.spikewatt.controller.protocol.KeySignatures;
import io.spikewatt.fleet.certificate.CertificateAuthority;
import io.spikewatt.fleet.certificate.CertifiedKey;
import io.spikewatt.fleet.coordinate.CoordinatorRules;
import io.spikewatt.fleet.coordinate.FleetCoordinator;
import io.spikewatt.fleet.coordinate.FleetEvent;
import io.spikewatt.fleet.coordinate.FleetEvent.EventKind;
import io.spikewatt.fleet.record.RecordStore;
import io.spikewatt.fleet.registry.ModelSigner;
import io.spikewatt.fleet.round.UpdateBounds;
import io.spikewatt.fleet.store.FleetState;
import io.spikewatt.fleet.store.SqliteRecords;
import io.spikewatt.hal.store.KeptValues;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.inference.federated.RoundRefusal;
import io.spikewatt.inference.federated.RoundTerms;
import io.spikewatt.inference.federated.SharedModel;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** A coordinator and gateways in one thread, with a clock that a test moves. */
public final class TestFleet implements AutoCloseable {

  public static final String FEATURES = "test-1";

  /** A round at once, and phases that a test lets end. */
  public static final CoordinatorRules RULES = rules(1, 1);

  /**
   * As {@link #RULES}.
   *
   * @param perTrial rounds before a version is tried
   */
  public static CoordinatorRules rules(int rounds, int perTrial) {
    return new CoordinatorRules(
        Duration.ofSeconds(10),
        Duration.ZERO,
        Duration.ZERO,
        rounds,
        10,
        new UpdateBounds(100, 0),
        new CoordinatorRules.ReleaseRules(perTrial, 3, Duration.ofSeconds(10), 0.5));
  }

  public final MemoryBroker broker = new MemoryBroker();
  public final FleetTopics topics = new FleetTopics("fleet", "coordinator");
  public final List<FleetEvent> events = new ArrayList<>();
  public final TreeMap<String, FleetMember> gateways = new TreeMap<>();
  public final ModelSigner signer;
  private final CertificateAuthority authority;
  private final Path folder;
  private final CoordinatorRules rules;
  private FleetState state;
  private final RecordStore records;
  private FleetCoordinator coordinator;
  private Moment now = new Moment(0, Instant.parse("2026-11-28T02:00:00Z"));

  public TestFleet(Path folder, CoordinatorRules rules)
      throws IOException, GeneralSecurityException {
    this(folder, rules, SqliteRecords.open(folder));
  }

  /**
   * A fleet with another store of records.
   *
   * @param records closed with the fleet
   */
  public TestFleet(Path folder, CoordinatorRules rules, RecordStore records)
      throws IOException, GeneralSecurityException {
    this.folder = folder;
    this.rules = rules;
    signer = ModelSigner.of(folder);
    authority = CertificateAuthority.kept(folder, "test fleet", now.instant());
    state = FleetState.open(folder);
    this.records = records;
    coordinator = coordinator();
    coordinator.register(new SharedModel(FEATURES, 0, new float[6]), now);
  }

  private FleetCoordinator coordinator() {
    return new FleetCoordinator(
        broker.port(topic -> topic.startsWith("fleet/up/")),
        topics,
        state,
        records,
        signer,
        new FleetAuthority(authority.certificate(), topics.coordinator()),
        rules,
        events::add);
  }

  /** As after kill -9: what is not on the disk is lost. */
  public void restartCoordinator() throws IOException {
    state.close();
    state = FleetState.open(folder);
    coordinator = coordinator();
  }

  public FleetState state() {
    return state;
  }

  /** Signatures with a new certificate of a name. */
  public KeySignatures signatures(String name) {
    try {
      CertifiedKey own = authority.client(name);
      return new CertificateSignatures(
          new FleetAuthority(authority.certificate(), topics.coordinator()),
          own.certificate(),
          own.key());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** Adds a gateway whose numbers are drawn from its name, so that a test can be repeated. */
  public FleetMember add(String name, SiteLearner learner) {
    return add(name, learner, RoundConsent.ALWAYS);
  }

  /** Adds a gateway that takes part in no round at this time of day. */
  public void addAsleep(String name) {
    RoundConsent asleep =
        new RoundConsent() {
          @Override
          public void join(RoundTerms terms, Optional<SharedModel> base, Moment at)
              throws RoundRefusal {
            throw new RoundRefusal(RoundRefusal.Cause.NOT_NOW, "a round at night expected");
          }

          @Override
          public void upload(RoundTerms terms, SharedModel base, Moment at) {}

          @Override
          public boolean report(boolean notWorse, RandomGenerator random, Moment at) {
            return notWorse;
          }
        };
    FleetMember _ = add(name, new TargetLearner(FEATURES, 1), asleep);
  }

  /** Adds a gateway that sends one update for a base, as sites do. */
  public void addCareful(String name, SiteLearner learner) {
    UsedBases bases = new UsedBases(KeptValues.inMemory());
    RoundConsent once =
        new RoundConsent() {
          @Override
          public void join(RoundTerms terms, Optional<SharedModel> base, Moment at)
              throws RoundRefusal {
            if (base.isPresent()) {
              bases.requireUnused(base.get());
            }
          }

          @Override
          public void upload(RoundTerms terms, SharedModel base, Moment at) throws RoundRefusal {
            bases.use(base);
          }

          @Override
          public boolean report(boolean notWorse, RandomGenerator random, Moment at) {
            return notWorse;
          }
        };
    FleetMember _ = add(name, learner, once);
  }

  private FleetMember add(String name, SiteLearner learner, RoundConsent consent) {
    FleetMember gateway =
        new FleetMember(
            new MemberIdentity(name, "Europe", "light", signatures(name)),
            topics,
            broker.port(topic -> topic.startsWith("fleet/down/" + name + "/")),
            signer.publicKey(),
            learner,
            consent,
            SiteServices.NONE,
            new SplittableRandom(name.hashCode()));
    gateways.put(name, gateway);
    return gateway;
  }

  /** A gateway by name; there has to be one. */
  public FleetMember gateway(String name) {
    return Objects.requireNonNull(gateways.get(name), name);
  }

  /** Adds gateways {@code g01} and on; the target of each is its number and 10. */
  public void addMany(int count) {
    for (int i = 1; i <= count; i++) {
      add("g%02d".formatted(i), new TargetLearner(FEATURES, 10 + i));
    }
  }

  public RecordStore records() {
    return records;
  }

  /** Each gateway and the coordinator act once. */
  public void step() {
    gateways.values().forEach(gateway -> gateway.step(now));
    coordinator.step(now);
  }

  /** As {@link #step}, some times, while a time passes. */
  public void steps(int count, Duration time) {
    now = now.plus(time);
    for (int i = 0; i < count; i++) {
      step();
    }
  }

  public boolean happened(EventKind kind, String part) {
    return events.stream().anyMatch(e -> e.kind() == kind && e.text().contains(part));
  }

  @Override
  public void close() {
    state.close();
    records.close();
  }
}
