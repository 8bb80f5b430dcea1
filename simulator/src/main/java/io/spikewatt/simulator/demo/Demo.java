package io.spikewatt.simulator.demo;

import io.spikewatt.config.cli.CliOptions.UsageException;
import io.spikewatt.config.cli.CommandTable;
import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.SystemClock;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** {@code ./spikewatt demo}: see {@link CommandTable}. */
public final class Demo {

  private static final Duration REFRESH = Duration.ofMillis(500);
  private static final Duration PLAIN_REFRESH = Duration.ofSeconds(10);

  private final DemoOptions options;
  private final PrintStream out;
  private final boolean terminal;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final CountDownLatch finished = new CountDownLatch(1);

  private Demo(DemoOptions options, PrintStream out, boolean terminal) {
    this.options = options;
    this.out = out;
    this.terminal = terminal;
  }

  public static void main(String[] arguments) {
    List<String> list = Arrays.asList(arguments);
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    if (list.contains("--help")) {
      out.print(CommandTable.read().help(DemoOptions.NAME));
      out.flush();
      return;
    }
    ExitCode code;
    try {
      code = new Demo(DemoOptions.parse(list), out, onTerminal()).run();
    } catch (UsageException e) {
      System.err.println(e.getMessage());
      System.err.print(CommandTable.read().reminder(DemoOptions.NAME));
      code = ExitCode.USAGE;
    }
    out.flush();
    System.exit(code.number());
  }

  /** Error Prone holds that there always is a console; a JDK 25 with a pipe for output has none. */
  @SuppressWarnings("SystemConsoleNull")
  private static boolean onTerminal() {
    return System.console() != null && System.console().isTerminal();
  }

  private ExitCode run() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::stopAndWait, "stop"));
    CountDownLatch prepared = new CountDownLatch(1);
    Thread.ofVirtual().start(() -> showLife(prepared));
    try (DemoRun run = DemoRun.start(options, this::say)) {
      prepared.countDown();
      watch(run);
      RunSummary summary = run.finish();
      clear();
      summary.lines().forEach(out::println);
      boolean judged = options.realSeconds().isPresent();
      return judged && !summary.passed() ? ExitCode.BUG : ExitCode.OK;
    } catch (DemoRun.CannotStart e) {
      System.err.println(e.getMessage());
      return ExitCode.UNREACHABLE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.OK;
    } finally {
      prepared.countDown();
      out.flush();
      finished.countDown();
    }
  }

  private void say(String step) {
    out.print((terminal ? "\n" : "") + step + (terminal ? " " : "\n"));
    out.flush();
  }

  /** A dot a second while a step lasts. */
  private void showLife(CountDownLatch prepared) {
    try {
      while (terminal && !prepared.await(1, TimeUnit.SECONDS)) {
        out.print(".");
        out.flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Shows the site until the time is over or the user stops it. */
  private void watch(DemoRun run) throws InterruptedException {
    Clock real = new SystemClock();
    Moment start = real.now();
    Duration refresh = terminal ? REFRESH : PLAIN_REFRESH;
    double limitS = options.realSeconds().orElse(Double.POSITIVE_INFINITY);
    while (stopped.getCount() > 0 && !run.failed()) {
      double leftS = limitS - real.now().millisSince(start) / 1000.0;
      if (leftS <= 0) {
        return;
      }
      long pauseMs = Math.min(refresh.toMillis(), (long) (Math.min(leftS, 3_600) * 1000) + 1);
      if (stopped.await(pauseMs, TimeUnit.MILLISECONDS)) {
        return;
      }
      show(run.screen());
    }
  }

  private void show(List<String> lines) {
    if (terminal) {
      StringBuilder frame = new StringBuilder("\033[H");
      lines.forEach(line -> frame.append(line).append("\033[K\n"));
      out.print(frame.append("\033[J"));
    } else {
      lines.forEach(out::println);
      out.println();
    }
    out.flush();
  }

  private void clear() {
    if (terminal) {
      out.print("\033[H\033[J");
    }
  }

  private void stopAndWait() {
    stopped.countDown();
    try {
      finished.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
