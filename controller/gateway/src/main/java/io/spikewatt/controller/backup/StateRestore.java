package io.spikewatt.controller.backup;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.hal.store.FileTree;
import io.spikewatt.hal.store.PrivateFiles;
import io.spikewatt.hal.store.StateLock;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.tinylog.Logger;

/**
 * Replaces the content of a state directory by that of a backup. The process may be killed at any
 * moment: the next daemon or restore first completes it, which leaves all old files or all new
 * ones.
 *
 * <ol>
 *   <li>{@code restore.new}: the new files are being written
 *   <li>{@code restore.ready}: they are complete and on the disk; from here on the new state counts
 *   <li>{@code restore.moving}: the old files are in {@code before-restore}, the new ones move in
 * </ol>
 *
 * <p>The directory itself is never renamed: it may be a mount, and its parent belongs to others.
 */
public final class StateRestore implements AutoCloseable {

  private final Path state;
  private final Path staged;
  private final Path configuration;
  private final Path ready;
  private final Path moving;
  private final Path old;
  private final Closeable lock;
  private final Consumer<String> onStep;

  private StateRestore(Path state, Closeable lock, Consumer<String> onStep) {
    this.state = state;
    this.staged = state.resolve(StateFiles.RESTORE + "new");
    this.configuration = state.resolve(StateFiles.RESTORE + "config");
    this.ready = state.resolve(StateFiles.RESTORE + "ready");
    this.moving = state.resolve(StateFiles.RESTORE + "moving");
    this.old = state.resolve(StateFiles.REPLACED);
    this.lock = lock;
    this.onStep = onStep;
  }

  /**
   * Locks a state directory for a restore; makes it if need be.
   *
   * @throws IOException if another process has the lock, or it cannot be had
   */
  public static StateRestore open(Path state) throws IOException {
    return open(state, step -> {});
  }

  /**
   * @param onStep receives each change of the file system before it is made
   */
  static StateRestore open(Path state, Consumer<String> onStep) throws IOException {
    return new StateRestore(state, StateLock.take(state, "restore")::close, onStep);
  }

  /**
   * Completes a restore that was interrupted, if there is one, for a process that has the lock of
   * the directory. One that cannot be completed is logged, and what is there of the state counts:
   * control comes first.
   */
  public static void finish(Path state) {
    try {
      for (String phase : List.of("new", "ready", "moving")) {
        if (Files.exists(state.resolve(StateFiles.RESTORE + phase))) {
          new StateRestore(state, () -> {}, step -> {}).close();
          return;
        }
      }
    } catch (IOException | UncheckedIOException e) {
      Logger.error("an interrupted restore into {} cannot be completed: {}", state, e);
    }
  }

  /**
   * Writes a backup's files beside the old ones and checks that this release can use them.
   *
   * @throws IOException if they cannot be written, or are of a newer format; nothing is replaced
   */
  public void stage(BackupContent backup) throws IOException {
    complete();
    onStep.accept("clear " + old);
    FileTree.delete(old);
    make(old);
    make(staged);
    for (String name : backup.state()) {
      Path file = staged.resolve(name);
      make(PrivateFiles.directory(file));
      onStep.accept("write " + file);
      try (InputStream in = backup.state(name)) {
        write(in, file);
      }
    }
    if (Files.exists(staged.resolve(StateFiles.HISTORY))) {
      HistoryStore.reading(staged).close();
    }
    try (Stream<Path> all = Files.walk(staged)) {
      for (Path directory : all.filter(Files::isDirectory).toList()) {
        PrivateFiles.force(directory);
      }
    }
  }

  /**
   * Writes a backup's configuration beside the state, to be checked there; {@link #close} removes
   * it.
   *
   * @return the site file
   */
  public Path stageConfiguration(BackupContent backup) throws IOException {
    for (String name : backup.configuration()) {
      Path file = configuration.resolve(name);
      make(PrivateFiles.directory(file));
      onStep.accept("write " + file);
      write(new ByteArrayInputStream(backup.configuration(name)), file);
    }
    return configuration.resolve(backup.siteFile());
  }

  /** From here on the new state counts. */
  public void commit() throws IOException {
    move(staged, ready);
    PrivateFiles.force(state);
  }

  private void complete() throws IOException {
    onStep.accept("clear " + staged);
    FileTree.delete(staged);
    FileTree.delete(configuration);
    if (Files.exists(ready) && !Files.exists(moving)) {
      for (Path entry : StateFiles.entries(state)) {
        move(entry, old.resolve(entry.getFileName()));
      }
      PrivateFiles.force(old);
      PrivateFiles.force(state);
      move(ready, moving);
      PrivateFiles.force(state);
    }
    if (Files.exists(moving)) {
      try (Stream<Path> entries = Files.list(moving)) {
        for (Path entry : entries.sorted().toList()) {
          move(entry, state.resolve(entry.getFileName()));
        }
      }
      PrivateFiles.force(state);
      onStep.accept("remove " + moving);
      Files.delete(moving);
      PrivateFiles.force(state);
    }
  }

  private void make(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      onStep.accept("make " + directory);
      PrivateFiles.createDirectories(directory);
    }
  }

  private void write(InputStream in, Path file) throws IOException {
    try (FileChannel out = PrivateFiles.open(file, Set.of(CREATE, TRUNCATE_EXISTING, WRITE))) {
      in.transferTo(Channels.newOutputStream(out));
      out.force(true);
    }
  }

  private void move(Path from, Path to) throws IOException {
    onStep.accept("move " + from + " to " + to);
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Completes what was committed and removes what was not. */
  @Override
  public void close() throws IOException {
    try {
      complete();
    } finally {
      lock.close();
    }
  }
}
