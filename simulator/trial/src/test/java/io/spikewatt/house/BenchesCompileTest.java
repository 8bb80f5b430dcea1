package io.spikewatt.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.testkit.SourceCheckout;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Long benches run rarely: a change must not leave one behind that does not compile. */
class BenchesCompileTest {

  private static final String KIT = "fleet/src/testkit/java/io/spikewatt/fleet/testing/";
  private static final String FLEET_TESTS = "fleet/demo/src/test/java/io/spikewatt/fleet/testing/";

  /** What a folder of benches uses of other folders, as its command compiles it. */
  private static final Map<String, List<String>> BESIDE =
      Map.of(
          "analysing",
          List.of("bench/nowcasting/BlockBootstrap.java"),
          "breaking",
          List.of(
              KIT + "CoordinatorProcess.java",
              KIT + "PostgresServer.java",
              KIT + "RoundAudit.java",
              KIT + "TlsMosquitto.java",
              FLEET_TESTS + "GrowingRecord.java",
              FLEET_TESTS + "LearningGateways.java",
              FLEET_TESTS + "OutageRounds.java",
              FLEET_TESTS + "TargetLearner.java"),
          "federating",
          List.of("bench/nowcasting/BlockBootstrap.java"),
          "fingerprinting",
          List.of("bench/fastloop"),
          "fleets",
          List.of(KIT + "RabbitCluster.java"),
          "killing",
          List.of(
              KIT + "CoordinatorProcess.java",
              KIT + "RoundAudit.java",
              FLEET_TESTS + "KillRounds.java",
              FLEET_TESTS + "LearningGateways.java",
              FLEET_TESTS + "TargetLearner.java"),
          "nowcastcontrol",
          List.of("bench/nowcasting/BlockBootstrap.java"),
          "refreshing",
          List.of("bench/nowcasting/BlockBootstrap.java"),
          "spiking",
          List.of(
              "inference/src/test/java/io/spikewatt/inference/spike/OperationCounter.java",
              "inference/src/test/java/io/spikewatt/inference/spike/event/AnytimeInference.java"));

  private static final Path ROOT = SourceCheckout.root();

  @TempDir private Path classes = Path.of("");

  @Test
  void every_folder_of_benches_compiles_against_the_product() throws IOException {
    List<Path> folders;
    try (Stream<Path> all = Files.list(ROOT.resolve("bench"))) {
      folders = all.filter(Files::isDirectory).filter(f -> !java(f).isEmpty()).toList();
    }
    assertTrue(folders.size() > 5, () -> "benches not found: " + folders);
    List<String> broken = new ArrayList<>();
    for (Path folder : folders) {
      List<Path> sources = new ArrayList<>(java(folder));
      BESIDE
          .getOrDefault(folder.getFileName().toString(), List.of())
          .forEach(beside -> sources.addAll(java(ROOT.resolve(beside))));
      String said = compile(sources, classes.resolve(folder.getFileName()));
      if (!said.isEmpty()) {
        broken.add(said);
      }
    }
    assertEquals(List.of(), broken);
  }

  /** A test that was renamed would leave its drill without a report. */
  @Test
  void every_test_that_a_drill_names_exists() throws IOException {
    String drills = Files.readString(ROOT.resolve("bench/drilling/TestedDrills.java"));
    TreeSet<String> named = new TreeSet<>();
    Pattern.compile("\"(\\w+Test)\"").matcher(drills).results().forEach(t -> named.add(t.group(1)));
    assertTrue(named.size() > 20, named::toString);
    try (Stream<Path> all = Files.walk(ROOT)) {
      all.filter(file -> file.toString().contains("/src/test/java/"))
          .forEach(file -> named.remove(file.getFileName().toString().replace(".java", "")));
    }
    assertEquals(Set.of(), named);
  }

  private static List<Path> java(Path at) {
    try (Stream<Path> files = Files.walk(at)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** What the compiler said; empty if it compiled. */
  private static String compile(List<Path> sources, Path into) throws IOException {
    Files.createDirectories(into);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    List<String> options =
        List.of(
            "-proc:none",
            "-nowarn",
            "-Xlint:none",
            "-d",
            into.toString(),
            "-cp",
            System.getProperty("java.class.path"));
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      boolean good =
          compiler
              .getTask(said, files, null, options, null, files.getJavaFileObjectsFromPaths(sources))
              .call();
      return good ? "" : said.toString();
    }
  }
}
