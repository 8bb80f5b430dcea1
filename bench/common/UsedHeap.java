import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;

/**
 * Heap that a piece of work needs.
 *
 * @param extraMb largest live heap during the work, less the live heap before it, MB
 * @param looks number of full collections after which it was measured
 */
record UsedHeap(double extraMb, int looks) {
  private static final long PAUSE_MS = 15;

  /** Runs the work on a thread of its own and measures until it ends. */
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

  /** Live heap after a full collection, without objects made since, bytes. */
  private static long bytes() {
    System.gc();
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .mapToLong(pool -> pool.getCollectionUsage().getUsed())
        .sum();
  }
}
