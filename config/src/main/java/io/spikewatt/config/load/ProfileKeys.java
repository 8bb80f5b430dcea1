package io.spikewatt.config.load;

import io.spikewatt.config.profile.DeviceProfile.Verified;
import java.time.Duration;
import java.time.temporal.ChronoUnit;

/** The keys of a profile file, apart from what depends on the protocol. */
final class ProfileKeys {

  private static final ValueType<Duration> SECONDS =
      Types.duration(ChronoUnit.SECONDS, "s", 0, 3600);

  static final Key<String> ID =
      Key.required(
          "id",
          Types.text("lower-case letters, digits and -", "[a-z0-9-]{1,60}"),
          "the file's name without .yaml");
  static final Key<String> TITLE =
      Key.required("title", Types.text("text", "\\S(.*\\S)?"), "maker and model, for people");
  static final Key<Verified> VERIFIED =
      Key.required("verified", Types.choice(Verified.class), "what the facts rest on");
  static final Key<String> REMARKS =
      Key.withDefault(
          "remarks", Types.text("text", "(?s).*\\S.*"), "", "none", "what an installer must know");

  static final Key<Duration> DEAD_TIME =
      Key.withDefault(
          "dead-time-s", SECONDS, Duration.ZERO, "0", "from a setpoint to the first reaction");
  static final Key<Duration> SETTLING =
      Key.withDefault("settling-s", SECONDS, Duration.ZERO, "0", "from a setpoint to within 5 %");
  static final Section RESPONSE =
      Section.of("response", "How fast it follows a setpoint.", DEAD_TIME, SETTLING);

  /** The whole file. */
  static final Section FILE =
      Section.of("", "A device type.", ID, TITLE, VERIFIED, REMARKS)
          .withChildren(RESPONSE)
          .withAlternatives(Kind.sections(PointKinds.ALL));

  private ProfileKeys() {}
}
