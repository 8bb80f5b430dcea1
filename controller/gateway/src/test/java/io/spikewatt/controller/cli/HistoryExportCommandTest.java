package io.spikewatt.controller.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.history.SlotMean;
import io.spikewatt.testkit.OneMeterSite;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HistoryExportCommandTest {

  @TempDir private Path directory;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Path config = Path.of("");

  @BeforeEach
  void record() throws Exception {
    config = OneMeterSite.write(directory, "home");
    List<SlotMean> means = new ArrayList<>();
    Instant start = Instant.parse("2026-09-30T00:00:00Z");
    for (int slot = 0; slot < 40 * 96; slot++) {
      means.add(new SlotMean("load_w", start.plusSeconds(900L * slot), slot));
    }
    try (HistoryStore store = HistoryStore.open(directory.resolve("state"))) {
      store.append(means);
    }
  }

  private int export(String... more) {
    out.reset();
    err.reset();
    Stream<String> words = Stream.of("history", "export", "--config", config.toString());
    return Main.run(
            Stream.concat(words, List.of(more).stream()).toList(),
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8))
        .number();
  }

  private List<String> lines() {
    return out.toString(UTF_8).lines().toList();
  }

  @Test
  void aMonthIsALocalOneWithItsExtraHour() {
    assertEquals(0, export("--month", "2026-10"), () -> err.toString(UTF_8));
    assertEquals(1 + 31 * 96 + 4, lines().size());
    assertEquals("time_utc,load_w", lines().getFirst());
    assertEquals("2026-09-30T22:00:00Z,88.0", lines().get(1));
    assertEquals("2026-10-31T22:45:00Z,3067.0", lines().getLast());
  }

  @Test
  void daysAreLocalOnesAndTheLastIsNoPart() {
    assertEquals(0, export("--from", "2026-10-02", "--to", "2026-10-03"));
    assertEquals(1 + 96, lines().size());
    assertEquals("2026-10-01T22:00:00Z,184.0", lines().get(1));
  }

  @Test
  void aFileOfStatementsIsNotForOthers() throws Exception {
    Path file = directory.resolve("export.sql");
    assertEquals(0, export("--month", "2026-10", "--format", "sql", "--output", file.toString()));
    assertEquals("", out.toString(UTF_8));
    assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    assertTrue(Files.readString(file).startsWith("BEGIN;\n"));
    assertTrue(Files.readString(file).endsWith("COMMIT;\n"));
  }

  @Test
  void aTimeWithoutRecordsAndAMissingHistoryAreSaid() throws Exception {
    assertEquals(65, export("--month", "2025-10"));
    assertTrue(err.toString(UTF_8).contains("nothing was recorded from 2025-09-30T22:00:00Z"));
    Files.move(directory.resolve("state"), directory.resolve("elsewhere"));
    assertEquals(69, export("--month", "2026-10"));
    assertTrue(err.toString(UTF_8).contains("history.db is not there"), () -> err.toString(UTF_8));
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    assertEquals(64, export("--month", "10/2026"));
    assertEquals(64, export("--month", "2026-10", "--from", "2026-10-01"));
    assertEquals(64, export("--from", "2026-10-02", "--to", "2026-10-01"));
    assertEquals(64, export("--month", "2026-10", "--format", "xlsx"));
    assertTrue(err.toString(UTF_8).contains("--format: expected csv or sql, found xlsx"));
    assertEquals(64, Main.run(List.of("history"), System.out, System.err).number());
  }
}
