package io.spikewatt.inference.hdf5;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.Group;
import io.jhdf.api.WritableGroup;
import io.jhdf.exceptions.HdfException;
import io.spikewatt.inference.file.FileWrite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Consumer;
import java.util.function.Function;

/** Reads and writes one file, whole. */
public final class Hdf5File {
  private static final long MAX_BYTES = 64 << 20;

  private Hdf5File() {}

  /**
   * Reads a file.
   *
   * @param content of the open file; an {@link IllegalArgumentException} refuses it
   * @param refused from the reason
   */
  public static <R> R read(Path path, Function<Group, R> content, Function<String, R> refused) {
    byte[] bytes;
    try {
      long size = Files.size(path);
      if (size > MAX_BYTES) {
        return refused.apply(size + " bytes, expected at most " + MAX_BYTES);
      }
      bytes = Files.readAllBytes(path);
    } catch (IOException e) {
      return refused.apply(e.toString());
    }
    // From memory, where a length that a damaged file claims ends at its end; read from a channel,
    // the library would first allocate it.
    try (HdfFile file = HdfFile.fromBytes(bytes)) {
      return content.apply(file);
    } catch (IllegalArgumentException e) {
      return refused.apply(String.valueOf(e.getMessage()));
    } catch (RuntimeException | NoClassDefFoundError e) {
      // A damaged file can cause any exception of the library, and a filter that our formats do not
      // use needs a class that is not shipped.
      return refused.apply("not a readable HDF5 file: " + e);
    }
  }

  /** Writes {@code content} to {@code path}, whose directory must exist; whole or not at all. */
  public static FileWrite write(Path path, Consumer<WritableGroup> content) {
    Path beside = path.resolveSibling(path.getFileName() + ".new");
    try {
      try (WritableHdfFile file = HdfFile.write(beside)) {
        content.accept(file);
      }
      long bytes = Files.size(beside);
      Files.move(beside, path, StandardCopyOption.ATOMIC_MOVE);
      return new FileWrite.Written(bytes);
    } catch (IOException | HdfException e) {
      return new FileWrite.Failed(e.getCause() == null ? e.toString() : e.getCause().toString());
    }
  }
}
