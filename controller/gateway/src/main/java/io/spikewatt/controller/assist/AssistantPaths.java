package io.spikewatt.controller.assist;

import io.spikewatt.config.assistant.AssistantSettings;
import io.spikewatt.controller.assistant.mcp.OriginCheck;
import io.spikewatt.controller.http.PageRoute;
import io.spikewatt.controller.page.SitePage;
import io.spikewatt.hal.time.Clock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Opens the assistant once the page's server asks for its paths, and closes it. */
public final class AssistantPaths implements SitePage.MorePaths, AutoCloseable {

  private final AssistantSettings settings;
  private final SiteFacts facts;
  private final Path directory;
  private final String version;
  private final Clock clock;
  private Optional<AssistantService> service = Optional.empty();

  /**
   * @param directory where state is kept
   * @param version of the program
   */
  public AssistantPaths(
      AssistantSettings settings, SiteFacts facts, Path directory, String version, Clock clock) {
    this.settings = settings;
    this.facts = facts;
    this.directory = directory;
    this.version = version;
    this.clock = clock;
  }

  @Override
  public Map<String, PageRoute> of(Set<String> names, String scheme) throws IOException {
    Set<String> allowed = Set.copyOf(settings.listening().allowedOrigins());
    AssistantService opened =
        AssistantService.open(
            settings, facts, directory, new OriginCheck(names, scheme, allowed), version, clock);
    service = Optional.of(opened);
    return opened.routes();
  }

  @Override
  public void close() {
    service.ifPresent(AssistantService::close);
  }
}
