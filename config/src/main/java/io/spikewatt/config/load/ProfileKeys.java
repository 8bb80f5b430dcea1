package io.spikewatt.config.load;

import io.spikewatt.config.profile.DeviceProfile.Verified;
import io.spikewatt.config.profile.PlausibleRange;
import java.time.Duration;

/** The keys of a profile file, except those of a protocol. */
final class ProfileKeys {

  private static final ValueType<Duration> SECONDS = ValueTypes.seconds(0, 3600);

  static final Key<String> ID =
      Key.required(
          "id",
          ValueTypes.text("lower-case letters, digits and -", "[a-z0-9-]{1,60}"),
          "the file's name without .yaml");
  static final Key<String> TITLE =
      Key.required("title", ValueTypes.text("text", "\\S(.*\\S)?"), "maker and model, for people");
  static final Key<Verified> VERIFIED =
      Key.required("verified", ValueTypes.choice(Verified.class), "what the facts are based on");
  static final Key<String> REMARKS =
      Key.withDefault(
          "remarks",
          ValueTypes.text("text", "(?s).*\\S.*"),
          "",
          "none",
          "what an installer must know");

  static final Key<Duration> DEAD_TIME =
      Key.written("dead-time-s", SECONDS, "0", "from a setpoint to the first reaction");
  static final Key<Duration> SETTLING =
      Key.written("settling-s", SECONDS, "0", "from a setpoint to within 5 %");
  static final Section RESPONSE =
      Section.of("response", "How fast it follows a setpoint.", DEAD_TIME, SETTLING);

  static final Key<String> FIRMWARE =
      Key.withDefault(
          "firmware",
          ValueTypes.text("text", "(?s).*\\S.*"),
          "",
          "none",
          "which firmware the facts hold for, and what others do");

  private static final ValueType<Double> VALUE =
      ValueTypes.number("unit of the signal", -1e13, 1e13);
  private static final Key<Double> MIN =
      Key.withDefault(
          "min", VALUE, Double.NEGATIVE_INFINITY, "as the quantity", "smallest true value");
  private static final Key<Double> MAX =
      Key.withDefault(
          "max", VALUE, Double.POSITIVE_INFINITY, "as the quantity", "largest true value");
  private static final Key<Double> MAX_RATE =
      Key.withDefault(
          "max-rate-per-s",
          ValueTypes.number("unit of the signal a second", 0, 1e12),
          Double.POSITIVE_INFINITY,
          "none",
          "largest true change a second");
  private static final Key<Duration> FREEZE =
      Key.optional(
          "freeze-s",
          ValueTypes.seconds(1, 864_000),
          "for ever",
          "how long a true value can stay the same");
  static final Section PLAUSIBLE =
      Section.of(
              "plausible",
              "Range of its true readings.",
              PointKinds.SIGNAL,
              MIN,
              MAX,
              MAX_RATE,
              FREEZE)
          .asList();

  /** The whole file. */
  static final Section FILE =
      Section.of("", "A device type.", ID, TITLE, VERIFIED, REMARKS, FIRMWARE)
          .withChildren(RESPONSE, LinkKeys.LINK, PLAUSIBLE, IdentityKeys.IDENTITY)
          .withAlternatives(SectionVariant.sections(PointKinds.ALL));

  private ProfileKeys() {}

  static PlausibleRange plausible(SectionValues v) {
    return new PlausibleRange(
        v.get(PointKinds.SIGNAL), v.get(MIN), v.get(MAX), v.get(MAX_RATE), v.find(FREEZE));
  }
}
