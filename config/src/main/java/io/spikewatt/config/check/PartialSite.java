package io.spikewatt.config.check;

import io.spikewatt.config.assistant.AssistantSettings;
import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.site.Connection;
import io.spikewatt.config.site.NotificationSettings;
import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.config.site.SiteSource;
import io.spikewatt.config.site.Tariff;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * As much of a site as could be read; a part with problems of its own is empty. So rules run, and
 * report, together with the problems of single values.
 *
 * @param sources those without problems of their own, in the file's order
 * @param devices in the file's order
 * @param proxies those without problems of their own, in the file's order
 */
public record PartialSite(
    Optional<Site.Grid> grid,
    Optional<Tariff> tariff,
    List<Source> sources,
    Broker broker,
    Optional<Site.Control> control,
    List<Device> devices,
    List<Site.ModbusProxy> proxies,
    ForPeople people) {

  public PartialSite {
    sources = List.copyOf(sources);
    devices = List.copyOf(devices);
    proxies = List.copyOf(proxies);
  }

  /** The web page, the notifications and the assistant. */
  public record ForPeople(
      Optional<Site.Page> page,
      Optional<NotificationSettings> notifications,
      Optional<AssistantSettings> assistant) {}

  /**
   * The broker's section.
   *
   * @param isThere whether it is there, right or not
   */
  public record Broker(Optional<Site.Mqtt> mqtt, boolean isThere) {}

  /**
   * @param path its place in the file, for example {@code sources[1]}
   */
  public record Source(String path, SiteSource source) {}

  public Optional<Site.Mqtt> mqtt() {
    return broker.mqtt;
  }

  boolean hasBroker() {
    return broker.isThere;
  }

  public Optional<Site.Page> page() {
    return people.page;
  }

  public Optional<NotificationSettings> notifications() {
    return people.notifications;
  }

  public Optional<AssistantSettings> assistant() {
    return people.assistant;
  }

  /** The first device of an id. */
  Optional<Device> device(String id) {
    return devices.stream()
        .filter(device -> device.id().filter(id::equals).isPresent())
        .findFirst();
  }

  /** Devices whose role is of a kind, in the file's order. */
  <R extends Role> Stream<Part<R>> roles(Class<R> kind) {
    return parts(Device::role, kind);
  }

  /** Devices whose connection is of a kind, in the file's order. */
  <C extends Connection> Stream<Part<C>> connections(Class<C> kind) {
    return parts(Device::connection, kind);
  }

  private <B, T extends B> Stream<Part<T>> parts(
      Function<Device, Optional<B>> part, Class<T> kind) {
    return devices.stream()
        .flatMap(
            device ->
                part.apply(device).stream()
                    .filter(kind::isInstance)
                    .map(value -> new Part<>(device, kind.cast(value))));
  }

  /** Findings about devices with a key that an earlier device has too. */
  <K> Stream<Finding> repeated(Function<Device, Stream<K>> keys, Repetition<K> finding) {
    List<Finding> findings = new ArrayList<>();
    Map<K, Device> seen = new HashMap<>();
    for (Device device : devices) {
      keys.apply(device)
          .forEach(
              key -> {
                Device first = seen.putIfAbsent(key, device);
                if (first != null) {
                  finding.of(key, device, first).forEach(findings::add);
                }
              });
    }
    return findings.stream();
  }

  /** Judges a key that two devices have. */
  @FunctionalInterface
  interface Repetition<K> {
    Stream<Finding> of(K key, Device device, Device first);
  }

  /** A device with its role or connection of one kind. */
  record Part<T>(Device device, T value) {}

  /**
   * @param path its place in the file, for example {@code devices[2]}
   * @param roleName its role as the file writes it, even where the role's values are wrong
   * @param meter id of the meter that measures it independently
   */
  public record Device(
      String path,
      Optional<String> id,
      Optional<DeviceProfile> profile,
      Optional<Connection> connection,
      Optional<String> roleName,
      Optional<Role> role,
      boolean invert,
      Optional<String> meter) {

    /** How messages name it. */
    public String name() {
      return id.orElse(path);
    }
  }
}
