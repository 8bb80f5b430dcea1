package io.spikewatt.controller.cli;

import io.spikewatt.config.cli.Version;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.assist.AssistantPaths;
import io.spikewatt.controller.daemon.Gateway;
import io.spikewatt.controller.http.MorePaths;
import io.spikewatt.controller.page.SitePage;
import io.spikewatt.controller.status.SiteStatus;
import io.spikewatt.controller.view.SiteView;
import io.spikewatt.hal.time.Clock;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The page of a running gateway and the assistant's paths on it, until closed. Separate from {@link
 * RunCommand}, so that a daemon without a page loads no class of it.
 */
final class ServedPage implements AutoCloseable {

  private final Optional<SitePage> page;
  private final MorePaths paths;

  private ServedPage(Optional<SitePage> page, MorePaths paths) {
    this.page = page;
    this.paths = paths;
  }

  /**
   * Starts them. What hinders the page is logged and in the status.
   *
   * @param site with a page
   * @param current how the gateway is now
   * @param configuration the site file
   */
  static ServedPage start(
      Site site, Gateway gateway, Supplier<SiteStatus> current, Path configuration, Clock clock) {
    SiteView view = SitePage.view(gateway::running, current);
    MorePaths paths =
        site.assistant().isPresent()
            ? AssistantPaths.of(site, view, gateway::running, configuration, Version.get(), clock)
            : MorePaths.NONE;
    return new ServedPage(SitePage.start(site, view, paths, gateway::page), paths);
  }

  @Override
  public void close() {
    page.ifPresent(SitePage::close);
    paths.close();
  }
}
