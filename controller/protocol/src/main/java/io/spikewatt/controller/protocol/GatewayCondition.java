package io.spikewatt.controller.protocol;

import io.spikewatt.controller.json.FlatJson;
import io.spikewatt.controller.json.MalformedMessage;
import io.spikewatt.hal.time.Timestamp;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Report of a site that shares its alarms; holds no measurements.
 *
 * @param degraded whether it is not controlled, holds for want of readings, or an alarm of severity
 *     error is open
 * @param mode name of its mode
 * @param software version of the product
 * @param alarms open ones, errors first, then the oldest; at most {@link #MOST_ALARMS}
 * @param moreAlarms number of further open alarms
 * @param learning its part in learning together
 */
public record GatewayCondition(
    boolean degraded,
    String mode,
    String software,
    List<OpenAlarm> alarms,
    int moreAlarms,
    SharedLearning learning) {

  /** Last level of its topic. */
  public static final String TOPIC = "condition";

  public static final int MOST_ALARMS = 32;

  private static final int MOST_BYTES = 8192;
  private static final int MOST_MORE = 10_000;
  private static final double MOST_EPSILON = 1e6;
  private static final String ALARM = "alarm ";
  private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9-]{0,31}");
  private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9._+-]{1,64}");
  private static final Pattern CODE =
      Pattern.compile("[a-z][a-z0-9-]{0,47}(/[A-Za-z0-9._/ -]{1,80})?");
  private static final Instant EARLIEST = Instant.parse("2020-01-01T00:00:00Z");

  private static final Comparator<OpenAlarm> WORST_FIRST =
      Comparator.comparing(OpenAlarm::severity)
          .reversed()
          .thenComparing(OpenAlarm::since)
          .thenComparing(OpenAlarm::code);

  /** An open alarm: its code as on topic {@code event}, and when the daemon saw it first. */
  public record OpenAlarm(String code, AlarmSeverity severity, Instant since) {}

  /**
   * @param usedVersion newest version of the fleet's model in the blend; empty = none
   * @param onTrial version on trial at a gateway of version 0.1, which tried before it used
   * @param epsilon privacy that rounds have spent this month
   * @param epsilonLimit most that they may spend; empty = no limit
   */
  public record SharedLearning(
      Optional<Long> usedVersion,
      Optional<Long> onTrial,
      double epsilon,
      OptionalDouble epsilonLimit) {}

  public GatewayCondition {
    alarms = alarms.stream().sorted(WORST_FIRST).toList();
  }

  /** A condition with any number of alarms: those beyond the most are counted only. */
  public static GatewayCondition of(
      boolean controls,
      String mode,
      String software,
      List<OpenAlarm> all,
      SharedLearning learning) {
    List<OpenAlarm> sorted = all.stream().sorted(WORST_FIRST).toList();
    return new GatewayCondition(
        !controls || all.stream().anyMatch(alarm -> alarm.severity() == AlarmSeverity.ERROR),
        mode,
        software,
        sorted.stream().limit(MOST_ALARMS).toList(),
        Math.max(0, sorted.size() - MOST_ALARMS),
        learning);
  }

  public byte[] encoded() {
    Map<String, String> fields = new TreeMap<>();
    fields.put("degraded", Boolean.toString(degraded));
    fields.put("mode", mode);
    fields.put("software", software);
    fields.put("moreAlarms", Integer.toString(moreAlarms));
    fields.put("epsilon", Double.toString(learning.epsilon));
    learning.usedVersion.ifPresent(version -> fields.put("usedVersion", Long.toString(version)));
    learning.onTrial.ifPresent(version -> fields.put("onTrial", Long.toString(version)));
    learning.epsilonLimit.ifPresent(limit -> fields.put("epsilonLimit", Double.toString(limit)));
    alarms.forEach(
        alarm ->
            fields.put(
                ALARM + alarm.code(),
                alarm.severity().name().toLowerCase(Locale.ROOT) + " " + alarm.since()));
    return new FlatJson(fields).bytes();
  }

  /**
   * Reverses {@link #encoded}. Every text is one that a page may show.
   *
   * @throws MalformedMessage for other bytes, more alarms, and values out of their range
   */
  public static GatewayCondition decoded(byte[] payload) throws MalformedMessage {
    if (payload.length > MOST_BYTES) {
      throw new MalformedMessage("at most %d bytes expected".formatted(MOST_BYTES));
    }
    FlatJson json = FlatJson.read(payload);
    List<OpenAlarm> alarms = new ArrayList<>();
    for (Map.Entry<String, String> field : json.fields().entrySet()) {
      if (field.getKey().startsWith(ALARM)) {
        alarms.add(alarm(field.getKey().substring(ALARM.length()), field.getValue()));
      }
    }
    if (alarms.size() > MOST_ALARMS) {
      throw new MalformedMessage("at most %d alarms expected".formatted(MOST_ALARMS));
    }
    return new GatewayCondition(
        json.truth("degraded"),
        text(json, "mode", WORD),
        text(json, "software", VERSION),
        alarms,
        (int) within(json.integer("moreAlarms"), MOST_MORE, "moreAlarms"),
        new SharedLearning(
            version(json, "usedVersion"),
            version(json, "onTrial"),
            epsilon(json, "epsilon"),
            json.fields().containsKey("epsilonLimit")
                ? OptionalDouble.of(epsilon(json, "epsilonLimit"))
                : OptionalDouble.empty()));
  }

  private static OpenAlarm alarm(String code, String value) throws MalformedMessage {
    if (!CODE.matcher(code).matches()) {
      throw new MalformedMessage("a code of an alarm expected");
    }
    String[] parts = value.split(" ", -1);
    try {
      if (parts.length == 2) {
        Instant since = Timestamp.require(parts[1]);
        if (since.isAfter(EARLIEST) && Timestamp.counts(since)) {
          return new OpenAlarm(
              code, AlarmSeverity.valueOf(parts[0].toUpperCase(Locale.ROOT)), since);
        }
      }
    } catch (DateTimeException | IllegalArgumentException _) {
      // Said below.
    }
    throw new MalformedMessage("severity and time expected in " + ALARM + code);
  }

  private static String text(FlatJson json, String name, Pattern pattern) throws MalformedMessage {
    String text = json.text(name);
    if (!pattern.matcher(text).matches()) {
      throw new MalformedMessage("a short word expected in " + name);
    }
    return text;
  }

  private static Optional<Long> version(FlatJson json, String name) throws MalformedMessage {
    return json.fields().containsKey(name)
        ? Optional.of(within(json.integer(name), Long.MAX_VALUE, name))
        : Optional.empty();
  }

  private static double epsilon(FlatJson json, String name) throws MalformedMessage {
    double value = json.number(name);
    if (!(value >= 0 && value <= MOST_EPSILON)) {
      throw new MalformedMessage("an ε of 0 or more expected in " + name);
    }
    return value;
  }

  private static long within(long value, long most, String name) throws MalformedMessage {
    if (value < 0 || value > most) {
      throw new MalformedMessage("0 to %d expected in %s".formatted(most, name));
    }
    return value;
  }
}
