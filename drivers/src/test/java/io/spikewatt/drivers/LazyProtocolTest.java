package io.spikewatt.drivers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The OPC UA client costs a small gateway half of its memory, so a site without such a device must
 * not even load it.
 */
@Timeout(120)
class LazyProtocolTest {

  private static final String METER =
      """
      site: { name: home, timezone: Europe/Berlin }
      grid: { import-limit-w: 20000, export-limit-w: 7000 }
      tariff: { currency: EUR, import-per-kwh: 0.30 }
      devices:
        - { id: meter1, profile: sunspec-meter, connection: { modbus-tcp: 127.0.0.1, port: 1 }, grid-meter: }
      """;

  private static final String PLC =
      """
        - { id: feeder1, profile: plc-feeder, connection: { opc-ua: "opc.tcp://127.0.0.1:1/plc" }, load: }
      """;

  @TempDir Path folder;

  @Test
  void aSiteWithoutAnOpcUaDeviceLoadsNoClassOfItsClient() throws Exception {
    assertEquals(0, classesOf("org.eclipse.milo.", METER));
    assertTrue(classesOf("org.eclipse.milo.", METER + PLC) > 0, "the count sees such classes");
  }

  private long classesOf(String library, String site) throws Exception {
    Path file = Files.writeString(folder.resolve("site.yaml"), site);
    Path classes = folder.resolve("classes.log");
    Path output = folder.resolve("output.log");
    Files.deleteIfExists(classes);
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load:file=" + classes,
                "-cp",
                System.getProperty("java.class.path"),
                OneRead.class.getName(),
                file.toString(),
                folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the process ends");
    assertEquals(0, process.exitValue(), Files.readString(output));
    try (Stream<String> lines = Files.lines(classes)) {
      return lines.filter(line -> line.contains(" " + library)).count();
    }
  }
}
