package io.spikewatt.drivers.modbus;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the process holds: its sockets and ports, and its threads. */
record Leaks(int descriptors, Set<String> threads) {

  static Leaks now() {
    return new Leaks(descriptorsNow(), threadsNow());
  }

  /** Fails unless nothing is held for long that was not held then. */
  void assertNothingNew() {
    BooleanSupplier same =
        () -> descriptorsNow() <= descriptors && threads.containsAll(threadsNow());
    try {
      Await.until("everything given back", same);
    } catch (AssertionError tooLong) {
      assertEquals(this.toString(), now().toString());
    }
  }

  /** Sockets and terminals: the JVM opens files of its own as it likes. */
  private static int descriptorsNow() {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      List<Path> paths = all.toList();
      return (int) paths.stream().map(Leaks::target).filter(Leaks::ours).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException closedMeanwhile) {
      return "";
    }
  }

  private static boolean ours(String target) {
    return target.startsWith("socket:") || target.startsWith("/dev/pts") || target.contains("tty");
  }

  /** Without those that the JVM keeps for virtual threads and for child processes. */
  private static Set<String> threadsNow() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(thread -> thread.getName() + " #" + thread.threadId())
        .filter(name -> !name.matches("(ForkJoinPool|process reaper|VirtualThread|.*Poller).*"))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
