package io.spikewatt.config.load;

import io.spikewatt.config.profile.Availability;
import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.profile.TextCodes;
import io.spikewatt.config.profile.TopicInput;
import io.spikewatt.config.profile.TopicOutput;
import io.spikewatt.config.profile.TopicPlace;
import java.time.Duration;

/** How topics are written. */
final class TopicKeys {

  private static final String STEP = "[A-Za-z0-9_-]{1,64}(\\[[0-9]{1,4}\\])*";

  private static final ValueType<String> PATH_TYPE =
      ValueTypes.text(
          "a path such as limit.watts or phases[0].power", STEP + "(\\." + STEP + "){0,9}");

  private static final Key<String> TOPIC =
      Key.optional(
          "topic", ValueTypes.topic(), "the base topic", "topic below the device's base topic");
  private static final Key<String> PATH =
      Key.optional("path", PATH_TYPE, "a plain value", "its place in a JSON document");
  private static final Key<TextCodes> VALUES =
      Key.withDefault(
          "values", ValueTypes.words(), TextCodes.NONE, "none", "texts that stand for numbers");

  private static final Key<Duration> MAX_AGE =
      Key.written("max-age-s", ValueTypes.seconds(1, 86_400), "60", "how long a message counts");
  private static final Key<String> TIME =
      Key.optional(
          "time",
          PATH_TYPE,
          "the arrival; kept messages do not count",
          "path of the time at which the value was taken, RFC 3339 or Unix");
  private static final Key<Boolean> OPTIONAL =
      Key.flag("optional", false, "true = not every device of this type reports it");
  private static final Section INPUTS =
      Section.of(
              "inputs",
              "Values that are read.",
              PointKinds.SIGNAL,
              TOPIC,
              PATH,
              PointKinds.FACTOR,
              ModbusKeys.OFFSET,
              VALUES,
              MAX_AGE,
              TIME,
              OPTIONAL)
          .asRequired()
          .asList();

  private static final Key<Integer> DECIMALS =
      Key.withDefault("decimals", ValueTypes.whole("digits", 0, 6), 0, "digits after the point");
  private static final Key<Duration> TIMEOUT =
      Key.optional(
          "timeout-s",
          ValueTypes.seconds(1, 86_400),
          "held for ever",
          "when the device drops a setpoint that is not published again");
  private static final Key<Boolean> RETAINED =
      Key.flag("retained", false, "true = the broker keeps setpoints, however old they get");
  private static final Section ECHO =
      Section.of("echo", "Where the device reports its setpoint.", TOPIC, PATH);
  private static final Section OUTPUTS =
      Section.of(
              "outputs",
              "Values that are set.",
              PointKinds.SIGNAL,
              TOPIC,
              PATH,
              PointKinds.FACTOR,
              ModbusKeys.OFFSET,
              DECIMALS,
              VALUES,
              TIMEOUT,
              RETAINED)
          .asList()
          .withChildren(ECHO);

  private static final ValueType<String> WORD = ValueTypes.text("a text", "\\S(.{0,62}\\S)?");
  private static final Key<String> ONLINE =
      Key.withDefault("online", WORD, "online", "text that means available");
  private static final Key<String> OFFLINE =
      Key.withDefault("offline", WORD, "offline", "text that means unavailable");
  private static final Section AVAILABILITY =
      Section.of(
          "availability", "Where its availability is published.", TOPIC, PATH, ONLINE, OFFLINE);

  static final Section MQTT =
      Section.of("mqtt", "Topics of the site's broker.")
          .withChildren(INPUTS, OUTPUTS, AVAILABILITY);

  private TopicKeys() {}

  static DeviceProfile.Mqtt bind(SectionValues v) {
    return new DeviceProfile.Mqtt(
        v.all(INPUTS).stream().map(TopicKeys::input).toList(),
        v.all(OUTPUTS).stream().map(TopicKeys::output).toList(),
        v.one(AVAILABILITY).map(a -> new Availability(place(a), a.get(ONLINE), a.get(OFFLINE))));
  }

  private static TopicInput input(SectionValues v) {
    return new TopicInput(
        v.get(PointKinds.SIGNAL),
        place(v),
        ModbusKeys.scale(v),
        v.get(VALUES),
        v.get(MAX_AGE),
        v.find(TIME),
        v.get(OPTIONAL));
  }

  private static TopicOutput output(SectionValues v) {
    return new TopicOutput(
        v.get(PointKinds.SIGNAL),
        place(v),
        ModbusKeys.scale(v),
        v.get(DECIMALS),
        v.get(VALUES),
        v.find(TIMEOUT),
        v.get(RETAINED),
        v.one(ECHO).map(TopicKeys::place));
  }

  private static TopicPlace place(SectionValues v) {
    return new TopicPlace(v.find(TOPIC).orElse(""), v.find(PATH).orElse(""));
  }
}
