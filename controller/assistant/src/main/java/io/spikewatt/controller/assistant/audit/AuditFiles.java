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

  private AuditFiles(
      Path directory, Bounds bounds, String tools, int number, FileChannel channel, AuditHead last)
      throws IOException {
    this.directory = directory;
    this.bounds = bounds;
    this.tools = tools;
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
    SortedMap<Integer, Path> files = AuditNames.in(directory);
    if (files.isEmpty()) {
      String text =
          known.seq() == 0
              ? "the audit begins"
              : "records 1 to %d are missing".formatted(known.seq());
      return began(directory, bounds, tools, 1, known, text, now);
    }
    int number = files.lastKey();
    Path file = files.get(number);
    byte[] bytes = Files.readAllBytes(file);
    Optional<AuditHead> before = AuditLines.before(bytes);
    if (before.isEmpty()) {
      return afterDamage(files, bounds, tools, known, bytes, now);
    }
    AuditLines lines = AuditLines.of(bytes, before.get(), known);
    boolean whole = lines.misfit().isEmpty() && lines.last().seq() >= known.seq();
    if (whole) {
      FileChannel channel = PrivateFiles.open(file, Set.of(WRITE, APPEND));
      return new AuditFiles(directory, bounds, tools, number, channel, lines.last());
    }
    boolean beyondKnown = lines.last().seq() >= known.seq();
    if (!beyondKnown || lines.misfit().filter(m -> m.seq() <= known.seq()).isPresent()) {
      return began(
          directory,
          bounds,
          tools,
          number + 1,
          new AuditHead(Math.max(lines.last().seq(), known.seq()), lastHash(bytes)),
          lines
              .misfit()
              .map(AuditLines.Misfit::why)
              .orElse("records after %d are missing".formatted(lines.last().seq())),
          now);
    }
    return cut(directory, bounds, tools, number, bytes, lines, now);
  }

  /** Cuts the end off that does not fit. */
  private static AuditFiles cut(
      Path directory,
      Bounds bounds,
      String tools,
      int number,
      byte[] bytes,
      AuditLines lines,
      Instant now)
      throws IOException {
    Path file = AuditNames.of(directory, number);
    byte[] end = Arrays.copyOfRange(bytes, lines.goodBytes(), bytes.length);
    PrivateFiles.replace(file.resolveSibling(file.getFileName() + ".cut"), end);
    FileChannel channel = PrivateFiles.open(file, Set.of(WRITE));
    channel.truncate(lines.goodBytes());
    channel.position(lines.goodBytes());
    channel.force(true);
    AuditFiles audit = new AuditFiles(directory, bounds, tools, number, channel, lines.last());
    audit.append(
        new AuditEntry(
            now,
            Kind.REPAIR,
            "",
            Asked.of(end),
            "%d bytes cut off: %s".formatted(end.length, lines.misfit().orElseThrow().why())),
        true);
    return audit;
  }

  /** The last file has no whole first record: it is set aside, or followed. */
  private static AuditFiles afterDamage(
      SortedMap<Integer, Path> files,
      Bounds bounds,
      String tools,
      AuditHead known,
      byte[] bytes,
      Instant now)
      throws IOException {
    int number = files.lastKey();
    Path file = files.get(number);
    Path directory = PrivateFiles.directory(file);
    if (files.size() > 1) {
      byte[] older = Files.readAllBytes(files.get(files.headMap(number).lastKey()));
      AuditLines lines =
          AuditLines.of(older, AuditLines.before(older).orElse(AuditHead.NONE), known);
      if (lines.misfit().isEmpty() && lines.last().seq() >= known.seq()) {
        // A power cut came while the next file was begun.
        PrivateFiles.replace(file.resolveSibling(file.getFileName() + ".cut"), bytes);
        Files.delete(file);
        return began(
            directory,
            bounds,
            tools,
            number,
            lines.last(),
            "%d bytes of an unfinished file set aside".formatted(bytes.length),
            now);
      }
    }
    return began(
        directory,
        bounds,
        tools,
        number + 1,
        new AuditHead(known.seq(), lastHash(bytes)),
        "the file before cannot be read",
        now);
  }

  private static String lastHash(byte[] file) {
    int end = file.length > 0 && file[file.length - 1] == LINE_FEED ? file.length - 1 : file.length;
    int from = end;
    while (from > 0 && file[from - 1] != LINE_FEED) {
      from--;
    }
    return Sha256.of(Arrays.copyOfRange(file, from, end));
  }

  /** A new file, whose first record continues the one before it. */
  private static AuditFiles began(
      Path directory,
      Bounds bounds,
      String tools,
      int number,
      AuditHead before,
      String text,
      Instant now)
      throws IOException {
    FileChannel channel =
        PrivateFiles.open(AuditNames.of(directory, number), Set.of(WRITE, CREATE_NEW));
    AuditFiles audit = new AuditFiles(directory, bounds, tools, number, channel, before);
    audit.write(new AuditEntry(now, Kind.BEGIN, "", Asked.NOTHING, text), true);
    PrivateFiles.force(directory);
    audit.deleteOldest();
    return audit;
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
      Files.deleteIfExists(old.resolveSibling(old.getFileName() + ".cut"));
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
