package io.spikewatt.drivers.sunspec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;

/** Fills registers with models, as a device would hold them; everything else "not implemented". */
final class SimulatedSunSpec {

  private final int[] holding;
  private final Map<Integer, Integer> places = new LinkedHashMap<>();
  private final Map<Integer, Map<String, Integer>> counts = new LinkedHashMap<>();
  private int next;
  private int current;

  SimulatedSunSpec(int[] holding, int base) {
    this.holding = holding;
    holding[base] = 0x5375;
    holding[base + 1] = 0x6E53;
    this.next = base + 2;
  }

  /** A three-phase inverter of 10 kW with model 123, giving 4321 W. */
  static SimulatedSunSpec inverter(int[] holding, int base) {
    return new SimulatedSunSpec(holding, base)
        .common("Sunworks", "SW-10", "4711")
        .model(103)
        .set("W_SF", 0)
        .set("W", 4321)
        .set("Hz_SF", -2)
        .set("Hz", 5001)
        .set("V_SF", -1)
        .set("PhVphA", 2301)
        .set("PhVphB", 2302)
        .set("PhVphC", 2303)
        .set("WH_SF", 1)
        .set("WH", 1_234_567)
        .set("St", 4)
        .model(120)
        .set("WRtg_SF", 1)
        .set("WRtg", 1100)
        .model(121)
        .set("WMax_SF", 1)
        .set("WMax", 1000)
        .model(122)
        .model(123)
        .set("WMaxLimPct_SF", -1)
        .set("WMaxLimPct", 1000)
        .set("WMaxLimPct_RvrtTms", 0)
        .set("WMaxLim_Ena", 0)
        .end();
  }

  /**
   * A hybrid inverter in the style of the GEN24: 1200 W and 800 W of PV, a battery of 57.5 % that
   * charges with 900 W, 1060 W on the AC side.
   */
  static SimulatedSunSpec hybrid(int[] holding, int base) {
    return new SimulatedSunSpec(holding, base)
        .common("Fronius", "Symo GEN24 10.0", "34567")
        .model(103)
        .set("W_SF", 0)
        .set("W", 1060)
        .set("Hz_SF", -2)
        .set("Hz", 4998)
        .set("St", 4)
        .model(120)
        .model(121)
        .set("WMax_SF", 1)
        .set("WMax", 1000)
        .model(122)
        .model(123)
        .set("WMaxLimPct_SF", -2)
        .set("WMaxLimPct", 10_000)
        .set("WMaxLimPct_RvrtTms", 0)
        .set("WMaxLim_Ena", 0)
        .model(160, Map.of("module", 4))
        .set("N", 4)
        .set("DCW_SF", -1)
        .set("DCWH_SF", 0)
        .set("module[1].DCW", 12_000)
        .set("module[2].DCW", 8000)
        .set("module[3].DCW", 9000)
        .set("module[4].DCW", 0)
        .set("module[1].DCWH", 500_000)
        .set("module[2].DCWH", 999_999)
        .set("module[3].DCWH", 70_000)
        .set("module[4].DCWH", 60_000)
        .model(124)
        .set("WChaMax_SF", 0)
        .set("WChaMax", 8000)
        .set("StorCtl_Mod", 0)
        .set("ChaState_SF", -2)
        .set("ChaState", 5750)
        .set("ChaSt", 4)
        .set("InOutWRte_SF", -2)
        .set("OutWRte", 10_000)
        .set("InWRte", 10_000)
        .set("InOutWRte_RvrtTms", 0)
        .set("ChaGriSet", 0)
        .end();
  }

  SimulatedSunSpec common(String manufacturer, String model, String serial) {
    return model(1).text("Mn", manufacturer).text("Md", model).text("SN", serial);
  }

  /** Says that another maker made it. */
  SimulatedSunSpec rename(String manufacturer) {
    int at = address(1, "Mn");
    Arrays.fill(holding, at, at + 16, 0);
    current = 1;
    return text("Mn", manufacturer);
  }

  /** Appends a model without repeated groups, of the length that the tables give it. */
  SimulatedSunSpec model(int id) {
    return model(id, Map.of());
  }

  /**
   * Appends a model.
   *
   * @param times how often each repeated group stands, by the group's name
   */
  SimulatedSunSpec model(int id, Map<String, Integer> times) {
    Group top = ModelTables.model(id).top();
    current = id;
    places.put(id, next);
    Map<String, Integer> counting = new LinkedHashMap<>();
    counts.put(id, counting);
    int start = next;
    next = fill(top, start, times, counting);
    holding[start] = id;
    holding[start + 1] = next - start - Model.HEADER;
    counting.forEach(this::set);
    return this;
  }

  /** Fills one instance of a group, and returns the first address behind it. */
  private int fill(
      Group group, int start, Map<String, Integer> times, Map<String, Integer> counting) {
    group.points().values().forEach(point -> absent(point, start + point.offset()));
    int at = start + group.own();
    for (Group inside : group.groups()) {
      int many =
          inside.times() instanceof Group.Times.Once() ? 1 : times.getOrDefault(inside.name(), 0);
      if (inside.times() instanceof Group.Times.Counted(String point)) {
        counting.put(point, many);
      }
      for (int i = 0; i < many; i++) {
        at = fill(inside, at, times, counting);
      }
    }
    return at;
  }

  private void absent(Point point, int at) {
    switch (point.type()) {
      case INT16, SUNSSF, PAD, INT32, INT64 -> holding[at] = 0x8000;
      case FLOAT32, FLOAT64 -> holding[at] = 0x7FF8;
      case ACC16, ACC32, ACC64, STRING, IPADDR, IPV6ADDR, EUI48 -> {}
      default -> Arrays.fill(holding, at, at + point.words(), 0xFFFF);
    }
  }

  /** Sets the raw number of a point of the model that was appended last. */
  SimulatedSunSpec set(String path, long raw) {
    return set(current, path, raw);
  }

  /** Sets the raw number of a point. */
  SimulatedSunSpec set(int id, String path, long raw) {
    int words = ModelTables.model(id).point(path).words();
    for (int i = 0; i < words; i++) {
      holding[address(id, path) + i] = (int) (raw >> (16 * (words - 1 - i))) & 0xFFFF;
    }
    return this;
  }

  /** The raw number of a point, as unsigned as its registers. */
  long get(int id, String path) {
    long raw = 0;
    for (int i = 0; i < ModelTables.model(id).point(path).words(); i++) {
      raw = raw << 16 | holding[address(id, path) + i];
    }
    return raw;
  }

  SimulatedSunSpec text(String path, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < bytes.length; i++) {
      holding[address(current, path) + i / 2] |= (bytes[i] & 0xFF) << (i % 2 == 0 ? 8 : 0);
    }
    return this;
  }

  SimulatedSunSpec end() {
    holding[next] = 0xFFFF;
    holding[next + 1] = 0;
    return this;
  }

  int address(int id, String path) {
    Map<String, Integer> counting = counts.getOrDefault(id, Map.of());
    OptionalInt offset =
        ModelTables.model(id)
            .offset(
                path,
                point -> {
                  Integer count = counting.get(point);
                  return count == null ? OptionalInt.empty() : OptionalInt.of(count);
                });
    return place(id) + offset.orElseThrow();
  }

  /** Address of a model's header. */
  int place(int id) {
    return Objects.requireNonNull(places.get(id));
  }
}
