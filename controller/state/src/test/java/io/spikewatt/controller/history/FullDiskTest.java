package io.spikewatt.controller.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real disk that is really full; skipped where none of its own may be mounted. */
class FullDiskTest {

  private static final Instant START = Instant.parse("2026-06-01T00:00:00Z");
  private static final Duration SLOT = Duration.ofMinutes(15);
  private static final int BLOCK = 4_096;

  @TempDir Path disk;
  private boolean mounted;

  @BeforeEach
  void mount() throws Exception {
    mounted = does("mount", "-t", "tmpfs", "-o", "size=512k", "spikewatt-test", disk.toString());
    assumeTrue(mounted, "SKIPPED: no disk may be mounted here, so none can be full");
  }

  @AfterEach
  void unmount() throws Exception {
    if (mounted) {
      assertTrue(does("umount", "--lazy", disk.toString()));
    }
  }

  @Test
  void whatWasKeptStaysReadableAndWhatIsNewWaitsUntilThereIsRoom() throws Exception {
    try (HistoryStore store = HistoryStore.open(disk)) {
      HistoryBuffer keeper = new HistoryBuffer(store);
      keeper.take(day(0));
      assertEquals(Optional.empty(), keeper.flush());
      fill();
      keeper.take(day(1));
      for (int i = 0; i < 3; i++) {
        String why = keeper.flush().orElseThrow();
        assertTrue(why.contains("full"), why);
      }
      assertTrue(
          keeper
              .noteCommand("a", Optional.empty(), false, START)
              .orElseThrow()
              .contains("cannot be kept"));
      assertEquals(96, known(store));
      free();
      assertEquals(Optional.empty(), keeper.flush());
      assertEquals(Optional.empty(), keeper.noteCommand("a", Optional.empty(), false, START));
      assertEquals(192, known(store));
    }
  }

  @Test
  void aRestartMeanwhileLosesNothing() throws Exception {
    try (HistoryStore store = HistoryStore.open(disk)) {
      store.append(day(0));
    }
    fill();
    for (int restart = 0; restart < 2; restart++) {
      try (HistoryStore store = HistoryStore.open(disk)) {
        HistoryBuffer keeper = new HistoryBuffer(store);
        keeper.take(day(1));
        assertTrue(keeper.flush().isPresent());
      }
      assertFalse(Files.exists(disk.resolve("history.db.broken")), "set aside as broken");
    }
    try (HistoryStore store = HistoryStore.open(disk)) {
      free();
      HistoryBuffer keeper = new HistoryBuffer(store);
      keeper.take(day(1));
      assertEquals(Optional.empty(), keeper.flush());
      assertEquals(192, known(store));
    }
  }

  @Test
  void aDiskThatBecameReadOnlyStopsNothingAndIsTakenUpAgainOnceItIsNot() throws Exception {
    try (HistoryStore store = HistoryStore.open(disk)) {
      store.append(day(0));
    }
    assertTrue(does("mount", "-o", "remount,ro", disk.toString()));
    try (HistoryStore store = HistoryStore.open(disk)) {
      HistoryBuffer keeper = new HistoryBuffer(store);
      keeper.take(day(1));
      assertTrue(keeper.flush().isPresent());
      assertTrue(keeper.problem().isPresent());
      assertTrue(
          keeper
              .noteCommand("a", Optional.empty(), false, START)
              .orElseThrow()
              .contains("cannot be kept"));
      assertTrue(does("mount", "-o", "remount,rw", disk.toString()));
      assertEquals(Optional.empty(), keeper.flush());
      assertEquals(Optional.empty(), keeper.problem());
      assertEquals(Optional.empty(), keeper.noteCommand("a", Optional.empty(), false, START));
      assertEquals(192, known(store));
    }
  }

  private static long known(HistoryStore store) throws Exception {
    var series = store.read("load_w", START, START.plus(Duration.ofDays(2)), SLOT);
    return Arrays.stream(series.values()).filter(Double::isFinite).count();
  }

  private static List<SlotMean> day(int day) {
    List<SlotMean> means = new ArrayList<>();
    for (int i = 0; i < 96; i++) {
      means.add(new SlotMean("load_w", START.plus(SLOT.multipliedBy(96L * day + i)), i));
    }
    return means;
  }

  private void fill() {
    try {
      while (true) {
        Files.write(
            disk.resolve("ballast"),
            new byte[BLOCK],
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND);
      }
    } catch (IOException full) {
      // As it is to be.
    }
  }

  private void free() throws IOException {
    Files.delete(disk.resolve("ballast"));
  }

  private static boolean does(String... command) throws Exception {
    return new ProcessBuilder(command).start().waitFor() == 0;
  }
}
