package io.spikewatt.controller.compute.helper;

import io.spikewatt.config.helper.HelperDevice;
import io.spikewatt.config.helper.HelperDevice.Bounds;
import io.spikewatt.config.helper.HelperDevice.Setting;
import io.spikewatt.controller.compute.means.PowerMeans;
import io.spikewatt.hal.time.Moment;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** All settings of the helper's configuration, by device and setting. Safe for many threads. */
final class HeldSettings {

  private final List<Map<Setting, HeldSetting>> devices;

  /** Makes the means of one setting of a device. */
  @FunctionalInterface
  interface MeansOf {
    PowerMeans make(HelperDevice device, Setting setting, Bounds bounds);
  }

  HeldSettings(List<HelperDevice> devices, MeansOf means, Moment started) {
    this.devices =
        devices.stream()
            .map(
                device -> {
                  Map<Setting, HeldSetting> held = new EnumMap<>(Setting.class);
                  device
                      .bounds()
                      .forEach(
                          (setting, bounds) ->
                              held.put(
                                  setting,
                                  new HeldSetting(
                                      means.make(device, setting, bounds), bounds, started)));
                  return held;
                })
            .toList();
  }

  /** The answer to a request of a connection. */
  synchronized HelperAnswer answer(HelperRequest request, Object connection, Moment now) {
    Optional<HeldSetting> held =
        request.device() < devices.size()
            ? Setting.of(request.setting())
                .flatMap(setting -> Optional.ofNullable(devices.get(request.device()).get(setting)))
            : Optional.empty();
    return held.isPresent()
        ? held.get().answer(request.value(), connection, now)
        : new HelperAnswer.Refused(HelperAnswer.Refusal.UNKNOWN_SETTING);
  }

  /** Sets the safe values of settings whose agent is silent. Call it twice a second. */
  synchronized void tick(Moment now) {
    each(held -> held.tick(now));
  }

  /** Sets the safe values of settings that this connection requested. */
  synchronized void ended(Object connection) {
    each(held -> held.ended(connection));
  }

  /** Sets all safe values. */
  synchronized void makeSafe() {
    each(HeldSetting::makeSafe);
  }

  private void each(Consumer<HeldSetting> action) {
    devices.forEach(settings -> settings.values().forEach(action));
  }
}
