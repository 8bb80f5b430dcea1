package io.spikewatt.controller.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.words.Language;
import io.spikewatt.controller.command.CommandExclusions;
import io.spikewatt.controller.homeassistant.AnnouncedSite;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code /api/commands} tells the page of the site's commands. */
class CommandFormsTest {

  @TempDir private Path directory;

  @Test
  void every_command_has_a_form_or_a_reason() {
    Set<String> drawn = new TreeSet<>();
    Matcher form = Pattern.compile("\"word\":\"([a-z-]+)\",[^{]*?\"form\"").matcher(forms(""));
    while (form.find()) {
      drawn.add(form.group(1));
    }
    assertEquals(CommandExclusions.offered(CommandExclusions.PAGE), drawn);
  }

  @Test
  void an_island_is_offered_where_a_switch_can_separate_the_site() {
    assertTrue(
        forms("")
            .contains(
                "\"options\":[\"auto\",\"self-consumption\",\"hold\",\"island-test\",\"island\"]"));
    assertTrue(
        forms("transfer-switch: {}")
            .contains("\"options\":[\"auto\",\"self-consumption\",\"hold\",\"island-test\"]"));
  }

  @Test
  void limits_are_those_of_the_site() {
    String forms = forms("");
    assertTrue(
        forms.contains(
            """
            {"name":"limit-import","word":"limit-import","device":"","form":"number",\
            "min":0,"max":11000,"unit":"W"}\
            """),
        forms);
    assertTrue(
        forms.contains(
            """
            {"name":"charging-mode/ev1","word":"charging-mode","device":"ev1","form":"choice",\
            "options":["planned","off","surplus","minimum-surplus","now"],"usual":"planned"}\
            """),
        forms);
  }

  /** Another test compares the languages. */
  @Test
  void the_page_has_words_for_every_form() {
    Set<String> texts = Language.ENGLISH.under("page.").keySet();
    for (String word : CommandExclusions.offered(CommandExclusions.PAGE)) {
      assertTrue(texts.contains("command-" + word), word);
    }
  }

  /**
   * @param without a role of which the site has no device; empty = it has all
   */
  private String forms(String without) {
    String yaml = AnnouncedSite.yaml(directory);
    if (!without.isEmpty()) {
      int device = yaml.lastIndexOf("  - id: ", yaml.indexOf(without));
      yaml = yaml.substring(0, device) + yaml.substring(yaml.indexOf("  - id: ", device + 1));
    }
    return new String(CommandForms.of(AnnouncedSite.load(yaml)), UTF_8);
  }
}
