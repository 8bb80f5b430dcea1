package io.spikewatt.controller.setup;

import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.profile.NodeSpec;
import io.spikewatt.config.profile.ObisSpec;
import io.spikewatt.config.profile.RegisterInput;
import io.spikewatt.config.profile.RegisterSpec;
import io.spikewatt.hal.signal.Quantity;
import java.util.Locale;
import java.util.stream.Stream;

/** Source of a device's value in the terms of the maker's documents. */
public final class SignalSource {

  private SignalSource() {}

  /** For example {@code holding 102 u16}, {@code ns=2;s=Feeder/Power} or {@code 1.8.0}. */
  public static String of(DeviceProfile profile, Quantity quantity) {
    Stream<String> sources =
        switch (profile.points()) {
          case DeviceProfile.Modbus map ->
              map.inputs().stream()
                  .map(RegisterInput::register)
                  .filter(register -> register.quantity() == quantity)
                  .map(SignalSource::register);
          case DeviceProfile.SunSpec sunSpec ->
              Stream.of("sunspec " + sunSpec.kind().name().toLowerCase(Locale.ROOT));
          case DeviceProfile.OpcUa nodes ->
              nodes.inputs().stream()
                  .filter(node -> node.quantity() == quantity)
                  .map(NodeSpec::node);
          case DeviceProfile.Iec62056 codes ->
              codes.inputs().stream()
                  .filter(code -> code.quantity() == quantity)
                  .map(ObisSpec::code);
          case DeviceProfile.Mqtt topics ->
              topics.inputs().stream()
                  .filter(input -> input.quantity() == quantity)
                  .map(input -> (input.place().topic() + " " + input.place().path()).strip());
          case DeviceProfile.GpioInput _, DeviceProfile.GpioOutput _ -> Stream.of("gpio");
        };
    return sources.findFirst().orElse("");
  }

  private static String register(RegisterSpec register) {
    return "%s %d %s"
        .formatted(
            register.table().name().toLowerCase(Locale.ROOT),
            register.address(),
            register.encoding().name().toLowerCase(Locale.ROOT));
  }
}
