package io.spikewatt.config.profile;

import io.spikewatt.config.profile.RegisterSpec.Encoding;
import io.spikewatt.config.profile.RegisterSpec.Table;
import io.spikewatt.config.profile.RegisterSpec.WordOrder;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Identifies a device of this type on the network. All stated conditions must hold; without one,
 * the device has nothing to be identified by.
 *
 * @param manufacturer maker in SunSpec's model 1; empty = not checked
 * @param model model name in SunSpec's model 1; empty = not checked
 * @param numbers registers that hold a number of a range
 * @param texts registers that hold a text
 * @param role usual role of such a device on a site; empty = not stated
 */
public record Identity(
    Optional<Pattern> manufacturer,
    Optional<Pattern> model,
    List<NumberCheck> numbers,
    List<TextCheck> texts,
    Optional<UsualRole> role) {

  /** Role that a scan proposes. */
  public enum UsualRole {
    METER,
    PV,
    BATTERY,
    EV_CHARGER,
    HEAT_PUMP
  }

  public Identity {
    numbers = List.copyOf(numbers);
    texts = List.copyOf(texts);
  }

  /** Whether SunSpec's model 1 identifies it. */
  public boolean sunSpec() {
    return manufacturer.isPresent() || model.isPresent();
  }

  /** Whether registers identify it. */
  public boolean byRegisters() {
    return !numbers.isEmpty() || !texts.isEmpty();
  }

  /** Zero-based address, and least and greatest raw number. */
  public record NumberCheck(
      Table table, int address, Encoding encoding, WordOrder wordOrder, double min, double max) {}

  /** Zero-based address, registers of two characters each, and text without trailing blanks. */
  public record TextCheck(Table table, int address, int count, Pattern text) {}
}
