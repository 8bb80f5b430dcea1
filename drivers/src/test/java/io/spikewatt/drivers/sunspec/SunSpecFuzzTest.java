package io.spikewatt.drivers.sunspec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.profile.DeviceProfile.SunSpec.Kind;
import io.spikewatt.drivers.register.FakeRegisters;
import io.spikewatt.drivers.sunspec.SunSpecMap.Place;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.time.ManualClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Any registers behind the mark: the walk ends, and each value is one that stands there. */
final class SunSpecFuzzTest {

  private static final int[] BASES = {40_000, 0, 50_000};

  /** The first byte chooses the base, a longest read, and the table's end; then come registers. */
  @FuzzTest(maxDuration = "2m")
  void walk(byte[] input) {
    if (input.length < 3) {
      return;
    }
    FakeRegisters registers = new FakeRegisters();
    int base = BASES[(input[0] & 0xFF) % BASES.length];
    registers.longestRead = (input[0] & 64) != 0 ? 1 + (input[1] & 0x7F) : 125;
    registers.holding[base] = 0x5375;
    registers.holding[base + 1] = 0x6E53;
    int at = base + 2;
    for (int i = 2; i + 1 < input.length; i += 2, at++) {
      registers.holding[at] = ((input[i] & 0xFF) << 8) | (input[i + 1] & 0xFF);
    }
    if ((input[0] & 128) != 0) {
      registers.absent.set(at, 65_536);
    }

    if (SunSpecDiscovery.discover(registers) instanceof SunSpecDiscovery.Result.Found found) {
      chain(registers.holding, found.map());
    }
    assertTrue(registers.log.size() < 400, () -> registers.log.size() + " requests");
    try (SunSpecDevice meter =
        new SunSpecDevice(
            "dev",
            new DeviceProfile.SunSpec(
                Kind.METER, DeviceProfile.SunSpec.PowerFrom.AC, List.of(), List.of(), false),
            registers)) {
      for (Sample sample : meter.read(new ManualClock(Instant.EPOCH).now())) {
        if (sample instanceof Sample.Good good) {
          assertTrue(Double.isFinite(good.value()), good::toString);
          if (good.signal().quantity() == Quantity.POWER_W) {
            List<Double> truths = powers(registers.holding);
            double value = good.value();
            assertTrue(
                truths.stream().anyMatch(truth -> truth == value),
                () -> good + " is none of " + truths);
          }
        }
      }
    }
  }

  /** Each model stands where it is said to, right behind the one before. */
  private static void chain(int[] holding, SunSpecMap map) {
    int at = map.base() + 2;
    for (Place place : map.places()) {
      assertEquals(new Place(holding[at], at, holding[at + 1]), place);
      at += 2 + holding[at + 1];
      assertTrue(at <= 65_536);
    }
    assertTrue(map.places().size() <= 100 && map.places().getFirst().id() == 1);
    String texts = map.identity().toString();
    assertTrue(texts.chars().allMatch(each -> each >= ' ' && each < 0x7F), texts);
  }

  /** A second decoder: total power of each meter model behind a mark, W. */
  private static List<Double> powers(int[] holding) {
    List<Double> found = new ArrayList<>();
    for (int base : BASES) {
      int at = base + 2;
      while (at + 30 < 65_536 && holding[at] != 0xFFFF && holding[at + 1] != 0) {
        int id = holding[at];
        if (id >= 201 && id <= 204) {
          short power = (short) holding[at + 18];
          short scale = (short) holding[at + 22];
          // Written as a decimal, so that this shares no arithmetic with the product.
          found.add(Double.parseDouble(power + "e" + scale) + 0.0);
        } else if (id >= 211 && id <= 214) {
          found.add((double) Float.intBitsToFloat((holding[at + 28] << 16) | holding[at + 29]));
        }
        at += 2 + holding[at + 1];
      }
    }
    return found;
  }
}
