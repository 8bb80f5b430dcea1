package io.spikewatt.controller.daemon;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import io.spikewatt.config.site.Site;
import io.spikewatt.hal.store.PrivateFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.tinylog.Logger;

/**
 * Keeps a second daemon from the site's devices. The system holds the lock for the process and
 * releases it when the process ends, however that happens, so a file that is left over blocks
 * nobody.
 */
public final class SiteLock implements AutoCloseable {

  private static final int MOST_PID_BYTES = 20;

  /** Where the service manager puts the service's own directory. */
  private static final Path SERVICE_DIRECTORY = Path.of("/run/spikewatt");

  private final String site;
  private final Optional<Path> directory;
  private final Optional<FileChannel> channel;

  /** Another daemon controls the site. */
  public static final class TakenException extends Exception {
    private static final long serialVersionUID = 1L;

    TakenException(String message) {
      super(message);
    }
  }

  private SiteLock(String site, Optional<Path> directory, Optional<FileChannel> channel) {
    this.site = site;
    this.directory = directory;
    this.channel = channel;
  }

  /**
   * Takes the site's lock in the first directory that can be written: systemd's runtime directory,
   * the user's, the state directory. Without one there is no lock, and a warning.
   *
   * @param environment variables of the process
   * @throws TakenException if another daemon has the lock
   */
  public static SiteLock take(Site site, Map<String, String> environment) throws TakenException {
    for (Path directory : directories(state(site), environment)) {
      Path file = file(directory, site.name());
      try {
        return new SiteLock(
            site.name(), Optional.of(directory), Optional.of(lock(site.name(), file)));
      } catch (IOException e) {
        Logger.debug("no lock {}: {}", file, e);
      }
    }
    Logger.warn("no directory for a lock can be written: a second daemon would not be noticed");
    return new SiteLock(site.name(), Optional.empty(), Optional.empty());
  }

  /** The socket for local requests, beside the lock; empty without a lock. */
  public Optional<Path> socket() {
    return directory.map(place -> socket(place, site));
  }

  /**
   * Where a site's daemon may have its socket, for a process that has other variables than the
   * daemon.
   */
  public static List<Path> sockets(Site site, Map<String, String> environment) {
    return places(state(site), environment).stream()
        .map(place -> socket(place, site.name()))
        .toList();
  }

  /**
   * Checks that no daemon controls a site. It may start right after.
   *
   * @param state the site's state directory
   * @throws TakenException if one does
   * @throws IOException if a lock may not be read
   */
  public static void checkFree(String site, Path state, Map<String, String> environment)
      throws TakenException, IOException {
    for (Path directory : places(state, environment)) {
      Path file = file(directory, site);
      if (Files.exists(file)) {
        lock(site, file).close();
      }
    }
  }

  private static List<Path> places(Path state, Map<String, String> environment) {
    List<Path> places = directories(state, environment);
    places.addFirst(SERVICE_DIRECTORY);
    return places.stream().distinct().toList();
  }

  private static Path state(Site site) {
    return Path.of(site.storage().directory());
  }

  private static Path file(Path directory, String site) {
    return directory.resolve("spikewatt-" + site + ".lock");
  }

  private static Path socket(Path place, String site) {
    return place.resolve("spikewatt-" + site + ".sock");
  }

  /** The lock of a reloaded configuration; this one if the site's name is the same. */
  public SiteLock forSite(Site other, Map<String, String> environment) throws TakenException {
    if (other.name().equals(site)) {
      return this;
    }
    SiteLock taken = take(other, environment);
    close();
    return taken;
  }

  private static List<Path> directories(Path state, Map<String, String> environment) {
    List<Path> directories = new ArrayList<>();
    for (String variable : List.of("RUNTIME_DIRECTORY", "XDG_RUNTIME_DIR")) {
      // systemd separates several directories by colons.
      String first = environment.getOrDefault(variable, "").split(":", 2)[0];
      if (!first.isEmpty()) {
        directories.add(Path.of(first));
      }
    }
    directories.add(state);
    return directories;
  }

  private static FileChannel lock(String site, Path file) throws IOException, TakenException {
    PrivateFiles.createDirectories(Objects.requireNonNull(file.getParent()));
    FileChannel channel =
        PrivateFiles.open(file, Set.of(CREATE, READ, WRITE, LinkOption.NOFOLLOW_LINKS));
    if (!locked(channel)) {
      String holder = holder(channel);
      channel.close();
      throw new TakenException(
          "site %s is controlled by another spikewatt already%s: stop that one first (lock %s)"
              .formatted(site, holder, file));
    }
    byte[] pid = Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII);
    channel.truncate(0);
    channel.write(ByteBuffer.wrap(pid), 0);
    return channel;
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException heldByThisProcess) {
      return false;
    }
  }

  /** The process that has the lock, as far as the file says it. */
  private static String holder(FileChannel channel) throws IOException {
    ByteBuffer pid = ByteBuffer.allocate(MOST_PID_BYTES);
    channel.read(pid, 0);
    String text = StandardCharsets.US_ASCII.decode(pid.flip()).toString();
    return text.matches("[0-9]+") ? ", process " + text : "";
  }

  @Override
  public void close() {
    try {
      if (channel.isPresent()) {
        channel.get().close();
      }
    } catch (IOException e) {
      Logger.warn("the lock cannot be released: {}", e.getMessage());
    }
  }
}
