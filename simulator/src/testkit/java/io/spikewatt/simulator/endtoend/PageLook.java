package io.spikewatt.simulator.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.config.words.Language;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Checks the page in one state: at both sizes, in both colour schemes and in both languages. */
final class PageLook {

  /** Directory of the pictures for the documentation. */
  static final Path PICTURES = Path.of("target", "page");

  /**
   * One of the eight ways to see the page.
   *
   * @param scheme {@code light} or {@code dark}
   * @param language {@code en} or {@code de}
   */
  record Way(boolean wide, String scheme, String language) {

    static List<Way> all() {
      return Stream.of("en", "de")
          .flatMap(
              language ->
                  Stream.of("light", "dark")
                      .flatMap(
                          scheme ->
                              Stream.of(false, true).map(wide -> new Way(wide, scheme, language))))
          .toList();
    }
  }

  /**
   * Boxes that are cut, by the text in them: beyond the window or their card; in the picture, beyond
   * its edge, over one another, or over another node.
   */
  private static final String CUT =
      """
      const cut = [];
      const wide = document.documentElement.clientWidth;
      if (document.documentElement.scrollWidth > wide) cut.push('the page scrolls sideways');
      const hidden = element => element.closest('.vh, .skip, noscript, svg, option, .at');
      const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      while (texts.nextNode()) {
        const text = texts.currentNode;
        if (!text.data.trim() || hidden(text.parentElement)) continue;
        const range = document.createRange();
        range.selectNodeContents(text);
        const card = text.parentElement.closest('.card, .banner, nav a, header')?.getBoundingClientRect();
        for (const box of range.getClientRects()) {
          if (box.left < -1 || box.right > wide + 1) cut.push('beyond the window: ' + text.data);
          if (card && (box.left < card.left - 1 || box.right > card.right + 1)) cut.push('beyond its card: ' + text.data);
        }
      }
      for (const box of document.querySelectorAll('button, .card, dd, li, td, tbody th, label, nav a')) {
        if (box.clientWidth && box.scrollWidth > box.clientWidth + 1) cut.push('wider than its box: ' + box.innerText);
      }
      for (const svg of document.querySelectorAll('.flow svg')) {
        const edge = svg.viewBox.baseVal;
        const boxOf = element => {
          const { x, y, width, height } = element.getBBox();
          const at = svg.getCTM().inverse().multiply(element.getCTM());
          return { text: element.textContent, node: element.closest('.node'), left: x + at.e, right: x + at.e + width, top: y + at.f, bottom: y + at.f + height };
        };
        const boxes = [...svg.querySelectorAll('text')].map(boxOf);
        const nodes = [...svg.querySelectorAll('.node > circle:first-child')].map(boxOf);
        const meet = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
        boxes.forEach((one, i) => {
          if (one.left < 0 || one.right > edge.width || one.top < 0 || one.bottom > edge.height) cut.push('beyond the picture: ' + one.text);
          boxes.slice(i + 1).filter(other => meet(one, other) && one.node !== other.node).forEach(other => cut.push('over each other: ' + one.text + ' and ' + other.text));
          nodes.filter(other => other.node !== one.node && meet(one, other)).forEach(() => cut.push('over a node: ' + one.text));
        });
      }
      return cut.join('\\n');
      """;

  /** Texts of the page, without the words that devices report. */
  private static final String SAID =
      """
      const left = document.querySelectorAll('[data-cause], button.language, .skip');
      left.forEach(element => { element.hidden = true; });
      const folded = [...document.querySelectorAll('details:not([open])')];
      folded.forEach(element => { element.open = true; });
      const labels = [...document.querySelectorAll('[aria-label]')].map(element => element.getAttribute('aria-label'));
      const text = [document.body.innerText, ...labels].join('\\n');
      folded.forEach(element => { element.open = false; });
      left.forEach(element => { element.hidden = false; });
      return text;
      """;

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\w+}");

  /** Texts that only English has, as patterns, by their keys. */
  private static final Map<String, Pattern> ENGLISH_ONLY = englishOnly();

  private PageLook() {}

  /** Fails if something is cut, or English on the German page, in any of the eight ways. */
  static void check(Browser browser, String state) {
    List<String> wrong = new ArrayList<>();
    for (Way way : Way.all()) {
      show(browser, way);
      String cut = cut(browser);
      if (!cut.isEmpty()) {
        wrong.add(way + " " + cut);
      }
      // Words do not depend on colours.
      if (way.language().equals("de") && way.scheme().equals("light")) {
        english(said(browser)).forEach(text -> wrong.add(way + " " + text));
      }
    }
    assertEquals(List.of(), wrong, state);
  }

  /** Texts that are cut now, a line each; may be empty. */
  static String cut(Browser browser) {
    return String.valueOf(browser.script(CUT));
  }

  /** Texts of the page and its labels, folded ones included, without the words of devices. */
  static String said(Browser browser) {
    return String.valueOf(browser.script(SAID));
  }

  /** Takes a picture of the visible window, if the property {@code pictures} is set. */
  static void picture(Browser browser, String name, Way way) throws IOException {
    show(browser, way);
    if (!Boolean.getBoolean("pictures")) {
      return;
    }
    browser.script(
        "return new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
    browser.picture(PICTURES.resolve(name + ".png"), false);
  }

  /** Sizes of a phone, a tablet and a desk: what each shows without scrolling. */
  private static final int[][] SCREENS = {{360, 740}, {768, 1024}, {1440, 900}};

  /** Takes the first screen of a state at each size, in light and dark: {@code sun-360-dark.png}. */
  static void pictures(Browser browser, String state) throws IOException {
    for (int[] screen : SCREENS) {
      browser.size(screen[0], screen[1]);
      for (String scheme : List.of("light", "dark")) {
        browser.colours(scheme);
        browser.script(
            "return new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
        browser.picture(
            PICTURES.resolve("%s-%d-%s.png".formatted(state, screen[0], scheme)), false);
      }
    }
  }

  static void show(Browser browser, Way way) {
    browser.size(way.wide() ? 1280 : 390, way.wide() ? 900 : 844);
    browser.colours(way.scheme());
    if (!way.language().equals(browser.script("return document.documentElement.lang"))) {
      browser.script("document.querySelector('button.language').click()");
      browser.await(
          way.language(),
          () -> way.language().equals(browser.script("return document.documentElement.lang")));
    }
  }

  /** Lines with a text that only English has, each with the text's key. */
  static List<String> english(String said) {
    List<String> found = new ArrayList<>();
    said.lines()
        .distinct()
        .forEach(
            line ->
                ENGLISH_ONLY.forEach(
                    (key, text) -> {
                      if (text.matcher(line).find()) {
                        found.add(key + " in: " + line);
                      }
                    }));
    return found;
  }

  private static Map<String, Pattern> englishOnly() {
    SortedMap<String, String> english = Language.ENGLISH.under("");
    SortedMap<String, String> german = Language.of("de").under("");
    Map<String, Pattern> only = new TreeMap<>();
    english.forEach(
        (key, text) -> {
          // A text that consists mostly of placeholders proves nothing.
          boolean words = PLACEHOLDER.matcher(text).replaceAll("").matches("(?s).*\\p{L}{2}.*");
          if (words && !text.equals(german.get(key)) && !key.endsWith(".language")) {
            only.put(key, pattern(text.strip()));
          }
        });
    return only;
  }

  private static Pattern pattern(String text) {
    String literals =
        Stream.of(PLACEHOLDER.split(text, -1))
            .map(Pattern::quote)
            .reduce((one, other) -> one + ".+" + other)
            .orElseThrow();
    return Pattern.compile("(?<![\\p{L}\\d-])" + literals + "(?![\\p{L}\\d-])");
  }
}
