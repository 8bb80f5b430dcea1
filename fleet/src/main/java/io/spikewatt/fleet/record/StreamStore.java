package io.spikewatt.fleet.record;

import io.spikewatt.controller.protocol.QuarterRecord;
import java.util.List;
import java.util.OptionalLong;

/** A store of records that also remembers up to where it has read the streams that they come by. */
public interface StreamStore extends RecordStore {

  record SiteRows(String gateway, List<QuarterRecord> rows) {

    public SiteRows {
      rows = List.copyOf(rows);
    }
  }

  /**
   * A place in a stream.
   *
   * @param stream its name
   * @param next offset of the first message that was not read
   */
  record StreamPosition(String stream, long next) {}

  /**
   * Stores rows that were read from a stream and the place up to which they reach, in one
   * transaction: both are on the disk when it returns, or neither.
   *
   * @throws java.io.UncheckedIOException if they could not be stored; the same call may succeed
   *     later
   */
  StoredBatch storeFrom(StreamPosition reached, List<SiteRows> batches);

  /**
   * The place that was last stored of a stream; empty if there is none.
   *
   * @throws java.io.UncheckedIOException if it cannot be read
   */
  OptionalLong nextOffset(String stream);
}
