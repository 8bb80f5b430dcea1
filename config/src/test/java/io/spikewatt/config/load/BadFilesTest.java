package io.spikewatt.config.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What can be wrong with a file before any of its values is looked at. */
final class BadFilesTest {

  private static final String GOOD = Fixture.text("site.yaml");

  @TempDir private Path directory;

  @Test
  void aMissingFile() {
    assertEquals(":1:1: expected a file, found no such file", only(directory.resolve("no.yaml")));
  }

  @Test
  void aDirectory() {
    assertEquals(":1:1: expected a file, found a directory", only(directory));
  }

  @Test
  @Timeout(10)
  void aPipe() throws Exception {
    Path pipe = directory.resolve("site.yaml");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    assertEquals(":1:1: expected a file, found a pipe or a device", only(pipe));
  }

  @Test
  void anEmptyFile() throws IOException {
    assertEquals(":1:1: expected a mapping of keys, found an empty file", only(file("")));
    assertEquals(
        ":1:1: expected a mapping of keys, found an empty file", only(file("# later\n---\n")));
  }

  @Test
  void aFileOfSomethingElse() throws IOException {
    assertTrue(only(file("hello\n")).startsWith(":1:1: expected a mapping with site, grid"));
    assertTrue(only(file("- 1\n- 2\n")).endsWith("found a list"));
  }

  @Test
  void aByteThatIsNotUtf8() throws IOException {
    byte[] bytes = GOOD.replace("gw", "g?").getBytes(StandardCharsets.UTF_8);
    int at = GOOD.indexOf("gw") + 1;
    bytes[at] = (byte) 0xFC;
    assertEquals(":9:82: expected UTF-8 text, found byte 0xFC", only(file(bytes)));
    byte[] cut = {'a', ':', ' ', (byte) 0xC3};
    assertEquals(":1:4: expected UTF-8 text, found byte 0xC3", only(file(cut)));
  }

  @Test
  void utf16() throws IOException {
    assertTrue(only(file(GOOD.getBytes(StandardCharsets.UTF_16))).contains("expected UTF-8 text"));
  }

  @Test
  void aControlCharacter() throws IOException {
    assertEquals(
        ":9:81: expected printable characters, found the control character U+0000",
        only(file(GOOD.replace("gw", "\0w"))));
  }

  @Test
  void aFileThatIsTooLarge() throws IOException {
    String huge = GOOD + "#".repeat(TextFile.MAX_BYTES);
    assertEquals(":1:1: expected a file of at most 1 MiB, found more", only(file(huge)));
  }

  @Test
  void aliasesThatMultiply() throws IOException {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 20; i++) {
      String alias = "*a" + (i - 1) + ", ";
      bomb.append("a%d: &a%d [%s]\n".formatted(i, i, alias.repeat(10)));
    }
    assertTrue(only(file(bomb.toString())).contains("at most 20000 values, aliases counted"));
  }

  @Test
  void nestingWithoutEnd() throws IOException {
    assertTrue(only(file("[".repeat(200_000))).contains("at most 32 levels"));
  }

  @Test
  void severalMistakesAreToldAtOnceInTheFilesOrder() throws IOException {
    String text =
        GOOD.replace("capacity-wh: 10000", "capacity-wh: ten")
            .replace("id: meter1", "id: pv1")
            .replace("timezone: Europe/Berlin, ", "")
            .replace("profile: plc-compute", "profile: plc-computer")
            .replace("shed-relay: {", "shed: 1\n    shed-relay: {")
            .replace("to: \"24:00\"", "to: \"23:00\"");
    List<Problem> problems = Fixture.problems(ConfigLoader.load(file(text)));
    assertEquals(
        List.of(
            "site.timezone",
            "tariff.import",
            "devices[1].battery.capacity-wh",
            "devices[2].id",
            "devices[5].profile",
            "devices[8].shed"),
        problems.stream().map(Problem::path).toList());
  }

  @Test
  void aBadProfileFileIsToldWithItsOwnLineAndOnce() throws IOException {
    Path profile = directory.resolve("mine.yaml");
    Files.writeString(
        profile, "id: mine\ntitle: Mine\nverified: guessed\ngpio: { direction: in }\n");
    String text =
        GOOD.replace("profile: gpio-relay", "profile: ./mine.yaml")
            .replace("profile: gpio-contact", "profile: mine.yaml");
    List<String> problems =
        Fixture.problems(ConfigLoader.load(file(text))).stream()
            .map(p -> p.toString().replace(directory + "/", ""))
            .toList();
    assertEquals(
        List.of(
            "site.yaml:47:14: devices[7].profile: expected a profile file without problems, found"
                + " \"mine.yaml\", which has problems of its own",
            "site.yaml:51:14: devices[8].profile: expected a profile file without problems, found"
                + " \"./mine.yaml\", which has problems of its own",
            "mine.yaml:3:11: verified: expected one of hardware, source-only, found \"guessed\"",
            "mine.yaml:4:20: gpio.direction: expected one of input, output, found \"in\""),
        problems);
  }

  private Path file(String text) throws IOException {
    return file(text.getBytes(StandardCharsets.UTF_8));
  }

  private Path file(byte[] bytes) throws IOException {
    return Files.write(directory.resolve("site.yaml"), bytes);
  }

  /** The one problem of a file, without the file's name. */
  private static String only(Path file) {
    List<Problem> problems = Fixture.problems(ConfigLoader.load(file));
    assertEquals(1, problems.size(), problems.toString());
    assertEquals(file.toString(), problems.getFirst().file());
    return problems.getFirst().toString().substring(file.toString().length());
  }
}
