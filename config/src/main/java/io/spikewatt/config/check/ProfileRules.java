package io.spikewatt.config.check;

import io.spikewatt.config.profile.ContactCode;
import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.profile.DeviceProfile.SunSpec;
import io.spikewatt.config.profile.DeviceProfile.SunSpec.Kind;
import io.spikewatt.config.profile.DeviceProfile.SunSpec.PowerFrom;
import io.spikewatt.config.profile.NodeSpec;
import io.spikewatt.config.profile.ObisSpec;
import io.spikewatt.config.profile.PlausibleRange;
import io.spikewatt.config.profile.RegisterOutput;
import io.spikewatt.config.profile.TopicInput;
import io.spikewatt.config.profile.TopicOutput;
import io.spikewatt.config.profile.TopicPlace;
import io.spikewatt.config.words.Phrase;
import io.spikewatt.hal.signal.Quantity;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** All rules of a device profile. */
public final class ProfileRules {

  private ProfileRules() {}

  /** Everything that does not hold. */
  public static List<Finding> findings(DeviceProfile profile) {
    Stream<Finding> ofKind =
        switch (profile.points()) {
          case DeviceProfile.Modbus map -> ModbusRules.findings(map);
          case SunSpec device -> powerHasSource(device);
          case DeviceProfile.GpioInput c -> codesDiffer(c.codes(), false);
          case DeviceProfile.GpioOutput c -> codesDiffer(c.codes(), true);
          case DeviceProfile.Mqtt topics -> topicsFit(topics);
          case DeviceProfile.OpcUa _, DeviceProfile.Iec62056 _ -> Stream.empty();
        };
    return Stream.concat(quantityOnce(profile), ofKind).toList();
  }

  /** A profile reads a quantity from one place, and sets it at one place. */
  private static Stream<Finding> quantityOnce(DeviceProfile profile) {
    Stream<Finding> points =
        switch (profile.points()) {
          case DeviceProfile.Modbus m ->
              Stream.concat(
                  once("modbus.inputs", m.inputs().stream().map(i -> i.register().quantity())),
                  once("modbus.outputs", m.outputs().stream().map(RegisterOutput::quantity)));
          case DeviceProfile.OpcUa o ->
              Stream.concat(
                  once("opc-ua.inputs", o.inputs().stream().map(NodeSpec::quantity)),
                  once("opc-ua.outputs", o.outputs().stream().map(n -> n.node().quantity())));
          case DeviceProfile.Iec62056 i ->
              once("iec62056.inputs", i.inputs().stream().map(ObisSpec::quantity));
          case DeviceProfile.Mqtt m ->
              Stream.concat(
                  once("mqtt.inputs", m.inputs().stream().map(TopicInput::quantity)),
                  once("mqtt.outputs", m.outputs().stream().map(TopicOutput::quantity)));
          case SunSpec _, DeviceProfile.GpioInput _, DeviceProfile.GpioOutput _ -> Stream.empty();
        };
    return Stream.concat(
        points, once("plausible", profile.plausible().stream().map(PlausibleRange::quantity)));
  }

  private static Stream<Finding> once(String path, Stream<Quantity> quantities) {
    List<Quantity> all = quantities.toList();
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      int first = all.indexOf(all.get(i));
      if (first < i) {
        String found = all.get(i).wireName() + ", which is " + path + "[" + first + "] too";
        findings.add(new Finding(path + "[" + i + "].signal", "each signal once", found));
      }
    }
    return findings.stream();
  }

  /** Positions of contacts have one length and are unique; values of an output are unique too. */
  private static Stream<Finding> codesDiffer(List<ContactCode> codes, boolean output) {
    List<Finding> findings = new ArrayList<>();
    int length = codes.getFirst().contacts().length();
    Set<String> contacts = new HashSet<>();
    Set<Double> values = new HashSet<>();
    for (int i = 0; i < codes.size(); i++) {
      ContactCode code = codes.get(i);
      String path = "gpio-code.codes[" + i + "]";
      if (code.contacts().length() != length) {
        String expected = length + " contacts, as the first";
        findings.add(new Finding(path + ".contacts", expected, code.contacts()));
      } else if (!contacts.add(code.contacts())) {
        findings.add(new Finding(path + ".contacts", "each position once", code.contacts()));
      }
      if (output && !values.add(code.value())) {
        findings.add(
            new Finding(path + ".value", "each value once", NumberText.number(code.value())));
      }
    }
    return findings.stream();
  }

  /** A SunSpec device's power comes from a place that its kind has, and modules go with modules. */
  private static Stream<Finding> powerHasSource(SunSpec device) {
    boolean modules = !device.modulesIn().isEmpty() || !device.modulesOut().isEmpty();
    PowerFrom from = device.powerFrom();
    String path = "sunspec.power-from";
    Stream<Finding> source = Stream.empty();
    if (modules && from != PowerFrom.DC_MODULES) {
      source = Stream.of(new Finding(path, "dc-modules, as modules are named", Phrase.word(from)));
    } else if (!modules && from == PowerFrom.DC_MODULES) {
      String expected = "modules-in or modules-out, for power-from dc-modules";
      source = Stream.of(new Finding("sunspec", expected, "none"));
    } else if (from == PowerFrom.DC_MODULES && device.kind() == Kind.METER) {
      source = Stream.of(new Finding(path, "ac, for a meter", Phrase.word(from)));
    } else if (from == PowerFrom.BATTERY_BANK && device.kind() != Kind.BATTERY) {
      source =
          Stream.of(
              new Finding(path, "ac or dc-modules, for what is no battery", Phrase.word(from)));
    }
    return Stream.concat(
        source,
        Finding.when(
            device.modulesIn().stream().anyMatch(device.modulesOut()::contains),
            "sunspec.modules-out",
            "other modules than modules-in",
            device.modulesOut().toString()));
  }

  /** A setpoint is published where nothing is read, and can be computed back. */
  private static Stream<Finding> topicsFit(DeviceProfile.Mqtt topics) {
    List<Finding> findings = new ArrayList<>();
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
    return findings.stream();
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
