package io.spikewatt.drivers.iec62056;

import io.spikewatt.config.profile.ObisSpec;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds a profile's values in a readout. Strict: a value that it cannot fully parse is missing. */
final class ObisTable {

  /** [A-B:]C.D[.E][*F]; F = 255 is the current value, any other a stored one. */
  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?:[0-9]{1,3}-[0-9]{1,3}:)?([0-9A-Z]{1,3}(?:\\.[0-9]{1,3}){1,2})(?:\\*255)?");

  private static final Pattern VALUE = Pattern.compile("[+-]?[0-9]{1,12}(?:\\.[0-9]{1,9})?");

  private ObisTable() {}

  /** A reading and its range on the meter's display, which is arbitrary without a value. */
  record Reading(Sample sample, CounterDisplay display) {}

  private static final CounterDisplay NONE = new CounterDisplay(Double.POSITIVE_INFINITY, 0);

  /** The value of {@code spec}, or the reason why the readout has none. */
  static Reading find(List<DataLine> readout, Signal signal, ObisSpec spec, Moment at) {
    List<DataLine> found =
        readout.stream().filter(line -> sameAddress(spec.code(), line.address())).toList();
    if (found.isEmpty()) {
      String absent = "no " + spec.code() + " in the readout";
      return new Reading(Sample.missing(signal, Fault.Kind.NOT_IMPLEMENTED, absent, at), NONE);
    }
    if (found.size() > 1) {
      return bad(signal, spec.code() + " stands there " + found.size() + " times", at);
    }
    DataLine line = found.getFirst();
    if (!line.unit().equals(spec.unit())) {
      return bad(signal, spec.code() + " in '" + line.unit() + "', not '" + spec.unit() + "'", at);
    }
    if (!VALUE.matcher(line.value()).matches()) {
      return bad(signal, spec.code() + " is no number: '" + line.value() + "'", at);
    }
    double value = Double.parseDouble(line.value()) * spec.factor();
    String digits = line.value().replaceFirst("^[+-]", "");
    return new Reading(Sample.checked(signal, value, at), CounterDisplay.of(digits, spec.factor()));
  }

  private static boolean sameAddress(String code, String address) {
    Matcher matcher = ADDRESS.matcher(address);
    return address.equals(code) || (matcher.matches() && matcher.group(1).equals(code));
  }

  private static Reading bad(Signal signal, String detail, Moment at) {
    return new Reading(Sample.missing(signal, Fault.Kind.BAD_FRAME, detail, at), NONE);
  }
}
