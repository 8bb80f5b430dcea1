package io.spikewatt.inference.model;

import io.spikewatt.inference.file.FileWrite;
import io.spikewatt.inference.learnt.TrainedForecaster;
import io.spikewatt.inference.model.ModelRead.Reason;
import io.spikewatt.inference.model.ModelRead.Refused;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.util.zip.CRC32;

/**
 * One trained forecaster in one file: magic "SPKW", format version, payload length, payload, CRC-32
 * of all before it; big-endian. The payload begins with the feature set's id. A file is written
 * beside its place and renamed into it, so that a power cut leaves the old one or the new one.
 */
public final class ModelFile {
  static final int MAGIC = 0x53504B57;

  /** 2: the network's weights are the bytes that it runs on. 3: there are trees. */
  static final int VERSION = 5;

  private static final int HEADER = 12;
  private static final int TRAILER = 4;
  private static final int MAX_BYTES = 16 << 20;

  private ModelFile() {}

  /** Writes a model to {@code path}, whose directory must exist. */
  public static FileWrite write(Path path, TrainedForecaster model) {
    Path beside = path.resolveSibling(path.getFileName() + ".new");
    try {
      byte[] bytes = bytes(model);
      try (FileChannel channel =
          FileChannel.open(
              beside,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
        // The rename must not overtake the data.
        channel.force(true);
      }
      Files.move(beside, path, StandardCopyOption.ATOMIC_MOVE);
      return new FileWrite.Written(bytes.length);
    } catch (IOException e) {
      return new FileWrite.Failed(e.toString());
    }
  }

  /** Reads a model, or returns why the file is refused. */
  public static ModelRead read(Path path) {
    try {
      // Opening a pipe would wait for its writer.
      if (Files.exists(path) && !Files.isRegularFile(path)) {
        return new Refused(Reason.UNREADABLE, "no regular file");
      }
      long size = Files.size(path);
      if (size > MAX_BYTES) {
        return new Refused(Reason.NOT_A_MODEL, size + " bytes, expected at most " + MAX_BYTES);
      }
      return parse(Files.readAllBytes(path));
    } catch (IOException e) {
      return new Refused(Reason.UNREADABLE, e.toString());
    }
  }

  private static byte[] bytes(TrainedForecaster model) throws IOException {
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    new ModelWriter(new DataOutputStream(payload)).write(model);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(file);
    out.writeInt(MAGIC);
    out.writeInt(VERSION);
    out.writeInt(payload.size());
    payload.writeTo(out);
    out.writeInt(crc(file.toByteArray(), file.size()));
    return file.toByteArray();
  }

  static ModelRead parse(byte[] file) {
    if (file.length < HEADER + TRAILER) {
      return new Refused(Reason.NOT_A_MODEL, file.length + " bytes are too few");
    }
    ByteBuffer buffer = ByteBuffer.wrap(file);
    int magic = buffer.getInt();
    if (magic != MAGIC) {
      return new Refused(Reason.NOT_A_MODEL, "begins with " + Integer.toHexString(magic));
    }
    int version = buffer.getInt();
    if (version != VERSION) {
      return new Refused(
          Reason.OTHER_VERSION, "format version " + version + ", expected " + VERSION);
    }
    int length = buffer.getInt();
    if (length != file.length - HEADER - TRAILER) {
      return new Refused(
          Reason.DAMAGED,
          length + " bytes announced, " + (file.length - HEADER - TRAILER) + " found");
    }
    if (buffer.getInt(file.length - TRAILER) != crc(file, file.length - TRAILER)) {
      return new Refused(Reason.DAMAGED, "the checksum does not match");
    }
    try {
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(file, HEADER, length));
      return new ModelReader(in).read();
    } catch (IOException | DateTimeException | IllegalArgumentException e) {
      // Right checksum, wrong content: written by something that is not this class.
      return new Refused(Reason.DAMAGED, e.toString());
    }
  }

  private static int crc(byte[] bytes, int length) {
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }
}
