import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;

/**
 * Heap that work takes.
 *
 * @param extraMb the most that was in use beside what was there before
 * @param looks full collections that this was seen by
 */
record UsedHeap(double extraMb, int looks) {
  private static final long PAUSE_MS = 15;

  /** Does work on a thread of its own, and looks all the time. */
  static UsedHeap of(Runnable work) throws InterruptedException {
    long before = bytes();
    long most = before;
    int looks = 0;
    Thread worker = Thread.ofPlatform().start(work);
    while (worker.isAlive()) {
      most = Math.max(most, bytes());
      looks++;
      worker.join(PAUSE_MS);
    }
    return new UsedHeap((most - before) / (double) (1 << 20), looks);
  }

  /** What a full collection left; not what was made since. */
  private static long bytes() {
    System.gc();
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .mapToLong(pool -> pool.getCollectionUsage().getUsed())
        .sum();
  }
}
