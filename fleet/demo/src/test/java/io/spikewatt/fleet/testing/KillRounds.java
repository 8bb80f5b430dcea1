package io.spikewatt.fleet.testing;

import io.spikewatt.controller.protocol.FleetTopics;
import io.spikewatt.fleet.broker.EmbeddedBroker;
import io.spikewatt.fleet.certificate.CertificateAuthority;
import io.spikewatt.fleet.round.JournalEntry;
import io.spikewatt.fleet.round.RoundPlan;
import io.spikewatt.fleet.round.RoundSession;
import io.spikewatt.fleet.store.FleetState;
import io.spikewatt.hal.time.SystemClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * Kills a coordinator, a process of its own, again and again while gateways of this process learn
 * with it over a broker, and looks each time at what it left on the disk.
 */
public final class KillRounds implements AutoCloseable {

  private static final int GATEWAYS = 10;

  /** Rounds by their state after the last kill, and how many were open at a kill. */
  public record Outcome(Map<String, Integer> byState, int openAtKill) {}

  private final Path folder;
  private final SystemClock clock = new SystemClock();
  private final EmbeddedBroker broker;
  private final LearningGateways gateways;
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
    gateways = new LearningGateways(folder, broker.address(), authority, topics);
    for (int i = 1; i <= GATEWAYS; i++) {
      gateways.add(Optional.empty());
    }
  }

  /**
   * Kills the coordinator {@code kills} times at random points, and once more where a round has
   * ended.
   */
  public Outcome run(int kills) throws Exception {
    int open = 0;
    for (int i = 0; i < kills; i++) {
      CoordinatorProcess coordinator = CoordinatorProcess.start(folder, options());
      live(Duration.ofSeconds(60), () -> broker.clients().contains("coordinator"));
      // Gateways greet a coordinator that they have never heard of every five seconds.
      live(Duration.ofMillis((i == 0 ? 8000 : 0) + random.nextInt(2500)), () -> false);
      coordinator.kill();
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
      gateways.members().forEach(gateway -> gateway.step(clock.now()));
      clock.sleepUntil(clock.now().plus(Duration.ofMillis(5)));
    }
  }

  private List<String> options() {
    return List.of(
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
      RoundAudit.read(folder, LearningGateways.FEATURES).requireWhole();
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
    gateways.close();
    broker.close();
  }
}
