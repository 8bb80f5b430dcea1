package io.spikewatt.controller.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.cli.Main;
import io.spikewatt.controller.local.LocalClient;
import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.SystemClock;
import io.spikewatt.testkit.JavaCommand;
import io.spikewatt.testkit.OneMeterSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A daemon without notifications, sources, assistant, page, broker and OPC UA loads no class of
 * them, so it has no thread and no socket: not at its start, after a reload, for a status, nor at
 * its end. Libraries of certificates and fleets stay unloaded, too.
 */
@Timeout(120)
class OptionalPartsOffTest {

  private static final List<String> PARTS =
      List.of(
          "io.spikewatt.controller.assist.",
          "io.spikewatt.controller.assistant.",
          "io.spikewatt.controller.notify.",
          "io.spikewatt.controller.source.",
          "io.spikewatt.controller.planning.SourceCycle",
          "io.spikewatt.controller.planning.Weather",
          "io.spikewatt.controller.forecast.Weather",
          "io.spikewatt.controller.forecast.SeriesWeather",
          "io.spikewatt.controller.history.Weather",
          "io.spikewatt.controller.history.PredictedWeather",
          "io.spikewatt.controller.httpclient.",
          "sun.net.www.protocol.http.",
          "io.spikewatt.controller.cli.RunCommand$ServedPage",
          "io.spikewatt.controller.http.",
          "io.spikewatt.controller.page.",
          "io.spikewatt.controller.sparkplug.",
          "io.spikewatt.controller.view.",
          "io.spikewatt.drivers.mqtt.",
          "io.spikewatt.drivers.opcua.",
          "io.spikewatt.fleet.",
          "io.spikewatt.inference.federated.",
          "io.netty.",
          "org.bouncycastle.",
          "org.eclipse.milo.",
          "org.eclipse.paho.",
          "sun.net.httpserver.",
          "sun.security.ssl.");

  /** In the output once cycles are reported. */
  private static final String REPORTED = "mode-changed mode: hold";

  private static final String NOTIFY =
      "notify: { targets: [ { webhook: \"http://127.0.0.1:1/\" } ] }\n";

  private static final String SOURCES =
      "sources: [ { source: awattar, host: \"http://127.0.0.1:1\" } ]\n";

  @TempDir private Path directory = Path.of("");

  @Test
  void without_its_section_no_class_of_a_part_is_loaded() throws Exception {
    assertEquals(List.of(), loaded("", "", ""));
    assertLoaded("SiteNotifier", loaded(NOTIFY, "\"notify\"", "notify    webhook ok"));
    List<String> prices = loaded(SOURCES, "\"sources\"", "sources   awattar no answer yet");
    assertLoaded("SiteSources", prices);
    assertEquals(
        List.of(),
        prices.stream().filter(line -> line.contains("Weather")).toList(),
        "prices only");
  }

  private static void assertLoaded(String part, List<String> classes) {
    assertTrue(
        classes.stream().anyMatch(line -> line.contains(part)),
        "the log shows such classes: " + classes);
  }

  /** Classes of optional parts that a daemon loads; its status has the given texts. */
  private List<String> loaded(String more, String key, String said) throws Exception {
    Path own = Files.createTempDirectory(directory, "site");
    Path site = OneMeterSite.write(own, "home");
    Files.writeString(site, more, StandardOpenOption.APPEND);
    Path classes = own.resolve("classes.log");
    Path output = own.resolve("output.log");
    ProcessBuilder builder =
        new ProcessBuilder(
                JavaCommand.of(
                    List.of("-Xlog:class+load:file=" + classes, "-Xmx128m"),
                    Main.class.getName(),
                    List.of("run", "--config", site.toString())))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("RUNTIME_DIRECTORY", own.toString());
    Process daemon = builder.start();
    try {
      await(daemon, output, () -> hasLine(output, REPORTED));
      assertTrue(new ProcessBuilder("kill", "-HUP", "" + daemon.pid()).start().waitFor() == 0);
      await(daemon, output, () -> hasLine(output, "is in force"));
      Path socket = own.resolve("spikewatt-home.sock");
      String status = LocalClient.ask(socket, "status", Duration.ofSeconds(20));
      assertTrue(status.contains(key) && status.contains(said), status);
      assertEquals(more.equals(NOTIFY), status.contains("\"notify\""), status);
      assertEquals(more.equals(SOURCES), status.contains("\"sources\""), status);
    } finally {
      daemon.destroy();
    }
    assertTrue(daemon.waitFor(60, TimeUnit.SECONDS), "the process ends");
    return Files.readAllLines(classes).stream()
        .filter(line -> PARTS.stream().anyMatch(line::contains))
        .toList();
  }

  @FunctionalInterface
  private interface Condition {
    boolean holds() throws IOException;
  }

  private static boolean hasLine(Path file, String part) throws IOException {
    return Files.readAllLines(file).stream().anyMatch(line -> line.contains(part));
  }

  private static void await(Process daemon, Path output, Condition condition)
      throws IOException, InterruptedException {
    Clock realTime = new SystemClock();
    Moment end = realTime.now().plus(Duration.ofSeconds(60));
    while (!condition.holds()) {
      String said = Files.readString(output);
      assertTrue(daemon.isAlive() && realTime.now().isBefore(end), said);
      realTime.sleepUntil(realTime.now().plus(Duration.ofMillis(100)));
    }
  }
}
