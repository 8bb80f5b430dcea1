package io.spikewatt.controller.homeassistant;

import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.command.ActiveCommands;
import io.spikewatt.controller.energy.EnergyCounters;
import io.spikewatt.controller.price.PriceStore;
import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.controller.report.MqttTopics;
import io.spikewatt.hal.message.Mailbox;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.message.MessagePort;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.time.Moment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.tinylog.Logger;

/**
 * Announces a site to Home Assistant: on every connection to the broker, when Home Assistant says
 * that it has started, and when something was added. What it announced earlier and does not any
 * more it takes back; switched off, it takes everything back.
 *
 * <p>The cycle's thread calls {@link #cycle}; another one, which may wait for the disk, calls
 * {@link #keep}.
 */
public final class HomeAssistant {

  /** Many devices that answer a start at once would make it slow. */
  private static final Duration MOST_DELAY = Duration.ofSeconds(5);

  /** Home Assistant subscribes to states once it has read the announcements. */
  private static final Duration STATES_AFTER = Duration.ofSeconds(5);

  /** How long an entity is announced as removed before it is left out. */
  private static final Duration SETTLES_AFTER = Duration.ofMinutes(1);

  private static final Duration LOOKS_FOR_MORE = Duration.ofSeconds(10);

  /** Where Home Assistant says that it has started, unless its user changed that. */
  private static final String USUAL_BIRTH = "homeassistant/status";

  private static final String BIRTH = "online";

  private final MessagePort port;
  private final AnnouncementMemory memory;
  private final String version;
  private final Optional<Active> active;
  private volatile SiteAnnouncement announcement;
  private volatile boolean isChanged;

  /** Control does not depend on being seen: after a bug it goes on without this. */
  private boolean failed;

  /** Time of the last writing; only the thread that writes uses it. */
  private SiteAnnouncement kept;

  private long connection;
  private @Nullable Moment announceAt;
  private @Nullable Moment statesAt;
  private @Nullable Moment settleAt;
  private @Nullable Moment lastLook;

  /**
   * Parts that exist only while it is switched on.
   *
   * @param extra by device, readings that its profile does not promise; both threads use it
   * @param foundMore whether readings were added that are not announced yet
   */
  private record Active(
      Site site,
      String prefix,
      RandomGenerator random,
      Mailbox births,
      EnergyCounters energies,
      RetainedStates states,
      Map<String, Set<Quantity>> extra,
      AtomicBoolean foundMore) {

    Active under(Site next, RetainedStates others) {
      return new Active(next, prefix, random, births, energies, others, extra, new AtomicBoolean());
    }

    /** Adds a reading; false if it is known. */
    boolean add(DeviceConfig device, Quantity quantity) {
      return extra.computeIfAbsent(device.id(), id -> ConcurrentHashMap.newKeySet()).add(quantity);
    }
  }

  /**
   * Collaborators that are not configuration.
   *
   * @param port the broker, connected or not
   * @param random for the delay after Home Assistant's start
   */
  public record Environment(
      MessagePort port, PriceStore prices, String version, RandomGenerator random) {}

  private HomeAssistant(
      MessagePort port, AnnouncementMemory memory, String version, Optional<Active> active) {
    this.port = port;
    this.memory = memory;
    this.version = version;
    this.active = active;
    this.announcement =
        active
            .map(on -> announced(on, memory.topics()))
            .orElseGet(() -> SiteAnnouncement.nothing(memory.topics()));
    // Before anything is published: a power cut must not leave an unknown topic.
    memory.keep(announcement.possible());
    this.kept = announcement;
  }

  /**
   * That of a site; empty if it is switched off and there is nothing to take back.
   *
   * @param directory where state is kept
   */
  public static Optional<HomeAssistant> of(Site site, Path directory, Environment around) {
    Optional<String> prefix = site.mqtt().flatMap(Site.Mqtt::homeAssistant);
    if (site.mqtt().isEmpty() || (prefix.isEmpty() && !AnnouncementMemory.exists(directory))) {
      return Optional.empty();
    }
    AnnouncementMemory memory = AnnouncementMemory.in(directory);
    Optional<Active> active =
        prefix.map(
            levels ->
                new Active(
                    site,
                    levels,
                    around.random,
                    around.port.watch(Set.copyOf(List.of(levels + "/status", USUAL_BIRTH))),
                    EnergyCounters.in(directory, site),
                    new RetainedStates(site, MqttTopics.of(site), around.port, around.prices),
                    new ConcurrentHashMap<>(),
                    new AtomicBoolean()));
    active.ifPresent(on -> remember(on, memory.topics()));
    return active.isEmpty() && memory.topics().isEmpty()
        ? Optional.empty()
        : Optional.of(new HomeAssistant(around.port, memory, around.version, active));
  }

  /** Goes on under another configuration, which it announces at once if it differs. */
  public HomeAssistant under(Site site, PriceStore prices) {
    return active.filter(on -> !on.site.equals(site)).isEmpty()
        ? this
        : new HomeAssistant(
            port,
            memory,
            version,
            active.map(
                on -> on.under(site, new RetainedStates(site, MqttTopics.of(site), port, prices))));
  }

  /** Readings once announced stay, even before the device has sent them again. */
  private static void remember(Active on, SortedMap<String, SortedMap<String, String>> before) {
    EntityNames names = EntityNames.of(on.site);
    for (DeviceConfig device : on.site.devices()) {
      String topic = DiscoveryMessage.topic(on.prefix, names.deviceId(device.id()));
      SortedMap<String, String> entities = before.getOrDefault(topic, new TreeMap<>());
      for (Quantity quantity : possible(device)) {
        if (entities.containsKey(quantity.wireName())) {
          on.add(device, quantity);
        }
      }
    }
  }

  /** Only a device that describes itself, or has optional inputs, can have more than promised. */
  private static Set<Quantity> possible(DeviceConfig device) {
    DeviceProfile.Points points = device.profile().points();
    if (points instanceof DeviceProfile.SunSpec) {
      return EnumSet.allOf(Quantity.class);
    }
    Set<Quantity> optional = EnumSet.noneOf(Quantity.class);
    optional.addAll(points.reads());
    optional.removeAll(points.promises());
    return optional;
  }

  private static SiteAnnouncement announced(
      Active on, SortedMap<String, SortedMap<String, String>> before) {
    return SiteAnnouncement.of(
        on.prefix, DeviceCatalogue.of(on.site, on.extra), on.states.topics(), before);
  }

  /**
   * One cycle.
   *
   * @return whether messages that are not retained are due at once
   */
  public boolean cycle(CycleReport report, ActiveCommands commands) {
    if (failed) {
      return false;
    }
    try {
      return announce(report, commands);
    } catch (RuntimeException bug) {
      failed = true;
      Logger.error(bug, "Home Assistant is not served until a restart: a bug");
      return false;
    }
  }

  private boolean announce(CycleReport report, ActiveCommands commands) {
    Moment now = report.snapshot().at();
    active.ifPresent(on -> observe(on, report, now));
    boolean repeats = announceIfDue(now);
    if (repeats) {
      active.ifPresent(on -> on.states.repeat());
    }
    active.ifPresent(on -> on.states.publish(report.snapshot(), on.energies.published(), commands));
    return repeats;
  }

  private void observe(Active on, CycleReport report, Moment now) {
    on.energies.count(report.snapshot(), report.state());
    for (Optional<Message> birth = on.births.poll(); birth.isPresent(); birth = on.births.poll()) {
      // A retained one is as old as the connection, which was answered already.
      if (isBirth(birth.get()) && announceAt == null) {
        long delayMs = on.random.nextLong(MOST_DELAY.toMillis() + 1);
        announceAt = now.plus(Duration.ofMillis(delayMs));
      }
    }
    lookForMore(on, report, now);
  }

  private static boolean isBirth(Message message) {
    String word = new String(message.payload(), StandardCharsets.UTF_8).strip();
    return !message.retained() && word.equals(BIRTH);
  }

  private void lookForMore(Active on, CycleReport report, Moment now) {
    if (lastLook != null && now.since(lastLook).compareTo(LOOKS_FOR_MORE) < 0) {
      return;
    }
    lastLook = now;
    for (DeviceConfig device : on.site.devices()) {
      for (Quantity quantity : possible(device)) {
        if (report.snapshot().get(device.id(), quantity) instanceof Sample.Good
            && !quantity.isCounted()
            && !device.profile().points().promises().contains(quantity)
            && on.add(device, quantity)) {
          on.foundMore.set(true);
        }
      }
    }
  }

  /** Whether states are to be repeated. */
  private boolean announceIfDue(Moment now) {
    if (port.connected() && port.connections() != connection) {
      connection = port.connections();
      announceAt = now;
    }
    if (isChanged) {
      isChanged = false;
      announceAt = now;
    }
    boolean repeats = false;
    if (announceAt != null && !now.isBefore(announceAt)) {
      announceAt = null;
      announce(announcement);
      settleAt = announcement.isSettled() ? null : now.plus(SETTLES_AFTER);
      statesAt = now.plus(STATES_AFTER);
      repeats = true;
    }
    if (statesAt != null && !now.isBefore(statesAt)) {
      statesAt = null;
      repeats = true;
    }
    settleIfDue(now);
    return repeats;
  }

  private void announce(SiteAnnouncement all) {
    all.goneTopics().forEach(topic -> send(topic, new byte[0]));
    all.devices()
        .forEach(
            (topic, device) ->
                send(topic, DiscoveryMessage.payload(device, version, all.goneEntities(topic))));
  }

  /** Publishes devices without their removed entities once Home Assistant has seen the removal. */
  private void settleIfDue(Moment now) {
    if (settleAt == null || now.isBefore(settleAt) || !port.connected()) {
      return;
    }
    settleAt = null;
    SiteAnnouncement settling;
    synchronized (this) {
      settling = announcement;
      announcement = settling.settled();
    }
    settling
        .devices()
        .forEach(
            (topic, device) -> {
              if (!settling.goneEntities(topic).isEmpty()) {
                send(topic, DiscoveryMessage.payload(device, version, new TreeMap<>()));
              }
            });
  }

  private void send(String topic, byte[] payload) {
    port.publish(new Message(topic, payload, true));
  }

  /** Events of the energy counters since the last call, one sentence each. */
  public List<String> news() {
    return active.map(on -> on.energies.news()).orElse(List.of());
  }

  /** Writes what is due to the state directory; any thread, but one at a time. */
  public void keep(Moment now) {
    active.ifPresent(on -> on.energies.keep(now));
    boolean more = active.isPresent() && active.get().foundMore.getAndSet(false);
    SiteAnnouncement next;
    synchronized (this) {
      if (more) {
        announcement = announced(active.get(), announcement.before());
      }
      next = announcement;
    }
    if (!next.equals(kept)) {
      memory.keep(next.possible());
      kept = next;
    }
    isChanged = isChanged || more;
  }

  /** Ends it in order; what is announced stays. */
  public void close() {
    active.ifPresent(
        on -> {
          port.unwatch(on.births);
          on.energies.close();
        });
  }
}
