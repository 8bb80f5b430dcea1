package io.spikewatt.controller.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.testkit.OneMeterSite;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.Thread.UncaughtExceptionHandler;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class RunCommandTest {

  @TempDir private Path directory;

  private final @Nullable UncaughtExceptionHandler before =
      Thread.getDefaultUncaughtExceptionHandler();

  @AfterEach
  void restore() {
    Thread.setDefaultUncaughtExceptionHandler(before);
  }

  @Test
  void theDaemonTellsItsStatusAndAThreadThatDiesEndsItSoThatItIsStartedAnew() throws Exception {
    Path file = OneMeterSite.write(directory, "test");
    RunCommand command = new RunCommand(new PrintStream(System.out), System.err);
    CompletableFuture<ExitCode> end = started(command, file);
    String status = "";
    while (!status.contains("\"mode\"") && !end.isDone()) {
      status = status(file);
    }
    assertTrue(status.contains("\"lines\":[\"site      test: "), status);
    die();
    assertEquals(ExitCode.BUG, end.get(40, TimeUnit.SECONDS));
  }

  @Test
  void aPageWhosePortIsTakenIsSaidWithItsReasonAndControlGoesOn() throws Exception {
    Path file = OneMeterSite.write(directory, "pageless");
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Files.writeString(
          file,
          Files.readString(file)
              + "page: { bind: 127.0.0.1, port: %d }\n".formatted(taken.getLocalPort()));
      RunCommand command = new RunCommand(new PrintStream(System.out), System.err);
      CompletableFuture<ExitCode> end = started(command, file);
      String status = "";
      while (!status.contains("there is no page") && !end.isDone()) {
        status = status(file);
      }
      String why = "127.0.0.1:" + taken.getLocalPort() + ": Address already in use";
      assertTrue(
          status.contains("\"page\":{\"served\":false,\"problem\":\"/" + why + "\"}"), status);
      assertTrue(status.contains("\"there is no page: /" + why + "\""), status);
      assertTrue(status.contains("\"page      not there (/" + why + ")\""), status);
      die();
      assertEquals(ExitCode.BUG, end.get(40, TimeUnit.SECONDS));
    }
  }

  private CompletableFuture<ExitCode> started(RunCommand command, Path file) {
    CompletableFuture<ExitCode> end = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try {
                end.complete(command.run(List.of("--config", file.toString())));
              } catch (Exception e) {
                end.completeExceptionally(e);
              }
            });
    while (Objects.equals(Thread.getDefaultUncaughtExceptionHandler(), before) && !end.isDone()) {
      Thread.onSpinWait();
    }
    return end;
  }

  private static void die() {
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              throw new IllegalStateException("made for this test");
            });
  }

  private static String status(Path file) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Main.run(
        List.of("status", "--json", "--config", file.toString()),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        System.err);
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aThreadOfPahoThatDiesIsReplacedByTheNextConnection() {
    assertTrue(RunCommand.isReplaced("MQTT Rec: spikewatt-test"));
    assertFalse(RunCommand.isReplaced("link 127.0.0.1:502"));
  }
}
