package io.spikewatt.config.load;

import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.profile.Heartbeat;
import io.spikewatt.config.profile.RegisterOutput;
import io.spikewatt.config.profile.RegisterOutput.Enable;
import io.spikewatt.config.profile.RegisterOutput.Persistence;
import io.spikewatt.config.profile.RegisterSpec;
import io.spikewatt.config.profile.RegisterSpec.Encoding;
import io.spikewatt.config.profile.RegisterSpec.Table;
import io.spikewatt.config.profile.RegisterSpec.WordOrder;
import java.time.Duration;
import java.time.temporal.ChronoUnit;

/** How a fixed Modbus map is written. */
final class ModbusKeys {

  private static final ValueType<Integer> WORD = Types.whole("", 0, 0xFFFF);

  private static final Key<Table> TABLE =
      Key.withDefault(
          "table", Types.choice(Table.class), Table.HOLDING, "holding", "register table");
  private static final Key<Integer> ADDRESS =
      Key.required(
          "address", Types.whole("zero-based register", 0, 0xFFFF), "as on the wire, zero-based");
  private static final Key<Encoding> TYPE =
      Key.required("type", Types.choice(Encoding.class), "number format");
  private static final Key<WordOrder> WORD_ORDER =
      Key.withDefault(
          "word-order",
          Types.choice(WordOrder.class),
          WordOrder.HIGH_FIRST,
          "high-first",
          "order of the words of wider values");
  private static final Key<Double> OFFSET =
      Key.withDefault("offset", Types.number("", -1e12, 1e12), 0.0, "0", "added after the factor");
  private static final Key<Sentinels> SENTINELS =
      Key.withDefault(
          "sentinels", Types.sentinels(), Sentinels.NONE, "none", "raw values that mean no value");

  private static final Key<Persistence> PERSISTENCE =
      Key.withDefault(
          "persistence",
          Types.choice(Persistence.class),
          Persistence.UNKNOWN,
          "unknown",
          "what a write costs the device's memory");
  private static final Key<Integer> ON = Key.required("on", WORD, "value that hands us control");
  private static final Key<Integer> OFF = Key.required("off", WORD, "value that gives it back");
  private static final Section ENABLE =
      Section.of("enable", "A register that must hold a value first.", ADDRESS, ON, OFF);

  private static final Key<Duration> TIMEOUT =
      Key.required(
          "timeout-s",
          Types.duration(ChronoUnit.SECONDS, "s", 1, 86_400),
          "when the device falls back");
  private static final Section HEARTBEAT =
      Section.of("heartbeat", "A register to write again and again.", ADDRESS, TIMEOUT);

  private static final Section INPUTS =
      Section.of(
              "inputs",
              "Registers that are read.",
              PointKinds.SIGNAL,
              TABLE,
              ADDRESS,
              TYPE,
              WORD_ORDER,
              PointKinds.FACTOR,
              OFFSET,
              SENTINELS)
          .asRequired()
          .asList();
  private static final Section OUTPUTS =
      Section.of(
              "outputs",
              "Holding registers that are set.",
              PointKinds.SIGNAL,
              ADDRESS,
              TYPE,
              WORD_ORDER,
              PointKinds.FACTOR,
              OFFSET,
              PERSISTENCE)
          .asList()
          .withChildren(ENABLE);

  static final Section MODBUS =
      Section.of("modbus", "A fixed Modbus map.").withChildren(INPUTS, OUTPUTS, HEARTBEAT);

  private ModbusKeys() {}

  static DeviceProfile.Modbus bind(Values v) {
    return new DeviceProfile.Modbus(
        v.all(INPUTS).stream().map(i -> register(i, i.get(TABLE), i.get(SENTINELS))).toList(),
        v.all(OUTPUTS).stream().map(ModbusKeys::output).toList(),
        v.one(HEARTBEAT).map(h -> new Heartbeat(h.get(ADDRESS), h.get(TIMEOUT))));
  }

  private static RegisterOutput output(Values v) {
    return new RegisterOutput(
        register(v, Table.HOLDING, Sentinels.NONE),
        v.get(PERSISTENCE),
        v.one(ENABLE).map(e -> new Enable(e.get(ADDRESS), e.get(ON), e.get(OFF))));
  }

  private static RegisterSpec register(Values v, Table table, Sentinels sentinels) {
    return new RegisterSpec(
        v.get(PointKinds.SIGNAL),
        table,
        v.get(ADDRESS),
        v.get(TYPE),
        v.get(WORD_ORDER),
        v.get(PointKinds.FACTOR),
        v.get(OFFSET),
        sentinels.patterns());
  }
}
