package io.spikewatt.drivers.sunspec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PointTypeTest {

  @ParameterizedTest
  @CsvSource({
    "int16, FFFE, -2",
    "uint16, FFFE, 65534",
    "acc16, 0001, 1",
    "enum16, 0004, 4",
    "bitfield16, 8001, 32769",
    "count, 0003, 3",
    "sunssf, FFFF, -1",
    "int32, FFFF FFFE, -2",
    "uint32, 0001 0000, 65536",
    "acc32, FFFF FFFF, 4294967295",
    "enum32, 0000 0007, 7",
    "bitfield32, 0000 8000, 32768",
    "float32, 4366 8000, 230.5",
    "int64, FFFF FFFF FFFF FFFE, -2",
    "uint64, 0000 0001 0000 0000, 4294967296",
    "acc64, 0000 0000 0000 0005, 5",
    "float64, 406C D000 0000 0000, 230.5",
  })
  void aNumberIsReadBigEndian(String type, String hex, double value) {
    assertEquals(OptionalDouble.of(value), number(type, hex));
  }

  @ParameterizedTest
  @CsvSource({
    "int16, 8000",
    "uint16, FFFF",
    "acc16, 0000",
    "enum16, FFFF",
    "bitfield16, FFFF",
    "count, FFFF",
    "sunssf, 8000",
    "pad, 8000",
    "int32, 8000 0000",
    "uint32, FFFF FFFF",
    "acc32, 0000 0000",
    "enum32, FFFF FFFF",
    "bitfield32, FFFF FFFF",
    "float32, 7FC0 0000",
    "float32, FFFF FFFF",
    "int64, 8000 0000 0000 0000",
    "uint64, FFFF FFFF FFFF FFFF",
    "acc64, 0000 0000 0000 0000",
    "float64, 7FF8 0000 0000 0000",
  })
  void notImplementedIsNoNumber(String type, String hex) {
    assertEquals(OptionalDouble.empty(), number(type, hex));
  }

  @Test
  void textsAreReadWithoutPaddingAndWithoutControlCharacters() {
    assertEquals("SW-1?", text(PointType.STRING, "5357 2D31 1B00 4141"));
    assertEquals("abc", text(PointType.STRING, "6162 6320"));
    assertEquals("", text(PointType.STRING, "0000 0000"));
    assertEquals("192.168.1.20", text(PointType.IPADDR, "C0A8 0114"));
    assertEquals("", text(PointType.IPADDR, "0000 0000"));
    assertEquals("02:00:5e:10:00:01", text(PointType.EUI48, "0000 0200 5E10 0001"));
    assertEquals(
        "2001:0db8:0000:0000:0000:0000:0000:0001",
        text(PointType.IPV6ADDR, "2001 0DB8 0000 0000 0000 0000 0000 0001"));
  }

  private static OptionalDouble number(String type, String hex) {
    return PointType.named(type).number(words(hex), 0);
  }

  private static String text(PointType type, String hex) {
    return type.text(words(hex), 0, words(hex).length);
  }

  private static int[] words(String hex) {
    return Arrays.stream(hex.split(" ")).mapToInt(word -> Integer.parseInt(word, 16)).toArray();
  }
}
