package io.spikewatt.controller.cli;

import io.spikewatt.config.cli.CliOptions;
import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.config.cli.Version;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.config.site.Site;
import io.spikewatt.config.site.SiteChanges;
import io.spikewatt.controller.assist.AssistantPaths;
import io.spikewatt.controller.backup.StateRestore;
import io.spikewatt.controller.broker.BrokerConnection;
import io.spikewatt.controller.commandline.ConfiguredCommand;
import io.spikewatt.controller.cycle.ConfigReload;
import io.spikewatt.controller.daemon.Gateway;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.http.MorePaths;
import io.spikewatt.controller.local.LocalServer;
import io.spikewatt.controller.local.SiteLock;
import io.spikewatt.controller.page.SitePage;
import io.spikewatt.controller.setup.SiteLoader;
import io.spikewatt.controller.status.ServiceStatus;
import io.spikewatt.controller.status.SiteStatus;
import io.spikewatt.controller.status.StartupArchive;
import io.spikewatt.controller.view.SiteView;
import io.spikewatt.hal.gpio.Gpio;
import io.spikewatt.hal.gpio.GpioPins;
import io.spikewatt.hal.store.DirectoryOwner;
import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.SystemClock;
import io.spikewatt.hal.watchdog.SystemdNotify;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.tinylog.Logger;

/** {@code spikewatt run}: the daemon. Ends on SIGTERM and SIGINT, or by a bug. */
final class RunCommand extends ConfiguredCommand {

  private static final String NAME = "run";

  private static final Duration DEBOUNCE = Duration.ofMillis(50);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private enum End {
    STOP,
    /** Everything is built anew. */
    RELOAD,
    /** Only what decides is built anew. */
    REPLACE,
    BUG
  }

  /** The first reason counts; later ones have no reader. */
  private final SynchronousQueue<End> ends = new SynchronousQueue<>();

  private volatile LoadedSite.@Nullable Ok current;

  /** The one that a reload puts in force. */
  private volatile LoadedSite.@Nullable Ok next;

  RunCommand(PrintStream out, PrintStream err) {
    super("run", Set.of(), Set.of(), out, err);
  }

  @Override
  protected LoadedSite load(Path file) {
    return SiteLoader.load(file);
  }

  /** A daemon has too many threads to take root's rights from each. */
  @Override
  protected ExitCode start(LoadedSite.Ok config, CliOptions options, Path file) throws IOException {
    DirectoryOwner owner = DirectoryOwner.of(state(config));
    if (owner.isForeign()) {
      err.printf(
          "%s belongs to user %s, and what root writes there that user could not read:"
              + " sudo systemctl start spikewatt, or sudo -u %s spikewatt run --config %s%n",
          state(config), owner.user(), owner.user(), file);
      return ExitCode.USAGE;
    }
    return run(config, options, file);
  }

  @Override
  protected ExitCode run(LoadedSite.Ok config, CliOptions options, Path file) {
    Clock clock = new SystemClock();
    SystemdNotify systemd = SystemdNotify.fromEnvironment();
    Thread.setDefaultUncaughtExceptionHandler(this::died);
    CountDownLatch done = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stopAndWait(done), "stop"));
    Map<String, String> environment = System.getenv();
    StartupArchive.problem().ifPresent(problem -> Logger.warn("{}", problem));
    try (Gpio gpio = GpioPins.gpiod(DEBOUNCE)) {
      LoadedSite.Ok inForce = config;
      SiteLock lock = SiteLock.take(config.site(), NAME, environment);
      HangupSignal.handle(() -> reloadOnSignal(file));
      while (true) {
        StateRestore.finish(state(inForce));
        HistoryStore.requireRegular(state(inForce));
        End end = control(inForce, file, clock, gpio, systemd, lock.socket());
        if (end != End.RELOAD) {
          lock.close();
          Logger.info("control of site {} has ended", inForce.site().name());
          return end == End.STOP ? ExitCode.OK : ExitCode.BUG;
        }
        inForce = Objects.requireNonNull(next);
        lock = lock.forSite(inForce.site(), NAME, environment);
      }
    } catch (SiteLock.TakenException | IOException e) {
      err.println(e.getMessage());
      return ExitCode.UNREACHABLE;
    } finally {
      systemd.stopping();
      done.countDown();
    }
  }

  private End control(
      LoadedSite.Ok config,
      Path file,
      Clock clock,
      Gpio gpio,
      SystemdNotify systemd,
      Optional<Path> socket) {
    Site site = config.site();
    current = config;
    Logger.info(
        "controlling site {} with {} devices, configuration {}",
        site.name(),
        site.devices().size(),
        config.configHash());
    config.warnings().forEach(warning -> Logger.warn("{}", warning));
    ServiceStatus status = ServiceStatus.of(config.configHash(), clock.now());
    Gateway.Environment around =
        new Gateway.Environment(
            clock,
            gpio,
            BrokerConnection.connect(site, status),
            status,
            event -> {},
            systemd::watchdog,
            () -> CompletableFuture.supplyAsync(() -> check(file)),
            bug -> {
              Logger.error(bug, "a bug ended a loop");
              request(End.BUG);
            });
    try (Gateway gateway = new Gateway(site, around);
        LocalServer _ = serve(socket, answers(gateway, status))) {
      gateway.start();
      systemd.ready();
      try (ServedPage _ =
          site.page().isEmpty()
              ? null
              : ServedPage.start(site, gateway, () -> now(gateway, status), file, clock)) {
        return endOf(gateway, status);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return End.STOP;
    }
  }

  /** Control does not depend on local requests. */
  private static @Nullable LocalServer serve(
      Optional<Path> socket, Map<String, UnaryOperator<String>> answers) {
    try {
      return socket.isPresent() ? LocalServer.start(socket.get(), answers) : null;
    } catch (IOException e) {
      Logger.warn("no local access, as by spikewatt status: {}", e.getMessage());
      return null;
    }
  }

  /** Answers to requests from the same machine. */
  private Map<String, UnaryOperator<String>> answers(Gateway gateway, ServiceStatus status) {
    return Map.of(
        "status",
        arguments -> now(gateway, status).json(),
        "why",
        gateway::why,
        "tariff",
        gateway::tariff);
  }

  /** How the gateway is, under the configuration in force. */
  private SiteStatus now(Gateway gateway, ServiceStatus status) {
    LoadedSite.Ok config = Objects.requireNonNull(current);
    return gateway.status(config.site(), ServiceStatus.of(config.configHash(), status.startedAt()));
  }

  private End endOf(Gateway gateway, ServiceStatus status) throws InterruptedException {
    End end = ends.take();
    while (end == End.REPLACE) {
      LoadedSite.Ok config = Objects.requireNonNull(next);
      current = config;
      Logger.info("configuration {} is in force", config.configHash());
      config.warnings().forEach(warning -> Logger.warn("{}", warning));
      gateway.replace(config.site(), ServiceStatus.of(config.configHash(), status.startedAt()));
      end = ends.take();
    }
    return end;
  }

  private ConfigReload.Check check(Path file) {
    try {
      return switch (load(file)) {
        case LoadedSite.Ok ok -> sound(ok);
        case LoadedSite.Failed failed -> {
          failed.problems().forEach(problem -> Logger.error("{}", problem));
          yield new ConfigReload.Check.Faulty(
              "the old configuration stays in force: "
                  + failed.problems().getFirst()
                  + (failed.problems().size() > 1
                      ? ", and %d more in the log".formatted(failed.problems().size() - 1)
                      : ""));
        }
      };
    } catch (RuntimeException bug) {
      Logger.error(bug, "a reload met a bug");
      return new ConfigReload.Check.Faulty("cannot be carried out: a bug, see the log");
    }
  }

  private ConfigReload.Check sound(LoadedSite.Ok loaded) {
    Site before = Objects.requireNonNull(current).site();
    List<String> changes = SiteChanges.between(before, loaded.site());
    boolean keepLinks = SiteChanges.keepLinks(before, loaded.site());
    return new ConfigReload.Check.Sound(
        (changes.isEmpty() ? "nothing changes" : "changes: " + String.join(", ", changes))
            + (keepLinks ? "; the links go on" : "; every link is restarted"),
        () -> {
          next = loaded;
          request(keepLinks ? End.REPLACE : End.RELOAD);
        });
  }

  private void reloadOnSignal(Path file) {
    switch (check(file)) {
      case ConfigReload.Check.Sound sound -> {
        Logger.info("reload on SIGHUP: {}", sound.changes());
        sound.apply().run();
      }
      case ConfigReload.Check.Faulty faulty ->
          Logger.error("reload on SIGHUP refused: {}", faulty.problems());
    }
  }

  /**
   * A thread that dies unseen would leave its devices unread for good. The thread that dies makes
   * the request itself, because a lack of threads may be what ended it.
   */
  private void died(Thread thread, Throwable bug) {
    Logger.error(bug, "a bug ended the thread {}", thread.getName());
    if (!isReplaced(thread.getName()) && !offer(End.BUG)) {
      Runtime.getRuntime().halt(ExitCode.BUG.number());
    }
  }

  /** Whether it is one of Paho's: the keep-alive notices its end, and the link connects anew. */
  static boolean isReplaced(String thread) {
    return thread.startsWith("MQTT ");
  }

  private void request(End end) {
    Thread.ofVirtual().start(() -> offer(end));
  }

  private boolean offer(End end) {
    try {
      return ends.offer(end, PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void stopAndWait(CountDownLatch done) {
    if (done.getCount() == 0) {
      return;
    }
    Logger.info("asked to end, by SIGTERM or SIGINT: devices go to their neutral state");
    offer(End.STOP);
    try {
      if (!done.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        Logger.error("the daemon did not stop within {}", PATIENCE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * The page of a running gateway and the assistant's paths on it, until closed. A class of its
   * own, so that a daemon without a page loads no class of it.
   */
  private static final class ServedPage implements AutoCloseable {

    private final Optional<SitePage> page;
    private final MorePaths paths;

    private ServedPage(Optional<SitePage> page, MorePaths paths) {
      this.page = page;
      this.paths = paths;
    }

    /**
     * Starts them. What hinders the page is logged and in the status.
     *
     * @param site with a page
     * @param current how the gateway is now
     * @param configuration the site file
     */
    static ServedPage start(
        Site site, Gateway gateway, Supplier<SiteStatus> current, Path configuration, Clock clock) {
      SiteView view = SitePage.view(gateway::running, current);
      MorePaths paths =
          site.assistant().isPresent()
              ? AssistantPaths.of(site, view, gateway::running, configuration, Version.get(), clock)
              : MorePaths.NONE;
      return new ServedPage(SitePage.start(site, view, paths, gateway::page), paths);
    }

    @Override
    public void close() {
      page.ifPresent(SitePage::close);
      paths.close();
    }
  }
}
