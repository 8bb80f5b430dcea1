package io.spikewatt.fleet.testing;

import io.spikewatt.controller.member.FleetMember;
import io.spikewatt.controller.protocol.FleetTopics;
import io.spikewatt.controller.protocol.QuarterRecord;
import io.spikewatt.fleet.certificate.CertificateAuthority;
import io.spikewatt.fleet.round.RoundSession;
import io.spikewatt.fleet.store.FleetState;
import io.spikewatt.fleet.store.PostgresRecords;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.SystemClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Stops a fleet's broker and its database, real servers, in turn at random points of open rounds,
 * sometimes with a kill of the coordinator, while gateways of this process learn and send records;
 * looks after each outage at what is on the disk and in the database.
 */
public final class OutageRounds implements AutoCloseable {

  /** Which servers stop, and how. */
  public enum OutageKind {
    BROKER_KILLED,
    BROKER_TERMINATED,
    DATABASE_CRASHED,
    BOTH_KILLED;

    private boolean broker() {
      return this != DATABASE_CRASHED;
    }

    private boolean database() {
      return this == DATABASE_CRASHED || this == BOTH_KILLED;
    }
  }

  /**
   * An outage and what came of it.
   *
   * @param coordinatorKilled whether the coordinator was killed during it
   * @param phase that the open round was in when it began
   * @param state of that round in the end
   * @param away from the stop until the servers took clients again
   * @param finishedAfter from then until the next round finished
   * @param storedAfter from then until each gateway was acknowledged a further row
   * @param meanwhile rounds that finished during it
   */
  public record Outage(
      OutageKind kind,
      boolean coordinatorKilled,
      String phase,
      String state,
      Duration away,
      Duration finishedAfter,
      Duration storedAfter,
      long meanwhile) {}

  /**
   * What there was in the end.
   *
   * @param rounds number by state
   * @param rows acknowledged, all of them in the database once
   * @param ends of the coordinator that nobody had asked for
   */
  public record Outcome(Map<String, Integer> rounds, int rows, int ends) {}

  /** A round and the phase that it is in. */
  private record OpenRound(long round, String phase) {}

  private static final int GATEWAYS = 12;

  /** A daemon steps once a second. */
  private static final Duration STEP = Duration.ofMillis(500);

  private static final Duration LOOK = Duration.ofMillis(100);
  private static final Duration FIRST = Duration.ofSeconds(60);

  /** A service manager waits before it starts a program again. */
  private static final Duration RESTART = Duration.ofSeconds(1);

  /** Reconnects take 4 s, a phase 10 s, and a store that failed is left alone for 30 s. */
  private static final Duration RECOVERY = Duration.ofSeconds(90);

  private final Path folder;
  private final SystemClock clock = new SystemClock();
  private final SplittableRandom random;
  private final PostgresServer database;
  private final String url;
  private final TlsMosquitto broker;
  private final LearningGateways gateways;
  private final List<GrowingRecord> records = new ArrayList<>();
  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private final Future<?> living;
  private final CoordinatorProcess coordinator;
  private final Moment began = clock.now();
  private volatile boolean closing;

  /** Quarter hours at the end of all records; one passes each second. */
  private volatile int last = Integer.MAX_VALUE;

  private int ends;

  /**
   * Starts everything.
   *
   * @param seed of the times of the outages
   * @param phaseS longest wait for the messages of a phase; gateways need up to 5 s to connect
   */
  public OutageRounds(Path folder, long seed, int phaseS) throws Exception {
    this.folder = folder;
    random = new SplittableRandom(seed);
    database = PostgresServer.start();
    url = database.newDatabase();
    if (PostgresServer.hasTimescale()) {
      database.execute(url, "SET client_min_messages = error; CREATE EXTENSION timescaledb");
    }
    FleetTopics topics = new FleetTopics("spikewatt-fleet", "coordinator");
    CertificateAuthority authority =
        CertificateAuthority.kept(folder, "test fleet", clock.now().instant());
    broker = TlsMosquitto.start(Files.createDirectory(folder.resolve("broker")), authority, topics);
    gateways = new LearningGateways(folder, broker.address(), authority, topics);
    for (int number = 1; number <= GATEWAYS; number++) {
      GrowingRecord record = new GrowingRecord(number, this::passed);
      records.add(record);
      gateways.add(Optional.of(record));
    }
    coordinator = CoordinatorProcess.start(folder, options(phaseS));
    living = thread.submit(this::stepInTurn);
  }

  private List<String> options(int phaseS) {
    return List.of(
        "--broker",
        broker.address(),
        "--records",
        url,
        "--records-password-file",
        database.passwordFile().toString(),
        "--phase-s",
        Integer.toString(phaseS),
        "--pause-s",
        "0",
        "--rounds-per-trial",
        "3",
        "--trial-s",
        "5",
        "--canaries",
        "3",
        "--clip",
        "100");
  }

  private int passed() {
    return (int) Math.min(last, clock.now().since(began).toSeconds());
  }

  /** The gateways' thread: each steps in turn. */
  private Void stepInTurn() throws InterruptedException {
    List<FleetMember> members = gateways.members();
    for (int i = 0; !closing; i = (i + 1) % members.size()) {
      members.get(i).step(clock.now());
      clock.sleepUntil(clock.now().plus(STEP.dividedBy(members.size())));
    }
    return null;
  }

  /**
   * Lives through outages of all kinds in turn; in every second turn the coordinator is killed,
   * too.
   *
   * @param each receives an outage once it is over
   * @throws AssertionError if a round is half, a row is lost or doubled, or nothing goes on
   */
  public Outcome run(int outages, Consumer<Outage> each) throws Exception {
    within(FIRST, "each gateway is acknowledged a row", () -> acknowledged(1));
    within(FIRST, "a first round finishes", () -> audit().finishedAfter(Instant.EPOCH) > 0);
    OutageKind[] kinds = OutageKind.values();
    for (int i = 0; i < outages; i++) {
      each.accept(outage(kinds[i % kinds.length], i / kinds.length % 2 == 1));
    }
    last = passed();
    within(RECOVERY, "all rows are acknowledged", () -> acknowledged(last));
    requireRecords(true);
    Map<String, Integer> byState = new TreeMap<>();
    audit().rounds().forEach(round -> byState.merge(round.state(), 1, Integer::sum));
    return new Outcome(byState, last * GATEWAYS * GrowingRecord.KINDS.size(), ends);
  }

  private Outage outage(OutageKind kind, boolean kill) throws Exception {
    // Rounds take two seconds, so each phase is met.
    live(Duration.ofMillis(random.nextInt(3000)));
    OpenRound open = found(FIRST, "a round is open", this::openRound);
    long finished = audit().finishedAfter(Instant.EPOCH);
    Moment stopped = clock.now();
    stop(kind);
    Duration away = Duration.ofMillis(1000 + random.nextInt(9000));
    if (kill) {
      live(Duration.ofMillis(random.nextInt((int) away.toMillis())));
      coordinator.kill();
      live(RESTART);
      coordinator.startAgain();
    }
    live(stopped.plus(away).since(clock.now()));
    start(kind);
    Moment back = clock.now();
    int stored = passed();
    long meanwhile = audit().finishedAfter(Instant.EPOCH) - finished;
    within(
        RECOVERY,
        "a round finishes after " + kind,
        () -> audit().finishedAfter(back.instant()) > 0);
    Duration finishedAfter = clock.now().since(back);
    within(
        RECOVERY, "each gateway is acknowledged a row after " + kind, () -> acknowledged(stored));
    Duration storedAfter = clock.now().since(back);
    RoundAudit audit = audit();
    audit.requireWhole();
    audit.requireBases(OutageRounds::target);
    requireRecords(false);
    return new Outage(
        kind,
        kill,
        open.phase(),
        audit.state(open.round()),
        back.since(stopped),
        finishedAfter,
        storedAfter,
        meanwhile);
  }

  private static double target(String gateway) {
    return LearningGateways.target(Integer.parseInt(gateway.substring(1)));
  }

  private void stop(OutageKind kind) throws Exception {
    if (kind == OutageKind.BROKER_TERMINATED) {
      broker.terminate();
    } else if (kind.broker()) {
      broker.kill();
    }
    if (kind.database()) {
      database.crash();
    }
  }

  private void start(OutageKind kind) throws Exception {
    if (kind.broker()) {
      broker.start();
    }
    if (kind.database()) {
      database.startAgain();
    }
  }

  private RoundAudit audit() throws Exception {
    return RoundAudit.read(folder, LearningGateways.FEATURES);
  }

  private Optional<OpenRound> openRound() throws IOException {
    try (FleetState state = FleetState.open(folder)) {
      return state.rounds().open().stream()
          .filter(plan -> plan.features().equals(LearningGateways.FEATURES))
          .map(
              plan ->
                  new OpenRound(
                      plan.round(),
                      RoundSession.resumed(plan, state.rounds().entries(plan.round()))
                          .groups()
                          .getFirst()
                          .phase()))
          .findFirst();
    }
  }

  private boolean acknowledged(int quarters) {
    return records.stream().allMatch(record -> record.acknowledged() >= quarters);
  }

  /**
   * Compares the database with what gateways have sent.
   *
   * @param all whether rows that are not acknowledged have to be there, too
   */
  private void requireRecords(boolean all) throws IOException {
    try (PostgresRecords stored = PostgresRecords.open(url, Optional.of(database.passwordFile()))) {
      for (int i = 0; i < GATEWAYS; i++) {
        String gateway = LearningGateways.name(i + 1);
        GrowingRecord record = records.get(i);
        int least = all ? last : record.acknowledged();
        for (int kind = 0; kind < GrowingRecord.KINDS.size(); kind++) {
          List<QuarterRecord> rows =
              stored.read(
                  gateway,
                  GrowingRecord.KINDS.get(kind),
                  GrowingRecord.START,
                  GrowingRecord.at(passed() + 1));
          for (int quarter = 0; quarter < Math.max(least, rows.size()); quarter++) {
            // A row that is missing or doubled shifts all that follow.
            if (quarter >= rows.size() || !rows.get(quarter).equals(record.row(quarter, kind))) {
              throw new AssertionError(
                  "%s: %d rows expected, of %d this one differs: %s"
                      .formatted(gateway, least, rows.size(), record.row(quarter, kind)));
            }
          }
        }
      }
    }
  }

  private void live(Duration time) throws Exception {
    Moment end = clock.now().plus(time);
    while (clock.now().isBefore(end)) {
      Moment next = clock.now().plus(LOOK);
      clock.sleepUntil(next.isBefore(end) ? next : end);
      requireLiving();
    }
  }

  private void within(Duration most, String what, Callable<Boolean> until) throws Exception {
    boolean _ = found(most, what, () -> until.call() ? Optional.of(true) : Optional.empty());
  }

  /**
   * Lives until there is a value; starts a coordinator that has ended, as a service manager does.
   */
  private <T> T found(Duration most, String what, Callable<Optional<T>> look) throws Exception {
    Moment end = clock.now().plus(most);
    Optional<T> value = look.call();
    while (value.isEmpty()) {
      if (!clock.now().isBefore(end)) {
        throw new AssertionError("not within %s: %s; see %s".formatted(most, what, folder));
      }
      if (!coordinator.alive()) {
        ends++;
        live(RESTART);
        coordinator.startAgain();
      }
      live(LOOK);
      value = look.call();
    }
    return value.get();
  }

  private void requireLiving() throws InterruptedException, ExecutionException {
    if (living.isDone()) {
      living.get();
    }
  }

  @Override
  public void close() throws IOException {
    closing = true;
    coordinator.close();
    thread.close();
    gateways.close();
    broker.close();
    database.close();
  }
}
