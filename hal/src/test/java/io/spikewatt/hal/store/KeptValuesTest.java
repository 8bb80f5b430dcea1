package io.spikewatt.hal.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class KeptValuesTest {

  @TempDir private Path directory = Path.of("");
  private final List<String> troubles = new ArrayList<>();

  @Test
  void aValueOutlivesARestartInADirectoryThatWasNotThere() {
    Path file = directory.resolve("state/kept.properties");
    open(file).put("battery1/power_w", "3.5@now");
    assertEquals(Optional.of("3.5@now"), open(file).get("battery1/power_w"));
    assertEquals(Optional.empty(), open(file).get("other"));
    assertEquals(List.of(), troubles);
  }

  @Test
  void valuesThatAreKnownAlreadyAreNotWrittenAgain() throws IOException {
    Path file = directory.resolve("kept.properties");
    KeptValues kept = open(file);
    kept.put("other", "1");
    kept.putAll(Map.of("a", "1", "b", "2"));
    Object written = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    kept.putAll(Map.of("a", "1", "b", "2"));
    kept.putAll(Map.of());
    assertEquals(written, Files.readAttributes(file, BasicFileAttributes.class).fileKey());
    Map<String, String> all = open(file).all();
    assertEquals(Map.of("a", "1", "b", "2", "other", "1"), all);
    assertEquals(List.of(), troubles);
  }

  @Test
  void allValuesAreReplacedAtOnceAndTheFileDoesNotKeepTheOthers() {
    Path file = directory.resolve("kept.properties");
    KeptValues kept = open(file);
    kept.put("gone", "1");
    assertTrue(kept.replace(Map.of("a/b", "2", "c=d:e", "")));
    assertEquals(Map.of("a/b", "2", "c=d:e", ""), open(file).all());
    assertEquals(List.of(), troubles);
  }

  @Test
  void valuesThatCannotBeWrittenAreSaidNotToBeKept() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "").resolve("kept.properties");
    assertFalse(open(file).replace(Map.of("a", "1")));
    assertEquals(1, troubles.size());
    Path newer = Files.writeString(directory.resolve("newer.properties"), ".format=9\na=1\n");
    assertFalse(open(newer).replace(Map.of("a", "2")));
    assertEquals(".format=9\na=1\n", Files.readString(newer));
  }

  @Test
  void whatIsNoNumberOrCannotBeIsToldOnceAndDoesNotCount() throws IOException {
    Path file = directory.resolve("kept.properties");
    Files.writeString(file, "good=7.5\nbad=seven\nnan=NaN\nlarge=101\n");
    KeptValues kept = open(file);
    assertEquals(OptionalDouble.of(7.5), kept.number("good", 0, 100));
    assertEquals(OptionalDouble.empty(), kept.number("none", 0, 100));
    assertEquals(List.of(), troubles);
    for (String name : List.of("bad", "nan", "large")) {
      assertEquals(OptionalDouble.empty(), kept.number(name, 0, 100));
      assertEquals(OptionalDouble.empty(), kept.number(name, 0, 100));
    }
    assertEquals(3, troubles.size(), troubles.toString());
    assertTrue(
        troubles
            .getFirst()
            .endsWith(
                "kept.properties: bad does not count: expected a number from 0.0 to 100.0,"
                    + " found \"seven\""),
        troubles::toString);
    kept.put("bad", "8");
    assertEquals(OptionalDouble.of(8), kept.number("bad", 0, 100));
  }

  @Test
  void aFileOfAReleaseBeforeFormatsIsReadAndMarkedAndItsUnknownNamesStay() throws IOException {
    Path file = directory.resolve("kept.properties");
    Files.writeString(file, "old=1\nlater/name=x\n");
    KeptValues kept = open(file);
    assertEquals(Optional.of("1"), kept.get("old"));
    kept.put("old", "2");
    String text = Files.readString(file);
    for (String line : List.of("\n.format=1\n", "\nold=2\n", "\nlater/name=x\n")) {
      assertTrue(text.contains(line), text);
    }
    assertEquals(Optional.of("2"), open(file).get("old"));
    assertEquals(List.of(), troubles);
  }

  @Test
  void aFileOfANewerFormatIsToldAndCountsAsEmptyAndIsNotChanged() throws IOException {
    Path file = directory.resolve("kept.properties");
    String newer = ".format=2\nname=in another unit\n";
    Files.writeString(file, newer);
    KeptValues kept = open(file);
    assertEquals(Optional.empty(), kept.get("name"));
    kept.put("name", "1");
    assertEquals(Optional.of("1"), kept.get("name"));
    assertEquals(newer, Files.readString(file));
    assertEquals(1, troubles.size(), troubles.toString());
    assertTrue(
        troubles
            .getFirst()
            .endsWith("expected format 1 or older, found 2: a newer release wrote it"),
        troubles::toString);
  }

  @Test
  void aFileThatCannotBeReadIsToldAndCountsAsEmpty() throws IOException {
    Path file = directory.resolve("kept.properties");
    Files.write(file, new byte[] {'a', '=', (byte) 0xFF, (byte) 0xFE});
    assertEquals(Optional.empty(), open(file).get("a"));
    Files.writeString(file, "a=\\u12");
    assertEquals(Optional.empty(), open(file).get("a"));
    assertEquals(2, troubles.size(), troubles.toString());
    assertTrue(troubles.getFirst().contains("kept.properties cannot be read"), troubles::toString);
  }

  @Test
  @Timeout(10)
  void aPipeADeviceAndAHugeFileCountAsEmpty() throws Exception {
    Path pipe = directory.resolve("pipe.properties");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    assertEquals(Optional.empty(), open(pipe).get("a"));
    Path device = directory.resolve("device.properties");
    Files.createSymbolicLink(device, Path.of("/dev/zero"));
    assertEquals(Optional.empty(), open(device).get("a"));
    Path huge = directory.resolve("huge.properties");
    Files.writeString(huge, "a=1\n".repeat(300_000));
    assertEquals(Optional.empty(), open(huge).get("a"));
    assertTrue(troubles.get(0).endsWith("expected a regular file"), troubles::toString);
    assertTrue(troubles.get(1).endsWith("expected a regular file"), troubles::toString);
    assertTrue(troubles.get(2).endsWith("1048576 bytes, found more"), troubles::toString);
  }

  @Test
  void aPlaceThatCannotBeWrittenIsToldOnceAndTheValueIsStillKnown() throws IOException {
    Path blocked = directory.resolve("blocked");
    Files.writeString(blocked, "a file where a directory should be");
    KeptValues kept = open(blocked.resolve("kept.properties"));
    kept.put("a", "1");
    kept.put("a", "2");
    assertEquals(Optional.of("2"), kept.get("a"));
    assertEquals(1, troubles.size(), troubles.toString());
  }

  private KeptValues open(Path file) {
    return KeptValues.in(file, "for a test", troubles::add);
  }
}
