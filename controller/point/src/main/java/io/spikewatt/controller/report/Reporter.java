package io.spikewatt.controller.report;

import io.spikewatt.config.words.Phrase;
import io.spikewatt.controller.alarm.AlarmTexts;
import io.spikewatt.controller.command.CommandResult;
import io.spikewatt.controller.dispatch.Dispatch;
import io.spikewatt.controller.forecast.SiteNowcaster;
import io.spikewatt.controller.history.SlotMean;
import io.spikewatt.controller.limit.GridLimits;
import io.spikewatt.controller.mode.Mode;
import io.spikewatt.controller.mode.ModeChange;
import io.spikewatt.controller.plan.Plan;
import io.spikewatt.controller.plan.PlanOutlook;
import io.spikewatt.controller.setpoint.LimitSource;
import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.device.WriteTally;
import io.spikewatt.hal.guard.Verdict;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.message.MessagePort;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.lifecycle.ForecastQuality;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the reports of the cycle and the planner. Telemetry goes out at its own pace, a
 * setpoint also on change, an event once, to broker and log. A new connection to the broker gets
 * the newest of everything but events. The cycle's thread calls {@link #cycle}, {@link
 * #brokerReached} and {@link #result}; {@link #forecast}, {@link #nowcast}, {@link #plan} and
 * {@link #elsewhere} may come from another one.
 */
public final class Reporter {

  /** A subscriber that was away gets live values of no more than these, or of a minute. */
  private static final int PACES_TO_EXPIRY = 3;

  private static final Duration LEAST_EXPIRY = Duration.ofMinutes(1);

  /** An older nowcast has had no successor, because too little is known. */
  private static final Duration NOWCAST_LASTS = Duration.ofMinutes(2);

  private final MessagePort port;
  private final StoreAndForward promised;
  private final NewestMessages newest;
  private final MqttTopics topics;
  private final Duration pace;
  private final Duration expiry;
  private final Consumer<Event> log;
  private final Alarms alarms = new Alarms();
  private final ImplausibleSignals signals = new ImplausibleSignals();
  private final WriteProblems problems = new WriteProblems();
  private volatile Map<String, Phrase> elsewhere = Map.of();
  private final Map<String, Map<String, Phrase>> serving = new ConcurrentHashMap<>();
  private volatile Map<String, Phrase> active = Map.of();
  private volatile Map<String, Instant> activeSince = Map.of();
  private volatile boolean reported;
  private final Map<MqttTopics.Forecasted, byte[]> forecasts = new ConcurrentHashMap<>();
  private final Map<Signal, Double> published = new HashMap<>();
  private final CachedPayload statePayload = new CachedPayload();
  private final Map<String, CachedPayload> telemetry = new HashMap<>();
  private @Nullable CycleReport last;
  private long servedConnection;
  private @Nullable Moment lastTelemetry;
  private @Nullable Mode lastMode;
  private @Nullable GridLimits lastLimits;
  private String limitsText = "";

  /**
   * @param promised sends events, answers and records
   * @param pace shortest time between two telemetry messages of a device
   * @param log also receives events
   */
  public Reporter(
      MessagePort port,
      StoreAndForward promised,
      MqttTopics topics,
      Duration pace,
      Consumer<Event> log) {
    this.port = port;
    this.promised = promised;
    this.newest = new NewestMessages(port);
    this.topics = topics;
    this.pace = pace;
    Duration expiry = pace.multipliedBy(PACES_TO_EXPIRY);
    this.expiry = expiry.compareTo(LEAST_EXPIRY) > 0 ? expiry : LEAST_EXPIRY;
    this.log = log;
  }

  public void cycle(CycleReport report) {
    Moment now = report.snapshot().at();
    changes(report, now.instant()).forEach(this::event);
    Map<String, List<Sample>> devices = byDevice(report);
    alarms.update(now.instant(), wrong(report, devices)).forEach(this::event);
    active = alarms.byCode();
    activeSince = alarms.since();
    reported = true;
    last = report;
    Optional<Long> connection = newConnection();
    boolean due =
        connection.isPresent()
            || lastTelemetry == null
            || now.since(lastTelemetry).compareTo(pace) >= 0;
    setpoints(report, now, due);
    if (due) {
      lastTelemetry = now;
      telemetry(report, devices, now);
    }
    connection.ifPresent(number -> newest.repeat(number, now.instant()));
  }

  /**
   * Publishes the values of the last cycle, and the newest of the others, over a connection that
   * has none of them. Between two cycles, so that the broker need not wait for the next.
   */
  public void brokerReached() {
    CycleReport report = last;
    if (report == null) {
      // The first cycle publishes everything.
      return;
    }
    newConnection()
        .ifPresent(
            connection -> {
              Moment at = report.snapshot().at();
              setpoints(report, at, true);
              telemetry(report, byDevice(report), at);
              newest.repeat(connection, at.instant());
            });
  }

  /** Number of the connection if nothing was published over it yet. */
  private Optional<Long> newConnection() {
    long connection = port.connections();
    if (connection == servedConnection || !port.connected()) {
      return Optional.empty();
    }
    servedConnection = connection;
    return Optional.of(connection);
  }

  /** {@code samples} are the report's by device, to which those that are only written are added. */
  private void telemetry(CycleReport report, Map<String, List<Sample>> samples, Moment at) {
    live(topics.state(), Payloads.state(statePayload, report, alarms.texts()));
    Map<String, List<Sample>> devices = new LinkedHashMap<>(samples);
    report.writes().forEach(tally -> devices.putIfAbsent(tally.signal().deviceId(), List.of()));
    devices.forEach(
        (device, read) ->
            live(
                topics.telemetry(device),
                Payloads.telemetry(
                    telemetry.computeIfAbsent(device, _ -> new CachedPayload()),
                    at,
                    read,
                    writes(report, device))));
  }

  /** Makes the next cycle publish everything that is not retained, for a new reader. */
  public void repeat() {
    lastTelemetry = null;
  }

  /** Sentences of all problems of the last cycle; any thread may call this. */
  public List<String> alarms() {
    return active.values().stream().map(Phrase::english).toList();
  }

  /** The same, code to sentence; any thread may call this. */
  public Map<String, Phrase> problems() {
    return active;
  }

  /**
   * When each problem of the last cycle was seen first since the start, by code; any thread may
   * call this.
   */
  public Map<String, Instant> problemsSince() {
    return activeSince;
  }

  /** True once a cycle was reported: only then are the problems known. Any thread may call this. */
  public boolean hasReported() {
    return reported;
  }

  /** The newest published forecasts; any thread may call this. */
  public Map<MqttTopics.Forecasted, byte[]> forecasts() {
    return Map.copyOf(forecasts);
  }

  public void result(CommandResult result, Instant now) {
    promised.publish(topics.result(result.name()), Payloads.result(result, now));
    if (!result.accepted()) {
      newest.publish(new Message(topics.lastRefusal(), CommandPayloads.refusal(result, now), true));
    }
    Event.Kind kind = result.accepted() ? Event.Kind.COMMAND_TAKEN : Event.Kind.COMMAND_REFUSED;
    event(new Event(now, kind, "command/" + result.name(), result.id() + ": " + outcome(result)));
  }

  /** Reason of a refusal; value, end and remarks of an accepted command. */
  private static String outcome(CommandResult result) {
    if (!(result instanceof CommandResult.Accepted accepted)) {
      return result.reason();
    }
    String requested = accepted.value().isEmpty() ? "" : accepted.value() + " ";
    String remark = accepted.reason().isEmpty() ? "" : "; " + accepted.reason();
    return requested + "until " + accepted.until() + remark;
  }

  /**
   * @param standing recent quality of such forecasts; empty where there is nothing to forecast
   */
  public void forecast(
      MqttTopics.Forecasted series,
      String unit,
      Forecast forecast,
      Optional<ForecastQuality> standing) {
    byte[] payload = Payloads.forecast(unit, forecast, standing);
    forecasts.put(series, payload);
    newest.publish(new Message(topics.forecast(series), payload, true));
  }

  /** Publishes what the next hour of a series will be. */
  public void nowcast(SiteNowcaster.Issued issued) {
    byte[] payload = Payloads.nowcast("W", issued.nowcast(), issued.skill());
    newest.publish(
        liveMessage(topics.nowcast(issued.what()), payload),
        issued.nowcast().issuedAt().plus(NOWCAST_LASTS));
  }

  /**
   * Sets the problems outside of the cycle, until the next call.
   *
   * @param wrong code to sentence
   */
  public void elsewhere(Map<String, Phrase> wrong) {
    elsewhere = Collections.unmodifiableMap(new LinkedHashMap<>(wrong));
  }

  /**
   * Sets the problems of one part outside of control, such as notifications, until its next call.
   *
   * @param part its name
   * @param wrong code to sentence
   */
  public void serving(String part, Map<String, Phrase> wrong) {
    serving.put(part, Map.copyOf(wrong));
  }

  /**
   * @param outlook what the plan means for the batteries; empty = the site has none
   */
  public void plan(Plan plan, Optional<PlanOutlook> outlook) {
    newest.publish(new Message(topics.plan(), Payloads.plan(plan, outlook), true));
  }

  /** Publishes means of quarter hours that have ended. */
  public void records(List<SlotMean> means) {
    Map<Instant, List<SlotMean>> slots = new TreeMap<>();
    means.forEach(mean -> slots.computeIfAbsent(mean.start(), s -> new ArrayList<>()).add(mean));
    slots.forEach(
        (start, known) -> promised.publish(topics.record(), Payloads.record(start, known)));
  }

  public void event(Event event) {
    log.accept(event);
    promised.publish(topics.event(), Payloads.event(event));
  }

  private void setpoints(CycleReport report, Moment now, boolean due) {
    for (Verdict verdict : report.verdicts()) {
      if (verdict instanceof Verdict.Approved approved) {
        Signal signal = approved.setpoint().signal();
        Double before = published.put(signal, approved.setpoint().value());
        if (due || before == null || before != approved.setpoint().value()) {
          Optional<WriteReceipt> receipt =
              report.receipts().stream().filter(r -> r.signal().equals(signal)).findFirst();
          live(
              topics.setpoint(signal.deviceId()),
              Payloads.setpoint(approved, report.limitedBy(approved), now, receipt));
        }
      }
    }
  }

  private List<Event> changes(CycleReport report, Instant now) {
    List<Event> events = new ArrayList<>();
    Mode mode = report.mode();
    ModeChange.eventText(Optional.ofNullable(lastMode), mode)
        .ifPresent(text -> events.add(new Event(now, Event.Kind.MODE_CHANGED, "mode", text)));
    GridLimits limits = report.limits();
    if (!limits.equals(lastLimits)) {
      String text = text(limits);
      if (!text.equals(limitsText)) {
        events.add(new Event(now, Event.Kind.LIMIT_CHANGED, "limits", text));
      }
      limitsText = text;
      lastLimits = limits;
    }
    lastMode = mode;
    return events;
  }

  private static String text(GridLimits limits) {
    return "import %.0f W (%s), export %.0f W (%s)%s"
        .formatted(
            limits.importW(),
            words(limits.importWhy()),
            limits.exportW(),
            words(limits.exportWhy()),
            limits.price().stopsSources() ? ", PV and wind off (price)" : "");
  }

  private static String words(LimitSource source) {
    return source.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** Code and sentence of all present problems. */
  private Map<String, Phrase> wrong(CycleReport report, Map<String, List<Sample>> devices) {
    Map<String, Phrase> wrong = new LinkedHashMap<>(elsewhere);
    serving.values().forEach(wrong::putAll);
    for (Dispatch.Alarm alarm : report.dispatch().alarms()) {
      wrong.put(alarm.code(), alarm.text());
    }
    // Devices without readings because they are off, which is normal.
    Set<String> asleep = new HashSet<>();
    devices.forEach(
        (device, samples) -> {
          Optional<Sample.Missing> first = allMissing(samples);
          if (first.isPresent() && off(first.get())) {
            asleep.add(device);
          } else if (first.isPresent()) {
            wrong.put("device/" + device, AlarmTexts.device(device, first.get().reason()));
          }
        });
    port.certificateEnds()
        .map(end -> CertificateAlarms.of(end, report.snapshot().at().instant()))
        .ifPresent(wrong::putAll);
    wrong.putAll(promised.alarms(report.snapshot().at()));
    wrong.putAll(signals.of(report.snapshot()));
    wrong.putAll(problems.of(report.receipts(), report.writes(), asleep, report.snapshot().at()));
    for (Verdict verdict : report.verdicts()) {
      if (verdict instanceof Verdict.Refused refused) {
        wrong.put(
            "gate/" + refused.request().signal(),
            AlarmTexts.gateRefused(refused.request().signal(), refused.why()));
      }
    }
    return wrong;
  }

  private static boolean off(Sample.Missing missing) {
    return missing.reason().kind() == Fault.Kind.OFF;
  }

  /** The first sample if none of a device's is good. */
  private static Optional<Sample.Missing> allMissing(List<Sample> samples) {
    Optional<Sample.Missing> first = Optional.empty();
    for (Sample sample : samples) {
      switch (sample) {
        case Sample.Good good -> {
          return Optional.empty();
        }
        case Sample.Missing missing -> first = first.or(() -> Optional.of(missing));
      }
    }
    return first;
  }

  private static Map<String, List<Sample>> byDevice(CycleReport report) {
    Map<String, List<Sample>> devices = new LinkedHashMap<>();
    for (Sample sample : report.snapshot().all()) {
      devices.computeIfAbsent(sample.signal().deviceId(), id -> new ArrayList<>()).add(sample);
    }
    return devices;
  }

  private static List<WriteTally> writes(CycleReport report, String device) {
    return report.writes().stream()
        .filter(tally -> tally.signal().deviceId().equals(device))
        .toList();
  }

  /** Telemetry: worthless once there is newer one, so it does not wait for the broker. */
  private void live(String topic, byte[] payload) {
    port.publish(liveMessage(topic, payload));
  }

  private Message liveMessage(String topic, byte[] payload) {
    return Message.fleeting(topic, payload).expiringAfter(expiry);
  }
}
