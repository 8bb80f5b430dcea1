package io.spikewatt.controller.doctor;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs programs of the operating system that only read. */
@FunctionalInterface
public interface ProgramRunner {

  /**
   * Output of a program; empty if it is not installed, fails or takes too long.
   *
   * @param command program and arguments
   */
  Optional<String> output(List<String> command);

  /** Runs an installed program. */
  static Optional<String> installed(List<String> command) {
    Process process;
    try {
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().put("LC_ALL", "C.UTF-8");
      builder.redirectError(ProcessBuilder.Redirect.DISCARD);
      process = builder.start();
      process.getOutputStream().close();
    } catch (IOException e) {
      return Optional.empty();
    }
    CompletableFuture<String> text = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .name("output of " + command.getFirst())
        .start(() -> read(process, text));
    try {
      String printed = text.get(10, TimeUnit.SECONDS);
      return process.waitFor() == 0 ? Optional.of(printed) : Optional.empty();
    } catch (TimeoutException | ExecutionException e) {
      process.destroyForcibly();
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
      return Optional.empty();
    }
  }

  private static void read(Process process, CompletableFuture<String> text) {
    try {
      text.complete(new String(process.getInputStream().readAllBytes(), UTF_8));
    } catch (IOException e) {
      text.completeExceptionally(e);
    }
  }
}
