package io.spikewatt.config.profile;

import io.spikewatt.config.profile.RegisterSpec.Encoding;
import io.spikewatt.config.profile.RegisterSpec.Table;
import io.spikewatt.config.profile.RegisterSpec.WordOrder;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How a device of this type is told from others on the network. All that is stated must hold.
 *
 * @param manufacturer what SunSpec's model 1 calls the maker; empty = not looked at
 * @param model what SunSpec's model 1 calls the device; empty = not looked at
 * @param numbers registers that hold a number of a range
 * @param texts registers that hold a text
 * @param role what such a device usually is on a site; empty = not said
 */
public record Identity(
    Optional<Pattern> manufacturer,
    Optional<Pattern> model,
    List<NumberCheck> numbers,
    List<TextCheck> texts,
    Optional<UsualRole> role) {

  /** What a scan proposes. */
  public enum UsualRole {
    METER,
    PV,
    BATTERY,
    EV_CHARGER
  }

  public Identity {
    numbers = List.copyOf(numbers);
    texts = List.copyOf(texts);
  }

  /** Whether it is told by SunSpec's model 1. */
  public boolean sunSpec() {
    return manufacturer.isPresent() || model.isPresent();
  }

  /**
   * @param address zero-based
   * @param min smallest raw number
   * @param max largest raw number
   */
  public record NumberCheck(
      Table table, int address, Encoding encoding, WordOrder wordOrder, double min, double max) {}

  /**
   * @param address zero-based
   * @param count number of registers, two characters each
   * @param text what stands there, without trailing NULs and blanks
   */
  public record TextCheck(Table table, int address, int count, Pattern text) {}
}
