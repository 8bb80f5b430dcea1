package io.spikewatt.controller.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The package's service.
 *
 * @param root of the file system
 */
record SystemdService(Path root) {

  Path siteFile() {
    return root.resolve("etc/spikewatt/site.yaml");
  }

  /** Whether systemd runs here and knows the service. */
  boolean installed() {
    return Files.isDirectory(root.resolve("run/systemd/system"))
        && Stream.of("etc", "usr/lib", "lib")
            .anyMatch(in -> Files.exists(root.resolve(in + "/systemd/system/spikewatt.service")));
  }

  /**
   * Starts it now, anew if it runs, and at every boot.
   *
   * @return whether it runs; systemctl itself prints why not
   */
  boolean enableAndStart() {
    return systemctl("enable") && systemctl("restart");
  }

  private boolean systemctl(String verb) {
    List<String> command =
        List.of(root.resolve("usr/bin/systemctl").toString(), verb, "spikewatt.service");
    try {
      return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
