import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What processes have used, as Linux counts it.
 *
 * @param residentMb resident memory
 * @param cpuS processor time, children that have ended included
 */
record ProcessCost(double residentMb, double cpuS) {

  /** Ticks a second, which Linux shows to programs on every machine. */
  private static final double TICKS = 100;

  private static final int AFTER_NAME = 2;
  private static final int USER = 13;
  private static final int CHILDREN_SYSTEM = 16;

  /** Of some processes together; one that has ended counts nothing. */
  static ProcessCost of(List<Long> processes) {
    double mb = 0;
    double cpu = 0;
    for (long process : processes) {
      try {
        String stat = Files.readString(Path.of("/proc/" + process + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + AFTER_NAME).split(" ");
        for (int i = USER; i <= CHILDREN_SYSTEM; i++) {
          cpu += Double.parseDouble(fields[i - AFTER_NAME]) / TICKS;
        }
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + process + "/status"))) {
          mb +=
              lines
                  .filter(line -> line.startsWith("VmRSS:"))
                  .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024)
                  .sum();
        }
      } catch (IOException _) {
        // It has ended.
      }
    }
    return new ProcessCost(mb, cpu);
  }

  /** A process and those that it has started. */
  static List<Long> family(long process) {
    return Stream.concat(
            Stream.of(process),
            ProcessHandle.of(process).stream()
                .flatMap(ProcessHandle::descendants)
                .map(ProcessHandle::pid))
        .toList();
  }
}
