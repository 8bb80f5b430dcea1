package io.spikewatt.controller.compute.progress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.spikewatt.config.compute.JobSource;
import io.spikewatt.config.compute.JobSource.Counter;
import io.spikewatt.config.compute.WorkPhase;
import io.spikewatt.hal.time.Moment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counts of work become differences, and what is not known stays unknown. */
class WorkCounterTest {

  private static final Moment START = new Moment(0, Instant.EPOCH);

  @TempDir Path directory;

  private static Moment after(int seconds) {
    return START.plus(Duration.ofSeconds(seconds));
  }

  @Test
  void a_count_in_a_file_gives_the_work_between_two_looks() throws Exception {
    Path file = directory.resolve("count");
    WorkCounter counter =
        new WorkCounter(
            new JobSource("train", WorkPhase.TRAINING, new Counter.InFile(file.toString())));
    assertEquals(OptionalDouble.empty(), counter.next(true, after(0)), "no file");
    Files.writeString(file, "100");
    assertEquals(OptionalDouble.empty(), counter.next(true, after(1)), "first look");
    Files.writeString(file, "107.5\n");
    assertEquals(OptionalDouble.of(7.5), counter.next(true, after(2)));
    assertTrue(counter.running(after(62)));
    assertFalse(counter.running(after(63)));
    Files.writeString(file, "3");
    assertEquals(OptionalDouble.of(0), counter.next(true, after(64)), "it began anew");
    Files.writeString(file, "NaN");
    assertEquals(OptionalDouble.empty(), counter.next(true, after(65)));
  }

  @Test
  void series_of_a_metric_are_added_and_others_are_not() {
    String text =
        """
        # TYPE tokens_total counter
        tokens_total{model="a",x="}"} 10
        tokens_total{model="b"} 5.5 1700000000
        tokens_total_created 99
        other 7
        """;
    assertEquals(OptionalDouble.of(15.5), WorkCounter.metric(text, "tokens_total"));
    assertEquals(OptionalDouble.of(7), WorkCounter.metric(text, "other"));
    assertEquals(OptionalDouble.empty(), WorkCounter.metric(text, "tokens"));
    assertEquals(OptionalDouble.empty(), WorkCounter.metric("tokens NaN", "tokens"));
  }

  @Test
  void a_server_is_asked_every_5_s_and_one_that_fails_gives_nothing() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    int[] answers = {0};
    server.createContext(
        "/metrics",
        exchange -> {
          byte[] body = "steps %d\n".formatted(10 * ++answers[0]).getBytes(UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    URI address =
        URI.create("http://127.0.0.1:%d/metrics".formatted(server.getAddress().getPort()));
    WorkCounter counter =
        new WorkCounter(
            new JobSource("llm", WorkPhase.DECODE, new Counter.InMetrics(address, "steps")));
    try {
      assertTrue(counter.asksServer(after(0)));
      assertEquals(OptionalDouble.empty(), counter.next(false, after(0)), "not asked");
      assertEquals(OptionalDouble.empty(), counter.next(true, after(0)), "first look");
      assertEquals(OptionalDouble.of(0), counter.next(true, after(4)));
      assertEquals(OptionalDouble.of(10), counter.next(true, after(5)));
      assertEquals(2, answers[0]);
    } finally {
      server.stop(0);
    }
    assertEquals(OptionalDouble.empty(), counter.next(true, after(10)), "refused");
  }
}
