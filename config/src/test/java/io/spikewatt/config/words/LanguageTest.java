package io.spikewatt.config.words;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every file has a text for each key, and each text the placeholders of the English one. */
class LanguageTest {

  private static final Language GERMAN = Language.of("de");
  private static final Pattern PLACE = Pattern.compile("\\{([^}]*)}");

  /** A file's own texts, without those that English lends it. */
  private static Map<String, String> own(String file) throws IOException {
    Properties texts = new Properties();
    try (InputStream in = Objects.requireNonNull(Language.class.getResourceAsStream(file));
        Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
      texts.load(reader);
    }
    return texts.stringPropertyNames().stream()
        .collect(Collectors.toMap(key -> key, texts::getProperty));
  }

  private static Set<String> placeholders(String text) {
    Set<String> placeholders = new TreeSet<>();
    PLACE.matcher(text).results().forEach(place -> placeholders.add(place.group(1)));
    placeholders.remove("cause");
    return placeholders;
  }

  @Test
  void german_and_english_have_the_same_keys() throws IOException {
    assertEquals(
        new TreeSet<>(own("words_en.properties").keySet()),
        new TreeSet<>(own("words_de.properties").keySet()));
    assertEquals(List.of("en", "de"), Language.all().stream().map(Language::tag).toList());
  }

  @Test
  void a_text_has_the_same_placeholders_in_every_language_but_for_a_cause() throws IOException {
    Map<String, String> german = own("words_de.properties");
    own("words_en.properties")
        .forEach(
            (key, text) ->
                assertEquals(placeholders(text), placeholders(german.getOrDefault(key, "")), key));
  }

  @Test
  void no_key_is_a_sentence_and_no_text_is_empty() throws IOException {
    own("words_en.properties")
        .forEach(
            (key, text) -> {
              assertTrue(key.matches("[A-Za-z][\\w./-]*"), key);
              assertFalse(text.isBlank(), key);
            });
  }

  @Test
  void a_phrase_within_a_phrase_is_said_in_the_same_language() {
    Phrase why = Phrase.of("given-up.charge-too-low");
    Phrase gaveUp = new Phrase("mode-reason.given-up", Map.of("why", why));
    assertEquals("no battery is charged well enough, tried again later", gaveUp.toString());
    assertEquals(
        "keine Batterie ist genug geladen, wird später wieder versucht", GERMAN.text(gaveUp));
  }

  @Test
  void a_value_is_no_pattern_and_what_is_missing_is_seen() {
    assertEquals(
        "$1 {x}\\ must not be read",
        Language.ENGLISH.text(new Phrase("{a} must not be read", Map.of("a", "$1 {x}\\"))));
    assertEquals("there is no page: {cause}", Phrase.of("alarm.no-page").english());
    assertEquals("no.such.key", Phrase.of("no.such.key").english());
  }

  @Test
  void numbers_have_the_decimal_sign_of_the_language() {
    assertEquals("2.5 kW", Language.ENGLISH.number("%.1f kW", 2.5));
    assertEquals("2,5 kW", GERMAN.number("%.1f kW", 2.5));
  }

  @Test
  void a_third_language_is_one_file_and_lacks_nothing(@TempDir Path classes) throws IOException {
    Path file = classes.resolve("io/spikewatt/config/words/words_eo.properties");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "activity.repeats=la ĉiu restas\n");
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {classes.toUri().toURL()}, Language.class.getClassLoader())) {
      List<Language> three = Language.among(loader);
      assertEquals(List.of("en", "de", "eo"), three.stream().map(Language::tag).toList());
      Language third = three.getLast();
      assertEquals("la ĉiu restas", third.text(Phrase.of("activity.repeats")));
      assertEquals("nothing is on the dead bus", third.text(Phrase.of("activity.dead-bus")));
      assertEquals(Language.ENGLISH.under("page.").keySet(), third.under("page.").keySet());
    }
  }
}
