package io.spikewatt.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.Role;
import io.spikewatt.config.words.Language;
import io.spikewatt.controller.mode.Mode;
import io.spikewatt.testkit.SourceCheckout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Each text that a page's script names is in the words files, and each of its placeholders is
 * filled.
 */
class PageWordsTest {

  private static final Pattern USE =
      Pattern.compile("\\b(t|count)\\(\"([^\"]+)\"(?:, [^,{)]+)?(?:, \\{([^}]*)})?");
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\w+)}");
  private static final Pattern NAME = Pattern.compile("(?:^|,)\\s*(\\w+)\\s*(?=[:,]|$)");

  @ParameterizedTest
  @CsvSource({
    "page., controller/gateway/src/main/resources/io/spikewatt/controller/page, 80",
    "fleet., fleet/src/main/resources/io/spikewatt/fleet/page, 30",
    "page., controller/web/src/main/resources/io/spikewatt/controller/http, 4",
    "fleet., controller/web/src/main/resources/io/spikewatt/controller/http, 4"
  })
  void every_text_exists_and_every_placeholder_is_filled(String prefix, String folder, int least)
      throws IOException {
    Map<String, String> texts = Language.ENGLISH.under(prefix);
    int uses = 0;
    for (Path script : scripts(SourceCheckout.root().resolve(folder))) {
      Matcher use = USE.matcher(Files.readString(script));
      while (use.find()) {
        uses++;
        String text = texts.get(use.group(2));
        assertNotNull(text, () -> script + ": " + use.group());
        Set<String> given = names(NAME, use.group(3) == null ? "" : use.group(3));
        if (use.group(1).equals("count")) {
          given.add("n");
        }
        assertTrue(given.containsAll(names(PLACEHOLDER, text)), () -> script + ": " + use.group());
      }
    }
    int found = uses;
    assertTrue(uses >= least, () -> found + " uses");
  }

  /** Their keys are made from names of the product. */
  @Test
  void the_page_has_a_text_for_every_mode_and_every_role() {
    List<String> missing =
        Stream.concat(
                names(Mode.class).map(mode -> "page." + mode),
                names(Role.class).map(role -> "device." + role))
            .filter(key -> !Language.ENGLISH.has(key))
            .toList();
    assertEquals(List.of(), missing);
  }

  private static Stream<String> names(Class<?> type) {
    String name = type.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "-");
    return type.isSealed()
        ? Stream.of(type.getPermittedSubclasses()).flatMap(PageWordsTest::names)
        : Stream.of(name.toLowerCase(Locale.ROOT));
  }

  private static List<Path> scripts(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".js")).toList();
    }
  }

  private static Set<String> names(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(one -> one.group(1)).collect(Collectors.toSet());
  }
}
