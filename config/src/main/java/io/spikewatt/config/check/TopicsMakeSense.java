package io.spikewatt.config.check;

import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.profile.TopicInput;
import io.spikewatt.config.profile.TopicOutput;
import io.spikewatt.config.profile.TopicPlace;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A setpoint is published where nothing is read, and can be computed back. */
final class TopicsMakeSense {

  private TopicsMakeSense() {}

  static List<Finding> findings(DeviceProfile profile) {
    List<Finding> findings = new ArrayList<>();
    if (profile.points() instanceof DeviceProfile.Mqtt topics) {
      List<String> read = read(topics).map(TopicPlace::topic).toList();
      for (int i = 0; i < topics.outputs().size(); i++) {
        String path = "mqtt.outputs[" + i + "]";
        TopicOutput output = topics.outputs().get(i);
        String topic = output.place().topic();
        if (read.contains(topic)) {
          String found = topic.isEmpty() ? "the base topic, which is read" : topic + ", which is";
          findings.add(new Finding(path + ".topic", "a topic that is not read", found));
        }
        if (output.place().path().contains("[")) {
          String expected = "names only, because an object is built for it";
          findings.add(new Finding(path + ".path", expected, output.place().path()));
        }
        if (output.scale().factor() == 0) {
          findings.add(new Finding(path + ".factor", "another number than 0", "0"));
        }
      }
      for (int i = 0; i < topics.inputs().size(); i++) {
        TopicInput input = topics.inputs().get(i);
        if (input.time().isPresent() && input.place().path().isEmpty()) {
          String expected = "a path, because time is in a JSON document";
          findings.add(new Finding("mqtt.inputs[" + i + "]", expected, "a plain value"));
        }
      }
    }
    return findings;
  }

  /** Every place that a device listens to. */
  static Stream<TopicPlace> read(DeviceProfile.Mqtt topics) {
    return Stream.of(
            topics.inputs().stream().map(TopicInput::place),
            topics.outputs().stream().flatMap(output -> output.echo().stream()),
            topics.availability().stream().map(a -> a.place()))
        .flatMap(s -> s);
  }
}
