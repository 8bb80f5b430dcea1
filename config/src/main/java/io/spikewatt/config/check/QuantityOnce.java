package io.spikewatt.config.check;

import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.profile.NodeSpec;
import io.spikewatt.config.profile.ObisSpec;
import io.spikewatt.config.profile.PlausibleRange;
import io.spikewatt.config.profile.RegisterOutput;
import io.spikewatt.config.profile.TopicInput;
import io.spikewatt.config.profile.TopicOutput;
import io.spikewatt.hal.signal.Quantity;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** A profile reads a quantity from one place, and sets it at one place. */
final class QuantityOnce {

  private QuantityOnce() {}

  static List<Finding> findings(DeviceProfile profile) {
    List<Finding> findings = new ArrayList<>();
    switch (profile.points()) {
      case DeviceProfile.Modbus m -> {
        once(
            "modbus.inputs",
            m.inputs().stream().map(input -> input.register().quantity()).toList(),
            findings);
        once(
            "modbus.outputs",
            m.outputs().stream().map(RegisterOutput::quantity).toList(),
            findings);
      }
      case DeviceProfile.OpcUa o -> {
        once("opc-ua.inputs", o.inputs().stream().map(NodeSpec::quantity).toList(), findings);
        once(
            "opc-ua.outputs",
            o.outputs().stream().map(n -> n.node().quantity()).toList(),
            findings);
      }
      case DeviceProfile.Iec62056 i ->
          once("iec62056.inputs", i.inputs().stream().map(ObisSpec::quantity).toList(), findings);
      case DeviceProfile.Mqtt m -> {
        once("mqtt.inputs", m.inputs().stream().map(TopicInput::quantity).toList(), findings);
        once("mqtt.outputs", m.outputs().stream().map(TopicOutput::quantity).toList(), findings);
      }
      case DeviceProfile.SunSpec _, DeviceProfile.GpioInput _, DeviceProfile.GpioOutput _ -> {}
    }
    once(
        "plausible", profile.plausible().stream().map(PlausibleRange::quantity).toList(), findings);
    return findings;
  }

  private static void once(String path, List<Quantity> quantities, List<Finding> findings) {
    Map<Quantity, Integer> seen = new EnumMap<>(Quantity.class);
    for (int i = 0; i < quantities.size(); i++) {
      Integer first = seen.putIfAbsent(quantities.get(i), i);
      if (first != null) {
        findings.add(
            new Finding(
                path + "[" + i + "].signal",
                "each signal once",
                quantities.get(i).wireName() + ", which is " + path + "[" + first + "] too"));
      }
    }
  }
}
