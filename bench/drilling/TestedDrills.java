package io.spikewatt.simulator.drill;

import static io.spikewatt.simulator.drill.Drill.require;
import static io.spikewatt.simulator.drill.Drill.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Drills that named tests hold already, at the class that decides or on a server that lies. The
 * tests are run, all in one go; the evidence is their count.
 */
final class TestedDrills {

  private static final Map<Integer, List<String>> TESTS =
      Map.of(
          5, List.of("DayWithoutBrokerTest", "StoreAndForwardTest", "MessageBacklogTest"),
          9, List.of("LyingServerTest", "RtuAnswerTest", "FrameFuzzTest"),
          10, List.of("ModbusRtuSerialTest", "EchoFilterTest"),
          11, List.of("ReadoutTest", "ObisFuzzTest", "Iec62056DeviceTest", "CheckedDevicesTest"),
          12,
              List.of(
                  "GridMeterCheckTest",
                  "GridMeterAlarmTest",
                  "SilenceAndSignTest",
                  "SourceAgeTest"),
          13, List.of("PolledModbusOverruledTest", "ConnectionLimitsTest"),
          16, List.of("CommandFuzzTest", "HostileBrokerTest", "PacketGateTest"),
          17, List.of("OpcUaSecurityTest", "MosquittoSecurityTest"),
          22, List.of("BadSitesTest", "BadFilesTest", "BadProfilesTest"),
          25,
              List.of(
                  "GpioDevicesTest",
                  "FeedInOrdersTest",
                  "SimulatedGpioCodesTest",
                  "SgReadyScaleTest",
                  "RelayCheckTest"));

  private static final Map<Integer, String> TITLES =
      Map.of(
          5, "broker away for 24 h",
          9, "lying Modbus servers",
          10, "serial lines: echo, noise, another master",
          11, "meters: bad BCC, endless data, wrong codes",
          12, "implausible and stale values",
          13, "setpoints that are clipped or overruled",
          16, "fuzzed commands and packets",
          17, "certificates of OPC UA",
          22, "bad files",
          25, "contacts and relays");

  private static final Pattern COUNTS =
      Pattern.compile(
          "<testsuite [^>]*tests=\"(\\d+)\" errors=\"(\\d+)\" skipped=\"(\\d+)\""
              + " failures=\"(\\d+)\"");

  private static final long PATIENCE_MIN = 30;

  /** Maven's message about a part that it would have to fetch. */
  private static final String OFFLINE = "in offline mode and the artifact";

  private static @Nullable TestRun run;

  /** The one run of all tests; its failure, if any, is the failure of every drill here. */
  private record TestRun(Instant begun, Optional<Exception> failure) {}

  private TestedDrills() {}

  static List<Drill> all() {
    List<Drill> all = new ArrayList<>();
    TESTS.forEach(
        (number, tests) ->
            all.add(new Drill(number, TITLES.get(number), false, rig -> tested(rig, tests))));
    all.add(new Drill(27, "all faults at random", false, TestedDrills::chaos));
    return all;
  }

  private static String tested(Drill.Rig rig, List<String> tests) throws Exception {
    Instant begun = begunOnce(rig);
    List<String> seen = new ArrayList<>();
    for (String test : tests) {
      Path report = report(rig.repository(), test);
      require(
          Files.getLastModifiedTime(report).toInstant().isAfter(begun),
          "the report of %s is old",
          test);
      Matcher counts = COUNTS.matcher(Files.readString(report));
      require(counts.find(), "%s has no counts", report);
      int run = Integer.parseInt(counts.group(1)) - Integer.parseInt(counts.group(3));
      require(
          counts.group(2).equals("0") && counts.group(4).equals("0"), "%s fails: %s", test, report);
      require(run > 0, "%s: nothing was run", test);
      seen.add(text("%s %d", test, run));
    }
    return "tests " + String.join(", ", seen);
  }

  private static Path report(Path repository, String test) throws IOException, Drill.Failed {
    // Modules lie in folders of others, too.
    try (Stream<Path> all = Files.walk(repository, 5)) {
      Optional<Path> found =
          all.filter(at -> at.toString().contains("/target/surefire-reports/"))
              .filter(at -> at.getFileName().toString().endsWith("." + test + ".xml"))
              .findFirst();
      if (found.isPresent()) {
        return found.get();
      }
    }
    throw new Drill.Failed("no report of " + test);
  }

  /**
   * Runs the tests of all drills at the first call.
   *
   * @return when that run began
   */
  private static synchronized Instant begunOnce(Drill.Rig rig) throws Exception {
    TestRun known = run == null ? runAll(rig, Instant.now()) : run;
    run = known;
    if (known.failure.isPresent()) {
      throw known.failure.get();
    }
    return known.begun;
  }

  private static TestRun runAll(Drill.Rig rig, Instant begun) {
    try {
      runMaven(rig);
      return new TestRun(begun, Optional.empty());
    } catch (Exception e) {
      return new TestRun(begun, Optional.of(e));
    }
  }

  private static void runMaven(Drill.Rig rig) throws Exception {
    TreeSet<String> names = new TreeSet<>();
    TESTS.values().forEach(names::addAll);
    Path log = rig.directory().resolve("tests.log");
    List<String> command =
        List.of(
            "mvn",
            "-o",
            "-q",
            "-Djacoco.skip=true",
            "-Dspotless.check.skip=true",
            "-Dsurefire.failIfNoSpecifiedTests=false",
            "-Dmaven.test.failure.ignore=true",
            "-Dtest=" + String.join(",", names),
            "test");
    Process maven = SystemCommands.start(log, rig.repository(), Map.of(), command);
    require(maven.waitFor(PATIENCE_MIN, TimeUnit.MINUTES), "the tests take too long");
    String said = Files.readString(log);
    if (said.contains(OFFLINE)) {
      throw new Drill.Skipped("Maven has not fetched the test runner: run ./spikewatt test once");
    }
    String end = said.substring(Math.max(0, said.length() - 1_000));
    require(maven.exitValue() == 0, "the tests could not be run: %s", end);
  }

  /** Fails if a write outside the envelope is seen; {@code --mutant} there shows that it sees. */
  private static String chaos(Drill.Rig rig) throws Exception {
    Path log = rig.directory().resolve("chaos.log");
    List<String> command = List.of("bench/chaos", "--short");
    Process bench = SystemCommands.start(log, rig.repository(), Map.of(), command);
    require(bench.waitFor(PATIENCE_MIN, TimeUnit.MINUTES), "bench/chaos takes too long");
    String said = Files.readString(log).strip();
    require(bench.exitValue() == 0, "bench/chaos --short: %s", said);
    return "bench/chaos --short: "
        + String.join(
            "; ",
            said.lines()
                .filter(line -> line.contains("violation") || line.startsWith("bugs"))
                .map(line -> line.replaceAll(" +", " "))
                .toList());
  }
}
