package io.spikewatt.controller.member;

import io.spikewatt.controller.protocol.QuarterRecord;
import java.time.Instant;
import java.util.List;

/** The rows of a gateway's own record that go to the fleet. */
@FunctionalInterface
public interface RecordSource {

  /** Rows at a time and later, the oldest first. */
  List<QuarterRecord> from(Instant from);
}
