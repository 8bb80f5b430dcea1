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
      beside(folder).forEach(beside -> sources.addAll(java(ROOT.resolve(beside))));
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

  /**
   * A function in the background runs in a shell of its own, and a signal ends that shell, not the
   * program that it waits for: the program outlives the bench.
   */
  @Test
  void what_a_bench_ends_with_its_jobs_is_a_program_and_no_function() throws IOException {
    List<String> left = new ArrayList<>();
    try (Stream<Path> scripts = Files.walk(ROOT.resolve("bench"))) {
      for (Path script : scripts.filter(f -> !f.getFileName().toString().contains(".")).toList()) {
        String text = Files.isDirectory(script) ? "" : Files.readString(script);
        if (text.contains("kill $(jobs -p)")) {
          String joined = text.replace("\\\n", "");
          Pattern.compile("(?m)^ *([\\w-]+) .*[^&]&$")
              .matcher(joined)
              .results()
              .filter(job -> joined.contains("\n" + job.group(1) + "() {"))
              .forEach(job -> left.add(script.getFileName() + ": " + job.group()));
        }
      }
    }
    assertEquals(List.of(), left);
  }

  /** What it uses of other folders: its command compiles the same by the same list. */
  private static List<String> beside(Path folder) throws IOException {
    String named = folder.getFileName() + ": ";
    return Files.readAllLines(ROOT.resolve("bench/beside")).stream()
        .filter(line -> line.startsWith(named))
        .flatMap(line -> Stream.of(line.substring(named.length()).split(" ", -1)))
        .toList();
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
