package io.spikewatt.controller.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.spikewatt.config.words.Language;
import io.spikewatt.controller.http.MorePaths;
import io.spikewatt.controller.http.StaticFile;
import io.spikewatt.controller.json.JsonTree;
import java.io.IOException;
import java.io.Writer;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A made-up language, English in capitals: one file, and page and daemon speak it. */
class ThirdLanguageTest {

  private static final Pattern WORDS = Pattern.compile("(?<![{\\w])\\w+(?![}\\w])");

  /** Only words: places keep their names. */
  private static String capitals(String text) {
    return WORDS.matcher(text).replaceAll(word -> word.group().toUpperCase(Locale.ROOT));
  }

  @Test
  void page_and_daemon_speak_a_language_that_is_one_more_file(@TempDir Path classes)
      throws IOException {
    Path file = classes.resolve("io/spikewatt/config/words/words_eo.properties");
    Files.createDirectories(file.getParent());
    Properties made = new Properties();
    Language.ENGLISH.under("").forEach((key, text) -> made.setProperty(key, capitals(text)));
    try (Writer out = Files.newBufferedWriter(file)) {
      made.store(out, null);
    }
    URL[] more = {classes.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(more, Language.class.getClassLoader())) {
      List<Language> three = Language.among(loader);
      FakeSite site = new FakeSite();
      site.batteryFails();
      SiteContent content = new SiteContent(site, three, Map.of(), MorePaths.NONE);
      JsonTree state = JsonTree.of(new String(content.state(), UTF_8));
      speaks(state.find("doingIn").orElseThrow());
      speaks(state.find("reasonIn").orElseThrow());
      JsonTree alarm = state.find("problems").orElseThrow().items().getFirst();
      speaks(alarm.find("textIn").orElseThrow());

      StaticFile texts =
          content.files().stream().filter(one -> one.path().equals("/texts.js")).findAny().get();
      String script = new String(texts.read(), UTF_8);
      JsonTree all = JsonTree.of(script.replaceFirst("export default (.*);\n", "$1"));
      assertEquals(three.stream().map(Language::tag).toList(), List.copyOf(all.fields().keySet()));
      assertEquals(
          "WHAT {month} COST", all.find("eo").orElseThrow().text("month"), "and its places");
    }
  }

  /** The site's names are in small letters in every language. */
  private static void speaks(JsonTree said) {
    assertNotEquals(said.text("en"), said.text("eo"));
    assertEquals(
        said.text("en").toLowerCase(Locale.ROOT), said.text("eo").toLowerCase(Locale.ROOT));
  }
}
