package io.spikewatt.controller.evaluate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeriesFileTest {
  private static final String GOOD =
      """
      time_utc,load_kw,temp_c
      2026-01-31T23:30:00Z,1.5,-3
      2026-02-01T00:00:00Z,,4e-1
      2026-02-01T00:30:00Z,0,
      """;

  @TempDir Path folder;

  private SeriesRead read(byte[] bytes) throws IOException {
    Path file = folder.resolve("series");
    Files.write(file, bytes);
    return SeriesFile.read(file);
  }

  private SeriesRead read(String text) throws IOException {
    return read(text.getBytes(StandardCharsets.UTF_8));
  }

  private void refused(String text, String tail) throws IOException {
    SeriesRead.Refused refused = assertInstanceOf(SeriesRead.Refused.class, read(text));
    assertTrue(refused.toString().endsWith(tail), refused.toString());
  }

  private static byte[] packed(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private static void isGood(SeriesRead read) {
    SeriesTable table = assertInstanceOf(SeriesRead.Loaded.class, read).table();
    assertEquals(Instant.parse("2026-01-31T23:30:00Z"), table.start());
    assertEquals(Duration.ofMinutes(30), table.step());
    assertEquals(List.of("load_kw", "temp_c"), table.names());
    assertArrayEquals(new double[] {1.5, Double.NaN, 0}, table.column("load_kw"));
    assertArrayEquals(new double[] {-3, 0.4, Double.NaN}, table.column("temp_c"));
  }

  @Test
  void plain_packed_and_windows_files_read_alike() throws IOException {
    isGood(read(GOOD));
    isGood(read(packed(GOOD)));
    isGood(read("\uFEFF" + GOOD.replace("\n", "\r\n")));
    isGood(read(GOOD.strip()));
  }

  @Test
  void a_cell_that_is_no_number_is_told_with_its_place() throws IOException {
    refused(
        GOOD.replace("4e-1", "warm"),
        "series:3:3: expected a number or an empty cell, found \"warm\"");
    for (String no : List.of("NaN", "1e999", "-Infinity", "1.5f", "0x1p3d")) {
      refused(
          GOOD.replace("4e-1", no),
          "series:3:3: expected a finite number or an empty cell, found \"" + no + "\"");
    }
    refused(GOOD.replace("1.5,", "1,5,"), "series:2: expected 3 cells, found 4");
    refused(GOOD.replace(",4e-1", ""), "series:3: expected 3 cells, found 2");
  }

  @Test
  void a_time_out_of_step_is_told_with_the_time_that_was_due() throws IOException {
    refused(
        GOOD.replace("01T00:30:00Z", "01T01:00:00Z"),
        "series:4:1: expected 2026-02-01T00:30:00Z (every row PT30M), found"
            + " \"2026-02-01T01:00:00Z\"");
    refused(
        GOOD.replace("2026-02-01T00:00:00Z", "2026-01-31T23:31:00Z"),
        "series:3:1: expected a step of 5 to 60 minutes that divides an hour, found PT1M");
    refused(
        GOOD.replace("2026-01-31T23:30:00Z", "31.1.2026 23:30"),
        "series:2:1: expected a time like 2026-01-31T13:45:00Z, found \"31.1.2026 23:30\"");
  }

  @Test
  void a_wrong_header_is_told() throws IOException {
    refused("", "series:1: expected a header with time_utc first, found an empty file");
    refused("when,load_kw\n", "series:1:1: expected time_utc, found \"when\"");
    refused("time_utc,a,a\n", "series:1:3: expected a name that no other column has, found \"a\"");
    refused("time_utc\n", "series:1: expected a column beside time_utc, found none");
    refused("time_utc,a\n2026-01-01T00:00:00Z,1\n", "expected at least two rows, found 1");
  }

  @Test
  void an_empty_line_inside_is_not_passed_over() throws IOException {
    refused(
        GOOD.replace("\n2026-02-01T00:30", "\n\n2026-02-01T00:30"), "expected 3 cells, found 1");
  }

  @Test
  void a_packed_file_that_breaks_off_is_refused() throws IOException {
    byte[] whole = packed(GOOD.repeat(1) + "x".repeat(10));
    SeriesRead read = read(Arrays.copyOf(whole, whole.length - 12));
    assertInstanceOf(SeriesRead.Refused.class, read);
  }

  @Test
  void text_that_is_not_utf8_and_a_file_that_is_not_there_are_refused() throws IOException {
    byte[] bytes = GOOD.getBytes(StandardCharsets.UTF_8);
    bytes[12] = (byte) 0xff;
    assertInstanceOf(SeriesRead.Refused.class, read(bytes));
    assertInstanceOf(SeriesRead.Refused.class, SeriesFile.read(folder.resolve("nowhere.csv")));
  }
}
