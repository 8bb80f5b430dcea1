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

/** All settings of the helper's configuration, by device and setting. Safe for many threads. */
final class HeldSettings {

  private final List<Map<Setting, HeldSetting>> devices;
  private final List<HeldSetting> all;

  /** The setting that keeps its value at this tick; used by the thread of the ticks alone. */
  private int next;

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
    this.all = this.devices.stream().flatMap(held -> held.values().stream()).toList();
  }

  /** The answer to a request of a connection. */
  HelperAnswer answer(HelperRequest request, Object connection, Moment now) {
    return held(request)
        .map(held -> held.answer(request.value(), connection, now))
        .orElse(new HelperAnswer.Refused(HelperAnswer.Refusal.UNKNOWN_SETTING));
  }

  private Optional<HeldSetting> held(HelperRequest request) {
    return request.device() < devices.size()
        ? Setting.of(request.setting())
            .flatMap(setting -> Optional.ofNullable(devices.get(request.device()).get(setting)))
        : Optional.empty();
  }

  /**
   * Requests the safe values of settings whose agent is silent, then lets one setting keep its own.
   * Call it twice a second.
   */
  void tick(Moment now) {
    all.forEach(held -> held.expire(now));
    next = next + 1 < all.size() ? next + 1 : 0;
    all.get(next).keep();
  }

  /** Requests the safe values of settings that this connection requested. */
  void ended(Object connection) {
    all.forEach(held -> held.ended(connection));
  }

  /** Requests all safe values, and waits for the devices. */
  void makeSafe() {
    all.forEach(HeldSetting::makeSafe);
    all.forEach(HeldSetting::keep);
  }
}
