package io.spikewatt.config.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The pages for people and the schema for editors say what the loader and the profiles do.
 *
 * <p>After a change of keys or of a profile, this test fails and leaves the right text under
 * target/published: copy it over.
 */
final class PublishedKeysTest {

  private static final Path REFERENCE = Path.of("../docs/configuration.md");
  private static final Path DEVICES = Path.of("../docs/devices.md");
  private static final Path SOURCES_PAGE = Path.of("../docs/sources.md");
  private static final Path SCHEMA =
      Path.of("src/main/resources/io/spikewatt/config/load/site.schema.json");
  private static final String SITE = "<!-- site keys: written by PublishedKeysTest -->\n";
  private static final String FEES = "<!-- network fee keys: written by PublishedKeysTest -->\n";
  private static final String PROFILE = "<!-- profile keys: written by PublishedKeysTest -->\n";
  private static final String SOURCE = "<!-- source keys: written by PublishedKeysTest -->\n";
  private static final String HELPER = "<!-- helper keys: written by PublishedKeysTest -->\n";
  private static final String AGENT = "<!-- agent keys: written by PublishedKeysTest -->\n";
  private static final String SOURCES = "<!-- shipped sources: written by PublishedKeysTest -->\n";
  private static final String SHIPPED = "<!-- shipped profiles: written by PublishedKeysTest -->\n";
  private static final String END = "\n<!-- end of keys -->\n";

  @Test
  void theReferenceHasTheLoadersKeysAndDefaults() throws IOException {
    String published = Files.readString(REFERENCE);
    String right = replace(published, SITE, KeyTable.of(SiteKeys.FILE));
    right = replace(right, FEES, KeyTable.of(NetworkFeeKeys.FILE));
    right = replace(right, PROFILE, KeyTable.of(ProfileKeys.FILE));
    right = replace(right, SOURCE, KeyTable.of(SourceKeys.FILE));
    right = replace(right, AGENT, KeyTable.of(AgentKeys.FILE));
    right = replace(right, HELPER, KeyTable.of(HelperKeys.FILE));
    same("configuration.md", right, published);
  }

  @Test
  void theDevicesPageSaysWhatTheProfilesSay() throws IOException {
    String published = Files.readString(DEVICES);
    same("devices.md", replace(published, SHIPPED, DeviceTable.ofShipped()), published);
  }

  @Test
  void theSourcesPageSaysWhatTheDescriptionsSay() throws IOException {
    String published = Files.readString(SOURCES_PAGE);
    same("sources.md", replace(published, SOURCES, SourceTable.ofShipped()), published);
  }

  @Test
  void theSchemaHasTheLoadersKeys() throws IOException {
    String published = Files.exists(SCHEMA) ? Files.readString(SCHEMA) : "";
    same("site.schema.json", EditorSchema.of(SiteKeys.FILE), published);
  }

  @Test
  void everyKeyOfTheExamplesIsInTheSchema() throws IOException {
    SyntaxTree schema = parse(Files.readString(SCHEMA));
    for (String name : List.of("home", "demo")) {
      SyntaxTree example = parse(Fixture.text("/io/spikewatt/config/example/" + name + ".yaml"));
      Set<String> unknown = new TreeSet<>();
      compare(example, List.of(schema), "", unknown);
      assertEquals(Set.of(), unknown, name);
    }
  }

  /** Every key of the file needs a property of that name in one of the schemas for its place. */
  private static void compare(
      SyntaxTree syntaxTree, List<SyntaxTree> schemas, String path, Set<String> unknown) {
    switch (syntaxTree) {
      case SyntaxTree.Entries entries -> {
        for (SyntaxTree.Entry entry : entries.entries()) {
          List<SyntaxTree> below =
              schemas.stream()
                  .flatMap(s -> step(s, "properties"))
                  .flatMap(s -> step(s, entry.key()))
                  .flatMap(PublishedKeysTest::withVariants)
                  .toList();
          if (below.isEmpty()) {
            unknown.add(path + "." + entry.key());
          }
          compare(entry.value(), below, path + "." + entry.key(), unknown);
        }
      }
      case SyntaxTree.Items items -> {
        List<SyntaxTree> below =
            schemas.stream()
                .flatMap(s -> step(s, "items"))
                .flatMap(PublishedKeysTest::withVariants)
                .toList();
        items.items().forEach(item -> compare(item, below, path + "[]", unknown));
      }
      case SyntaxTree.Scalar _ -> assertTrue(!schemas.isEmpty() || !unknown.isEmpty(), path);
    }
  }

  private static Stream<SyntaxTree> withVariants(SyntaxTree schema) {
    return Stream.concat(
        Stream.of(schema),
        step(schema, "oneOf").flatMap(one -> ((SyntaxTree.Items) one).items().stream()));
  }

  private static Stream<SyntaxTree> step(SyntaxTree syntaxTree, String key) {
    return syntaxTree instanceof SyntaxTree.Entries entries
        ? entries.entries().stream().filter(e -> e.key().equals(key)).map(SyntaxTree.Entry::value)
        : Stream.empty();
  }

  private static SyntaxTree parse(String text) {
    Problems problems = new Problems("test");
    return YamlParser.parse(text, problems).orElseGet(() -> fail(problems.all().toString()));
  }

  private static String replace(String document, String start, String keys) {
    int from = document.indexOf(start) + start.length();
    int to = document.indexOf(END, from);
    assertTrue(from >= start.length() && to >= from, "the reference lost its marks " + start);
    return document.substring(0, from) + keys + document.substring(to);
  }

  private static void same(String name, String right, String published) throws IOException {
    Path copy = Path.of("target/published", name);
    Files.createDirectories(copy.getParent());
    Files.writeString(copy, right);
    assertEquals(right, published, "the right text is in config/" + copy);
  }
}
