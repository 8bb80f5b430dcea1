package io.spikewatt.drivers.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.spikewatt.config.site.CommandRights;
import io.spikewatt.config.site.MqttVersion;
import io.spikewatt.config.site.Site;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.time.Backoff;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;

/** Links of tests: short waits between attempts, a will and a birth. */
public final class TestLinks {

  static final Message WILL = new Message("spikewatt/test/status", "offline".getBytes(UTF_8), true);
  static final Message BIRTH = new Message("spikewatt/test/status", "online".getBytes(UTF_8), true);

  private TestLinks() {}

  public static MqttLink link(
      String url, String clientId, MqttVersion version, Supplier<Backoff> backoff) {
    return link(url, clientId, version, backoff, List.of("spikewatt/test/command/#"));
  }

  public static MqttLink link(
      String url,
      String clientId,
      MqttVersion version,
      Supplier<Backoff> backoff,
      List<String> subscriptions) {
    return new MqttLink(
        new Site.Mqtt(
            url,
            clientId,
            "spikewatt",
            Optional.empty(),
            Optional.empty(),
            Duration.ofSeconds(1),
            new CommandRights(Set.of(), Map.of()),
            Site.BrokerSecurity.DEFAULT,
            Optional.empty(),
            Optional.empty(),
            version),
        WILL,
        BIRTH,
        subscriptions,
        new ReconnectDelay(backoff.get(), backoff.get()));
  }

  public static Backoff quick() {
    return Backoff.withJitter(Duration.ofMillis(50), Duration.ofMillis(500), new Random());
  }
}
