/** A program that only sleeps: what the runtime takes by itself. */
public final class SleepOnly {
  private SleepOnly() {}

  public static void main(String[] arguments) throws InterruptedException {
    Thread.sleep(Long.MAX_VALUE);
  }
}
