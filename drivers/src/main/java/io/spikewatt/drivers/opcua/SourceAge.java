package io.spikewatt.drivers.opcua;

import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.jspecify.annotations.Nullable;

/**
 * Age of a node's last source value. The clocks of source, server and gateway may all be wrong.
 * After the first observed change of the source timestamp, the age is the time since the last
 * change on our monotonic clock. Until then the server's timestamp is the reference: a source clock
 * one hour late costs one value, and a source dead for an hour stays missing until it changes.
 *
 * <p>A source that sends no timestamp has no age.
 */
final class SourceAge {

  private @Nullable DateTime newest;
  private @Nullable Moment since;
  private Duration atFirst = Duration.ZERO;

  /** The age of the value's source at {@code now}, in the order in which values are read. */
  Duration of(DataValue value, Moment now) {
    DateTime source = value.sourceTime();
    if (source == null) {
      return Duration.ZERO;
    }
    if (newest == null || since == null) {
      atFirst = behindServer(source, value.serverTime());
      since = now;
      newest = source;
    } else if (!source.equals(newest)) {
      // Backwards too: that is a clock being set, not an old value.
      atFirst = Duration.ZERO;
      since = now;
      newest = source;
    }
    return atFirst.plus(now.since(since));
  }

  private static Duration behindServer(DateTime source, @Nullable DateTime server) {
    if (server == null) {
      return Duration.ZERO;
    }
    Duration behind = Duration.between(source.getJavaInstant(), server.getJavaInstant());
    return behind.isNegative() ? Duration.ZERO : behind;
  }
}
