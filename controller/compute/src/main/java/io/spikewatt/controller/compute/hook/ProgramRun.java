package io.spikewatt.controller.compute.hook;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * One run of a program of the configuration, without a shell, bounded in time and in what it may
 * print.
 */
final class ProgramRun {

  private static final int MOST_BYTES = 4096;
  private static final int MOST_SHOWN = 200;

  private ProgramRun() {}

  /**
   * Output of the program, without spaces at its ends.
   *
   * @param command program and arguments
   * @throws IOException if it cannot be started, fails, or takes longer; a sentence with its exit
   *     code and the end of what it printed to standard error
   */
  static String output(List<String> command, Duration limit)
      throws IOException, InterruptedException {
    String program = command.getFirst();
    Process process = new ProcessBuilder(command).start();
    try {
      process.getOutputStream().close();
      CompletableFuture<String> printed = printed(process.getInputStream(), program);
      CompletableFuture<String> complained = printed(process.getErrorStream(), program);
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException(
            "%s: not finished within %.1f s".formatted(program, limit.toMillis() / 1000.0));
      }
      if (process.exitValue() != 0) {
        // A child that lives on may keep the stream open.
        String reason = complained.completeOnTimeout("", 1, TimeUnit.SECONDS).join();
        throw new IOException(
            "%s: exit code %d%s"
                .formatted(
                    program, process.exitValue(), reason.isEmpty() ? "" : ": " + shown(reason)));
      }
      return printed.completeOnTimeout("", 1, TimeUnit.SECONDS).join();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private static CompletableFuture<String> printed(InputStream stream, String program) {
    CompletableFuture<String> text = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .name("output of " + program)
        .start(() -> text.complete(read(stream)));
    return text;
  }

  /** The first bytes; reads on to the end, so that the program is not held up. */
  private static String read(InputStream stream) {
    try (stream) {
      String first = new String(stream.readNBytes(MOST_BYTES), UTF_8).strip();
      stream.skip(Long.MAX_VALUE);
      return first;
    } catch (IOException e) {
      return "";
    }
  }

  private static String shown(String text) {
    String line = text.replaceAll("\\p{Cntrl}+", " ");
    return line.length() > MOST_SHOWN ? line.substring(0, MOST_SHOWN) + " …" : line;
  }
}
