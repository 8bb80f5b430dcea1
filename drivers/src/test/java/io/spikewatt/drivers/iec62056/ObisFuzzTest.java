package io.spikewatt.drivers.iec62056;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.spikewatt.hal.signal.Sample;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Any data lines: a value only if exactly one line says it in the right unit. */
final class ObisFuzzTest {

  /** Lines are {@code address(value*unit)}, as on the wire, with nothing else understood. */
  @FuzzTest(maxDuration = "2m")
  void find(byte[] input) {
    String text = new String(input, StandardCharsets.ISO_8859_1);
    List<DataLine> lines = text.lines().map(ObisFuzzTest::line).toList();
    Sample sample =
        ObisTable.find(lines, ObisTableTest.SIGNAL, ObisTableTest.SPEC, ObisTableTest.AT).sample();
    if (sample instanceof Sample.Good good) {
      List<DataLine> justify = lines.stream().filter(line -> isImport(line.address())).toList();
      assertEquals(1, justify.size(), () -> good + " from " + text);
      DataLine line = justify.getFirst();
      assertEquals("kWh", line.unit());
      assertTrue(line.value().chars().allMatch(each -> "+-.0123456789".indexOf(each) >= 0));
      double truth = new BigDecimal(line.value()).movePointRight(3).doubleValue();
      assertEquals(truth, good.value(), Math.abs(truth) * 1e-12);
    }
  }

  private static DataLine line(String text) {
    int open = text.indexOf('(');
    int star = text.indexOf('*', Math.max(open, 0));
    if (open < 0 || star < 0) {
      return new DataLine(text, "", "");
    }
    String unit = text.substring(star + 1);
    return new DataLine(
        text.substring(0, open),
        text.substring(open + 1, star),
        unit.endsWith(")") ? unit.substring(0, unit.length() - 1) : unit);
  }

  /** A-B:1.8.0*255 with the first and the last part left out or not. */
  private static boolean isImport(String address) {
    String rest = address.endsWith("*255") ? address.substring(0, address.length() - 4) : address;
    int colon = rest.indexOf(':');
    String[] medium = rest.substring(0, Math.max(colon, 0)).split("-", -1);
    boolean prefixed = medium.length == 2 && isSmall(medium[0]) && isSmall(medium[1]);
    return rest.substring(colon + 1).equals("1.8.0") && (colon < 0 || prefixed);
  }

  private static boolean isSmall(String number) {
    return !number.isEmpty()
        && number.length() <= 3
        && number.chars().allMatch(each -> each >= '0' && each <= '9');
  }
}
