package io.spikewatt.controller.homeassistant;

import io.spikewatt.controller.broker.BrokerConnection;
import io.spikewatt.controller.status.ServiceStatus;
import io.spikewatt.hal.message.MessagePort;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.SystemClock;
import io.spikewatt.testkit.SourceCheckout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The lines of docs/mqtt.md that people copy, as they stand there. */
class MqttPageTest {

  private static final Path PAGE = SourceCheckout.file("docs/mqtt.md");

  @TempDir private Path directory;

  @Test
  @Timeout(120)
  void commandsFromAShellAndFromNodeRedAreInForce() throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(directory)) {
      String yaml = AnnouncedSite.yaml(directory.resolve("state"));
      int from = yaml.indexOf("mqtt:");
      String section =
          "mqtt: { broker: \"tcp://127.0.0.1:%d\", commands: all, home-assistant: true }\n"
              .formatted(broker.port());
      yaml = yaml.substring(0, from) + section + yaml.substring(yaml.indexOf('\n', from) + 1);
      Moment now = new SystemClock().now();
      try (MessagePort port =
              BrokerConnection.connect(AnnouncedSite.load(yaml), ServiceStatus.of("hash", now));
          AnnouncedSite site = new AnnouncedSite(yaml, port, now.instant())) {
        BrokerProcess.await("connected", port::connected);
        site.seconds(1);
        String lines = block("mosquitto_sub -h 127.0.0.1 -t 'spikewatt/home/command/+/result'");
        run(site, List.of("/bin/sh", "-ec", ported(broker, lines)));
        awaitInForce(broker, site, "\"limit-export\":{\"value\":1500");

        // What an mqtt out node sends of a function node's message.
        String script =
            "const send = msg => console.log(msg.topic + '\\n' + JSON.stringify(msg.payload));"
                + "send((msg => {%s})({}));".formatted(block("const now = new Date()"));
        List<String> sent = run(site, List.of("/usr/bin/node", "-e", script)).lines().toList();
        run(
            site,
            List.of(
                "/usr/bin/mosquitto_pub",
                "-p",
                Integer.toString(broker.port()),
                "-q",
                "1",
                "-t",
                sent.get(0),
                "-m",
                sent.get(1)));
        awaitInForce(broker, site, "\"limit-import\":{\"value\":4000");
      }
    }
  }

  private static void awaitInForce(BrokerProcess broker, AnnouncedSite site, String command)
      throws Exception {
    BrokerProcess.await(
        command,
        () -> {
          site.cycleAfter(Duration.ofMillis(20));
          return broker.retained().getOrDefault("spikewatt/home/in-force", "").contains(command);
        });
  }

  /** The site lives on meanwhile, by a clock that does not run ahead of the program's. */
  private static String run(AnnouncedSite site, List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    while (process.isAlive()) {
      site.cycleAfter(Duration.ofMillis(20));
      LockSupport.parkNanos(20_000_000);
    }
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static String ported(BrokerProcess broker, String lines) {
    return lines.replace("-h 127.0.0.1", "-h 127.0.0.1 -p " + broker.port());
  }

  private static String block(String begin) throws IOException {
    return CopiedLines.block(PAGE, begin);
  }
}
