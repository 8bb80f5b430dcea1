package io.spikewatt.hal.store;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The user that may change a directory's files: the first owner other than root of a part of its
 * path. Root acts there with that user's rights, so a planted link leads root no further than it
 * leads that user.
 *
 * @param uid number of the user; 0 = root alone may
 * @param gid number of the group of that part of the path
 */
public record DirectoryOwner(int uid, int gid) {

  private static final DirectoryOwner ROOT = new DirectoryOwner(0, 0);

  /** Limit of Linux. */
  private static final int MOST_LINKS = 40;

  /** Work on a directory; throws E besides {@link IOException}. */
  @FunctionalInterface
  public interface Work<T, E extends Exception> {
    T run() throws IOException, E;
  }

  /** The owner of a directory, which need not exist; throws IOException for an unreadable path. */
  public static DirectoryOwner of(Path directory) throws IOException {
    Path path = directory.toAbsolutePath().normalize();
    for (int links = 0; links <= MOST_LINKS; links++) {
      Path above = path.getRoot();
      Optional<Path> leads = Optional.empty();
      for (int part = 0; part < path.getNameCount() && leads.isEmpty(); part++) {
        above = above.resolve(path.getName(part));
        DirectoryOwner owner;
        try {
          owner = owner(above);
        } catch (NoSuchFileException notYet) {
          return ROOT;
        }
        if (owner.uid != 0) {
          return owner;
        }
        if (Files.isSymbolicLink(above)) {
          Path target = above.resolveSibling(Files.readSymbolicLink(above));
          leads = Optional.of(target.resolve(above.relativize(path)).normalize());
        }
      }
      if (leads.isEmpty()) {
        return ROOT;
      }
      path = leads.get();
    }
    throw new IOException(directory + ": too many links");
  }

  private static DirectoryOwner owner(Path path) throws IOException {
    return new DirectoryOwner(
        (int) Files.getAttribute(path, "unix:uid", NOFOLLOW_LINKS),
        (int) Files.getAttribute(path, "unix:gid", NOFOLLOW_LINKS));
  }

  /** Whether this process has root's rights on another user's files. */
  public boolean isForeign() {
    return uid != 0 && ThreadIdentity.uid() == 0;
  }

  /** Name of the user, else its number. */
  public String user() {
    return field("/etc/passwd", 2, String.valueOf(uid), 0).orElse(String.valueOf(uid));
  }

  /**
   * Runs work with the owner's rights if this process has root's, else with its own. Platform
   * threads that the work starts have the same rights; virtual ones do not.
   *
   * @throws IOException as the work does, or if root may not act as that user
   * @throws E as the work does
   */
  public <T, E extends Exception> T run(Work<T, E> work) throws IOException, E {
    if (!isForeign()) {
      return work.run();
    }
    // Opens the libraries at their first use, which the owner may not be allowed to do.
    var _ = ClassLoader.getSystemResource("none-has-this-name");
    Outcome<T> outcome = new Outcome<>();
    Thread thread = new Thread(() -> outcome.of(this, work), "as " + user());
    thread.start();
    join(thread);
    return outcome.<E>get();
  }

  private static void join(Thread thread) {
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        thread.interrupt();
      }
    }
  }

  /** Result of work in another thread. */
  private static final class Outcome<T> {
    private @Nullable T value;
    private @Nullable Throwable thrown;

    void of(DirectoryOwner owner, Work<T, ?> work) {
      try {
        ThreadIdentity.become(owner.uid, owner.gid, owner.groups());
        value = work.run();
      } catch (Throwable e) {
        thrown = e;
      }
    }

    // The work throws E or an unchecked exception.
    @SuppressWarnings({"unchecked", "NullAway"})
    <E extends Exception> T get() throws IOException, E {
      return switch (thrown) {
        case null -> value;
        case RuntimeException bug -> throw bug;
        case Error bug -> throw bug;
        default -> throw (E) thrown;
      };
    }
  }

  /** Supplementary groups of the user, such as those of serial lines. */
  private List<Integer> groups() {
    String user = user();
    List<Integer> groups = new ArrayList<>();
    for (String[] fields : fields("/etc/group")) {
      if (fields.length > 3 && List.of(fields[3].split(",")).contains(user)) {
        groups.add(Integer.valueOf(fields[2]));
      }
    }
    return groups;
  }

  private static Optional<String> field(String file, int key, String value, int wanted) {
    return fields(file).stream()
        .filter(fields -> fields.length > key && fields[key].equals(value))
        .map(fields -> fields[wanted])
        .findFirst();
  }

  /** Lines of a file of users or groups; none without such a file. */
  private static List<String[]> fields(String file) {
    try {
      return Files.readAllLines(Path.of(file), StandardCharsets.ISO_8859_1).stream()
          .map(line -> line.split(":", -1))
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }
}
