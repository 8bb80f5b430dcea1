package io.spikewatt.drivers.iec62056;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.spikewatt.config.profile.ObisSpec;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObisTableTest {

  static final Moment AT = new Moment(0, Instant.EPOCH);
  static final ObisSpec SPEC = new ObisSpec(Quantity.ENERGY_IMPORT_WH, "1.8.0", "kWh", 1000);
  static final Signal SIGNAL = new Signal("meter", Quantity.ENERGY_IMPORT_WH);

  @ParameterizedTest
  @CsvSource({"1.8.0", "1-0:1.8.0", "1-0:1.8.0*255", "1.8.0*255"})
  void theCurrentValueIsFoundUnderEveryFormOfItsAddress(String address) {
    Sample sample = find(new DataLine(address, "001234.567", "kWh"));
    assertEquals(1_234_567, assertInstanceOf(Sample.Good.class, sample).value(), 1e-6);
  }

  @ParameterizedTest
  @CsvSource({"1.8.0*01", "1.8.1", "1.8", "11.8.0", "1.8.0x", "x1.8.0", "1.8.0&01", "2.8.0"})
  void anotherAddressIsNotTaken(String address) {
    fault(Fault.Kind.NOT_IMPLEMENTED, new DataLine(address, "1", "kWh"));
  }

  @ParameterizedTest
  @CsvSource({
    "''",
    "1e3",
    "'1,5'",
    "0x10",
    "NaN",
    "' 1'",
    "1.",
    ".5",
    "--1",
    "1.2.3",
    "1234567890123"
  })
  void whatIsNotAPlainNumberIsABadFrame(String value) {
    fault(Fault.Kind.BAD_FRAME, new DataLine("1.8.0", value, "kWh"));
  }

  @ParameterizedTest
  @CsvSource({"Wh", "MWh", "kwh", "''", "kvarh"})
  void anotherUnitIsABadFrame(String unit) {
    fault(Fault.Kind.BAD_FRAME, new DataLine("1.8.0", "1", unit));
  }

  @Test
  void anAddressThatStandsThereTwiceIsABadFrame() {
    fault(
        Fault.Kind.BAD_FRAME, new DataLine("1.8.0", "1", "kWh"), new DataLine("1.8.0", "2", "kWh"));
  }

  @Test
  void anImplausibleValueIsOutOfRange() {
    fault(Fault.Kind.OUT_OF_RANGE, new DataLine("1.8.0", "-1", "kWh"));
  }

  @ParameterizedTest
  @CsvSource({
    "001234.567, 1e9, 1",
    "01234.5, 1e8, 100",
    "123456789, 1e12, 1000",
    "1234.5, Infinity, 100",
    "1234567890, Infinity, 1000"
  })
  void theDigitsTellWhereTheDisplayBeginsAgain(String digits, double span, double step) {
    DataLine line = new DataLine("1.8.0", digits, "kWh");
    CounterDisplay counterDisplay = ObisTable.find(List.of(line), SIGNAL, SPEC, AT).display();
    assertEquals(span, counterDisplay.span());
    assertEquals(step, counterDisplay.step(), 1e-9);
  }

  private static Sample find(DataLine... lines) {
    return ObisTable.find(List.of(lines), SIGNAL, SPEC, AT).sample();
  }

  private static void fault(Fault.Kind kind, DataLine... lines) {
    assertEquals(kind, assertInstanceOf(Sample.Missing.class, find(lines)).reason().kind());
  }
}
