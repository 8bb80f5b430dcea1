package io.spikewatt.fleet.demo;

import io.spikewatt.controller.member.FleetMember;
import io.spikewatt.controller.member.MemberIdentity;
import io.spikewatt.controller.member.RecordForwarder;
import io.spikewatt.controller.member.RoundConsent;
import io.spikewatt.controller.member.SiteServices;
import io.spikewatt.controller.protocol.FleetTopics;
import io.spikewatt.controller.protocol.KeySignatures;
import io.spikewatt.controller.protocol.QuarterRecord;
import io.spikewatt.fleet.broker.EmbeddedBroker;
import io.spikewatt.fleet.certificate.CertificateAuthority;
import io.spikewatt.fleet.coordinate.CoordinatorRules;
import io.spikewatt.fleet.coordinate.FirstModels;
import io.spikewatt.fleet.coordinate.FleetCoordinator;
import io.spikewatt.fleet.coordinate.FleetEvent;
import io.spikewatt.fleet.coordinate.ModelReleases;
import io.spikewatt.fleet.link.FleetAccess;
import io.spikewatt.fleet.record.RecordStore;
import io.spikewatt.fleet.registry.ModelSigner;
import io.spikewatt.fleet.registry.ReleaseStage;
import io.spikewatt.fleet.round.UpdateBounds;
import io.spikewatt.fleet.store.FleetState;
import io.spikewatt.fleet.store.SqliteRecords;
import io.spikewatt.hal.message.MessagePort;
import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.federated.SharedModel;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.pooled.PooledNetwork;
import io.spikewatt.inference.train.LearningSettings;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The demonstration. Each gateway has its own certificate, session and folder; coordinator and
 * gateways talk over a broker with TLS. Two are daemons in processes of their own, the others light
 * clients. Some lose, double or replay their updates.
 */
public final class FleetDemo {

  /** Kind of the records. */
  private static final String POWER = "power-w";

  private static final Duration STEP = Duration.ofMillis(10);

  /**
   * Numbers of the sites that have a daemon: young ones with a load, which alone a daemon learns.
   */
  private static final Set<Integer> DAEMONS = Set.of(1, 9);

  /** Time at the end for judging. */
  private static final Duration JUDGING = Duration.ofSeconds(15);

  /** Time for rounds on a machine that was slow so far. */
  private static final Duration LEAST_LEARNING = Duration.ofSeconds(40);

  /** Time beyond that, where a machine is too slow for a first release. */
  private static final Duration MOST_WAITING = Duration.ofMinutes(2);

  /** Rounds of a model for each printed line. */
  private static final int SHOWN_ROUNDS = 4;

  /** Part of the own model's error that no site may lose. */
  private static final double MOST_WORSE = 0.005;

  private static final CoordinatorRules RULES =
      new CoordinatorRules(
          Duration.ofSeconds(4),
          Duration.ofMillis(20),
          Duration.ofMillis(200),
          Integer.MAX_VALUE,
          10,
          new UpdateBounds(0.5, 0),
          new CoordinatorRules.ReleaseRules(16, 10, Duration.ofSeconds(8), 0.5));

  private final Path data;
  private final Path folder;
  private final int weeksEarlier;
  private final Duration time;
  private final Clock clock;
  private final PrintStream out;
  private final FleetTopics topics = new FleetTopics("spikewatt-fleet", "coordinator");
  private final Map<String, Integer> refused = new TreeMap<>();
  private final Map<String, Integer> finished = new TreeMap<>();
  private final Map<String, DaemonGateway> daemons = new TreeMap<>();
  private final Moment begin;

  /**
   * @param data folder with {@code sites.csv} and the series
   * @param weeksEarlier by which all weeks are earlier, 0 = the last of the part for development
   * @param folder for certificates and state, empty
   * @param time that the demonstration may take
   */
  public FleetDemo(
      Path data, int weeksEarlier, Path folder, Duration time, Clock clock, PrintStream out) {
    this.data = data;
    this.weeksEarlier = weeksEarlier;
    this.folder = folder;
    this.time = time;
    this.clock = clock;
    this.out = out;
    begin = clock.now();
  }

  /**
   * Runs it and prints progress and a table.
   *
   * @return whether no site's blend is worse than its own model by more than 0.5 %
   * @throws IOException if series are missing or the broker cannot start
   */
  public boolean run() throws IOException, GeneralSecurityException, InterruptedException {
    say("reading series of " + data);
    List<MeasuredSite> sites = MeasuredSite.all(data, weeksEarlier);
    CertificateAuthority authority =
        CertificateAuthority.create("Spikewatt demonstration", clock.now().instant());
    ModelSigner signer = ModelSigner.of(folder.resolve("coordinator"));
    List<MessagePort> ports = new ArrayList<>();
    List<RecordStore> stores = new ArrayList<>();
    Map<String, FleetMember> gateways = new HashMap<>();
    List<PooledLearner> learners;
    Map<String, List<SharedModel>> arrived;
    try (EmbeddedBroker broker =
            EmbeddedBroker.start(authority.loopbackBroker(), authority.certificate(), topics, 0);
        FleetState state = FleetState.open(folder.resolve("coordinator"));
        RecordStore records = SqliteRecords.open(folder.resolve("coordinator"))) {
      say("a broker at %s, TLS, one certificate a gateway".formatted(broker.address()));
      for (int number : new TreeSet<>(DAEMONS)) {
        MeasuredSite site = sites.get(number);
        FleetAccess access = access(broker, authority, site.name());
        daemons.put(site.name(), daemon(site, access, signer));
      }
      learners = learners(sites);
      for (PooledLearner learner : learners) {
        String name = learner.site().name();
        if (!daemons.containsKey(name)) {
          FleetAccess access = access(broker, authority, name);
          MessagePort port =
              new MishapPort(access.gateway(name, topics), mishap(learners.indexOf(learner)));
          ports.add(port);
          RecordStore kept = kept(learner.site());
          stores.add(kept);
          gateways.put(name, light(learner, port, access.signatures(topics), kept, signer));
        }
      }
      FleetAccess access =
          FleetAccess.issue(broker.address(), authority, "coordinator", folder.resolve("own"));
      MessagePort own = access.coordinator(topics);
      ports.add(own);
      FleetCoordinator coordinator =
          new FleetCoordinator(
              own, topics, state, records, signer, access.authority(topics), RULES, this::progress);
      for (SharedModel model : FirstModels.untrained()) {
        coordinator.register(model, clock.now());
      }
      learn(coordinator, state, List.copyOf(gateways.values()));
      say(
          stored(
              learners.stream()
                  .filter(learner -> gateways.containsKey(learner.site().name()))
                  .toList(),
              records));
      arrived = arrived(gateways, state);
    } finally {
      daemons.values().forEach(DaemonGateway::close);
      ports.forEach(MessagePort::close);
      stores.forEach(RecordStore::close);
    }
    return judge(learners, arrived);
  }

  private DaemonGateway daemon(MeasuredSite site, FleetAccess access, ModelSigner signer)
      throws IOException {
    DaemonGateway daemon =
        DaemonGateway.start(
            site,
            access,
            signer.publicKey(),
            folder.resolve("daemons").resolve(site.name()),
            clock.now().instant());
    say("daemon of %s, log in %s".formatted(site.name(), daemon.log()));
    return daemon;
  }

  private FleetMember light(
      PooledLearner learner,
      MessagePort port,
      KeySignatures signatures,
      RecordStore kept,
      ModelSigner signer) {
    String site = learner.site().name();
    RecordForwarder records =
        new RecordForwarder(
            from -> kept.read(site, POWER, from, Instant.ofEpochMilli(Long.MAX_VALUE)));
    return new FleetMember(
        new MemberIdentity(site, learner.site().climate(), "light", signatures),
        topics,
        port,
        signer.publicKey(),
        learner,
        RoundConsent.ALWAYS,
        new SiteServices(Optional.of(records), Optional.empty()),
        new SecureRandom());
  }

  /** The shared models that each gateway blends, newest first; of a daemon as its files say. */
  private Map<String, List<SharedModel>> arrived(
      Map<String, FleetMember> gateways, FleetState state) {
    Map<String, List<SharedModel>> arrived = new HashMap<>();
    gateways.forEach((name, gateway) -> arrived.put(name, gateway.releases()));
    daemons.forEach(
        (name, daemon) -> {
          Optional<Long> version = daemon.blended();
          say(
              "daemon of %s: %d rounds learnt, %s"
                  .formatted(
                      name,
                      daemon.rounds(clock.now()),
                      version.map(v -> "version " + v + " in the blend").orElse("no version yet")));
          version
              .flatMap(v -> state.models().version(PooledNetwork.inputs(daemon.site().kind()), v))
              .ifPresent(model -> arrived.put(name, List.of(ModelReleases.opened(model))));
        });
    return arrived;
  }

  /** A gateway's own store, with the last week of its record. */
  private RecordStore kept(MeasuredSite site) throws IOException {
    RecordStore store =
        SqliteRecords.open(folder.resolve("gateways").resolve(site.name()).resolve("store"));
    store.store(site.name(), lastWeek(site));
    return store;
  }

  private static List<QuarterRecord> lastWeek(MeasuredSite site) {
    TimeSeries week = site.series().tail(7 * site.series().slotsPerDay());
    List<QuarterRecord> rows = new ArrayList<>();
    for (int k = 0; k < week.values().length; k++) {
      double kw = week.values()[k];
      if (Double.isFinite(kw)) {
        Instant at = week.start().plus(week.step().multipliedBy(k));
        rows.add(new QuarterRecord(at, POWER, 0, 1000 * kw, ""));
      }
    }
    return rows;
  }

  private static String stored(List<PooledLearner> learners, RecordStore records) {
    int sent = 0;
    int found = 0;
    for (PooledLearner learner : learners) {
      List<QuarterRecord> rows = lastWeek(learner.site());
      Set<QuarterRecord> there =
          new HashSet<>(
              records.read(
                  learner.site().name(),
                  POWER,
                  Instant.EPOCH,
                  Instant.ofEpochMilli(Long.MAX_VALUE)));
      sent += rows.size();
      found += (int) rows.stream().filter(there::contains).count();
    }
    return "%d of %d rows of a week's records are in the coordinator's store"
        .formatted(found, sent);
  }

  private static MishapPort.Mishap mishap(int gateway) {
    return switch (gateway) {
      case 2, 16 -> MishapPort.Mishap.LOST;
      case 5 -> MishapPort.Mishap.DOUBLED;
      case 19 -> MishapPort.Mishap.REPLAYED;
      default -> MishapPort.Mishap.NONE;
    };
  }

  private FleetAccess access(EmbeddedBroker broker, CertificateAuthority authority, String name)
      throws IOException, GeneralSecurityException {
    return FleetAccess.issue(
        broker.address(), authority, name, folder.resolve("gateways").resolve(name));
  }

  private List<PooledLearner> learners(List<MeasuredSite> sites)
      throws IOException, InterruptedException {
    say(
        "%d gateways learn their own models; every second one is three weeks old, the others eight"
                .formatted(sites.size())
            + "; for the sake of time from %d origins a day, a gateway in service learns from %d"
                .formatted(
                    PooledLearner.ORIGINS_PER_DAY,
                    LearningSettings.onGateway(SeriesKind.LOAD).originsPerDay()));
    List<PooledLearner> learners =
        parallel(
            sites.stream()
                .map(
                    site ->
                        (Callable<PooledLearner>) () -> PooledLearner.of(site, sites.indexOf(site)))
                .toList());
    say("own models are ready");
    return learners;
  }

  private static <T> List<T> parallel(List<Callable<T>> all)
      throws IOException, InterruptedException {
    int threads = Math.max(1, Runtime.getRuntime().availableProcessors());
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<T> results = new ArrayList<>();
      for (Future<T> future : pool.invokeAll(all)) {
        results.add(future.get());
      }
      return results;
    } catch (ExecutionException e) {
      throw new IOException("a site cannot be prepared: " + e.getCause(), e);
    }
  }

  /** Whether each model has a version that was learnt and released. */
  private static boolean released(FleetState state) {
    return FirstModels.untrained().stream()
        .allMatch(
            model ->
                state
                    .models()
                    .newest(model.features(), ReleaseStage.RELEASED)
                    .filter(newest -> newest.version().version() > 0)
                    .isPresent());
  }

  /** Whether each daemon blends a released version: it reaches them after the others. */
  private boolean blended() {
    return daemons.values().stream().allMatch(daemon -> daemon.blended().isPresent());
  }

  /** Coordinator and gateways, each in a thread of its own, until the time for judging. */
  private void learn(FleetCoordinator coordinator, FleetState state, List<FleetMember> gateways)
      throws InterruptedException {
    Moment planned = begin.plus(time.minus(JUDGING));
    Moment least = clock.now().plus(LEAST_LEARNING);
    Moment end = planned.isBefore(least) ? least : planned;
    AtomicBoolean learning = new AtomicBoolean(true);
    List<Thread> threads = new ArrayList<>();
    for (FleetMember gateway : gateways) {
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      while (learning.get()) {
                        gateway.step(clock.now());
                        clock.sleepUntil(clock.now().plus(STEP));
                      }
                    } catch (InterruptedException _) {
                      Thread.currentThread().interrupt();
                    }
                  }));
    }
    while (clock.now().isBefore(end)
        || (clock.now().isBefore(end.plus(MOST_WAITING)) && !(released(state) && blended()))) {
      coordinator.step(clock.now());
      clock.sleepUntil(clock.now().plus(STEP));
    }
    learning.set(false);
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private void progress(FleetEvent event) {
    String line = event.subject() + ", " + event.text();
    switch (event.kind()) {
      case REFUSED -> {
        String cause = event.text().replaceFirst(":.*", "");
        if (refused.merge(cause, 1, Integer::sum) == 1) {
          say("refused from %s: %s".formatted(event.subject(), event.text()));
        }
      }
      case ENROLLED -> {
        if (daemons.containsKey(event.subject())) {
          say("daemon of %s has joined: %s".formatted(event.subject(), event.text()));
        }
      }
      case CANARY, ROUND_OPENED, ORDER_STAGE, ORDER_DONE, ORDER_STOPPED, ORDER_REFUSED -> {
        // A finished round or trial has a line of its own, and nobody commands here.
      }
      case ROUND_FINISHED -> {
        if (finished.merge(event.subject(), 1, Integer::sum) % SHOWN_ROUNDS == 1) {
          say(line);
        }
      }
      case PHASE_CLOSED -> {
        if (event.text().contains("dropped out")) {
          say(line);
        }
      }
      case ROUND_VOID, NOT_STORED -> say(line);
      case RELEASED -> say(line + ": released");
      case ROLLED_BACK -> say(line + ": rolled back");
    }
  }

  private boolean judge(List<PooledLearner> learners, Map<String, List<SharedModel>> arrived)
      throws IOException, InterruptedException {
    say("judging by two weeks that nobody has learnt from");
    List<Callable<SharedBlend>> work = new ArrayList<>();
    for (PooledLearner learner : learners) {
      List<float[]> versions = versions(learner, arrived);
      if (versions.isEmpty()) {
        throw new IOException(learner.site().name() + " has got no shared model");
      }
      work.add(() -> learner.judged(versions));
    }
    List<SharedBlend> trials = parallel(work);
    boolean kept = true;
    out.printf(
        Locale.ROOT,
        "%n%-22s %5s %9s %9s %9s %7s %8s%n",
        "error / usual power",
        "days",
        "own",
        "shared",
        "blend",
        "share",
        "change");
    double change = 0;
    for (int i = 0; i < trials.size(); i++) {
      SharedBlend trial = trials.get(i);
      MeasuredSite site = learners.get(i).site();
      double worse = trial.change();
      kept &= worse <= MOST_WORSE;
      change += worse / trials.size();
      out.printf(
          Locale.ROOT,
          "%-22s %5d %9.4f %9.4f %9.4f %6.0f%% %+7.1f%%%n",
          site.name() + (daemons.containsKey(site.name()) ? " (daemon)" : ""),
          site.learntDays(),
          trial.own().mean(),
          trial.shared().mean(),
          trial.blend().mean(),
          100 * trial.share(),
          100 * worse);
    }
    out.printf(
        Locale.ROOT,
        "%nmean change %+.1f %%; no site worse by more than 0.5 %%: %s%n",
        100 * change,
        kept ? "kept" : "NOT KEPT");
    PooledLearner first = learners.getFirst();
    out.println(BlendCost.of(first, versions(first, arrived), clock).text());
    out.println("refused: " + refused);
    out.println(
        "the daemons took part by themselves; their rows are of the version that each blends,"
            + " computed here because a daemon's weights take weeks");
    return kept;
  }

  private static List<float[]> versions(
      PooledLearner learner, Map<String, List<SharedModel>> arrived) {
    return arrived.getOrDefault(learner.site().name(), List.of()).stream()
        .map(SharedModel::weights)
        .filter(weights -> weights.length == learner.weights())
        .toList();
  }

  private void say(String text) {
    long seconds = clock.now().since(begin).toSeconds();
    out.printf("%d:%02d %s%n", seconds / 60, seconds % 60, text);
  }
}
