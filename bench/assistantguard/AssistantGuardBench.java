import io.spikewatt.controller.assistant.guard.AssistantState;
import io.spikewatt.controller.assistant.guard.AssistantStore;
import io.spikewatt.controller.assistant.guard.GuardPlay;
import io.spikewatt.controller.assistant.guard.PlayedPeople;
import io.spikewatt.controller.assistant.proposal.PinHash;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;

/** Random calls of the assistant's guard, judged by what truly happened. See bench/assistant-guard. */
final class AssistantGuardBench {

  private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

  private AssistantGuardBench() {}

  public static void main(String[] args) throws Exception {
    int calls = Integer.parseInt(args[0]);
    Path directory = Path.of(args[1]);
    PlayedPeople people = new PlayedPeople(1);
    AssistantStore store =
        new AssistantStore() {
          private AssistantState state = AssistantState.EMPTY;

          @Override
          public AssistantState load() {
            return state;
          }

          @Override
          public boolean save(AssistantState next) {
            state = next;
            return true;
          }
        };
    long before = CPU.getCurrentThreadCpuTime();
    GuardPlay.Result result =
        GuardPlay.play(new GuardPlay.Game(people.known(), store, directory), people, calls, 2026);
    double cpuS = (CPU.getCurrentThreadCpuTime() - before) / 1e9;
    print("calls", result.calls());
    print("approvals right in every part", result.genuine());
    print("other approvals", result.wrong());
    print("commands given", result.executed());
    print("honest commands given exactly once, of " + GuardPlay.HONEST, result.honest());
    print("largest number of proposals kept", result.largestBook());
    print("records of the audit", result.audit().last().seq());
    print("CPU time, s", cpuS);
    System.gc();
    long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    print("heap alive after it, of 64 MB, MB", heap / 1e6);
    pin();
    result.violations().forEach(text -> System.out.println("VIOLATION " + text));
    result.audit().misfit().ifPresent(misfit -> System.out.println("AUDIT " + misfit));
    boolean good =
        result.violations().isEmpty()
            && result.honest() == GuardPlay.HONEST
            && result.audit().misfit().isEmpty();
    System.out.println(good ? "all held" : "MISSED");
    System.exit(good ? 0 : 1);
  }

  /** Time of one check of a PIN. */
  private static void pin() throws Exception {
    PinHash hash = PinHash.make("739184", PinHash.USUAL_COST, new Random(1));
    long before = CPU.getCurrentThreadCpuTime();
    for (int i = 0; i < 5; i++) {
      if (!hash.matches("739184")) {
        throw new IllegalStateException("a right PIN was refused");
      }
    }
    double ms = (CPU.getCurrentThreadCpuTime() - before) / 5e6;
    print("CPU time of a check of a PIN, ms", ms);
  }

  private static void print(String what, double number) {
    System.out.printf(Locale.ROOT, "%-50s %10.1f%n", what, number);
  }

  private static void print(String what, long number) {
    System.out.printf(Locale.ROOT, "%-50s %10d%n", what, number);
  }
}
