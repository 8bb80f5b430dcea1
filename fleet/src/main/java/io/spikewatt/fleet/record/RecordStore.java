package io.spikewatt.fleet.record;

import io.spikewatt.controller.protocol.QuarterRecord;
import java.time.Instant;
import java.util.List;

/**
 * Records of all sites. A row is named by gateway, time and kind; of several revisions the highest
 * counts, in whatever order they arrive. Storing the same rows again changes nothing, so a gateway
 * may send until it is answered.
 */
public interface RecordStore extends AutoCloseable {

  /**
   * Effect of a batch.
   *
   * @param added rows that were not there
   * @param corrected rows of which a lower revision was there
   * @param unchanged rows that were there in this revision or a higher one
   */
  record StoredBatch(int added, int corrected, int unchanged) {}

  /**
   * Stores rows as a whole or not at all; they are on the disk when it returns.
   *
   * @throws java.io.UncheckedIOException if they could not be stored; the same call may succeed
   *     later
   */
  StoredBatch store(String gateway, List<QuarterRecord> rows);

  /**
   * Rows of a kind, one a time, the oldest first.
   *
   * @param from first time
   * @param to time before which they end
   */
  List<QuarterRecord> read(String gateway, String kind, Instant from, Instant to);

  @Override
  void close();
}
