package io.spikewatt.controller.forecast;

import io.spikewatt.hal.store.PrivateFiles;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * A file whose bytes are complete and unchanged, or refused: magic "SPKR", the bytes, the CRC-32 of
 * both, big-endian. Written under another name and renamed, so that a power cut leaves the old file
 * or the new one.
 */
final class ChecksummedFile {
  private static final int MAGIC = 0x53504B52;
  private static final int FRAME = 8;
  private static final int MAX_BYTES = 8 << 20;

  private ChecksummedFile() {}

  /**
   * @throws IOException if it cannot be written; the old content then remains
   */
  static void write(Path path, byte[] bytes) throws IOException {
    ByteBuffer framed = ByteBuffer.allocate(bytes.length + FRAME).putInt(MAGIC).put(bytes);
    framed.putInt(crc(framed.array(), bytes.length + 4));
    PrivateFiles.replace(path, framed.array());
  }

  /**
   * @throws IOException if it cannot be read, or was changed
   */
  static byte[] read(Path path) throws IOException {
    long size = Files.size(path);
    if (size < FRAME || size > MAX_BYTES) {
      throw new StreamCorruptedException(size + " bytes");
    }
    byte[] all = Files.readAllBytes(path);
    ByteBuffer framed = ByteBuffer.wrap(all);
    if (framed.getInt() != MAGIC || framed.getInt(all.length - 4) != crc(all, all.length - 4)) {
      throw new StreamCorruptedException("not as it was written");
    }
    return Arrays.copyOfRange(all, 4, all.length - 4);
  }

  private static int crc(byte[] bytes, int length) {
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }
}
