package io.spikewatt.controller.setup;

import io.spikewatt.config.load.ConfigLoader;
import io.spikewatt.config.load.LoadedSite;
import java.nio.file.Path;
import java.util.List;

/**
 * A site file before it exists.
 *
 * @param monitorOnly whether devices are only read
 * @param file where it will be
 */
record SiteProposal(
    SiteAnswers answers, List<DeviceDraft> devices, boolean monitorOnly, Path file) {

  private static final String HEADER =
      """
      # Written by spikewatt init. docs/configuration.md explains every key; after a change run
      # spikewatt check.
      """;

  SiteProposal {
    devices = List.copyOf(devices);
  }

  String text() {
    return SiteDraft.file(HEADER, answers, monitorOnly, devices, file);
  }

  LoadedSite load() {
    return ConfigLoader.load(text(), file.toString());
  }

  /** The same with the sign of these devices changed. */
  SiteProposal inverting(List<String> ids) {
    return new SiteProposal(
        answers,
        devices.stream().map(d -> ids.contains(d.id()) ? d.inverted() : d).toList(),
        monitorOnly,
        file);
  }

  SiteProposal monitoring(boolean only) {
    return new SiteProposal(answers, devices, only, file);
  }
}
