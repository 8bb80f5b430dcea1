package io.spikewatt.controller.compute.progress;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.spikewatt.config.compute.JobSource;
import io.spikewatt.config.compute.JobSource.Counter;
import io.spikewatt.config.compute.WorkPhase;
import io.spikewatt.controller.compute.cgroup.ControlGroup;
import io.spikewatt.controller.compute.cgroup.CpuTime;
import io.spikewatt.controller.compute.sysfs.KernelFile;
import io.spikewatt.controller.httpclient.BoundedHttpClient;
import io.spikewatt.controller.httpclient.HttpAnswer;
import io.spikewatt.controller.httpclient.HttpCall;
import io.spikewatt.controller.httpclient.HttpLimits;
import io.spikewatt.hal.time.Moment;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Work of one job, from its counter. Confined to one thread. */
public final class WorkCounter {

  /** Metrics cost the job's server an answer each time. */
  private static final Duration METRICS_EVERY = Duration.ofSeconds(5);

  /** A job whose count stands still for so long does not run. */
  private static final Duration RUNS = Duration.ofSeconds(60);

  private static final HttpLimits LIMITS =
      new HttpLimits(
          Duration.ofMillis(300), Duration.ofMillis(300), Duration.ofMillis(500), 1 << 20);

  private final JobSource source;
  private final BoundedHttpClient httpClient = new BoundedHttpClient(LIMITS, Optional.empty());
  private OptionalDouble count = OptionalDouble.empty();
  private @Nullable Moment askedAt;
  private @Nullable Moment advancedAt;

  public WorkCounter(JobSource source) {
    this.source = source;
  }

  public WorkPhase phase() {
    return source.phase();
  }

  /** Whether it has to ask a server for its count, which takes up to half a second. */
  public boolean asksServer(Moment now) {
    return source.counter() instanceof Counter.InMetrics
        && (askedAt == null || now.since(askedAt).compareTo(METRICS_EVERY) >= 0);
  }

  /**
   * Work since the call before, in the counter's unit, {@code >= 0}; empty if the count is not
   * known. A counter that fell began anew: its work until then is lost.
   *
   * @param mayAsk whether a server may be asked now
   */
  public OptionalDouble next(boolean mayAsk, Moment now) throws InterruptedException {
    if (source.counter() instanceof Counter.InMetrics && !(mayAsk && asksServer(now))) {
      return count.isPresent() ? OptionalDouble.of(0) : OptionalDouble.empty();
    }
    askedAt = now;
    OptionalDouble before = count;
    count = read();
    if (count.isEmpty() || before.isEmpty()) {
      return OptionalDouble.empty();
    }
    double done = Math.max(0, count.getAsDouble() - before.getAsDouble());
    if (done > 0) {
      advancedAt = now;
    }
    return OptionalDouble.of(done);
  }

  /** Whether its count advanced in the last minute. */
  public boolean running(Moment now) {
    return advancedAt != null && now.since(advancedAt).compareTo(RUNS) <= 0;
  }

  private OptionalDouble read() throws InterruptedException {
    try {
      Counter counter = source.counter();
      if (counter instanceof Counter.InFile in) {
        return number(new KernelFile(Path.of(in.file())).text());
      }
      if (counter instanceof Counter.OfProcessors of) {
        return new CpuTime(new ControlGroup(Path.of(of.controlGroups()), of.group())).usedS();
      }
      Counter.InMetrics in = (Counter.InMetrics) counter;
      HttpAnswer answer = httpClient.send(HttpCall.get(in.address()));
      return answer.isSuccess()
          ? metric(new String(answer.body(), UTF_8), in.metric())
          : OptionalDouble.empty();
    } catch (IOException e) {
      return OptionalDouble.empty();
    }
  }

  /** Sum of a metric's series in Prometheus' text format; empty if there is none. */
  static OptionalDouble metric(String text, String name) {
    double sum = 0;
    boolean any = false;
    for (String line : text.split("\n", -1)) {
      if (line.startsWith(name)) {
        String rest = line.substring(name.length());
        int labels = rest.startsWith("{") ? rest.lastIndexOf('}') + 1 : 0;
        String[] words = rest.substring(labels).strip().split("\\s+", -1);
        boolean whole = labels > 0 || rest.startsWith(" ") || rest.startsWith("\t");
        OptionalDouble value = whole ? number(words[0]) : OptionalDouble.empty();
        any |= value.isPresent();
        sum += value.orElse(0);
      }
    }
    return any ? OptionalDouble.of(sum) : OptionalDouble.empty();
  }

  private static OptionalDouble number(String text) {
    try {
      double value = Double.parseDouble(text);
      return value >= 0 && Double.isFinite(value)
          ? OptionalDouble.of(value)
          : OptionalDouble.empty();
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }
}
