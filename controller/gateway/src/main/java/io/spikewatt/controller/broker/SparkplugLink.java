package io.spikewatt.controller.broker;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.command.CommandQueue;
import io.spikewatt.controller.command.CommandResult;
import io.spikewatt.controller.history.HistoryBuffer;
import io.spikewatt.controller.report.Event;
import io.spikewatt.controller.report.Reporter;
import io.spikewatt.controller.sparkplug.BirthDeathNumbers;
import io.spikewatt.controller.sparkplug.CycleOutcome;
import io.spikewatt.controller.sparkplug.EdgeNode;
import io.spikewatt.controller.sparkplug.HostRequest;
import io.spikewatt.controller.sparkplug.MissedQuarterHours;
import io.spikewatt.controller.sparkplug.PastQuarterHour;
import io.spikewatt.controller.sparkplug.PrimaryHost;
import io.spikewatt.controller.sparkplug.SparkplugTopics;
import io.spikewatt.drivers.mqtt.MqttLink;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.Moment;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tinylog.Logger;

/**
 * The site as an edge node of Sparkplug B, over a connection of its own: the will of a connection
 * is the node's death. The cycle's thread calls {@link #cycle}, a slow loop {@link #keep}; the
 * link's own thread only takes the numbers of connections.
 */
public final class SparkplugLink implements AutoCloseable {

  /** A flood of commands must not delay a cycle. */
  private static final int MOST_A_CYCLE = 20;

  /** Quarter hours of the past at once: they must not keep hosts busy. */
  private static final int MOST_PAST = 2;

  private static final Duration PAST_EVERY = Duration.ofSeconds(1);

  private static final long NOT_BORN = -1;

  private final EdgeNode node;
  private final PrimaryHost host;
  private final BirthDeathNumbers numbers;
  private final MissedQuarterHours missed;
  private final MqttLink link;
  private final Duration pace;
  private final Clock clock;
  private long bornOn = NOT_BORN;
  private boolean rebirth;
  private @Nullable Moment lastPublished;
  private @Nullable Moment lastPast;
  private String lastBug = "";

  private SparkplugLink(Site site, Site.Mqtt mqtt, Site.Sparkplug sparkplug, Clock clock) {
    SparkplugTopics topics = SparkplugTopics.of(sparkplug);
    this.node = new EdgeNode(topics, sparkplug.validFor());
    this.host = new PrimaryHost(topics);
    Path directory = Path.of(site.storage().directory());
    this.numbers = BirthDeathNumbers.in(directory, text -> Logger.warn("{}", text));
    this.missed =
        MissedQuarterHours.in(directory, clock.now().instant(), text -> Logger.warn("{}", text));
    this.clock = clock;
    this.pace = BrokerConnection.telemetryInterval(site);
    EdgeNode dying = node;
    BirthDeathNumbers counting = numbers;
    this.link =
        MqttLink.withChangingWill(
            mqtt.withClientId(mqtt.clientId() + "-sparkplug"),
            () -> dying.death(counting.next(), clock.now().instant()),
            topics.subscriptions());
  }

  /** Starts connecting in the background; empty for a site that is no edge node. */
  public static Optional<SparkplugLink> start(Site site, Clock clock) {
    return site.mqtt()
        .flatMap(
            mqtt ->
                mqtt.sparkplug().map(sparkplug -> new SparkplugLink(site, mqtt, sparkplug, clock)));
  }

  /** After each cycle: takes requests in, then publishes births, or what changed. */
  public void cycle(CycleOutcome outcome, CommandQueue commands, Reporter reporter) {
    try {
      Moment now = outcome.report().snapshot().at();
      take(commands, reporter, now.instant());
      publish(outcome, now);
    } catch (RuntimeException bug) {
      // Control goes on without it; births repair what was half sent.
      if (!bug.toString().equals(lastBug)) {
        // One that recurs each second must not fill the log.
        lastBug = bug.toString();
        Logger.error(bug, "Sparkplug met a bug");
      }
      bornOn = NOT_BORN;
    }
  }

  /**
   * Every few cycles, by a thread that may wait for the disk.
   *
   * @param site configuration in force
   */
  public void keep(Moment now, Site site, HistoryBuffer history) {
    missed.tick(now, site, history);
  }

  /** Only the first refusal of a cycle is an event: a flood must not fill the log. */
  private void take(CommandQueue commands, Reporter reporter, Instant now) {
    boolean logged = false;
    for (int i = 0; i < MOST_A_CYCLE; i++) {
      Optional<Message> message = link.poll();
      if (message.isEmpty()) {
        return;
      }
      if (host.take(message.get())) {
        continue;
      }
      for (HostRequest request : node.read(message.get())) {
        switch (request) {
          case HostRequest.Rebirth _ -> rebirth = true;
          case HostRequest.Command command -> submit(commands, command);
          case HostRequest.Refused refused -> {
            String text = refused.what() + ": " + refused.why();
            node.refused(text, now);
            if (!logged) {
              reporter.event(new Event(now, Event.Kind.COMMAND_REFUSED, "command/sparkplug", text));
            }
            logged = true;
          }
        }
      }
    }
  }

  /** The answer comes with the next cycle, on its thread, as an event and on the result's topic. */
  private void submit(CommandQueue commands, HostRequest.Command command) {
    var _ =
        commands
            .submit(CommandQueue.FROM_SPARKPLUG + command.name(), command.payload())
            .thenAccept(
                result -> {
                  if (result instanceof CommandResult.Refused refused) {
                    node.refused(command.name() + ": " + refused.reason(), clock.now().instant());
                  }
                });
  }

  private void publish(CycleOutcome outcome, Moment now) {
    long connection = link.connections();
    if (!link.connected()) {
      missed.unheard(now.instant());
      return;
    }
    if (!host.online()) {
      missed.unheard(now.instant());
      if (bornOn == connection) {
        link.renew(connection);
        bornOn = NOT_BORN;
      }
      return;
    }
    if (bornOn != connection) {
      missed.unheard(now.instant());
      int number = numbers.present();
      if (send(connection, node.birth(outcome, number))) {
        bornOn = connection;
        numbers.born(number);
        missed.heard(now.instant());
        lastPublished = now;
      }
      rebirth = false;
      return;
    }
    if (rebirth) {
      rebirth = false;
      send(connection, node.rebirth(outcome));
      lastPublished = now;
    } else if (lastPublished == null || now.since(lastPublished).compareTo(pace) >= 0) {
      send(connection, node.changes(outcome));
      lastPublished = now;
    }
    past(connection, outcome, now);
  }

  /** After live values: some of what hosts missed. */
  private void past(long connection, CycleOutcome outcome, Moment now) {
    if (lastPast != null && now.since(lastPast).compareTo(PAST_EVERY) < 0) {
      return;
    }
    lastPast = now;
    for (int i = 0; i < MOST_PAST && bornOn == connection; i++) {
      Optional<PastQuarterHour> one = missed.take(now);
      if (one.isEmpty()) {
        return;
      }
      send(connection, node.past(one.get(), outcome));
    }
  }

  /** False if the connection is lost: the next one begins with births. */
  private boolean send(long connection, List<Message> messages) {
    for (Message message : messages) {
      if (!link.publishOn(connection, message)) {
        bornOn = NOT_BORN;
        return false;
      }
    }
    return true;
  }

  /** Sends the death, then disconnects; neither method above is called any more. */
  @Override
  public void close() {
    link.close();
    missed.close(clock.now());
  }
}
