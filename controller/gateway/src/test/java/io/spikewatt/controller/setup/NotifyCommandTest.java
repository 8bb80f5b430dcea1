package io.spikewatt.controller.setup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.hal.time.ManualClock;
import io.spikewatt.testkit.OneMeterSite;
import io.spikewatt.testkit.WebhookServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class NotifyCommandTest {

  @TempDir private Path directory = Path.of("");
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private WebhookServer webhook;
  private BlockingQueue<String> received;

  @BeforeEach
  void serve() throws IOException {
    webhook = new WebhookServer(path -> path.equals("/no") ? 403 : 200);
    received = webhook.bodies();
  }

  @AfterEach
  void stop() {
    webhook.close();
  }

  private ExitCode notify(String... arguments) {
    out.reset();
    err.reset();
    return NotifyCommand.run(
        List.of(arguments),
        new ManualClock(Instant.parse("2026-06-15T10:00:00Z")),
        new PrintStream(out, true, UTF_8),
        new PrintStream(err, true, UTF_8));
  }

  private String site(String... paths) throws IOException {
    Path file = OneMeterSite.write(directory, "home");
    StringBuilder notify = new StringBuilder("notify:\n  targets:\n");
    for (String path : paths) {
      notify
          .append("    - { webhook: \"http://127.0.0.1:")
          .append(webhook.port())
          .append(path)
          .append("\" }\n");
    }
    Files.writeString(file, paths.length == 0 ? "" : notify, StandardOpenOption.APPEND);
    return file.toString();
  }

  @Test
  void each_target_gets_a_test_and_its_outcome_is_printed() throws Exception {
    assertEquals(ExitCode.OK, notify("try", "--config", site("/a", "/b")), err::toString);
    assertEquals("webhook: ok\nwebhook-2: ok\n", out.toString(UTF_8));
    assertEquals(2, received.size());
    assertTrue(received.remove().contains("\"kind\":\"test\""));
  }

  @Test
  void a_target_that_takes_none_is_named_with_the_reason() throws Exception {
    String site = site("/no", "/b");
    assertEquals(ExitCode.UNREACHABLE, notify("try", "--config", site));
    String port = ":" + webhook.port();
    assertEquals(
        "webhook: failed, 127.0.0.1" + port + ": answered with status 403\nwebhook-2: ok\n",
        out.toString(UTF_8));
    assertEquals(ExitCode.UNREACHABLE, notify("try", "--config", site, "--json"));
    assertEquals(
        "{\"targets\":[{\"name\":\"webhook\",\"taken\":false,\"problem\":\"127.0.0.1"
            + port
            + ": answered with status 403\"},{\"name\":\"webhook-2\",\"taken\":true}]}\n",
        out.toString(UTF_8));
  }

  @Test
  void without_targets_or_the_word_try_nothing_is_sent() throws Exception {
    assertEquals(ExitCode.CONFIG, notify("try", "--config", site()));
    assertTrue(err.toString(UTF_8).contains("expected a section notify"), err::toString);
    assertEquals(ExitCode.USAGE, notify("--config", site("/a")));
    assertEquals(ExitCode.OK, notify("--help"));
    assertTrue(out.toString(UTF_8).startsWith("usage: spikewatt notify try"));
    assertEquals(0, received.size());
  }
}
