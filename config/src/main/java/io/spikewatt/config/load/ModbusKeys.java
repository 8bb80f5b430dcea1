package io.spikewatt.config.load;

import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.profile.DeviceSetting;
import io.spikewatt.config.profile.Heartbeat;
import io.spikewatt.config.profile.LinearScale;
import io.spikewatt.config.profile.RegisterInput;
import io.spikewatt.config.profile.RegisterInput.SignedByState;
import io.spikewatt.config.profile.RegisterSpec;
import io.spikewatt.config.profile.RegisterSpec.Encoding;
import io.spikewatt.config.profile.RegisterSpec.Table;
import io.spikewatt.config.profile.RegisterSpec.WordOrder;
import io.spikewatt.hal.signal.Quantity;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How a fixed Modbus map is written. */
final class ModbusKeys {

  static final ValueType<Integer> WORD = ValueTypes.whole("", 0, 0xFFFF);

  static final Key<Table> TABLE = Key.choice("table", Table.HOLDING, "register table");
  static final Key<Integer> ADDRESS =
      Key.required(
          "address",
          ValueTypes.whole("zero-based register", 0, 0xFFFF),
          "as on the wire, zero-based");
  static final Key<Encoding> TYPE =
      Key.required("type", ValueTypes.choice(Encoding.class), "number format");
  static final Key<WordOrder> WORD_ORDER =
      Key.choice("word-order", WordOrder.HIGH_FIRST, "order of the words of wider values");
  static final Key<Double> OFFSET =
      Key.withDefault("offset", ValueTypes.number("", -1e12, 1e12), 0.0, "added after the factor");
  private static final Key<Sentinels> SENTINELS =
      Key.withDefault(
          "sentinels",
          ValueTypes.sentinels(),
          Sentinels.NONE,
          "none",
          "raw values that mean no value");
  private static final Map<Encoding, Key<Sentinels>> SENTINELS_OF =
      Stream.of(Encoding.values())
          .collect(
              Collectors.toMap(
                  encoding -> encoding,
                  encoding ->
                      Key.withDefault(
                          encoding.name().toLowerCase(Locale.ROOT),
                          ValueTypes.sentinels(16 * encoding.words()),
                          Sentinels.NONE,
                          "none",
                          "raw values of that format that mean no value"),
                  (first, _) -> first,
                  () -> new EnumMap<>(Encoding.class)));
  private static final Section EVERYWHERE =
      Section.of(
          "sentinels",
          "Raw values that mean no value in all registers that are read, by number format; a"
              + " register's own are added.",
          SENTINELS_OF.values().toArray(Key<?>[]::new));

  private static final Key<Sentinels> ONE_WHEN =
      Key.withDefault(
          "one-when",
          ValueTypes.sentinels(),
          Sentinels.NONE,
          "it is a number",
          "raw values that mean 1; all others mean 0");

  private static final Key<Duration> EVERY =
      Key.withDefault(
          "every-s",
          ValueTypes.seconds(0, 86_400),
          Duration.ZERO,
          "every cycle",
          "how often it is read");
  private static final Key<Integer> MAX_READ =
      Key.withDefault(
          "max-read",
          ValueTypes.whole("registers", 1, DeviceProfile.Modbus.MAX_READ),
          DeviceProfile.Modbus.MAX_READ,
          "most registers that it gives in one answer");

  private static final Key<Duration> TIMEOUT =
      Key.required("timeout-s", ValueTypes.seconds(1, 86_400), "when the device falls back");
  private static final Key<Integer> BEAT =
      Key.optional("value", WORD, "a counter", "what is written");
  private static final Section HEARTBEAT =
      Section.of("heartbeat", "A register to write again and again.", ADDRESS, TIMEOUT, BEAT);

  static final Section PLUS =
      addedRegisters(
          "plus",
          "Registers that are added to it: phases, strings; of an output, what the device counts"
              + " besides the setpoint.");
  private static final Section WHERE_FITTED =
      addedRegisters(
          "where-fitted",
          "Registers that are added to it on devices that have them, such as a further string.");

  private static final Key<Integer> STATE =
      Key.required(
          "state", ValueTypes.whole("zero-based register", 0, 0xFFFF), "register with the sign");
  private static final Key<Integer> POSITIVE =
      Key.required("positive-bits", WORD, "bits of the state while it is positive");
  private static final Key<Integer> NEGATIVE =
      Key.required("negative-bits", WORD, "bits of the state while it is negative");
  private static final Section INSTEAD =
      Section.of(
          "instead",
          "A value without a sign, of devices that have no signed one.",
          TABLE,
          ADDRESS,
          TYPE,
          WORD_ORDER,
          PointKinds.FACTOR,
          SENTINELS,
          STATE,
          POSITIVE,
          NEGATIVE);

  private static final Key<Integer> RAW = Key.required("raw", WORD, "what it must be");
  private static final Key<String> ADVICE =
      Key.required(
          "advice", ValueTypes.text("a sentence", "[\\x20-\\x7E]+"), "what to do if it is not");
  private static final Section SETTINGS =
      Section.of(
              "settings",
              "Settings that the device must have for this map to hold.",
              TABLE,
              ADDRESS,
              RAW,
              ADVICE)
          .asList();

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
              SENTINELS,
              ONE_WHEN,
              EVERY)
          .asRequired()
          .asList()
          .withChildren(PLUS, WHERE_FITTED, INSTEAD);

  static final Section MODBUS =
      Section.of("modbus", "A fixed Modbus map.", MAX_READ)
          .withChildren(EVERYWHERE, INPUTS, OutputKeys.OUTPUTS, HEARTBEAT, SETTINGS);

  private ModbusKeys() {}

  static DeviceProfile.Modbus bind(SectionValues v) {
    return new DeviceProfile.Modbus(
        v.all(INPUTS).stream().map(input -> input(input).withSentinels(sentinels(v))).toList(),
        v.all(OutputKeys.OUTPUTS).stream()
            .map(output -> OutputKeys.bind(output).withSentinels(sentinels(v)))
            .toList(),
        v.one(HEARTBEAT).map(ModbusKeys::heartbeat),
        v.get(MAX_READ),
        v.all(SETTINGS).stream()
            .map(s -> new DeviceSetting(word(s, s.get(ADDRESS)), s.get(RAW), s.get(ADVICE)))
            .toList());
  }

  /** Marks of no value by number format, for every register that is read. */
  private static Map<Encoding, Set<Long>> sentinels(SectionValues v) {
    Map<Encoding, Set<Long>> everywhere = new EnumMap<>(Encoding.class);
    v.one(EVERYWHERE)
        .ifPresent(
            values ->
                SENTINELS_OF.forEach(
                    (encoding, key) -> everywhere.put(encoding, values.get(key).patterns())));
    return everywhere;
  }

  private static Section addedRegisters(String name, String meaning) {
    return Section.of(
            name, meaning, TABLE, ADDRESS, TYPE, WORD_ORDER, PointKinds.FACTOR, OFFSET, SENTINELS)
        .asList();
  }

  /** Registers that are added to a value of that quantity. */
  static List<RegisterSpec> plus(Quantity quantity, SectionValues of) {
    return added(PLUS, quantity, of);
  }

  private static List<RegisterSpec> added(Section section, Quantity quantity, SectionValues of) {
    return of.all(section).stream().map(v -> register(quantity, v)).toList();
  }

  /** A register of a section that may have only some of these keys. */
  static RegisterSpec register(Quantity quantity, SectionValues v) {
    return register(quantity, v, scale(v), v.get(ONE_WHEN).patterns());
  }

  private static RegisterSpec register(
      Quantity quantity, SectionValues v, LinearScale scale, Set<Long> ones) {
    return new RegisterSpec(
        quantity,
        v.get(TABLE),
        v.get(ADDRESS),
        v.get(TYPE),
        v.get(WORD_ORDER),
        scale,
        v.get(SENTINELS).patterns(),
        ones);
  }

  /** A raw word in the table of the section. */
  private static RegisterSpec word(SectionValues v, int address) {
    return RegisterSpec.raw(v.get(TABLE), address, Encoding.U16, WordOrder.HIGH_FIRST);
  }

  /** Keys that turn a raw number into a value. */
  static LinearScale scale(SectionValues v) {
    return new LinearScale(v.get(PointKinds.FACTOR), v.get(OFFSET));
  }

  private static RegisterInput input(SectionValues v) {
    Quantity quantity = v.get(PointKinds.SIGNAL);
    return new RegisterInput(
        register(quantity, v),
        v.get(EVERY),
        plus(quantity, v),
        added(WHERE_FITTED, quantity, v),
        v.one(INSTEAD).map(instead -> instead(quantity, instead)));
  }

  private static SignedByState instead(Quantity quantity, SectionValues v) {
    LinearScale factor = new LinearScale(v.get(PointKinds.FACTOR), 0);
    return new SignedByState(
        register(quantity, v, factor, Set.of()),
        word(v, v.get(STATE)),
        v.get(POSITIVE),
        v.get(NEGATIVE));
  }

  private static Heartbeat heartbeat(SectionValues v) {
    return new Heartbeat(
        v.get(ADDRESS),
        v.get(TIMEOUT),
        v.find(BEAT).map(OptionalInt::of).orElse(OptionalInt.empty()));
  }
}
