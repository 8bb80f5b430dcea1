package io.spikewatt.controller.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.cli.CliOptions;
import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.config.load.ConfigLoader;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.hal.time.SystemClock;
import io.spikewatt.simulator.site.ServerName;
import io.spikewatt.simulator.site.UndescribedSite;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A scan of devices that tell no name. */
@Timeout(120)
class ScanCommandTest {

  private UndescribedSite simulated;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  @TempDir private Path directory = Path.of("");

  @BeforeEach
  void start() throws IOException {
    simulated = new UndescribedSite(new SystemClock());
  }

  @AfterEach
  void stop() {
    simulated.close();
  }

  @Test
  void a_meter_that_only_reads_like_one_profile_is_printed_with_its_configuration()
      throws Exception {
    Path file = directory.resolve("site.yaml");
    ExitCode code = scan(simulated.meterPort(), "--write", file.toString());
    assertEquals(ExitCode.OK, code, shown(err));
    String printed = shown(out);
    assertTrue(printed.contains("# 1 device found\n"), printed);
    assertTrue(printed.contains("profile: eastron-sdm630"), printed);
    assertTrue(printed.contains("tells no name and reads like eastron-sdm630 ("), printed);
    assertFalse(shown(err).contains("no known device"), shown(err));
    LoadedSite loaded = ConfigLoader.load(Files.readString(file), file.toString());
    assertTrue(loaded instanceof LoadedSite.Ok, () -> loaded.toString());
  }

  @Test
  void a_meter_behind_a_serial_converter_is_printed_with_its_configuration() throws Exception {
    ExitCode code = scan(simulated.plant().port(ServerName.GRID_METER), "--unit", "2");
    assertEquals(ExitCode.OK, code, shown(err));
    String printed = shown(out);
    assertTrue(printed.contains("profile: eastron-sdm630"), printed);
    assertTrue(printed.contains("connection: { modbus-rtu-tcp: 127.0.0.1, port: "), printed);
    assertFalse(shown(err).contains("no device was recognised"), shown(err));
  }

  @Test
  void a_device_that_would_be_set_is_left_to_a_person() throws Exception {
    ExitCode code = scan(simulated.plant().port(ServerName.BATTERY));
    assertEquals(ExitCode.UNREACHABLE, code, shown(out));
    assertEquals("", shown(out));
    assertTrue(shown(err).contains("reads like hybrid-battery"), shown(err));
    assertTrue(shown(err).contains("\nno device was recognised at 127.0.0.1:"), shown(err));
  }

  private ExitCode scan(int port, String... more) throws CliOptions.UsageException {
    List<String> arguments = new ArrayList<>(List.of("127.0.0.1:" + port));
    arguments.addAll(List.of(more));
    return new ScanCommand(printer(out), printer(err)).execute(arguments);
  }

  private static PrintStream printer(ByteArrayOutputStream to) {
    return new PrintStream(to, true, StandardCharsets.UTF_8);
  }

  private static String shown(ByteArrayOutputStream printed) {
    return printed.toString(StandardCharsets.UTF_8);
  }
}
