package io.spikewatt.controller.member;

import io.spikewatt.controller.protocol.AlarmSeverity;
import io.spikewatt.controller.protocol.GatewayCondition;
import io.spikewatt.controller.protocol.GatewayCondition.OpenAlarm;
import io.spikewatt.controller.protocol.GatewayCondition.SharedLearning;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.message.MessagePort;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Reports a site's condition to its coordinator: after each connect, on a change, and each quarter
 * of an hour. Confined to one thread.
 */
public final class ConditionReporter {

  private static final Duration EVERY = Duration.ofMinutes(15);

  /** An alarm that comes and goes must not flood a broker. */
  private static final Duration LEAST_GAP = Duration.ofSeconds(10);

  private final MessagePort port;
  private final String topic;
  private final String software;
  private final Supplier<SiteCondition> site;
  private final Map<String, Instant> since = new TreeMap<>();
  private Optional<Moment> sentAt = Optional.empty();
  private Optional<GatewayCondition> sent = Optional.empty();
  private long connection;

  /**
   * @param topic that the site reports on
   * @param software version of the product
   * @param site how it is controlled now
   */
  public ConditionReporter(
      MessagePort port, String topic, String software, Supplier<SiteCondition> site) {
    this.port = port;
    this.topic = topic;
    this.software = software;
    this.site = site;
  }

  /** Reports if it is due and the coordinator has answered on this connection. */
  public void step(Moment now, FleetStanding standing) {
    GatewayCondition condition = condition(now.instant(), standing);
    if (standing.problem().isPresent()) {
      return;
    }
    boolean newConnection = connection != port.connections();
    boolean changed =
        !sent.equals(Optional.of(condition))
            && sentAt.filter(at -> now.since(at).compareTo(LEAST_GAP) < 0).isEmpty();
    boolean late = sentAt.filter(at -> now.since(at).compareTo(EVERY) < 0).isEmpty();
    if (newConnection || changed || late) {
      connection = port.connections();
      sent = Optional.of(condition);
      sentAt = Optional.of(now);
      port.publish(new Message(topic, condition.encoded(), false));
    }
  }

  private GatewayCondition condition(Instant now, FleetStanding standing) {
    SiteCondition current = site.get();
    since.keySet().retainAll(current.alarms());
    current.alarms().forEach(code -> since.putIfAbsent(code, now));
    List<OpenAlarm> alarms =
        since.entrySet().stream()
            .map(
                alarm ->
                    new OpenAlarm(
                        alarm.getKey(), AlarmSeverity.of(alarm.getKey()), alarm.getValue()))
            .toList();
    return GatewayCondition.of(
        current.controls(),
        current.mode(),
        software,
        alarms,
        new SharedLearning(
            standing.usedVersion(),
            Optional.empty(),
            standing.privacy().epsilon(),
            standing.privacy().limit()));
  }
}
