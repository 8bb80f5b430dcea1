package io.spikewatt.controller.setup;

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
public record SystemdService(Path root) {

  public Path siteFile() {
    return root.resolve("etc/spikewatt/site.yaml");
  }

  /** Whether systemd runs here and knows the service. */
  public boolean installed() {
    return Files.isDirectory(root.resolve("run/systemd/system"))
        && Stream.of("etc", "usr/lib", "lib")
            .anyMatch(in -> Files.exists(root.resolve(in + "/systemd/system/spikewatt.service")));
  }

  /**
   * Starts it now, anew if it runs, and at every boot.
   *
   * @return whether it runs; systemctl itself prints why not
   */
  public boolean enableAndStart() {
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
