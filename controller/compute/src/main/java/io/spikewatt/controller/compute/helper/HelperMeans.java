package io.spikewatt.controller.compute.helper;

import io.spikewatt.config.helper.HelperDevice.Setting;
import io.spikewatt.controller.compute.means.PowerMeans;
import io.spikewatt.controller.compute.means.SettingRange;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A setting of the root helper, seen from the agent. Each reading requests the value again, which
 * tells the helper that the agent lives.
 */
public final class HelperMeans implements PowerMeans {

  private final HelperConnection connection;
  private final Label label;
  private final int device;
  private final Setting setting;
  private final SettingRange range;
  private OptionalLong wanted = OptionalLong.empty();

  /**
   * @param title for people, unique: {@code gpu0}
   * @param device index in the helper's configuration
   * @param range of the helper's configuration, or narrower
   */
  public HelperMeans(
      HelperConnection connection, String title, int device, Setting setting, SettingRange range) {
    this.connection = connection;
    // Settings of one device of the helper measure the same power.
    this.label = new Label(title, "helper's device " + device, kind(setting));
    this.device = device;
    this.setting = setting;
    this.range = range;
  }

  private static Kind kind(Setting setting) {
    return switch (setting) {
      case POWER_LIMIT -> Kind.POWER_LIMIT;
      case CLOCK -> Kind.CLOCK;
      case QUOTA, FREEZE -> Kind.ADMISSION;
    };
  }

  @Override
  public Label label() {
    return label;
  }

  @Override
  public SettingRange range() {
    return range;
  }

  @Override
  public long step() {
    return setting == Setting.FREEZE ? 100 : 1;
  }

  @Override
  public void set(long value) {
    wanted = OptionalLong.of(range.require(value));
    Reading _ = read();
  }

  @Override
  public Reading read() {
    try {
      HelperAnswer answer = connection.ask(new HelperRequest(device, setting.index(), wanted));
      return answer instanceof HelperAnswer.InForce(OptionalLong enforced, OptionalLong powerW)
          ? new Reading(number(powerW), number(enforced), Optional.empty())
          : Reading.failed(((HelperAnswer.Refused) answer).reason().words());
    } catch (IOException e) {
      return Reading.failed(e);
    }
  }

  private static OptionalDouble number(OptionalLong number) {
    return number.isPresent()
        ? OptionalDouble.of((double) number.getAsLong())
        : OptionalDouble.empty();
  }
}
