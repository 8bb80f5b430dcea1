package io.spikewatt.controller.compute.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.spikewatt.config.compute.BoxPower;
import io.spikewatt.config.compute.ComputeAgentConfig;
import io.spikewatt.config.compute.DrawSource;
import io.spikewatt.config.compute.JobSource;
import io.spikewatt.config.site.CommandRights;
import io.spikewatt.config.site.MqttVersion;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.compute.budget.BudgetFinding;
import io.spikewatt.controller.compute.means.PowerMeans;
import io.spikewatt.hal.message.Mailbox;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.message.MessageDelivery;
import io.spikewatt.hal.message.MessagePort;
import io.spikewatt.hal.time.Moment;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** An agent on a {@link PlantBox} in simulated time, and the meter of the box. */
final class AgentRun {

  static final double SAFE_W = 300;
  static final double MAX_W = 800;
  static final double MIN_W = 160;
  static final String BASE = "cluster1";

  private final PlantBox box;
  private final ComputeAgent agent;
  private final List<Double> meterW = new ArrayList<>();
  private final Port own = new Port();
  private Moment now = new Moment(0, Instant.parse("2026-06-01T00:00:00Z"));
  private AgentReport report;

  AgentRun(PlantBox box, Path directory, double rampWPerMin) throws InterruptedException {
    this(box, box.all(), directory, OptionalDouble.of(rampWPerMin), List.of(), Optional.empty());
  }

  AgentRun(PlantBox box, Path directory) throws InterruptedException {
    this(box, box.all(), directory, OptionalDouble.empty(), List.of(), Optional.empty());
  }

  /**
   * @param port empty = messages of {@link #budget} and its like
   */
  @SuppressWarnings("NullAway")
  AgentRun(
      PlantBox box,
      List<PowerMeans> means,
      Path directory,
      OptionalDouble rampWPerMin,
      List<JobSource> jobs,
      Optional<MessagePort> port)
      throws InterruptedException {
    this.box = box;
    ComputeAgentConfig config =
        new ComputeAgentConfig(
            BASE,
            new BoxPower(MIN_W, MAX_W, SAFE_W, rampWPerMin),
            broker("tcp://127.0.0.1:1"),
            List.of(),
            new DrawSource.Meters(PlantBox.HOST_W),
            jobs,
            directory.toString(),
            Duration.ofDays(14));
    this.agent = new ComputeAgent(config, means, port.orElse(own), now);
    second();
  }

  static Site.Mqtt broker(String url) {
    return new Site.Mqtt(
        url,
        "agent",
        BASE,
        Optional.empty(),
        Optional.empty(),
        Duration.ofSeconds(1),
        new CommandRights(Set.of(), Map.of()),
        Site.BrokerSecurity.DEFAULT,
        Optional.empty(),
        Optional.empty(),
        MqttVersion.AUTO);
  }

  /** One second of plant, meter and agent. */
  AgentReport second() throws InterruptedException {
    box.second();
    meterW.add(box.meterW());
    report = agent.next(now);
    now = now.plus(Duration.ofSeconds(1));
    return report;
  }

  AgentRun seconds(int count) throws InterruptedException {
    for (int i = 0; i < count; i++) {
      second();
    }
    return this;
  }

  /** As the gateway renews a budget: at once, and every 3 s. */
  AgentRun renewed(double limitW, int seconds) throws InterruptedException {
    for (int i = 0; i < seconds; i++) {
      if (i % 3 == 0) {
        budget(limitW);
      }
      second();
    }
    return this;
  }

  void budget(double limitW) {
    raw("{\"power_limit_w\": %s}".formatted(limitW));
  }

  void raw(String payload) {
    own.inbox.add(new Message(BASE + "/set", payload.getBytes(UTF_8), false));
  }

  /** The wall clock jumps; monotonic time goes on. */
  void wallClock(Instant instant) {
    now = new Moment(now.nanos(), instant);
  }

  void stop() {
    agent.stop(now);
  }

  AgentReport report() {
    return report;
  }

  /** Draw at the meter after so many seconds, newest last, W. */
  List<Double> meterW() {
    return List.copyOf(meterW);
  }

  /** The broker lost everything, and is connected anew. */
  void reconnect() {
    own.newest.clear();
    own.connections++;
  }

  boolean found(BudgetFinding.Kind kind) {
    return report.findings().stream().anyMatch(finding -> finding.kind() == kind);
  }

  String text(BudgetFinding.Kind kind) {
    return BudgetFinding.of(kind, report.findings()).stream()
        .map(BudgetFinding::text)
        .findFirst()
        .orElse("");
  }

  /** Newest payload of a topic below the base, that was published. */
  String published(String name) {
    Message newest = own.newest.get(BASE + "/" + name);
    return newest == null ? "" : new String(newest.payload(), UTF_8);
  }

  /** A broker in memory. */
  private static final class Port implements MessagePort {
    private final Deque<Message> inbox = new ArrayDeque<>();
    private final Map<String, Message> newest = new HashMap<>();
    private long connections = 1;

    @Override
    public boolean connected() {
      return true;
    }

    @Override
    public long connections() {
      return connections;
    }

    @Override
    public MessageDelivery send(Message message) {
      newest.put(message.topic(), message);
      return MessageDelivery.ended(MessageDelivery.State.CONFIRMED);
    }

    @Override
    public Optional<Message> poll() {
      return Optional.ofNullable(inbox.poll());
    }

    @Override
    public Mailbox watch(Set<String> topics) {
      return new Mailbox();
    }

    @Override
    public void close() {}
  }
}
