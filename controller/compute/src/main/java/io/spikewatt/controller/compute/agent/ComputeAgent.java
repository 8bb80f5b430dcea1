package io.spikewatt.controller.compute.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.spikewatt.config.compute.ComputeAgentConfig;
import io.spikewatt.config.compute.WorkPhase;
import io.spikewatt.controller.compute.budget.BudgetDecision;
import io.spikewatt.controller.compute.budget.BudgetFinding;
import io.spikewatt.controller.compute.budget.BudgetFinding.Kind;
import io.spikewatt.controller.compute.budget.BudgetKeeper;
import io.spikewatt.controller.compute.budget.MeansReading;
import io.spikewatt.controller.compute.budget.ReceivedBudget;
import io.spikewatt.controller.compute.curve.CurveFile;
import io.spikewatt.controller.compute.curve.WorkFit;
import io.spikewatt.controller.compute.means.PowerMeans;
import io.spikewatt.controller.compute.progress.DrawMeter;
import io.spikewatt.controller.compute.progress.WorkCounter;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.message.MessagePort;
import io.spikewatt.hal.time.Moment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tinylog.Logger;

/**
 * The agent of a compute box, once a second. Confined to one thread.
 *
 * <ol>
 *   <li>messages: the newest budget
 *   <li>readings: means, draw, work
 *   <li>decision: {@link BudgetKeeper}
 *   <li>settings, and the state for the gateway
 * </ol>
 */
final class ComputeAgent {

  /** A state that did not change is sent again after this. */
  private static final Duration STATE_EVERY = Duration.ofSeconds(5);

  /** A refused message is reported for this time. */
  private static final Duration REFUSED_FOR = Duration.ofMinutes(1);

  private final ComputeAgentConfig config;
  private final List<PowerMeans> means;
  private final MessagePort port;
  private final BudgetKeeper keeper;
  private final DrawMeter drawMeter;
  private final WorkObserver work;
  private Optional<ReceivedBudget> budget = Optional.empty();
  private Optional<Refusal> refusal = Optional.empty();
  private List<Long> settings = List.of();
  private byte[] sentState = new byte[0];
  private Map<WorkPhase, WorkFit> sentCurves = Map.of();
  private long sentOver;
  private @Nullable Moment sentAt;
  private List<Kind> logged = List.of();

  private record Refusal(String why, Moment at) {}

  /** Topics below a base. */
  static String topic(String base, String name) {
    return base + "/" + name;
  }

  /** Retained, as the profile {@code mqtt-compute} expects it. */
  static Message availability(String base, boolean online) {
    return new Message(
        topic(base, "availability"), (online ? "online" : "offline").getBytes(UTF_8), true);
  }

  /**
   * @param means in the order of the configuration
   * @param port subscribed to the topic {@code set}
   */
  ComputeAgent(ComputeAgentConfig config, List<PowerMeans> means, MessagePort port, Moment now) {
    this.config = config;
    this.means = List.copyOf(means);
    this.port = port;
    this.keeper = new BudgetKeeper(config.power());
    this.drawMeter = new DrawMeter(config.draw(), Path.of("/proc"));
    this.work =
        new WorkObserver(
            config.jobs().stream().map(WorkCounter::new).toList(),
            new CurveFile(Path.of(config.directory()).resolve("curve.json")),
            config.halfLife(),
            config.power().maxW(),
            config.power().minW(),
            now);
    work.problem().ifPresent(Logger::warn);
  }

  /** One second. */
  AgentReport next(Moment now) throws InterruptedException {
    receive(now);
    List<MeansReading> readings = means.stream().map(MeansReading::of).toList();
    OptionalDouble drawW = drawMeter.readW(readings);
    work.next(drawW, now);
    BudgetDecision decision = keeper.next(budget, drawW, readings, now);
    set(decision.settings());
    AgentReport report = report(drawW, decision, now);
    publish(report, now);
    log(report);
    return report;
  }

  private void receive(Moment now) {
    for (Optional<Message> next = port.poll(); next.isPresent(); next = port.poll()) {
      BudgetMessage message = BudgetMessage.read(next.get());
      if (message instanceof BudgetMessage.Accepted(double limitW)) {
        budget = Optional.of(new ReceivedBudget(limitW, now));
      } else if (message instanceof BudgetMessage.Refused(String why)) {
        refusal = Optional.of(new Refusal(why, now));
        Logger.warn("a budget was refused: {}", why);
      }
    }
  }

  private void set(List<Long> wanted) {
    for (int i = 0; i < wanted.size(); i++) {
      if (settings.isEmpty() || !settings.get(i).equals(wanted.get(i))) {
        PowerMeans each = means.get(i);
        // The range may have narrowed since it was read.
        each.set(Math.clamp(wanted.get(i), each.least(), each.most()));
      }
    }
    settings = wanted;
  }

  private AgentReport report(OptionalDouble drawW, BudgetDecision decision, Moment now) {
    refusal = refusal.filter(found -> now.since(found.at).compareTo(REFUSED_FOR) < 0);
    List<BudgetFinding> findings =
        Stream.of(
                decision.findings().stream(),
                refusal.stream().map(r -> new BudgetFinding(Kind.BUDGET_REFUSED, r.why)),
                work.problem().stream().map(p -> new BudgetFinding(Kind.CURVE_LOST, p)))
            .flatMap(found -> found)
            .toList();
    return new AgentReport(
        drawW,
        drawMeter.estimated(),
        decision,
        work.running(now),
        work.workPerS(),
        work.current(),
        findings);
  }

  private void publish(AgentReport report, Moment now) {
    byte[] state = AgentPayloads.state(report);
    if (sentAt == null
        || !Arrays.equals(state, sentState)
        || now.since(sentAt).compareTo(STATE_EVERY) >= 0) {
      port.publish(Message.fleeting(topic(config.base(), "state"), state));
      sentState = state;
      sentAt = now;
    }
    Map<WorkPhase, WorkFit> curves = work.curves();
    long connection = port.connections();
    // A retained message that was lost with a connection is sent over the next one.
    if (!curves.equals(sentCurves) || (connection != sentOver && !curves.isEmpty())) {
      byte[] payload = AgentPayloads.curves(curves);
      port.publish(new Message(topic(config.base(), "curve"), payload, true));
      sentCurves = curves;
      sentOver = connection;
    }
  }

  /** Kinds that began or ended, once each. */
  private void log(AgentReport report) {
    List<Kind> kinds = report.findings().stream().map(BudgetFinding::kind).distinct().toList();
    for (BudgetFinding finding : report.findings()) {
      if (!logged.contains(finding.kind())) {
        Logger.warn("{}", finding.text());
      }
    }
    for (Kind ended : new ArrayList<>(logged)) {
      if (!kinds.contains(ended)) {
        Logger.info("over: {}", ended);
      }
    }
    logged = kinds;
  }

  /**
   * Leaves the box at its safe budget, and writes the record. Nothing is given back: an agent that
   * ends never raises the power.
   */
  void stop(Moment now) {
    List<MeansReading> readings = means.stream().map(MeansReading::of).toList();
    BudgetDecision safe = keeper.next(Optional.empty(), drawMeter.readW(readings), readings, now);
    set(safe.settings());
    means.forEach(PowerMeans::read);
    work.save(now);
  }
}
