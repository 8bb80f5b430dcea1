package io.spikewatt.drivers.register;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.spikewatt.config.load.ProfileLoader;
import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.profile.LinearScale;
import io.spikewatt.config.profile.RegisterSpec;
import io.spikewatt.config.profile.RegisterSpec.Encoding;
import io.spikewatt.config.profile.RegisterSpec.WordOrder;
import io.spikewatt.drivers.TestSetpoints;
import io.spikewatt.drivers.codec.RegisterCodec;
import io.spikewatt.hal.device.WriteBudget;
import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.ManualClock;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Any registers behind any shipped profile, in any encoding. */
final class RegisterFuzzTest {

  private static final Instant START = Instant.parse("2026-06-01T10:00:00Z");

  private static final List<DeviceProfile.Modbus> PROFILES =
      ProfileLoader.shippedIds().stream()
          .map(id -> ProfileLoader.shipped(id).points())
          .filter(DeviceProfile.Modbus.class::isInstance)
          .map(DeviceProfile.Modbus.class::cast)
          .toList();

  private static final List<Encoding> ENCODINGS = List.of(Encoding.values());

  private static final double[] FACTORS = {1, 0.1, -1, 1000, 0.001, 1e9};

  /**
   * The first byte chooses the profile, the second a longest read, then comes a setpoint of four
   * bytes. All registers repeat what follows.
   */
  @FuzzTest(maxDuration = "2m")
  void registers(byte[] input) {
    if (input.length < 8) {
      return;
    }
    ManualClock clock = new ManualClock(START);
    FakeRegisters port = new FakeRegisters();
    port.longestRead = input[1] < 0 ? 1 + (input[1] & 0x7F) : RegisterSession.MAX_READ;
    fill(port, Arrays.copyOfRange(input, 6, input.length));
    double value = ByteBuffer.wrap(input, 2, 4).getFloat();
    DeviceProfile.Modbus points = PROFILES.get((input[0] & 0xFF) % PROFILES.size());
    try (PolledModbusDevice device = new PolledModbusDevice("dev", points, port)) {
      for (int i = 0; i < 2; i++) {
        judge(device.read(clock.advance(Duration.ofSeconds(10))));
        device.readPowerOnly(clock.now()).forEach(good -> judge(List.of(good)));
      }
      if (value >= -1e9 && value <= 1e9) {
        for (Signal output : device.outputs()) {
          WriteReceipt receipt =
              device.write(TestSetpoints.approved(output, value, clock.now()), clock.now());
          if (receipt instanceof WriteReceipt.Written written) {
            assertTrue(Double.isFinite(written.value()), written::toString);
          }
          device.release(TestSetpoints.neutral(output, 0, clock.now()), clock.now());
        }
      }
      judge(device.read(clock.advance(Duration.ofHours(1))));
    }
    assertTrue(port.log.size() < 2000, () -> port.log.size() + " requests");
  }

  private static void judge(List<Sample> samples) {
    for (Sample sample : samples) {
      if (sample instanceof Sample.Good good) {
        assertTrue(good.signal().quantity().plausible(good.value()), good::toString);
      }
    }
  }

  private static void fill(FakeRegisters port, byte[] pattern) {
    int words = pattern.length / 2;
    for (int at = 0; at < port.holding.length; at++) {
      int from = 2 * (at % words);
      port.holding[at] = ((pattern[from] & 0xFF) << 8) | (pattern[from + 1] & 0xFF);
      port.input[at] = port.holding[at];
    }
  }

  /** Two bytes choose encoding, order and scale; then come the words of a value. */
  @FuzzTest(maxDuration = "2m")
  void codec(byte[] input) {
    if (input.length < 10) {
      return;
    }
    Encoding encoding = ENCODINGS.get((input[0] & 0x7F) % ENCODINGS.size());
    WordOrder order = input[0] < 0 ? WordOrder.LOW_FIRST : WordOrder.HIGH_FIRST;
    double factor = FACTORS[(input[1] & 0xFF) % FACTORS.length];
    RegisterSpec spec =
        new RegisterSpec(
            Quantity.POWER_W,
            RegisterSpec.Table.HOLDING,
            0,
            encoding,
            order,
            new LinearScale(factor, 0),
            Set.of(),
            Set.of());
    int[] words = new int[encoding.words()];
    for (int i = 0; i < words.length; i++) {
      words[i] = ByteBuffer.wrap(input, 2 + 2 * i, 2).getShort() & 0xFFFF;
    }
    Signal signal = new Signal("dev", Quantity.POWER_W);
    Sample sample = RegisterCodec.decode(signal, spec, words, new ManualClock(START).now());
    if (sample instanceof Sample.Good good) {
      double raw = raw(encoding, order, words);
      assertEquals(raw * factor, good.value(), Math.abs(raw * factor) * 1e-12);
      if (RegisterCodec.encodeRaw(spec, raw) instanceof RegisterCodec.Encoded.Ready ready
          && raw != 0) {
        assertArrayEquals(words, ready.words());
      }
    }
  }

  /** A second decoder. */
  private static double raw(Encoding encoding, WordOrder order, int[] words) {
    StringBuilder hex = new StringBuilder();
    for (int word : words) {
      String digits = String.format("%04x", word);
      hex.insert(order == WordOrder.HIGH_FIRST ? hex.length() : 0, digits);
    }
    BigInteger unsigned = new BigInteger(hex.toString(), 16);
    BigInteger span = BigInteger.ONE.shiftLeft(16 * words.length);
    return switch (encoding) {
      case U16, U32, U64 -> unsigned.doubleValue();
      case S16, S32, S64 ->
          (unsigned.testBit(16 * words.length - 1) ? unsigned.subtract(span) : unsigned)
              .doubleValue();
      case F32 -> Float.intBitsToFloat(unsigned.intValue());
    };
  }

  /** Any content of the file of write budgets: no device writes more than its budget. */
  @FuzzTest(maxDuration = "2m")
  void budget(byte[] content) throws IOException {
    Path directory = Files.createTempDirectory("spikewatt-fuzz");
    Path file = directory.resolve("write-budgets.properties");
    try {
      Files.write(file, content);
      ManualClock clock = new ManualClock(START);
      DeviceProfile.Modbus points =
          (DeviceProfile.Modbus) ProfileLoader.shipped("huawei-luna2000").points();
      PolledModbusDevice device =
          new PolledModbusDevice(
              "battery1", points, new FakeRegisters(), WriteBudgetStore.in(directory));
      for (int i = 0; i < 2; i++) {
        for (WriteBudget budget : device.budgets(clock.now())) {
          assertTrue(budget.left() <= budget.perDay(), budget::toString);
          assertTrue(!budget.pause().isNegative(), budget::toString);
        }
        for (Signal output : device.outputs()) {
          device.write(TestSetpoints.approved(output, 1000 + i, clock.now()), clock.now());
        }
        clock.advance(Duration.ofHours(1));
      }
    } finally {
      Files.deleteIfExists(file);
      Files.deleteIfExists(directory.resolve("write-budgets.properties.new"));
      Files.delete(directory);
    }
  }
}
