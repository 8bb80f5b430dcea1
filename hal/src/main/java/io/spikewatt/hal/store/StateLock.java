package io.spikewatt.hal.store;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The one lock of a state directory, for the process that controls the site, moves power on trial,
 * or replaces the state. The operating system releases it when the process ends in any way, so a
 * leftover file blocks no process.
 */
public final class StateLock implements AutoCloseable {

  /** Name of the file in the state directory. */
  public static final String FILE = "controller.lock";

  private static final int MOST_BYTES = 40;

  /** The directory's owner writes the file, so messages repeat nothing else of it. */
  private static final Pattern HOLDER = Pattern.compile("([0-9]{1,10}) ([a-z]{1,12})");

  private final FileChannel channel;

  public static final class HeldException extends IOException {
    private static final long serialVersionUID = 1L;

    HeldException(Path directory, String holder) {
      super("%s is in use by %s: stop it first".formatted(directory, holder));
    }
  }

  private StateLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock; makes the directory if necessary.
   *
   * @param command name of our command for others' messages, one word
   * @throws HeldException if another process has the lock; names it
   * @throws IOException if the file cannot be opened for writing
   */
  public static StateLock take(Path directory, String command) throws IOException {
    PrivateFiles.createDirectories(directory);
    FileChannel channel =
        PrivateFiles.open(
            directory.resolve(FILE), Set.of(CREATE, READ, WRITE, LinkOption.NOFOLLOW_LINKS));
    try {
      if (!locked(channel)) {
        throw new HeldException(directory, holder(channel));
      }
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    name(channel, command);
    return new StateLock(channel);
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException heldByThisProcess) {
      return false;
    }
  }

  /** Writes the holder's name; a full disk costs only that name. */
  private static void name(FileChannel channel, String command) {
    String holder = ProcessHandle.current().pid() + " " + command;
    try {
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(holder.getBytes(StandardCharsets.US_ASCII)), 0);
    } catch (IOException e) {
      // The lock holds without a name; others read "another spikewatt".
    }
  }

  /** The process that has the lock, as far as the file names it. */
  private static String holder(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(MOST_BYTES);
    channel.read(bytes, 0);
    Matcher holder = HOLDER.matcher(StandardCharsets.US_ASCII.decode(bytes.flip()));
    return holder.matches()
        ? "spikewatt %s, process %s".formatted(holder.group(2), holder.group(1))
        : "another spikewatt";
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // The system releases the lock when the process ends.
    }
  }
}
