package io.spikewatt.fleet.testing;

import io.spikewatt.controller.federation.FleetMember;
import io.spikewatt.controller.federation.FleetTopics;
import io.spikewatt.controller.federation.MemberIdentity;
import io.spikewatt.controller.federation.RoundConsent;
import io.spikewatt.fleet.broker.EmbeddedBroker;
import io.spikewatt.fleet.certificate.CertificateAuthority;
import io.spikewatt.fleet.cli.FleetMain;
import io.spikewatt.fleet.link.FleetAccess;
import io.spikewatt.fleet.registry.ModelSigner;
import io.spikewatt.fleet.registry.ModelVersion;
import io.spikewatt.fleet.round.JournalEntry;
import io.spikewatt.fleet.round.RoundPlan;
import io.spikewatt.fleet.round.RoundSession;
import io.spikewatt.fleet.store.FleetState;
import io.spikewatt.fleet.store.RoundJournal.RoundLine;
import io.spikewatt.hal.message.MessagePort;
import io.spikewatt.hal.time.SystemClock;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.pooled.PooledNetwork;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Kills a coordinator, a process of its own, again and again while gateways of this process learn
 * with it over a broker, and looks each time at what it left on the disk.
 */
public final class KillRounds implements AutoCloseable {

  private static final int GATEWAYS = 10;
  private static final String FEATURES = PooledNetwork.inputs(SeriesKind.LOAD);

  /** Rounds by their state after the last kill, and how many were open at a kill. */
  public record Outcome(Map<String, Integer> byState, int openAtKill) {}

  private final Path folder;
  private final SystemClock clock = new SystemClock();
  private final EmbeddedBroker broker;
  private final List<MessagePort> ports = new ArrayList<>();
  private final List<FleetMember> gateways = new ArrayList<>();
  private final SplittableRandom random;

  /**
   * @param seed of the times of the kills
   */
  public KillRounds(Path folder, long seed) throws Exception {
    this.folder = folder;
    random = new SplittableRandom(seed);
    FleetTopics topics = new FleetTopics("spikewatt-fleet", "coordinator");
    CertificateAuthority authority =
        CertificateAuthority.kept(folder, "test fleet", clock.now().instant());
    broker = EmbeddedBroker.start(authority.loopbackBroker(), authority.certificate(), topics, 0);
    int weights =
        PooledNetwork.shipped(SeriesKind.LOAD).orElseThrow().weights().topology().parameters();
    for (int i = 1; i <= GATEWAYS; i++) {
      String name = "g%02d".formatted(i);
      FleetAccess access =
          FleetAccess.issue(broker.address(), authority, name, folder.resolve(name));
      MessagePort port = access.gateway(name, topics);
      ports.add(port);
      gateways.add(
          new FleetMember(
              new MemberIdentity(name, "Europe", "light", access.signatures(topics)),
              topics,
              port,
              ModelSigner.of(folder).publicKey(),
              new TargetLearner(FEATURES, weights, 0.01f * i),
              RoundConsent.ALWAYS,
              Optional.empty(),
              new SecureRandom()));
    }
  }

  /**
   * Kills the coordinator {@code kills} times at random points, and once more where a round has
   * ended.
   */
  public Outcome run(int kills) throws Exception {
    int open = 0;
    for (int i = 0; i < kills; i++) {
      Process coordinator = start();
      live(Duration.ofSeconds(60), () -> broker.clients().contains("coordinator"));
      // Gateways greet a coordinator that they have never heard of every five seconds.
      live(Duration.ofMillis((i == 0 ? 8000 : 0) + random.nextInt(2500)), () -> false);
      coordinator.destroyForcibly();
      if (!coordinator.waitFor(20, TimeUnit.SECONDS)) {
        throw new AssertionError("the coordinator outlived a kill");
      }
      live(Duration.ofSeconds(20), () -> !broker.clients().contains("coordinator"));
      open += look();
    }
    Map<String, Integer> byState = new TreeMap<>();
    try (FleetState state = FleetState.open(folder)) {
      state
          .rounds()
          .newest(Integer.MAX_VALUE)
          .forEach(round -> byState.merge(round.state(), 1, Integer::sum));
    }
    return new Outcome(byState, open);
  }

  /** Lets the gateways act until something holds, for a time at most. */
  private void live(Duration most, BooleanSupplier until) throws InterruptedException {
    long end = clock.now().nanos() + most.toNanos();
    while (!until.getAsBoolean() && clock.now().nanos() < end) {
      gateways.forEach(gateway -> gateway.step(clock.now()));
      clock.sleepUntil(clock.now().plus(Duration.ofMillis(5)));
    }
  }

  private Process start() throws Exception {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            FleetMain.class.getName(),
            "coordinator",
            "--folder",
            folder.toString(),
            "--broker",
            broker.address(),
            "--phase-s",
            "2",
            "--pause-s",
            "0",
            "--trial-s",
            "1",
            "--canaries",
            "1",
            "--clip",
            "1000");
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
        .start();
  }

  /**
   * Checks that each round is open, finished or void as a whole.
   *
   * @return number of open rounds
   */
  private int look() throws Exception {
    if (!Files.exists(folder.resolve("fleet.db"))) {
      return 0;
    }
    try (FleetState state = FleetState.open(folder)) {
      List<Long> versions =
          state.models().versions(FEATURES).stream().map(ModelVersion::version).toList();
      for (RoundLine round : state.rounds().newest(Integer.MAX_VALUE)) {
        boolean made = versions.contains(round.round());
        if (made != round.state().equals("finished")) {
          throw new AssertionError(round + " and versions " + versions);
        }
        if (!round.state().equals("open") && round.entries() > 0) {
          throw new AssertionError("messages of a round that is over: " + round);
        }
      }
      List<RoundPlan> open = state.rounds().open();
      for (RoundPlan plan : open) {
        List<JournalEntry> entries = state.rounds().entries(plan.round());
        RoundSession _ = RoundSession.resumed(plan, entries);
      }
      return open.size();
    }
  }

  @Override
  public void close() {
    ports.forEach(MessagePort::close);
    broker.close();
  }
}
