package io.spikewatt.simulator.chaos;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A real disk of some megabytes to be filled, for real errors. */
record SmallDisk(Path ballast) {

  private static final long MOST_BYTES = 64L << 20;
  private static final int BLOCK_BYTES = 4_096;

  /** The disk of a directory; empty if it is so large that it may be shared. */
  static Optional<SmallDisk> of(Path directory) throws IOException {
    return Files.getFileStore(directory).getTotalSpace() <= MOST_BYTES
        ? Optional.of(new SmallDisk(directory.resolve("ballast")))
        : Optional.empty();
  }

  /** Fills the disk, or frees the space again. */
  void full(boolean is) throws IOException {
    if (is) {
      fill();
    } else {
      Files.deleteIfExists(ballast);
    }
  }

  private void fill() throws IOException {
    try (FileChannel file = FileChannel.open(ballast, CREATE, APPEND)) {
      ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);
      while (true) {
        block.clear();
        try {
          if (file.write(block) == 0) {
            return;
          }
        } catch (IOException full) {
          return;
        }
      }
    }
  }
}
