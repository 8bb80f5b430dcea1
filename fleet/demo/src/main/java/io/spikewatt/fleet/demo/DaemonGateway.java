package io.spikewatt.fleet.demo;

import io.spikewatt.controller.member.PrivacyBudget;
import io.spikewatt.controller.member.SharedNetworks;
import io.spikewatt.fleet.link.FleetAccess;
import io.spikewatt.hal.store.PrivateFiles;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.TimeSeries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;

/**
 * A gateway's daemon in a process of its own: the program of {@code ./spikewatt run} with a site
 * file of its own. Its history is a measured load; its grid meter is not there, so that it controls
 * nothing.
 */
final class DaemonGateway implements AutoCloseable {

  private static final Duration WEEK = Duration.ofDays(7);
  private static final int PATIENCE_S = 10;

  /** Of the package, as its start script names it. */
  private static final String MAIN = "io.spikewatt.controller.cli.Main";

  /** A port of this machine on which no device answers. */
  private static final int NO_DEVICE = 9;

  private final MeasuredSite site;
  private final Path folder;
  private final Process process;
  private final Thread atExit;

  private DaemonGateway(MeasuredSite site, Path folder, Process process) {
    this.site = site;
    this.folder = folder;
    this.process = process;
    this.atExit = new Thread(process::destroy, "stop " + site.name());
  }

  /**
   * Writes its history and its site file, and starts it.
   *
   * @param site whose days of learning become its history
   * @param access to the fleet's broker
   * @param coordinatorKey with which it checks models
   * @param folder of this daemon alone
   * @throws IOException if files cannot be written or the process cannot start
   */
  static DaemonGateway start(
      MeasuredSite site, FleetAccess access, PublicKey coordinatorKey, Path folder, Instant now)
      throws IOException {
    PrivateFiles.createDirectories(folder);
    Path modelKey = folder.resolve("model.pub");
    PrivateFiles.replace(modelKey, coordinatorKey.getEncoded());
    GatewayHistory.write(state(folder), upTo(site.learnt(), now));
    Path file = folder.resolve("site.yaml");
    Files.writeString(file, siteFile(site, access, modelKey, state(folder)));
    ProcessBuilder builder =
        new ProcessBuilder(command("run", "--config", file.toString()))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("daemon.log").toFile());
    // Its lock does not meet that of another demonstration.
    builder.environment().put("RUNTIME_DIRECTORY", folder.toString());
    DaemonGateway daemon = new DaemonGateway(site, folder, builder.start());
    Runtime.getRuntime().addShutdownHook(daemon.atExit);
    return daemon;
  }

  private static Path state(Path folder) {
    return folder.resolve("state");
  }

  /**
   * A series moved by whole weeks, so that it is on record at {@code now}, without what is later.
   */
  static TimeSeries upTo(TimeSeries series, Instant now) {
    long weeks = Math.ceilDiv(Duration.between(series.end(), now).toSeconds(), WEEK.toSeconds());
    Instant start = series.start().plus(WEEK.multipliedBy(weeks));
    int slots = (int) Duration.between(start, now).dividedBy(series.step());
    return new TimeSeries(
        start,
        series.step(),
        Arrays.copyOf(series.values(), Math.clamp(slots, 0, series.values().length)));
  }

  private static List<String> command(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(
        List.of(
            "-Xmx96m",
            "-Xss512k",
            "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN));
    command.addAll(List.of(arguments));
    return command;
  }

  private static String siteFile(
      MeasuredSite site, FleetAccess access, Path modelKey, Path stateDirectory) {
    ForecastSettings settings = site.settings();
    return String.format(
        Locale.ROOT,
        """
        site: { name: %s, timezone: %s, latitude: %.3f, longitude: %.3f }
        grid: { import-limit-w: 20000, export-limit-w: 7000 }
        tariff:
          currency: EUR
          import:
            - { from: "00:00", to: "24:00", per-kwh: 0.30 }
          export-per-kwh: 0.08
        storage: { directory: "%s" }
        devices:
          - id: meter1
            profile: eastron-sdm630
            connection: { modbus-tcp: 127.0.0.1, port: %d, unit: 1 }
            grid-meter: {}
        fleet:
          broker: %s
          climate: %s
          ca-file: "%s"
          certificate-file: "%s"
          key-file: "%s"
          coordinator-key-file: "%s"
          share: models, alarms
          purpose: a demonstration
          hours: any
        """,
        site.name(),
        settings.zone(),
        settings.position().orElseThrow().latitudeDeg(),
        settings.position().orElseThrow().longitudeDeg(),
        stateDirectory,
        NO_DEVICE,
        access.broker(),
        site.climate(),
        access.caFile(),
        access.certificateFile(),
        access.keyFile(),
        modelKey);
  }

  MeasuredSite site() {
    return site;
  }

  boolean runs() {
    return process.isAlive();
  }

  /** Its log file. */
  Path log() {
    return folder.resolve("daemon.log");
  }

  /** Newest version of the fleet's model that it blends, from its state directory. */
  Optional<Long> blended() {
    return SharedNetworks.in(state(folder), site.kind(), site.settings(), problem -> {})
        .flatMap(SharedNetworks::usedVersion);
  }

  /** Rounds that it has learnt for. */
  int rounds(Moment now) {
    PrivacyBudget.PrivacySpent spent =
        PrivacyBudget.in(
                state(folder), site.settings().zone(), OptionalDouble.empty(), problem -> {})
            .spent(now);
    return spent.rounds() + spent.maskedOnly();
  }

  /** SIGTERM, and SIGKILL if that does not end it. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException _) {
      // The program ends: the hook does the same.
    }
  }
}
