package io.spikewatt.controller.cli;

import io.spikewatt.config.load.ConfigLoader;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.daemon.BrokerConnection;
import io.spikewatt.controller.daemon.Gateway;
import io.spikewatt.controller.daemon.ServiceStatus;
import io.spikewatt.hal.gpio.Gpio;
import io.spikewatt.hal.gpio.GpioPins;
import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.SystemClock;
import io.spikewatt.hal.watchdog.SystemdNotify;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import org.tinylog.Logger;

/** {@code spikewatt run}: the daemon. Ends on SIGTERM and SIGINT, or by a bug. */
final class RunCommand extends ConfiguredCommand {

  private static final String USAGE =
      """
      usage: spikewatt run --config FILE

      Controls the site until SIGTERM or SIGINT, then leaves every device in its neutral state.
      Logs to standard output. Exit code 78 if the configuration has problems, 69 if the state
      directory cannot be used, 70 after a bug (devices then fall back by their own timers).
      """;

  private static final Duration DEBOUNCE = Duration.ofMillis(50);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Why a gateway ends. */
  private enum End {
    STOP,
    RELOAD,
    BUG
  }

  /** The first reason counts; later ones have no reader. */
  private final SynchronousQueue<End> ends = new SynchronousQueue<>();

  RunCommand(PrintStream out, PrintStream err) {
    super(USAGE, Set.of(), Set.of(), out, err);
  }

  @Override
  ExitCode run(LoadedSite.Ok config, CliOptions cliOptions, Path file) {
    Clock clock = new SystemClock();
    SystemdNotify systemd = SystemdNotify.fromEnvironment();
    Thread.setDefaultUncaughtExceptionHandler(this::died);
    CountDownLatch done = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stopAndWait(done), "stop"));
    try (Gpio gpio = GpioPins.gpiod(DEBOUNCE)) {
      LoadedSite.Ok current = config;
      while (true) {
        End end = control(current, clock, gpio, systemd);
        if (end != End.RELOAD) {
          return end == End.STOP ? ExitCode.OK : ExitCode.BUG;
        }
        current = reload(file, current);
      }
    } finally {
      systemd.stopping();
      done.countDown();
    }
  }

  private End control(LoadedSite.Ok config, Clock clock, Gpio gpio, SystemdNotify systemd) {
    Site site = config.site();
    Logger.info(
        "controlling site {} with {} devices, configuration {}",
        site.name(),
        site.devices().size(),
        config.configHash());
    ServiceStatus status = ServiceStatus.of(config.configHash(), clock.now());
    Gateway.Environment around =
        new Gateway.Environment(
            clock,
            gpio,
            BrokerConnection.connect(site, status),
            status,
            event -> {},
            systemd::watchdog,
            () -> request(End.RELOAD),
            bug -> {
              Logger.error(bug, "a bug ended a loop");
              request(End.BUG);
            });
    try (Gateway gateway = new Gateway(site, around)) {
      gateway.start();
      systemd.ready();
      return ends.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return End.STOP;
    }
  }

  /** A sound new configuration, or the old one. */
  private static LoadedSite.Ok reload(Path file, LoadedSite.Ok old) {
    return switch (ConfigLoader.load(file)) {
      case LoadedSite.Ok ok -> ok;
      case LoadedSite.Failed failed -> {
        failed.problems().forEach(problem -> Logger.error("{}", problem));
        Logger.error("the configuration has problems, the old one stays in force");
        yield old;
      }
    };
  }

  /**
   * A thread that dies unseen would leave its devices unread for good. The thread that dies makes
   * the request itself, because a lack of threads may be what ended it.
   */
  private void died(Thread thread, Throwable bug) {
    Logger.error(bug, "a bug ended the thread {}", thread.getName());
    if (!offer(End.BUG)) {
      Runtime.getRuntime().halt(ExitCode.BUG.number());
    }
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
    offer(End.STOP);
    try {
      if (!done.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        Logger.error("the daemon did not stop within {}", PATIENCE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
