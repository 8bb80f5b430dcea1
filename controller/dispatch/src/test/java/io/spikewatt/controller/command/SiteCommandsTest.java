package io.spikewatt.controller.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.fixture.CommandedSite;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SiteCommandsTest {

  private final List<CommandSpec<?>> all = SiteCommands.of(CommandedSite.site()).all();

  /** Configuration and fleet check names by their own list, because they do not know control. */
  @Test
  void the_configuration_permits_what_the_catalogue_has() {
    assertEquals(
        Set.copyOf(Site.Mqtt.COMMANDS),
        all.stream().map(CommandSpec::word).collect(Collectors.toSet()));
  }

  @Test
  void no_two_commands_of_a_device_share_a_name_or_what_outlets_call_it() {
    assertEquals(all.size(), all.stream().map(CommandSpec::name).distinct().count());
    assertEquals(
        all.size(),
        all.stream().map(spec -> spec.device() + " " + spec.label().key()).distinct().count());
    assertEquals(
        all.size(),
        all.stream().map(spec -> spec.device() + " " + spec.label().metric()).distinct().count());
  }
}
