package io.spikewatt.drivers.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.spikewatt.config.profile.LinearScale;
import io.spikewatt.config.profile.RegisterSpec;
import io.spikewatt.config.profile.RegisterSpec.Encoding;
import io.spikewatt.config.profile.RegisterSpec.Table;
import io.spikewatt.config.profile.RegisterSpec.WordOrder;
import io.spikewatt.drivers.codec.RegisterCodec.Encoded;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import java.time.Instant;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class RegisterCodecTest {

  private static final Moment NOW = new Moment(0, Instant.EPOCH);

  @ParameterizedTest
  @CsvSource({
    "U16, HIGH_FIRST, 1, 0, FFFF, 65535",
    "S16, HIGH_FIRST, 1, 0, FFFF, -1",
    "S16, HIGH_FIRST, 0.1, 0, FF38, -20",
    "U32, HIGH_FIRST, 1, 0, 0001 0002, 65538",
    "U32, LOW_FIRST, 1, 0, 0002 0001, 65538",
    "S32, HIGH_FIRST, -1, 0, FFFF F380, 3200",
    "S32, LOW_FIRST, 1, 0, F380 FFFF, -3200",
    "F32, HIGH_FIRST, 1, 0, 4366 8000, 230.5",
    "F32, LOW_FIRST, 1000, 0, 8000 4366, 230500",
    "U64, HIGH_FIRST, 1, 0, 0000 0001 0000 0002, 4294967298",
    "U64, LOW_FIRST, 1, 0, 0002 0000 0001 0000, 4294967298",
    "S64, HIGH_FIRST, 1, 0, FFFF FFFF FFFF FFFE, -2",
    "U16, HIGH_FIRST, 0.5, -40, 0064, 10",
  })
  void wordsMeanWhatTheSpecificationSays(
      Encoding encoding, WordOrder order, double factor, double offset, String hex, double value) {
    Quantity quantity = value > 1e9 ? Quantity.ENERGY_IMPORT_WH : Quantity.POWER_W;
    RegisterSpec spec = spec(quantity, encoding, order, factor, offset, Set.of());
    Sample sample = decode(spec, words(hex));
    assertEquals(value, assertInstanceOf(Sample.Good.class, sample).value(), 1e-9);
    Encoded.Ready back = assertInstanceOf(Encoded.Ready.class, encode(spec, value));
    assertArrayEquals(words(hex), back.words());
    assertEquals(value, back.value(), 1e-9);
  }

  @ParameterizedTest
  @CsvSource({
    "U16, FFFF, FFFF",
    "S16, 8000, 8000",
    "U32, FFFFFFFF, FFFF FFFF",
    "S32, 7FFFFFFF, 7FFF FFFF",
    "F32, 7F7FFFFF, 7F7F FFFF",
    "U64, FFFFFFFFFFFFFFFF, FFFF FFFF FFFF FFFF",
  })
  void aSentinelIsNoValue(Encoding encoding, String sentinel, String hex) {
    Set<Long> sentinels = Set.of(Long.parseUnsignedLong(sentinel, 16));
    assertMissing(
        Fault.Kind.NOT_IMPLEMENTED,
        decode(
            spec(Quantity.POWER_W, encoding, WordOrder.HIGH_FIRST, 1, 0, sentinels), words(hex)));
  }

  @Test
  void aFloatThatIsNotANumberIsNoValueAndAnInfiniteOneIsOutOfRange() {
    RegisterSpec spec = plain(Encoding.F32);
    assertMissing(Fault.Kind.NOT_IMPLEMENTED, decode(spec, words("7FC0 0000")));
    assertMissing(Fault.Kind.NOT_IMPLEMENTED, decode(spec, words("FFFF FFFF")));
    assertMissing(Fault.Kind.OUT_OF_RANGE, decode(spec, words("7F80 0000")));
  }

  @Test
  void aValueThatCannotBeTrueIsMissing() {
    RegisterSpec soc = spec(Quantity.SOC_PCT, Encoding.U16, WordOrder.HIGH_FIRST, 0.1, 0, Set.of());
    assertMissing(Fault.Kind.OUT_OF_RANGE, decode(soc, words("FFFF")));
  }

  @Test
  void tenthsAreTheNearestThereIsToWhatTheDeviceMeans() {
    RegisterSpec spec =
        spec(Quantity.VOLTAGE_L1_V, Encoding.U16, WordOrder.HIGH_FIRST, 0.1, 0, Set.of());
    for (int raw = 0; raw < 4_000; raw++) {
      Sample.Good good = assertInstanceOf(Sample.Good.class, decode(spec, new int[] {raw}));
      assertEquals(Double.parseDouble(raw / 10 + "." + raw % 10), good.value());
    }
  }

  @Test
  void zeroWithANegativeFactorIsPlainZero() {
    RegisterSpec spec = spec(Quantity.POWER_W, Encoding.S16, WordOrder.HIGH_FIRST, -1, 0, Set.of());
    Sample.Good good = assertInstanceOf(Sample.Good.class, decode(spec, words("0000")));
    assertEquals(0L, Double.doubleToRawLongBits(good.value()));
  }

  @ParameterizedTest
  @CsvSource({
    "U16, -1",
    "U16, 65536",
    "S16, 32768",
    "S16, -32769",
    "U32, 4294967296",
    "S32, 2147483648",
    "U64, -1",
    "U64, 1e17",
    "S64, 1e17",
    "F32, 1e39",
    "U16, NaN",
    "F32, NaN",
    "F32, Infinity",
  })
  void whatDoesNotFitIsRefusedAndNeverWraps(Encoding encoding, double value) {
    Encoded.Refused refused =
        assertInstanceOf(Encoded.Refused.class, encode(plain(encoding), value));
    assertEquals(Fault.Kind.OUT_OF_RANGE, refused.fault().kind());
  }

  @Test
  void aValueThatIsCodedLikeNoValueIsRefused() {
    RegisterSpec spec =
        spec(Quantity.POWER_W, Encoding.U16, WordOrder.HIGH_FIRST, 1, 0, Set.of(0xFFFFL));
    assertInstanceOf(Encoded.Refused.class, encode(spec, 65_535));
  }

  @Test
  void aValueIsRoundedToTheRegistersResolutionAndSaysSo() {
    RegisterSpec spec = spec(Quantity.POWER_W, Encoding.S16, WordOrder.HIGH_FIRST, 10, 0, Set.of());
    Encoded.Ready ready = assertInstanceOf(Encoded.Ready.class, encode(spec, -1234));
    assertEquals(-1230, ready.value());
  }

  @ParameterizedTest
  @EnumSource(Encoding.class)
  void everyWordPatternThatIsAValueComesBackFromEncoding(Encoding encoding) {
    Random random = new Random(25);
    RegisterSpec spec = plain(encoding);
    for (int round = 0; round < 2_000; round++) {
      int[] words = random.ints(encoding.words(), 0, 0x10000).toArray();
      if (decode(spec, words) instanceof Sample.Good good
          && encode(spec, good.value()) instanceof Encoded.Ready ready) {
        assertEquals(good.value(), ready.value());
        boolean exact = encoding.words() < 4 && good.value() != 0;
        if (exact) {
          assertArrayEquals(words, ready.words());
        }
      }
    }
  }

  private static void assertMissing(Fault.Kind kind, Sample sample) {
    assertEquals(kind, assertInstanceOf(Sample.Missing.class, sample).reason().kind());
  }

  private static Sample decode(RegisterSpec spec, int[] words) {
    return RegisterCodec.decode(new Signal("device", spec.quantity()), spec, words, NOW);
  }

  private static int[] words(String hex) {
    return java.util.Arrays.stream(hex.split(" ")).mapToInt(w -> Integer.parseInt(w, 16)).toArray();
  }

  private static RegisterSpec plain(Encoding encoding) {
    return spec(Quantity.POWER_W, encoding, WordOrder.HIGH_FIRST, 1, 0, Set.of());
  }

  private static RegisterSpec spec(
      Quantity quantity,
      Encoding encoding,
      WordOrder order,
      double factor,
      double offset,
      Set<Long> sentinels) {
    return new RegisterSpec(
        quantity,
        Table.HOLDING,
        0,
        encoding,
        order,
        new LinearScale(factor, offset),
        sentinels,
        Set.of());
  }

  private static Encoded encode(RegisterSpec spec, double value) {
    return RegisterCodec.encodeRaw(spec, RegisterCodec.raw(spec, value));
  }
}
