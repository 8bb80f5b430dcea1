package io.spikewatt.config.profile;

import io.spikewatt.config.profile.OutputRegister.CellContent;
import io.spikewatt.config.profile.OutputRegister.Persistence;
import io.spikewatt.hal.signal.Quantity;

/**
 * Limits of an output's memory, and the alternative to writing it.
 *
 * @param wears whether a new setpoint wears the memory
 * @param hasOwnMode whether the device can regulate by its own meter
 */
public record OutputWear(boolean wears, boolean hasOwnMode) {

  /** Of a device that is written at no cost. */
  public static final OutputWear NONE = new OutputWear(false, false);

  public static OutputWear of(DeviceProfile profile, Quantity quantity) {
    return profile.points() instanceof DeviceProfile.Modbus map
        ? map.outputs().stream()
            .filter(output -> output.quantity() == quantity)
            .findFirst()
            .map(OutputWear::of)
            .orElse(NONE)
        : NONE;
  }

  /** The wear of one output of a Modbus map. */
  public static OutputWear of(RegisterOutput output) {
    return new OutputWear(
        output.registers().stream().anyMatch(OutputWear::wears),
        output.registers().stream().anyMatch(register -> register.ownMode().isPresent()));
  }

  /** Modes and constants change rarely. */
  private static boolean wears(OutputRegister register) {
    return register.takes() instanceof CellContent.Part
        && register.persistence() != Persistence.VOLATILE;
  }
}
