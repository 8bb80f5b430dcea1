package io.spikewatt.drivers.topic;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.spikewatt.config.load.ProfileLoader;
import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.profile.LinearScale;
import io.spikewatt.config.profile.TextCodes;
import io.spikewatt.config.profile.TopicInput;
import io.spikewatt.config.profile.TopicPlace;
import io.spikewatt.drivers.TestSetpoints;
import io.spikewatt.drivers.testing.FakeBroker;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.ManualClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Any messages on a device's topics: a value only if its number or its word stands in one. */
final class PayloadFuzzTest {

  private static final Pattern NUMBER =
      Pattern.compile("[-+]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][-+]?[0-9]+)?");

  /** Every way to place a value, which no shipped profile has all of. */
  private static final DeviceProfile.Mqtt OWN =
      new DeviceProfile.Mqtt(
          List.of(
              input(Quantity.POWER_W, "p", "", TextCodes.NONE, Optional.empty()),
              input(Quantity.SOC_PCT, "doc", "a.b[0].c", TextCodes.NONE, Optional.of("at")),
              input(Quantity.TEMPERATURE_C, "doc", "t[1]", TextCodes.NONE, Optional.empty()),
              input(
                  Quantity.CONNECTED,
                  "s",
                  "",
                  new TextCodes(Map.of("ON", 1.0, "OFF", 0.0)),
                  Optional.empty())),
          List.of(),
          Optional.empty());

  private static final List<DeviceProfile.Mqtt> PROFILES = profiles();

  private static List<DeviceProfile.Mqtt> profiles() {
    List<DeviceProfile.Mqtt> all = new ArrayList<>(List.of(OWN));
    for (String id : ProfileLoader.shippedIds()) {
      if (ProfileLoader.shipped(id).points() instanceof DeviceProfile.Mqtt mqtt) {
        all.add(mqtt);
      }
    }
    return all;
  }

  private static TopicInput input(
      Quantity quantity, String topic, String path, TextCodes words, Optional<String> time) {
    return new TopicInput(
        quantity,
        new TopicPlace(topic, path),
        new LinearScale(0.1, 0),
        words,
        Duration.ofSeconds(60),
        time,
        false);
  }

  /**
   * The first byte chooses the profile. Then come messages, ended by a zero byte: one byte chooses
   * the topic and, in its highest bit, whether it was retained; the rest is the payload.
   */
  @FuzzTest(maxDuration = "2m")
  void payload(byte[] input) {
    if (input.length == 0) {
      return;
    }
    DeviceProfile.Mqtt profile = PROFILES.get((input[0] & 0xFF) % PROFILES.size());
    FakeBroker broker = new FakeBroker();
    DeviceProfile.Response response =
        new DeviceProfile.Response(Duration.ZERO, Duration.ofSeconds(1));
    MqttDevice device = new MqttDevice("d", profile, "m", response, broker);
    ManualClock clock = new ManualClock(Instant.parse("2026-06-01T10:00:00Z"));
    List<String> topics = broker.topics();
    StringBuilder said = new StringBuilder();
    int from = 1;
    for (int at = 1; at <= input.length; at++) {
      if (at == input.length || input[at] == 0) {
        if (at > from) {
          byte[] payload = Arrays.copyOfRange(input, from + 1, at);
          String topic = topics.get((input[from] & 0x7F) % topics.size());
          broker.say(topic, payload, input[from] < 0);
          said.append(new String(payload, StandardCharsets.UTF_8)).append('\n');
          judge(profile, device.read(clock.advance(Duration.ofSeconds(1))), said.toString());
        }
        from = at + 1;
      }
    }
    for (Signal output : device.outputs()) {
      device.write(TestSetpoints.approved(output, 1000, clock.now()), clock.now());
    }
    judge(profile, device.read(clock.advance(Duration.ofSeconds(70))), said.toString());
  }

  private static void judge(DeviceProfile.Mqtt profile, List<Sample> samples, String said) {
    for (Sample sample : samples) {
      if (sample instanceof Sample.Good good) {
        TopicInput input =
            profile.inputs().stream()
                .filter(each -> each.quantity() == good.signal().quantity())
                .findFirst()
                .orElseThrow();
        assertTrue(stands(good.value(), input, said), () -> good + " is not in " + said);
      }
    }
  }

  /** A second reader, which finds numbers and words wherever they are. */
  private static boolean stands(double value, TopicInput input, String said) {
    return input.words().numbers().entrySet().stream()
            .anyMatch(
                word ->
                    said.contains(word.getKey()) && input.scale().value(word.getValue()) == value)
        || NUMBER
            .matcher(said)
            .results()
            .map(MatchResult::group)
            .anyMatch(number -> input.scale().value(Double.parseDouble(number)) == value);
  }
}
