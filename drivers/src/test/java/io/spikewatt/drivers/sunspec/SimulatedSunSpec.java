package io.spikewatt.drivers.sunspec;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** Fills registers with models, as a device would hold them; everything else "not implemented". */
final class SimulatedSunSpec {

  private final int[] holding;
  private final Map<Integer, Integer> places = new LinkedHashMap<>();
  private final ModelTables tables = ModelTables.shipped();
  private int next;

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

  SimulatedSunSpec common(String manufacturer, String model, String serial) {
    return model(1).text("Mn", manufacturer).text("Md", model).text("SN", serial);
  }

  /** Appends a model of the length that the tables give it. */
  SimulatedSunSpec model(int id) {
    Model model = tables.model(id);
    int end = Model.HEADER;
    places.put(id, next);
    for (Point point : model.points().values()) {
      end = point.end();
      int at = next + point.offset();
      switch (point.type()) {
        case INT16, SUNSSF, PAD -> holding[at] = 0x8000;
        case INT32, INT64 -> holding[at] = 0x8000;
        case FLOAT32 -> holding[at] = 0x7FC0;
        case ACC16, ACC32, ACC64, STRING, IPADDR, IPV6ADDR, EUI48 -> {}
        default -> java.util.Arrays.fill(holding, at, at + point.words(), 0xFFFF);
      }
    }
    holding[next] = id;
    holding[next + 1] = end - Model.HEADER;
    next += end;
    return this;
  }

  /** Sets the raw number of a point of the model that was appended last. */
  SimulatedSunSpec set(String name, long raw) {
    int id = places.keySet().stream().reduce((a, b) -> b).orElseThrow();
    Point point = tables.model(id).point(name);
    for (int i = 0; i < point.words(); i++) {
      holding[address(id, name) + i] = (int) (raw >> (16 * (point.words() - 1 - i))) & 0xFFFF;
    }
    return this;
  }

  SimulatedSunSpec text(String name, String text) {
    int id = places.keySet().stream().reduce((a, b) -> b).orElseThrow();
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < bytes.length; i++) {
      holding[address(id, name) + i / 2] |= (bytes[i] & 0xFF) << (i % 2 == 0 ? 8 : 0);
    }
    return this;
  }

  SimulatedSunSpec end() {
    holding[next] = 0xFFFF;
    holding[next + 1] = 0;
    return this;
  }

  int address(int id, String name) {
    return place(id) + tables.model(id).point(name).offset();
  }

  /** Address of a model's header. */
  int place(int id) {
    return Objects.requireNonNull(places.get(id));
  }
}
