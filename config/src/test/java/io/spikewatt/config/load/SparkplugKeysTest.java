package io.spikewatt.config.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.Site;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SparkplugKeysTest {

  private static LoadedSite load(String section) {
    String text = Fixture.text("site.yaml");
    return ConfigLoader.load(
        text.replace("commands: \"mode", "sparkplug: " + section + ", commands: \"mode"),
        "/etc/sw/site.yaml");
  }

  private static Optional<Site.Sparkplug> sparkplug(String section) {
    return Fixture.site(load(section)).mqtt().orElseThrow().sparkplug();
  }

  @Test
  void without_the_section_the_site_is_no_edge_node() {
    Site site = Fixture.site(ConfigLoader.load(Fixture.text("site.yaml"), "/etc/sw/site.yaml"));
    assertEquals(Optional.empty(), site.mqtt().orElseThrow().sparkplug());
  }

  @Test
  void the_node_has_the_sites_name_unless_it_is_given() {
    assertEquals(
        Optional.of(
            new Site.Sparkplug("Plant 1", "demo", Optional.empty(), Duration.ofMinutes(15))),
        sparkplug("{ group: Plant 1 }"));
    assertEquals(
        Optional.of(new Site.Sparkplug("g", "Box.2", Optional.of("scada"), Duration.ofHours(1))),
        sparkplug("{ group: g, node: Box.2, primary-host: scada, valid-for-s: 3600 }"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{ group: a/b }",
        "{ group: STATE }",
        "{ group: \"#\" }",
        "{ group: \"a \" }"
      })
  void a_group_that_cannot_be_a_level_of_a_topic_is_refused(String section) {
    LoadedSite loaded = load(section);
    assertTrue(
        loaded instanceof LoadedSite.Failed failed
            && failed.problems().size() == 1
            && failed.problems().getFirst().toString().contains("group"),
        loaded::toString);
  }
}
