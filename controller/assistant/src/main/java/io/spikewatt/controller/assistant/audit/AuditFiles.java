package io.spikewatt.controller.assistant.audit;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import io.spikewatt.controller.assistant.audit.AuditEntry.Asked;
import io.spikewatt.controller.assistant.audit.AuditEntry.Kind;
import io.spikewatt.hal.store.PrivateFiles;
import io.spikewatt.hal.store.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * An audit in numbered files of a directory. Each record has the hash of the one before, across
 * files; the oldest files are deleted. Confined to one thread.
 *
 * <p>A person who may write the directory can write a whole new chain: the hashes show accidents
 * and careless edits, and edits behind a record that is known elsewhere.
 */
public final class AuditFiles implements AuditTrail, AutoCloseable {

  private static final int LINE_FEED = '\n';

  private final Path directory;
  private final Bounds bounds;
  private final String tools;
  private int number;
  private FileChannel channel;
  private long size;
  private AuditHead last;

  /** Whether a failed write may have left a part of a record. */
  private boolean torn;

  /**
   * @param fileBytes from which size on a file is followed by the next one
   * @param files most files kept, {@code >= 2}
   */
  public record Bounds(int fileBytes, int files) {

    /** 16 MB in all. */
    public static final Bounds USUAL = new Bounds(1 << 20, 16);
  }

  private AuditFiles(Opening opening, int number, FileChannel channel, AuditHead last)
      throws IOException {
    this.directory = opening.directory;
    this.bounds = opening.bounds;
    this.tools = opening.tools;
    this.number = number;
    this.channel = channel;
    this.last = last;
    this.size = channel.size();
  }

  /**
   * Opens the audit, and repairs the end that a power cut left.
   *
   * <p>An end that does not fit is cut off, kept beside the file, and said in a record. A misfit
   * before a record that is known to have been on disk is no power cut: that file stays as it is,
   * and a new one begins.
   *
   * @param tools SHA-256 of the list of tools
   * @param known the newest record that is known to have been on disk
   * @throws IOException if the directory or its files cannot be read or written
   */
  public static AuditFiles open(
      Path directory, Bounds bounds, String tools, AuditHead known, Instant now)
      throws IOException {
    PrivateFiles.createDirectories(directory);
    Opening opening = new Opening(directory, bounds, tools, known, now);
    SortedSet<Integer> numbers = new TreeSet<>(AuditNames.in(directory).keySet());
    if (numbers.isEmpty()) {
      return opening.began(
          1,
          known,
          known.seq() == 0
              ? "the audit begins"
              : "records 1 to %d are missing".formatted(known.seq()));
    }
    int number = numbers.last();
    byte[] bytes = opening.bytes(number);
    Optional<AuditHead> before = AuditLines.before(bytes);
    if (before.isPresent()) {
      return opening.after(number, bytes, AuditLines.of(bytes, before.get(), known));
    }
    return opening.afterUnreadable(numbers, bytes);
  }

  /** The audit as it is found. */
  private record Opening(
      Path directory, Bounds bounds, String tools, AuditHead known, Instant now) {

    byte[] bytes(int number) throws IOException {
      return Files.readAllBytes(AuditNames.of(directory, number));
    }

    private boolean endsWell(AuditLines lines) {
      return lines.misfit().isEmpty() && lines.last().seq() >= known.seq();
    }

    AuditFiles after(int number, byte[] bytes, AuditLines lines) throws IOException {
      if (endsWell(lines)) {
        FileChannel channel =
            PrivateFiles.open(AuditNames.of(directory, number), Set.of(WRITE, APPEND));
        return new AuditFiles(this, number, channel, lines.last());
      }
      boolean knownIsThere = lines.last().seq() >= known.seq();
      if (knownIsThere && lines.misfit().filter(m -> m.seq() > known.seq()).isPresent()) {
        return cut(number, bytes, lines);
      }
      return began(
          number + 1,
          new AuditHead(Math.max(lines.last().seq(), known.seq()), lastHash(bytes)),
          lines
              .misfit()
              .map(AuditLines.Misfit::why)
              .orElse("records after %d are missing".formatted(lines.last().seq())));
    }

    /** Cuts the end off that does not fit. */
    private AuditFiles cut(int number, byte[] bytes, AuditLines lines) throws IOException {
      byte[] end = Arrays.copyOfRange(bytes, lines.goodBytes(), bytes.length);
      setAside(number, end);
      FileChannel channel = PrivateFiles.open(AuditNames.of(directory, number), Set.of(WRITE));
      channel.truncate(lines.goodBytes());
      channel.position(lines.goodBytes());
      channel.force(true);
      AuditFiles audit = new AuditFiles(this, number, channel, lines.last());
      String why = lines.misfit().map(AuditLines.Misfit::why).orElse("");
      audit.append(
          new AuditEntry(
              now,
              Kind.REPAIR,
              "",
              Asked.of(end),
              "%d bytes cut off: %s".formatted(end.length, why)),
          true);
      return audit;
    }

    private void setAside(int number, byte[] bytes) throws IOException {
      PrivateFiles.replace(AuditNames.aside(AuditNames.of(directory, number)), bytes);
    }

    /** The last file has no whole first record: it is set aside, or followed. */
    private AuditFiles afterUnreadable(SortedSet<Integer> numbers, byte[] bytes)
        throws IOException {
      int number = numbers.last();
      if (numbers.size() > 1) {
        byte[] older = bytes(numbers.headSet(number).last());
        AuditLines lines =
            AuditLines.of(older, AuditLines.before(older).orElse(AuditHead.NONE), known);
        if (endsWell(lines)) {
          // A power cut came while the next file was begun.
          setAside(number, bytes);
          Files.delete(AuditNames.of(directory, number));
          return began(
              number,
              lines.last(),
              "%d bytes of an unfinished file set aside".formatted(bytes.length));
        }
      }
      if (known.seq() == 0 && number == 1) {
        // A power cut came while the first file was begun.
        setAside(number, bytes);
        Files.delete(AuditNames.of(directory, number));
        return began(number, known, "%d bytes set aside: the audit begins".formatted(bytes.length));
      }
      return began(
          number + 1,
          new AuditHead(known.seq(), lastHash(bytes)),
          "the file before cannot be read");
    }

    /** A new file, whose first record continues the one before it. */
    private AuditFiles began(int number, AuditHead before, String text) throws IOException {
      FileChannel channel =
          PrivateFiles.open(AuditNames.of(directory, number), Set.of(WRITE, CREATE_NEW));
      AuditFiles audit = new AuditFiles(this, number, channel, before);
      audit.write(new AuditEntry(now, Kind.BEGIN, "", Asked.NOTHING, text), true);
      PrivateFiles.force(directory);
      audit.deleteOldest();
      return audit;
    }
  }

  private static String lastHash(byte[] file) {
    int end = file.length > 0 && file[file.length - 1] == LINE_FEED ? file.length - 1 : file.length;
    int from = end;
    while (from > 0 && file[from - 1] != LINE_FEED) {
      from--;
    }
    return Sha256.of(Arrays.copyOfRange(file, from, end));
  }

  @Override
  public AuditHead append(AuditEntry entry, boolean durable) throws IOException {
    if (size >= bounds.fileBytes()) {
      next(entry.at());
    }
    return write(entry, durable);
  }

  /** Begins the next file once this one is on disk. */
  private void next(Instant now) throws IOException {
    channel.force(true);
    FileChannel full = channel;
    Path file = AuditNames.of(directory, number + 1);
    // A file that could not be begun before.
    Files.deleteIfExists(file);
    channel = PrivateFiles.open(file, Set.of(WRITE, CREATE_NEW));
    full.close();
    size = 0;
    number++;
    write(
        new AuditEntry(now, Kind.BEGIN, "", Asked.NOTHING, "follows %08d".formatted(number - 1)),
        true);
    PrivateFiles.force(directory);
    deleteOldest();
  }

  private void deleteOldest() throws IOException {
    SortedMap<Integer, Path> files = AuditNames.in(directory);
    for (Path old : files.headMap(number - bounds.files() + 1).values()) {
      Files.delete(old);
      Files.deleteIfExists(AuditNames.aside(old));
    }
  }

  private AuditHead write(AuditEntry entry, boolean durable) throws IOException {
    if (torn) {
      channel.truncate(size);
      channel.position(size);
      torn = false;
    }
    byte[] line = AuditRecord.line(entry, last, tools);
    byte[] bytes = Arrays.copyOf(line, line.length + 1);
    bytes[line.length] = LINE_FEED;
    torn = true;
    ByteBuffer left = ByteBuffer.wrap(bytes);
    while (left.hasRemaining()) {
      channel.write(left);
    }
    if (durable) {
      channel.force(false);
    }
    torn = false;
    size += bytes.length;
    last = new AuditHead(last.seq() + 1, Sha256.of(line));
    return last;
  }

  /** Brings everything to the disk. */
  @Override
  public void close() throws IOException {
    channel.force(true);
    channel.close();
  }
}
