package io.spikewatt.controller.local;

import io.spikewatt.config.site.Site;
import io.spikewatt.hal.store.PrivateFiles;
import io.spikewatt.hal.store.StateLock;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tinylog.Logger;

/**
 * Keeps others from the site's devices while this process moves power: it has the lock of the state
 * directory, whatever its runtime directory is.
 */
public final class SiteLock implements AutoCloseable {

  /** Where the service manager puts the service's own directory. */
  private static final Path SERVICE_DIRECTORY = Path.of("/run/spikewatt");

  private final Path state;
  private final Optional<Path> socket;
  private final Optional<StateLock> lock;

  /** Another process has the lock, or this one may not have it. */
  public static final class TakenException extends Exception {
    private static final long serialVersionUID = 1L;

    TakenException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  private SiteLock(Path state, Optional<Path> socket, Optional<StateLock> lock) {
    this.state = state;
    this.socket = socket;
    this.lock = lock;
  }

  /**
   * Takes the lock of the site's state directory. Where it cannot be written, as on a disk that a
   * power cut has made read-only, the first runtime directory has the lock, and without one there
   * is none: control comes first, with a warning.
   *
   * @param command that moves power; one word
   * @param environment variables of the process
   * @throws TakenException if another process has the lock, or the directory is somebody else's
   */
  public static SiteLock take(Site site, String command, Map<String, String> environment)
      throws TakenException {
    Path state = state(site);
    return new SiteLock(
        state, socket(site, environment), lock(site, state, command, runtime(environment)));
  }

  private static Optional<StateLock> lock(
      Site site, Path state, String command, List<Path> otherwise) throws TakenException {
    try {
      return Optional.of(StateLock.take(state, command));
    } catch (StateLock.HeldException held) {
      throw new TakenException("site " + site.name() + ": " + held.getMessage(), held);
    } catch (AccessDeniedException denied) {
      throw new TakenException(
          "site %s: %s may not be written, so whether somebody else controls it is not known: %s"
              .formatted(site.name(), denied.getFile(), "be its owner, or root"),
          denied);
    } catch (IOException e) {
      Logger.warn("no lock in {} ({}): a second controller may not be noticed", state, e);
      return otherwise.isEmpty()
          ? Optional.empty()
          : lock(site, otherwise.getFirst(), command, otherwise.subList(1, otherwise.size()));
    }
  }

  /** The socket for local requests; empty if there is no directory for it. */
  public Optional<Path> socket() {
    return socket;
  }

  /**
   * Where a site's daemon may have its socket, for a process that has other variables than the
   * daemon.
   */
  public static List<Path> sockets(Site site, Map<String, String> environment) {
    List<Path> places = directories(site, environment);
    places.addFirst(SERVICE_DIRECTORY);
    return places.stream().map(place -> socket(place, site.name())).distinct().toList();
  }

  private static Path socket(Path place, String site) {
    return place.resolve("spikewatt-" + site + ".sock");
  }

  /** In the first directory that can be written: systemd's, the user's, the state directory. */
  private static Optional<Path> socket(Site site, Map<String, String> environment) {
    for (Path directory : directories(site, environment)) {
      try {
        PrivateFiles.createDirectories(directory);
        if (Files.isWritable(directory)) {
          return Optional.of(socket(directory, site.name()));
        }
      } catch (IOException e) {
        Logger.debug("no socket in {}: {}", directory, e);
      }
    }
    return Optional.empty();
  }

  /** The lock of a reloaded configuration; this one if its state directory is the same. */
  public SiteLock forSite(Site other, String command, Map<String, String> environment)
      throws TakenException {
    if (state(other).equals(state)) {
      return new SiteLock(state, socket(other, environment), lock);
    }
    SiteLock taken = take(other, command, environment);
    close();
    return taken;
  }

  private static Path state(Site site) {
    return Path.of(site.storage().directory()).toAbsolutePath().normalize();
  }

  private static List<Path> directories(Site site, Map<String, String> environment) {
    List<Path> directories = runtime(environment);
    directories.add(state(site));
    return directories;
  }

  private static List<Path> runtime(Map<String, String> environment) {
    List<Path> directories = new ArrayList<>();
    for (String variable : List.of("RUNTIME_DIRECTORY", "XDG_RUNTIME_DIR")) {
      // systemd separates several directories by colons.
      String first = environment.getOrDefault(variable, "").split(":", 2)[0];
      if (!first.isEmpty()) {
        directories.add(Path.of(first));
      }
    }
    return directories;
  }

  @Override
  public void close() {
    lock.ifPresent(StateLock::close);
  }
}
