package io.spikewatt.controller.homeassistant;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.command.ActiveCommands;
import io.spikewatt.controller.energy.EnergyTotals;
import io.spikewatt.controller.json.JsonWriter;
import io.spikewatt.controller.price.PaidPrices;
import io.spikewatt.controller.price.PriceStore;
import io.spikewatt.controller.report.CommandPayloads;
import io.spikewatt.controller.report.MqttTopics;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.message.MessagePort;
import io.spikewatt.hal.signal.PlantSnapshot;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.QuarterHour;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Publishes what the other payloads lack: each device's availability, energies, prices, and the
 * commands in force. Retained, and only on change. Confined to the cycle's thread.
 */
final class RetainedStates {

  private final Site site;
  private final MqttTopics topics;
  private final MessagePort port;
  private final PriceStore prices;
  private final Map<String, Boolean> available = new HashMap<>();
  private @Nullable EnergyTotals energies;
  private @Nullable Instant slot;
  private long revision;
  private @Nullable ActiveCommands inForce;

  RetainedStates(Site site, MqttTopics topics, MessagePort port, PriceStore prices) {
    this.site = site;
    this.topics = topics;
    this.port = port;
    this.prices = prices;
  }

  SortedSet<String> topics() {
    SortedSet<String> all = new TreeSet<>();
    all.add(topics.energy());
    all.add(topics.price());
    all.add(topics.inForce());
    site.devices().forEach(device -> all.add(topics.availability(device.id())));
    return all;
  }

  /** Makes the next {@link #publish} send everything. */
  void repeat() {
    available.clear();
    energies = null;
    slot = null;
    inForce = null;
  }

  void publish(PlantSnapshot snapshot, EnergyTotals totals, ActiveCommands commands) {
    Moment now = snapshot.at();
    availability(snapshot);
    if (!totals.equals(energies)) {
      energies = totals;
      if (!totals.wh().isEmpty()) {
        send(topics.energy(), totals.payload());
      }
    }
    price(QuarterHour.startOf(now.instant()));
    if (!commands.equals(inForce)) {
      inForce = commands;
      send(topics.inForce(), CommandPayloads.inForce(commands, now.instant()));
    }
  }

  /** A device without any reading of its own, a relay for example, is there. */
  private void availability(PlantSnapshot snapshot) {
    Map<String, Boolean> read = new HashMap<>();
    for (Sample sample : snapshot.all()) {
      read.merge(
          sample.signal().deviceId(), sample instanceof Sample.Good, (one, other) -> one || other);
    }
    for (DeviceConfig device : site.devices()) {
      boolean online = read.getOrDefault(device.id(), true);
      Boolean before = available.put(device.id(), online);
      if (before == null || before != online) {
        String word = online ? "online" : "offline";
        send(topics.availability(device.id()), word.getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private void price(Instant running) {
    long known = prices.revision();
    if (running.equals(slot) && known == revision) {
      return;
    }
    slot = running;
    revision = known;
    PaidPrices now = prices.paid(running, site.tariff(), site.zone());
    send(
        topics.price(),
        JsonWriter.object(
            writer -> {
              writer
                  .put("start", running)
                  .put("slotS", QuarterHour.LENGTH.toSeconds())
                  .put("currency", site.tariff().currency())
                  .exact("importPerKwh", now.importPerKwh())
                  .exact("exportPerKwh", now.exportPerKwh());
              if (now.importPerKwh().isEmpty()) {
                writer.put("unknown", "no price was published for this time");
              }
            }));
  }

  private void send(String topic, byte[] payload) {
    port.publish(new Message(topic, payload, true));
  }
}
