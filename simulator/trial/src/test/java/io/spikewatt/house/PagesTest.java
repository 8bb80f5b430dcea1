package io.spikewatt.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.testkit.SourceCheckout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The pages for people hang together: links lead somewhere, and none is left out. */
class PagesTest {

  private static final Path ROOT = SourceCheckout.root();
  private static final Path DOCS = ROOT.resolve("docs");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^()\\s]+)\\)");
  private static final Pattern ELSEWHERE = Pattern.compile("[a-z]+:.*");
  private static final Pattern HEADING = Pattern.compile("#+ +(.*)");
  private static final Pattern TYPE = Pattern.compile("`([A-Z][a-z]+[A-Z]\\w*)(\\.\\w+)*`");
  private static final Pattern DECLARED =
      Pattern.compile("\\b(?:class|record|interface|enum)\\s+([A-Z]\\w*)");

  /** Types of other products that a page speaks of. */
  private static final Set<String> FOREIGN = Set.of("MembraneReset", "SingleSpike");

  /** Folders with files that are not ours, or made by a build. */
  private static final Set<String> SKIPPED = Set.of("target", "node_modules", "dependency");

  private record Link(Path page, String target) {

    Path file() {
      String path = target.replaceFirst("#.*", "");
      return path.isEmpty() ? page : page.resolveSibling(path).normalize();
    }

    String heading() {
      return target.contains("#") ? target.substring(target.indexOf('#') + 1) : "";
    }

    boolean leadsSomewhere() throws IOException {
      return Files.exists(file()) && (heading().isEmpty() || headings(file()).contains(heading()));
    }

    @Override
    public String toString() {
      return ROOT.relativize(page) + " -> " + target;
    }
  }

  @Test
  void every_relative_link_leads_to_a_file_and_a_heading() throws IOException {
    List<Link> all = new ArrayList<>();
    List<Link> broken = new ArrayList<>();
    for (Path page : pages()) {
      for (Link link : links(page)) {
        all.add(link);
        if (!link.leadsSomewhere()) {
          broken.add(link);
        }
      }
    }
    assertTrue(all.size() > 50, all.size() + " links were found");
    assertEquals(List.of(), broken);
  }

  @Test
  void the_front_page_lists_every_page_beside_it() throws IOException {
    Path front = DOCS.resolve("README.md");
    Set<Path> listed = links(front).stream().map(Link::file).collect(Collectors.toSet());
    try (Stream<Path> beside = Files.list(DOCS)) {
      Set<Path> missing =
          beside
              .filter(page -> page.toString().endsWith(".md") && !page.equals(front))
              .filter(page -> !listed.contains(page))
              .collect(Collectors.toCollection(TreeSet::new));
      assertEquals(Set.of(), missing);
    }
  }

  @Test
  void every_picture_is_shown_on_a_page() throws IOException {
    Set<Path> shown = new TreeSet<>();
    for (Path page : pages()) {
      links(page).forEach(link -> shown.add(link.file()));
    }
    try (Stream<Path> pictures = Files.list(DOCS.resolve("pictures"))) {
      Set<Path> unused =
          pictures
              .filter(picture -> !shown.contains(picture))
              .collect(Collectors.toCollection(TreeSet::new));
      assertEquals(Set.of(), unused);
    }
  }

  /** Results are a log: they keep the names of their day. */
  @Test
  void every_type_that_a_page_names_exists() throws IOException {
    Set<String> declared = new TreeSet<>();
    for (Path source : files(".java")) {
      Matcher found = DECLARED.matcher(Files.readString(source));
      while (found.find()) {
        declared.add(found.group(1));
      }
    }
    Set<String> named = new TreeSet<>();
    for (Path page : pages()) {
      if (!page.startsWith(ROOT.resolve("bench/results"))) {
        Matcher found = TYPE.matcher(Files.readString(page));
        while (found.find()) {
          named.add(found.group(1));
        }
      }
    }
    assertTrue(named.size() > 20, named.size() + " types are named");
    named.removeAll(declared);
    assertEquals(FOREIGN, named);
  }

  private static List<Path> pages() throws IOException {
    return files(".md");
  }

  private static List<Path> files(String ending) throws IOException {
    try (Stream<Path> files = Files.walk(ROOT)) {
      return files
          .filter(file -> file.toString().endsWith(ending))
          .filter(PagesTest::ours)
          .sorted()
          .toList();
    }
  }

  private static boolean ours(Path file) {
    for (Path part : ROOT.relativize(file)) {
      if (SKIPPED.contains(part.toString()) || part.toString().startsWith(".")) {
        return false;
      }
    }
    return true;
  }

  private static List<Link> links(Path page) throws IOException {
    List<Link> links = new ArrayList<>();
    for (String line : prose(page)) {
      Matcher found = LINK.matcher(line);
      while (found.find()) {
        if (!ELSEWHERE.matcher(found.group(1)).matches()) {
          links.add(new Link(page, found.group(1)));
        }
      }
    }
    return links;
  }

  /** Headings as a link names them: lower case, without punctuation, a hyphen for each space. */
  private static Set<String> headings(Path page) throws IOException {
    Set<String> headings = new TreeSet<>();
    if (Files.isRegularFile(page)) {
      for (String line : prose(page)) {
        Matcher heading = HEADING.matcher(line);
        if (heading.matches()) {
          String plain = heading.group(1).strip().toLowerCase(Locale.ROOT);
          headings.add(plain.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'));
        }
      }
    }
    return headings;
  }

  /** Lines outside fenced blocks. */
  private static List<String> prose(Path page) throws IOException {
    List<String> lines = new ArrayList<>();
    boolean fenced = false;
    for (String line : Files.readAllLines(page)) {
      boolean fence = line.startsWith("```");
      fenced ^= fence;
      if (!fenced && !fence) {
        lines.add(line);
      }
    }
    return lines;
  }
}
