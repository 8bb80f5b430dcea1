package io.spikewatt.config.load;

import io.spikewatt.config.profile.LinkDefaults;
import io.spikewatt.config.site.Connection;
import java.time.Duration;
import java.time.temporal.ChronoUnit;

/** Keys for the pacing of a Modbus link, recommended by a profile or set in a site's connection. */
final class LinkKeys {

  static final Key<Integer> PORT =
      Key.optional(
          "port",
          ValueTypes.whole("TCP port", 1, 65_535),
          "as the profile says, else 502",
          "TCP port");
  static final Key<Integer> TCP_UNIT =
      Key.optional(
          "unit",
          ValueTypes.whole("Modbus unit", 0, 255),
          "as the profile says, else 1",
          "Modbus unit id");
  static final Key<Integer> RTU_UNIT =
      Key.optional("unit", ValueTypes.whole("Modbus unit", 1, 247), "1", "Modbus unit id");
  static final Key<Duration> TIMEOUT =
      Key.optional(
          "timeout-ms",
          millis(50),
          "as the profile says, else 1000",
          "how long one answer may take");
  static final Key<Duration> CONNECT_DELAY =
      Key.optional(
          "connect-delay-ms",
          millis(0),
          "as the profile says, else 0",
          "silence between connecting and the first request");
  static final Key<Duration> GAP =
      Key.optional(
          "gap-ms",
          millis(0),
          "as the profile says, else 0",
          "silence between an answer and the next request");
  static final Key<Duration> IDLE_CLOSE =
      Key.optional(
          "idle-close-s",
          ValueTypes.seconds(1, 86_400),
          "as the profile says, else never",
          "the connection is closed when it was not used for this time");

  /** The same in a profile. */
  static final Section LINK =
      Section.of(
          "link",
          "Timing and address of its link; a connection may override them.",
          PORT,
          TCP_UNIT,
          TIMEOUT,
          CONNECT_DELAY,
          GAP,
          IDLE_CLOSE);

  private static final int DEFAULT_PORT = 502;
  private static final int DEFAULT_UNIT = 1;
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(1);

  private LinkKeys() {}

  static LinkDefaults bind(SectionValues v) {
    return new LinkDefaults(
        v.find(PORT),
        v.find(TCP_UNIT),
        v.find(TIMEOUT),
        v.find(CONNECT_DELAY),
        v.find(GAP),
        v.find(IDLE_CLOSE));
  }

  static int port(SectionValues v, LinkDefaults profile) {
    return v.find(PORT).or(profile::port).orElse(DEFAULT_PORT);
  }

  static int unit(SectionValues v, LinkDefaults profile) {
    return v.find(TCP_UNIT).or(profile::unit).orElse(DEFAULT_UNIT);
  }

  static Duration timeout(SectionValues v, LinkDefaults profile) {
    return v.find(TIMEOUT).or(profile::timeout).orElse(DEFAULT_TIMEOUT);
  }

  static Connection.Pacing pacing(SectionValues v, LinkDefaults profile) {
    return new Connection.Pacing(
        v.find(CONNECT_DELAY).or(profile::connectDelay).orElse(Duration.ZERO),
        v.find(GAP).or(profile::gap).orElse(Duration.ZERO),
        v.find(IDLE_CLOSE).or(profile::idleClose));
  }

  private static ValueType<Duration> millis(double min) {
    return ValueTypes.duration(ChronoUnit.MILLIS, "ms", min, 60_000);
  }
}
