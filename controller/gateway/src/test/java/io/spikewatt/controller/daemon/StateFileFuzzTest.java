package io.spikewatt.controller.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.spikewatt.controller.history.HistoryBuffer;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.homeassistant.HomeAssistant;
import io.spikewatt.controller.price.PriceStore;
import io.spikewatt.controller.sparkplug.BirthDeathNumbers;
import io.spikewatt.controller.sparkplug.MissedQuarterHours;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.QuarterHour;
import io.spikewatt.testkit.Letterbox;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32;

/**
 * Any content of the files in the state directory: control starts, runs, plans and starts again.
 */
final class StateFileFuzzTest {

  private static final List<String> VALUES =
      List.of(
          "outages",
          "grid-operator-orders",
          "import-peaks",
          "compute-jobs",
          "separation",
          "ev-visits",
          "running-slot",
          "compute-day");

  private static final List<String> SEEN_BY_OTHERS =
      List.of("energy", "home-assistant", "sparkplug", "sparkplug-missed");

  private static final List<String> INSERTS =
      List.of(
          "INSERT OR REPLACE INTO slot VALUES (?, ?, ?)",
          "INSERT OR REPLACE INTO in_force VALUES (?, ?, ?)",
          "INSERT OR REPLACE INTO command SELECT ?, ? WHERE ? IS NOT NULL",
          "INSERT OR REPLACE INTO minute VALUES (?, ?, ?)");

  private static final int PATCH = 3;

  /** The first byte chooses the file of names and values, then comes its content. */
  @FuzzTest(maxDuration = "2m")
  void values(byte[] input) throws IOException, SQLException {
    if (input.length > 0) {
      String name = VALUES.get((input[0] & 0xFF) % VALUES.size()) + ".properties";
      live(KeptState.HISTORY, name, Arrays.copyOfRange(input, 1, input.length));
    }
  }

  /** The same with what Home Assistant and Sparkplug are sent: they start, with sound values. */
  @FuzzTest(maxDuration = "2m")
  void others(byte[] input) throws IOException, SQLException {
    if (input.length == 0) {
      return;
    }
    String name = SEEN_BY_OTHERS.get((input[0] & 0xFF) % SEEN_BY_OTHERS.size()) + ".properties";
    Path directory = KeptState.directory(KeptState.HISTORY);
    try {
      Files.write(directory.resolve(name), Arrays.copyOfRange(input, 1, input.length));
      try (HistoryStore store = HistoryStore.open(directory)) {
        HistoryBuffer history = new HistoryBuffer(store);
        Letterbox broker = new Letterbox();
        HomeAssistant.Environment around =
            new HomeAssistant.Environment(
                broker, new PriceStore(store, history), "1", new SplittableRandom(1));
        HomeAssistant.of(WholeSite.announced(), directory, around)
            .orElseThrow()
            .keep(new Moment(0, WholeSite.START));
        int birth = BirthDeathNumbers.in(directory, text -> {}).next();
        assertTrue(birth >= 0 && birth <= 255, "" + birth);
        missed(directory, history);
      }
    } finally {
      WholeSite.delete(directory);
    }
  }

  /** Whatever the place is: whole quarter hours of the past, in order. */
  private static void missed(Path directory, HistoryBuffer history) {
    MissedQuarterHours missed = MissedQuarterHours.in(directory, WholeSite.START, text -> {});
    Moment now = new Moment(0, WholeSite.START);
    missed.heard(now.instant());
    missed.tick(now, WholeSite.site(), history);
    Instant last = WholeSite.START.minus(Duration.ofDays(32));
    for (var one = missed.take(now); one.isPresent(); one = missed.take(now)) {
      Instant start = one.get().start();
      assertTrue(start.isAfter(last) && start.isBefore(WholeSite.START), start::toString);
      assertEquals(QuarterHour.startOf(start), start);
      last = start;
    }
  }

  /** Bytes of a sound database are changed; an odd length also cuts it. */
  @FuzzTest(maxDuration = "2m")
  void database(byte[] input) throws IOException, SQLException {
    byte[] patched = patched(KeptState.file(KeptState.HISTORY), input);
    int length =
        input.length % PATCH == 0
            ? patched.length
            : (input[input.length - 1] & 0xFF) * patched.length / 256;
    live(KeptState.HISTORY, KeptState.HISTORY, Arrays.copyOf(patched, length));
  }

  /** A sound database with any rows: a line each, its table's number, then texts between bars. */
  @FuzzTest(maxDuration = "2m")
  void rows(byte[] input) throws IOException, SQLException {
    Path directory = KeptState.directory(KeptState.HISTORY);
    try {
      try (Connection connection =
          DriverManager.getConnection("jdbc:sqlite:" + directory.resolve(KeptState.HISTORY))) {
        connection.setAutoCommit(false);
        for (String line : new String(input, StandardCharsets.UTF_8).lines().limit(40).toList()) {
          String[] values = line.isEmpty() ? new String[0] : line.substring(1).split("\\|", 3);
          if (values.length == 3) {
            insert(connection, INSERTS.get(line.charAt(0) % INSERTS.size()), values);
          }
        }
        connection.commit();
      }
      live(directory);
    } finally {
      WholeSite.delete(directory);
    }
  }

  private static void insert(Connection connection, String sql, String[] values)
      throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        insert.setString(i + 1, values[i]);
      }
      insert.executeUpdate();
    }
  }

  /** Bytes of the record of a forecaster are changed, and its checksum mended. */
  @FuzzTest(maxDuration = "2m")
  void record(byte[] input) throws IOException, SQLException {
    byte[] record = patched(KeptState.file(KeptState.RECORD), input);
    live(KeptState.HISTORY, KeptState.RECORD, signed(record));
  }

  /** The same with the file of a model. */
  @FuzzTest(maxDuration = "2m")
  void model(byte[] input) throws IOException, SQLException {
    byte[] model = patched(KeptState.file(KeptState.MODEL), input);
    live(KeptState.HISTORY, KeptState.MODEL, signed(model));
  }

  /**
   * Changes a byte for every three of the input: two place it, the third is the byte. In the upper
   * half of the places they count from the file's start, in the lower half they spread over it.
   */
  private static byte[] patched(byte[] file, byte[] input) {
    for (int i = 0; i + PATCH <= input.length; i += PATCH) {
      int place = ((input[i] & 0x7F) << 8) | (input[i + 1] & 0xFF);
      int at = input[i] < 0 ? place : (int) ((long) place * file.length / 0x8000);
      file[Math.min(at, file.length - 1)] = input[i + 2];
    }
    return file;
  }

  private static byte[] signed(byte[] file) {
    CRC32 crc = new CRC32();
    crc.update(file, 0, file.length - 4);
    ByteBuffer.wrap(file).putInt(file.length - 4, (int) crc.getValue());
    return file;
  }

  private static void live(String beside, String name, byte[] content)
      throws IOException, SQLException {
    Path directory = KeptState.directory(beside);
    try {
      Files.write(directory.resolve(name), content);
      live(directory);
    } finally {
      WholeSite.delete(directory);
    }
  }

  private static void live(Path directory) {
    try (WholeSite site = new WholeSite(directory, WholeSite.START)) {
      site.cycle();
      site.plan();
      site.cycle();
    }
    try (WholeSite again = new WholeSite(directory, WholeSite.START.plus(Duration.ofMinutes(16)))) {
      again.cycle();
      again.plan();
    }
  }
}
