package io.spikewatt.inference.model;

import io.spikewatt.inference.file.FileWrite;
import io.spikewatt.inference.learnt.TrainedForecaster;
import io.spikewatt.inference.model.ModelRead.Reason;
import io.spikewatt.inference.model.ModelRead.Refused;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * One trained forecaster in one file, a {@link ModelFrame} of magic "SPKW". The payload begins with
 * the feature set's id. A file is written beside its place and renamed into it, so that a power cut
 * leaves the old one or the new one.
 */
public final class ModelFile {
  static final int MAGIC = 0x53504B57;

  /** 6: six members of the stack instead of eight. */
  static final int VERSION = 6;

  private static final ModelFrame FRAME = new ModelFrame(MAGIC, VERSION);
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
    return FRAME.around(payload.toByteArray());
  }

  static ModelRead parse(byte[] file) {
    return FRAME.read(file, payload -> new ModelReader(payload).read(), Refused::new);
  }
}
