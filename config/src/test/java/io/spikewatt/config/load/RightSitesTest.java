package io.spikewatt.config.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole site files of the documentation, the examples and the tests cause no warning. */
final class RightSitesTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final List<String> MODULES =
      List.of("config", "controller", "drivers", "fleet", "simulator", "bench");

  private static final Pattern FENCED = Pattern.compile("(?m)^```yaml\n(site:[\\s\\S]*?)^```$");
  private static final Pattern TEXT_BLOCK =
      Pattern.compile("\"\"\"\n( *)(site: \\{[\\s\\S]*?)\"\"\"");

  /** Files that tests name and do not write here; a short test site may be nowhere. */
  private static final Pattern ELSEWHERE = Pattern.compile("does not exist$|found no position$");

  @TempDir private Path directory;

  @BeforeEach
  void theProfileThatTheReadmeNames() throws IOException {
    Path shipped =
        ROOT.resolve("config/src/main/resources/io/spikewatt/config/profile/hybrid-battery.yaml");
    Files.writeString(
        directory.resolve("my-battery.yaml"),
        Files.readString(shipped).replace("id: hybrid-battery", "id: my-battery"));
  }

  @Test
  void sitesOfTheDocumentationAndTheExamples() throws IOException {
    Map<String, String> sites = new TreeMap<>();
    List<Path> pages = files(ROOT.resolve("docs"), ".md");
    pages.add(ROOT.resolve("README.md"));
    for (Path page : pages) {
      Matcher blocks = FENCED.matcher(Files.readString(page));
      while (blocks.find()) {
        sites.put(page + ":" + blocks.start(), blocks.group(1));
      }
    }
    for (Path file : files(ROOT.resolve("config/src/main/resources"), ".yaml")) {
      if (String.valueOf(file.getParent()).endsWith("/example")) {
        sites.put(file.toString(), Files.readString(file));
      }
    }
    assertTrue(sites.size() >= 4, sites.keySet().toString());
    sites.forEach(
        (name, text) -> {
          LoadedSite loaded = load(text);
          assertTrue(loaded instanceof LoadedSite.Ok ok && ok.warnings().isEmpty(), name + loaded);
        });
  }

  @Test
  void sitesOfTests() throws IOException {
    Map<String, String> sites = new TreeMap<>();
    for (String module : MODULES) {
      for (Path file : files(ROOT.resolve(module), ".java")) {
        Matcher blocks = TEXT_BLOCK.matcher(Files.readString(file));
        while (blocks.find()) {
          String text = blocks.group(2).replaceAll("(?m)^" + blocks.group(1), "");
          sites.put(file + ":" + blocks.start(), text.replaceAll("%[sd]", "1502"));
        }
      }
      for (Path file : files(ROOT.resolve(module), ".yaml")) {
        sites.put(file.toString(), Files.readString(file));
      }
    }
    int whole = 0;
    for (Map.Entry<String, String> site : sites.entrySet()) {
      // Others are profiles, or sites that their test completes.
      if (load(site.getValue()) instanceof LoadedSite.Ok ok) {
        whole++;
        List<String> told = ok.warnings().stream().map(Problem::toString).toList();
        assertEquals(
            List.of(),
            told.stream().filter(warning -> !ELSEWHERE.matcher(warning).find()).toList(),
            site.getKey());
      }
    }
    assertTrue(whole >= 20, whole + " whole sites");
  }

  private LoadedSite load(String text) {
    return ConfigLoader.load(text, directory.resolve("site.yaml").toString());
  }

  private static List<Path> files(Path root, String end) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return new ArrayList<>(
          all.filter(file -> file.toString().endsWith(end))
              .filter(file -> !file.toString().contains("/target/"))
              .toList());
    }
  }
}
