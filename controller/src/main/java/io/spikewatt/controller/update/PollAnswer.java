package io.spikewatt.controller.update;

import io.spikewatt.controller.report.JsonTree;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * hawkBit's root resource of a gateway: what there is to do.
 *
 * @param sleep time until the next poll
 * @param configData where attributes of this gateway are wanted
 * @param deployment where an assigned version is described
 * @param cancel where the server says which action has to end
 */
record PollAnswer(
    Duration sleep, Optional<URI> configData, Optional<URI> deployment, Optional<URI> cancel) {

  private static final Pattern SLEEP = Pattern.compile("(\\d\\d):(\\d\\d):(\\d\\d)");

  static PollAnswer of(JsonTree tree) throws IOException {
    return new PollAnswer(
        sleep(tree),
        link(tree, "configData"),
        link(tree, "deploymentBase"),
        link(tree, "cancelAction"));
  }

  private static Duration sleep(JsonTree tree) {
    String text =
        tree.find("config")
            .flatMap(config -> config.find("polling"))
            .map(polling -> polling.text("sleep"))
            .orElse("");
    Matcher parts = SLEEP.matcher(text);
    if (!parts.matches()) {
      return PollSchedule.USUAL;
    }
    return Duration.ofHours(Integer.parseInt(parts.group(1)))
        .plusMinutes(Integer.parseInt(parts.group(2)))
        .plusSeconds(Integer.parseInt(parts.group(3)));
  }

  private static Optional<URI> link(JsonTree tree, String name) throws IOException {
    Optional<String> text =
        tree.find("_links").flatMap(links -> links.find(name)).map(link -> link.text("href"));
    try {
      return text.map(URI::create);
    } catch (IllegalArgumentException e) {
      throw new IOException("the link " + name + " is no address: " + e.getMessage(), e);
    }
  }
}
