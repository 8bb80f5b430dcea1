package io.spikewatt.config.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One mistake in a good profile gives one problem at its line. */
final class BadProfilesTest {

  private static final String GOOD =
      """
      id: mine
      title: Mine
      verified: source-only
      response: { dead-time-s: 1.6, settling-s: 3.8 }
      modbus:
        inputs:
          - { signal: power_w, address: 100, type: s32, factor: -1 }
          - { signal: soc_pct, address: 102, type: u16, factor: 0.1, sentinels: [0xFFFF] }
        outputs:
          - signal: power_w
            registers:
              - { address: 201, type: s32 }
              - { address: 200, type: u16, constant: 1, release: 0, persistence: volatile }
        heartbeat: { address: 203, timeout-s: 10 }
        # more
      """;

  @ParameterizedTest
  @CsvSource(
      delimiterString = " | ",
      quoteCharacter = '`',
      value = {
        "id: mine | id: yours | 1 | id | the file's name without .yaml",
        "verified: source-only | verified: source_only | 3 | verified | did you mean"
            + " \"source-only\"",
        "dead-time-s: 1.6 | dead-time-s: -1 | 4 | response.dead-time-s | from 0 to 3600 (s)",
        "signal: soc_pct | signal: soc | 8 | modbus.inputs[1].signal | expected one of power_w",
        "signal: soc_pct | signal: soc_ptc | 8 | modbus.inputs[1].signal | did you mean"
            + " \"soc_pct\"",
        "signal: soc_pct | signal: power_w | 8 | modbus.inputs[1].signal | inputs[0] too",
        "address: 100 | address: 65535 | 7 | modbus.inputs[0].address | ends at register 65535",
        "address: 100 | address: 40001x | 7 | modbus.inputs[0].address | a whole number",
        "type: u16 | type: u8 | 8 | modbus.inputs[1].type | expected one of u16, s16, u32",
        "[0xFFFF] | [0xFFFF], plus: [ { address: 65536, type: u16 } ] | 8 |"
            + " modbus.inputs[1].plus[0].address | from 0 to 65535",
        "[0xFFFF] | [0xFFFF], plus: [ { address: 65535, type: u32 } ] | 8 |"
            + " modbus.inputs[1].plus[0].address | ends at register 65535",
        "[0xFFFF] | [0xFFFF], one-when: 3 | 8 | modbus.inputs[1].one-when | a list of raw values",
        "[0xFFFF] | 0xFFFF | 8 | modbus.inputs[1].sentinels | a list of raw values",
        "[0xFFFF] | [0x1FFFF] | 8 | modbus.inputs[1].sentinels | at most 16 bits, found 0x1ffff",
        "# more | sentinels: { u16: [0x1FFFF] } | 15 | modbus.sentinels.u16 | a list of raw values"
            + " of 16 bits",
        "release: 0 | release: 1 | 13 | modbus.outputs[0].registers[1].release | than constant",
        "address: 200 | address: 202 | 13 | modbus.outputs[0].registers[1].address | of its own",
        "constant: 1 | takes: value, constant: 1 | 13 | modbus.outputs[0].registers[1] | one of"
            + " takes, constant, codes and direction, found takes and constant",
        "s32 } | s32, constant: 7 } | 12 | modbus.outputs[0].registers | takes the setpoint",
        "s32 } | s32, raw-min: 9, raw-max: 3 } | 12 | modbus.outputs[0].registers[0].raw-min | at"
            + " most",
        "address: 203 | address: 202 | 14 | modbus.heartbeat.address | a register of its own",
        "address: 203 | address: 200 | 14 | modbus.heartbeat.address | a register of its own",
        "timeout-s: 10 | timeout: 10 | 14 | modbus.heartbeat.timeout | did you mean \"timeout-s\"",
        "# more | max-read: 126 | 15 | modbus.max-read | from 1 to 125 (registers)",
        "modbus: | modbuss: | 5 | modbuss | did you mean \"modbus\""
      })
  void oneMistakeIsOneProblemAtItsPlace(
      String good, String bad, int line, String path, String part) {
    assertOneProblem(GOOD, good, bad, line, path, part);
  }

  private static final String GOOD_NODES =
      """
      id: mine
      title: Mine
      verified: source-only
      opc-ua:
        inputs:
          - { signal: power_w, node: NODE }
      """;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ns=65535;s=a;b c",
        "i=4294967295",
        "ns=2;g=72962B91-FA75-4AE6-8D28-B404DC7DAF63",
        "b=M/RbKBsRVkePCePcx24oRA==",
        "/Objects/65535:a/b&/99999:c"
      })
  void aNodeIsWrittenAsTheDriverParsesIt(String node) {
    String text = GOOD_NODES.replace("NODE", "\"" + node + "\"");
    assertInstanceOf(
        LoadedProfile.Ok.class,
        ProfileLoader.load(text.getBytes(StandardCharsets.UTF_8), "mine.yaml"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ns=65536;s=a",
        "ns=2;i=x",
        "i=4294967296",
        "i=-1",
        "g=1",
        "b=abc",
        "ns=;s=a",
        "/65536:a",
        "/Objects//a"
      })
  void aNodeThatTheDriverCannotParseIsOneProblem(String node) {
    assertOneProblem(
        GOOD_NODES, "NODE", "\"" + node + "\"", 6, "opc-ua.inputs[0].node", "a NodeId such as");
  }

  private static final String GOOD_SUNSPEC =
      """
      id: mine
      title: Mine
      verified: source-only
      sunspec:
        kind: battery
        power-from: dc-modules
        modules-in: [4]
        modules-out: [3]
      """;

  @ParameterizedTest
  @CsvSource(
      delimiterString = " | ",
      quoteCharacter = '`',
      value = {
        "kind: battery | kind: hybrid | 5 | sunspec.kind | one of inverter, meter, battery",
        "kind: battery | kind: meter | 6 | sunspec.power-from | ac, for a meter",
        "from: dc-modules | from: ac | 6 | sunspec.power-from | dc-modules, as modules are named",
        "from: dc-modules | from: dc | 6 | sunspec.power-from | one of ac, battery-bank,"
            + " dc-modules",
        "[4] | 4 | 7 | sunspec.modules-in | a list of different numbers from 1 to 100",
        "[4] | [0] | 7 | sunspec.modules-in | a list of different numbers from 1 to 100",
        "[4] | [4, 4] | 7 | sunspec.modules-in | a list of different numbers from 1 to 100",
        "[4] | [] | 7 | sunspec.modules-in | a list of different numbers from 1 to 100",
        "[3] | [4] | 8 | sunspec.modules-out | other modules than modules-in",
      })
  void aMistakeOfASunSpecProfileIsOneProblemToo(
      String good, String bad, int line, String path, String part) {
    assertOneProblem(GOOD_SUNSPEC, good, bad, line, path, part);
  }

  @Test
  void aSunSpecProfileThatNamesModulesSaysWhich() {
    String text = GOOD_SUNSPEC.replaceAll("\n  modules.*", "");
    assertOneProblem(text, "id: mine", "id: mine", 5, "sunspec", "modules-in or modules-out");
    String bank = text.replace("dc-modules", "battery-bank");
    assertOneProblem(
        bank, "battery\n", "inverter\n", 6, "sunspec.power-from", "for what is no battery");
  }

  private static void assertOneProblem(
      String correct, String good, String bad, int line, String path, String part) {
    assertTrue(correct.contains(good), good);
    String text = correct.replaceFirst(Pattern.quote(good), Matcher.quoteReplacement(bad));
    LoadedProfile loaded =
        ProfileLoader.load(text.getBytes(StandardCharsets.UTF_8), "/tmp/mine.yaml");
    List<Problem> problems =
        switch (loaded) {
          case LoadedProfile.Ok ok -> fail("loaded: " + ok.profile());
          case LoadedProfile.Failed failed -> failed.problems();
        };
    assertEquals(1, problems.size(), problems.toString());
    assertTrue(problems.getFirst().toString().contains(part), problems.toString());
    assertEquals(path, problems.getFirst().path());
    assertEquals(line, problems.getFirst().line());
  }

  private static final String TOPICS =
      """
      id: mine
      title: Mine
      verified: source-only
      mqtt:
        inputs:
          - { signal: power_w, topic: state, path: "a.b[0]", factor: -1, values: { ON: 1 } }
        outputs:
          - { signal: power_limit_w, topic: set, path: limit.watts, timeout-s: 60 }
        availability: { topic: availability }
      """;

  private static final String CODES =
      """
      id: mine
      title: Mine
      verified: source-only
      gpio-code:
        direction: output
        signal: sg_ready_state
        codes:
          - { contacts: "00", value: 2 }
          - { contacts: "01", value: 3 }
      """;

  @ParameterizedTest
  @CsvSource(
      delimiterString = " | ",
      quoteCharacter = '`',
      value = {
        "a.b[0] | a..b | 6 | mqtt.inputs[0].path | a path such as limit.watts",
        "{ ON: 1 } | [ON] | 6 | mqtt.inputs[0].values | a mapping of texts to numbers",
        "{ ON: 1 } | { ON: on } | 6 | mqtt.inputs[0].values | a mapping of texts to numbers",
        "topic: state | topic: +/state | 6 | mqtt.inputs[0].topic | without +, #, $",
        "topic: state | topic: st\uD83D\uDE00te | 6 | mqtt.inputs[0].topic | without +, #, $,"
            + " emojis",
        "topic: state | topic: st\uFF76te | 6 | mqtt.inputs[0].topic | without +, #, $, emojis",
        "path: \"a.b[0]\" | time: at | 6 | mqtt.inputs[0] | a path, because time is in a JSON"
            + " document",
        "topic: set | topic: state | 8 | mqtt.outputs[0].topic | a topic that is not read",
        "topic: set | topic: availability | 8 | mqtt.outputs[0].topic | a topic that is not read",
        "limit.watts | \"limits[0]\" | 8 | mqtt.outputs[0].path | names only",
        "timeout-s: 60 | factor: 0 | 8 | mqtt.outputs[0].factor | another number than 0",
      })
  void oneMistakeInTopicsIsOneProblemAtItsPlace(
      String good, String bad, int line, String path, String part) {
    assertOneProblem(TOPICS, good, bad, line, path, part);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " | ",
      quoteCharacter = '`',
      value = {
        "01 | 0 | 9 | gpio-code.codes[1].contacts | one 0 (open) or 1 (closed) for each line",
        "01 | 011 | 9 | gpio-code.codes[1].contacts | 2 contacts, as the first",
        "01 | 00 | 9 | gpio-code.codes[1].contacts | each position once",
        "value: 3 | value: 2 | 9 | gpio-code.codes[1].value | each value once",
      })
  void oneMistakeInCodesIsOneProblemAtItsPlace(
      String good, String bad, int line, String path, String part) {
    assertOneProblem(CODES, good, bad, line, path, part);
  }
}
