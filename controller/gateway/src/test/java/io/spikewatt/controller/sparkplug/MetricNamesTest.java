package io.spikewatt.controller.sparkplug;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.controller.command.ActiveCommands;
import io.spikewatt.controller.fixture.CapturedOutlet;
import io.spikewatt.controller.homeassistant.AnnouncedSite;
import io.spikewatt.controller.homeassistant.RecordedBroker;
import io.spikewatt.hal.message.Message;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Births of a site with one device of every role. */
class MetricNamesTest {

  @TempDir private Path directory;

  @Test
  void metricsAreThoseThatWereCaptured() throws Exception {
    List<String> lines = new ArrayList<>();
    try (AnnouncedSite site =
        new AnnouncedSite(
            AnnouncedSite.yaml(directory), new RecordedBroker(), AnnouncedSite.START)) {
      site.cycle();
      EdgeNode node =
          new EdgeNode(new SparkplugTopics("g", "n", Optional.empty()), Duration.ofMinutes(10));
      CycleOutcome outcome =
          new CycleOutcome(site.site(), site.cycle(), ActiveCommands.NONE, List.of());
      for (Message birth : node.birth(outcome, 0)) {
        for (PayloadMetric metric : SparkplugDecoder.decode(birth.payload()).metrics()) {
          lines.add(birth.topic() + " " + metric.name().orElse("") + " " + shown(metric));
        }
      }
      NodeMetrics.of(outcome, 600, "").forEach(one -> lines.add(captured(one.definition())));
      DeviceMetrics.of(outcome)
          .forEach(
              (device, metrics) ->
                  metrics
                      .readings()
                      .forEach(one -> lines.add(device + " " + captured(one.definition()))));
      for (RecordedMetric metric : RecordedMetric.of(site.site())) {
        lines.add("recorded " + metric.device() + " " + metric.name() + " " + metric.series());
      }
    }
    CapturedOutlet.holds("sparkplug", lines);
  }

  /** As the capture wrote a definition. */
  private static String captured(MetricDefinition one) {
    return "MetricDefinition[name=%s, type=%s, unit=%s, deadband=%s, writable=%s]"
        .formatted(one.name(), one.type(), one.unit(), one.deadband(), one.commands().isPresent());
  }

  @Test
  void whatIsUnknownHasNoValueAndABadQuality() {
    try (AnnouncedSite site =
        new AnnouncedSite(
            AnnouncedSite.yaml(directory), new RecordedBroker(), AnnouncedSite.START)) {
      site.silence("genset1").silence("feeder1").cycle();
      CycleOutcome outcome =
          new CycleOutcome(site.site(), site.cycle(), ActiveCommands.NONE, List.of());
      List<MetricReading> power =
          NodeMetrics.of(outcome, 600, "").stream()
              .filter(one -> one.definition().name().equals("Site/Genset W"))
              .toList();
      assertEquals(1, power.size());
      assertEquals(Optional.empty(), power.getFirst().value());
      assertEquals(MetricQuality.BAD, power.getFirst().quality());
    }
  }

  /** Sentences may be worded anew. */
  private static String shown(PayloadMetric metric) {
    return metric.value().toString().replaceAll("value=.* .*", "…");
  }
}
