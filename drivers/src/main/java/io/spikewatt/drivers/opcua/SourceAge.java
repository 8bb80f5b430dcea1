package io.spikewatt.drivers.opcua;

import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.jspecify.annotations.Nullable;

/**
 * How long ago a node's source last gave a value. The source's clock, the server's and ours are
 * three clocks that nobody may have set, so none is compared with another for longer than it has
 * to: once the source timestamp was seen to change, its age is the time since then on our monotonic
 * clock. Before that, at the start, nothing tells a dead source from a living one but the server's
 * own timestamp, and that is believed until the first change: a source whose clock runs an hour
 * late is missing for one value, a source that died an hour ago is missing until it lives again.
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
