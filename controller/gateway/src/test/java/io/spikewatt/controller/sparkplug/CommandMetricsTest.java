package io.spikewatt.controller.sparkplug;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.controller.command.ActiveCommands;
import io.spikewatt.controller.command.CommandExclusions;
import io.spikewatt.controller.command.SiteCommand;
import io.spikewatt.controller.homeassistant.AnnouncedSite;
import io.spikewatt.controller.mode.RequestedMode;
import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.controller.sparkplug.SparkplugDecoder.MalformedPayload;
import io.spikewatt.hal.message.Message;
import io.spikewatt.testkit.Letterbox;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Metrics that hosts may write are contracts, and so are the commands that they give. */
class CommandMetricsTest {

  private static final Instant NOW = Instant.parse("2026-06-15T10:00:01Z");

  private static final ActiveCommands COMMANDS =
      ActiveCommands.of(
          new SiteCommand.SetMode(RequestedMode.HOLD),
          new SiteCommand.LimitImport(5000),
          new SiteCommand.ReserveSoc(70, Optional.empty()),
          new SiteCommand.ComputeBudget("compute1", 800),
          new SiteCommand.EvTrip(
              "ev1",
              SiteCommand.EvTrip.Part.BOTH,
              Optional.of(NOW.plusSeconds(60)),
              OptionalDouble.of(7000)));

  @TempDir private Path directory;

  @Test
  void everyMetricOfTheFixtureIsBornAndCommandsAsItDid() throws Exception {
    List<String> born = born();
    List<String> missing =
        fixture().stream()
            .filter(line -> !born.contains(line))
            .map(line -> line + "\n  is now none of\n  " + String.join("\n  ", born))
            .toList();
    assertEquals(List.of(), missing);
  }

  @Test
  void everyCommandHasAMetricOrAReason() throws Exception {
    Set<String> words = new TreeSet<>();
    born().forEach(line -> words.add(line.split("; ", 2)[1].split("[/ ]", 2)[0]));
    assertEquals(CommandExclusions.offered(CommandExclusions.SPARKPLUG), words);
  }

  private List<String> born() throws MalformedPayload {
    List<String> born = new ArrayList<>();
    try (AnnouncedSite site =
        new AnnouncedSite(AnnouncedSite.yaml(directory), new Letterbox(), AnnouncedSite.START)) {
      CycleReport report = site.cycle();
      EdgeNode node =
          new EdgeNode(new SparkplugTopics("g", "n", Optional.empty()), Duration.ofMinutes(15));
      List<Message> plain =
          node.birth(new CycleOutcome(site.site(), report, ActiveCommands.NONE, List.of()), 0);
      List<Message> commanded =
          node.rebirth(new CycleOutcome(site.site(), report, COMMANDS, List.of()));
      for (int i = 0; i < plain.size(); i++) {
        born.addAll(written(node, plain.get(i), commanded.get(i)));
      }
    }
    return born;
  }

  /** A line for each writable metric: its value without and with commands, and what it commands. */
  private static List<String> written(EdgeNode node, Message plain, Message commanded)
      throws MalformedPayload {
    String command = plain.topic().replace("BIRTH", "CMD");
    List<PayloadMetric> without = SparkplugDecoder.decode(plain.payload()).metrics();
    List<PayloadMetric> with = SparkplugDecoder.decode(commanded.payload()).metrics();
    List<String> lines = new ArrayList<>();
    for (PayloadMetric metric : without) {
      List<HostRequest> requests = node.read(new Message(command, write(metric), false));
      if (requests.stream().noneMatch(HostRequest.Command.class::isInstance)) {
        continue;
      }
      HostRequest.Command request = (HostRequest.Command) requests.getFirst();
      String payload = new String(request.payload(), StandardCharsets.UTF_8);
      lines.add(
          "%s %s type %d: %s, commanded %s; %s %s"
              .formatted(
                  plain.topic(),
                  metric.name().orElseThrow(),
                  metric.type().orElseThrow(),
                  shown(metric),
                  shown(named(with, metric)),
                  request.name(),
                  payload.substring(payload.indexOf("\"validForS\""))));
    }
    return lines;
  }

  private static PayloadMetric named(List<PayloadMetric> metrics, PayloadMetric like) {
    return metrics.stream()
        .filter(other -> other.name().equals(like.name()))
        .findFirst()
        .orElseThrow();
  }

  /** Setpoints are what control decides. */
  private static String shown(PayloadMetric metric) {
    return metric.name().filter(name -> name.startsWith("Setpoint/")).isPresent()
        ? "-"
        : metric.value().map(Objects::toString).orElse("null");
  }

  private static byte[] write(PayloadMetric metric) {
    MetricValue value =
        switch (metric.type().orElseThrow()) {
          case 10 -> new MetricValue.Real(5);
          case 12 -> new MetricValue.Text("word");
          case 13 -> new MetricValue.Whole64(NOW.plusSeconds(3600).toEpochMilli());
          case 3 -> new MetricValue.Whole32(900);
          default -> new MetricValue.Flag(true);
        };
    OptionalLong at = OptionalLong.of(NOW.toEpochMilli());
    return SparkplugEncoder.encode(
        new SparkplugPayload(
            at,
            List.of(
                new PayloadMetric(
                    metric.name(),
                    OptionalLong.empty(),
                    at,
                    OptionalInt.of(metric.type().orElseThrow()),
                    false,
                    Optional.of(value),
                    Map.of())),
            OptionalLong.empty()));
  }

  private static List<String> fixture() throws IOException {
    try (InputStream in = CommandMetricsTest.class.getResourceAsStream("command-metrics.txt")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .toList();
    }
  }
}
