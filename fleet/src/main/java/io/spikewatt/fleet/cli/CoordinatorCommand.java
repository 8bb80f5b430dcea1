package io.spikewatt.fleet.cli;

import io.spikewatt.config.cli.CliOptions;
import io.spikewatt.config.cli.CliOptions.UsageException;
import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.controller.protocol.FleetTopics;
import io.spikewatt.controller.protocol.RecordBatch;
import io.spikewatt.controller.protocol.VisibleText;
import io.spikewatt.fleet.broker.EmbeddedBroker;
import io.spikewatt.fleet.coordinate.CoordinatorRules;
import io.spikewatt.fleet.coordinate.FirstModels;
import io.spikewatt.fleet.coordinate.FleetCoordinator;
import io.spikewatt.fleet.coordinate.FleetEvent.EventKind;
import io.spikewatt.fleet.coordinate.YearlyPrivacy;
import io.spikewatt.fleet.link.FleetAccess;
import io.spikewatt.fleet.link.PacedPort;
import io.spikewatt.fleet.page.RefusalLog;
import io.spikewatt.fleet.record.StreamStore;
import io.spikewatt.fleet.record.StreamStore.SiteRows;
import io.spikewatt.fleet.round.UpdateBounds;
import io.spikewatt.fleet.store.FleetState;
import io.spikewatt.fleet.store.PostgresRecords;
import io.spikewatt.fleet.store.SqliteRecords;
import io.spikewatt.fleet.stream.IngestThread;
import io.spikewatt.fleet.stream.RabbitStream;
import io.spikewatt.fleet.stream.RecordStream;
import io.spikewatt.fleet.stream.StreamAddress;
import io.spikewatt.fleet.stream.StreamIngest;
import io.spikewatt.hal.message.MessagePort;
import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.SystemClock;
import io.spikewatt.inference.federated.RoundTerms;
import io.spikewatt.inference.federated.SharedModel;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/** {@code fleet coordinator}: runs rounds until it is stopped. */
record CoordinatorCommand(PrintStream out) {

  private static final Duration STEP = Duration.ofMillis(20);

  /** The signed keys of a group, up to twice as large, are one message of less than 64 kB. */
  private static final int MOST_GROUP = 40;

  /** From a round with noise to the next. */
  private static final Duration NOISY_PAUSE = Duration.ofDays(7);

  ExitCode run(List<String> arguments)
      throws UsageException, IOException, GeneralSecurityException, InterruptedException {
    CliOptions options =
        CliOptions.parse(
            arguments,
            Set.of(
                "--folder",
                "--root",
                "--port",
                "--broker",
                "--records",
                "--records-password-file",
                "--records-stream",
                "--phase-s",
                "--pause-s",
                "--rounds",
                "--rounds-per-trial",
                "--group",
                "--clip",
                "--epsilon-per-year",
                "--canaries",
                "--trial-s",
                "--page",
                "--page-bind",
                "--page-certificate",
                "--page-key",
                "--silent-after-s"),
            Set.of());
    FleetFolder folder = FleetFolder.of(options);
    FleetTopics topics = FleetFolder.topics(options);
    Optional<StreamAddress> stream = options.value("--records-stream").map(StreamAddress::parse);
    if (stream.isPresent() && options.value("--broker").isEmpty()) {
      throw new IllegalArgumentException("--records-stream needs --broker");
    }
    Optional<YearlyPrivacy> privacy = privacy(options);
    CoordinatorRules rules = rules(options, privacy);
    PageOptions pageOptions = PageOptions.of(options, privacy);
    SystemClock clock = new SystemClock();
    Instant now = clock.now().instant();
    try (Closeable _ = folder.lock()) {
      Optional<EmbeddedBroker> broker = Optional.empty();
      if (options.value("--broker").isEmpty()) {
        broker =
            Optional.of(
                EmbeddedBroker.start(
                    folder.authority(now).loopbackBroker(),
                    folder.authority(now).certificate(),
                    topics,
                    (int) options.number("--port", 8883, 0, 65_535)));
      }
      try (StreamStore records = records(options, folder)) {
        String address =
            broker.map(EmbeddedBroker::address).or(() -> options.value("--broker")).orElseThrow();
        FleetAccess access = folder.member(address, FleetFolder.COORDINATOR, now);
        out.println(
            privacy.map(YearlyPrivacy::text).orElse("no noise: only masks protect an update"));
        out.println("coordinator at " + address + ", topics " + topics.root() + "/#");
        coordinate(folder, access, topics, records, stream, rules, pageOptions, clock);
      } finally {
        broker.ifPresent(EmbeddedBroker::close);
      }
    }
    return ExitCode.OK;
  }

  /** Until the process is stopped. */
  private void coordinate(
      FleetFolder folder,
      FleetAccess access,
      FleetTopics topics,
      StreamStore records,
      Optional<StreamAddress> stream,
      CoordinatorRules rules,
      PageOptions pageOptions,
      Clock clock)
      throws IOException, GeneralSecurityException, InterruptedException {
    Queue<SiteRows> streamed = new ConcurrentLinkedQueue<>();
    try (FleetState state = folder.state();
        MessagePort port =
            new PacedPort(access.coordinator(topics), topic -> streamed(topics, topic, stream));
        Closeable _ = ingest(access, topics, records, stream, port, streamed::add, clock)) {
      RefusalLog refusals = new RefusalLog();
      FleetCoordinator coordinator =
          new FleetCoordinator(
              port,
              topics,
              state,
              records,
              folder.signer(),
              access.authority(topics),
              rules,
              event -> {
                refusals.note(event, clock.now().instant());
                out.printf(
                    "%s %s %s: %s%n",
                    clock.now().instant(),
                    event.kind(),
                    VisibleText.of(event.subject()),
                    VisibleText.of(event.text()));
              });
      for (SharedModel model : FirstModels.untrained()) {
        coordinator.register(model, clock.now());
      }
      try (PageLoop page =
          PageLoop.start(pageOptions, folder.folder(), state, refusals, coordinator, clock, out)) {
        while (!Thread.currentThread().isInterrupted()) {
          coordinator.step(clock.now());
          for (SiteRows rows = streamed.poll(); rows != null; rows = streamed.poll()) {
            coordinator.stored(rows, clock.now());
          }
          page.step(clock.now());
          clock.sleepUntil(clock.now().plus(STEP));
        }
      }
    }
  }

  /** Whether a message comes by the stream, too. */
  private static boolean streamed(
      FleetTopics topics, String topic, Optional<StreamAddress> stream) {
    return stream.isPresent()
        && topics.source(topic).filter(s -> s.kind().equals(RecordBatch.TOPIC)).isPresent();
  }

  /** Reads the stream until it is closed; nothing without one. */
  private Closeable ingest(
      FleetAccess access,
      FleetTopics topics,
      StreamStore records,
      Optional<StreamAddress> stream,
      MessagePort port,
      Consumer<SiteRows> stored,
      Clock clock)
      throws IOException, GeneralSecurityException {
    if (stream.isEmpty()) {
      return () -> {};
    }
    StreamAddress address = stream.get();
    RecordStream.Source source =
        RabbitStream.source(
            address,
            RabbitStream.pattern(topics.up("*", RecordBatch.TOPIC)),
            address.encrypted() ? Optional.of(access.tls()) : Optional.empty());
    IngestThread thread =
        IngestThread.start(
            new StreamIngest(address.stream(), source, records, port, topics, stored),
            clock,
            problem ->
                out.printf(
                    "%s %s %s: %s%n",
                    clock.now().instant(), EventKind.NOT_STORED, address.stream(), problem));
    return thread::close;
  }

  private static StreamStore records(CliOptions options, FleetFolder folder)
      throws UsageException, IOException {
    Optional<Path> passwordFile = options.value("--records-password-file").map(Path::of);
    Optional<String> url = options.value("--records");
    if (url.isPresent()) {
      // Rounds go on while the database is away, after a restart as well; a first start shows
      // errors.
      return folder.used()
          ? PostgresRecords.reopen(url.get(), passwordFile)
          : PostgresRecords.open(url.get(), passwordFile);
    }
    if (passwordFile.isPresent()) {
      throw new IllegalArgumentException("--records-password-file needs --records");
    }
    return SqliteRecords.open(folder.folder());
  }

  /** Empty without noise. */
  private static Optional<YearlyPrivacy> privacy(CliOptions options) throws UsageException {
    if (options.value("--epsilon-per-year").isEmpty()) {
      return Optional.empty();
    }
    double epsilon = options.number("--epsilon-per-year", 0, 0.1, 1000);
    return Optional.of(YearlyPrivacy.within(epsilon, pause(options)));
  }

  /** Rounds with noise are rare by default, because each one needs more noise. */
  private static Duration pause(CliOptions options) throws UsageException {
    boolean noisy = options.value("--epsilon-per-year").isPresent();
    return seconds(options, "--pause-s", noisy ? NOISY_PAUSE : CoordinatorRules.NIGHTLY.pause());
  }

  /** Never longer than a chosen pause. */
  private static Duration pauseAfterVoid(CliOptions options) throws UsageException {
    Duration usual = CoordinatorRules.NIGHTLY.pauseAfterVoid();
    Duration chosen = seconds(options, "--pause-s", usual);
    return chosen.compareTo(usual) < 0 ? chosen : usual;
  }

  private static CoordinatorRules rules(CliOptions options, Optional<YearlyPrivacy> privacy)
      throws UsageException {
    CoordinatorRules usual = CoordinatorRules.NIGHTLY;
    CoordinatorRules.ReleaseRules release = usual.release();
    return new CoordinatorRules(
        seconds(options, "--phase-s", usual.phase()),
        pause(options),
        pauseAfterVoid(options),
        (int) options.number("--rounds", usual.rounds(), 0, Integer.MAX_VALUE),
        (int) options.number("--group", usual.groupSize(), 10, MOST_GROUP),
        new UpdateBounds(
            options.number(
                "--clip", usual.bounds().clip(), RoundTerms.LEAST_CLIP, RoundTerms.GREATEST_CLIP),
            privacy.map(YearlyPrivacy::noise).orElse(0.0)),
        new CoordinatorRules.ReleaseRules(
            (int) options.number("--rounds-per-trial", release.rounds(), 1, 1000),
            (int) options.number("--canaries", release.canaries(), 1, 1000),
            seconds(options, "--trial-s", release.trial()),
            release.mostWorse()));
  }

  private static Duration seconds(CliOptions options, String name, Duration otherwise)
      throws UsageException {
    double seconds = options.number(name, (double) otherwise.toSeconds(), 0, 1e8);
    return Duration.ofMillis(Math.round(1000 * seconds));
  }
}
