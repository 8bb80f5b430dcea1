package io.spikewatt.controller.history;

import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Minute means on their way to the ring, by hour. Not thread-safe. */
final class WaitingMinutes {

  /** Hours and series that wait at most, while nothing can be written. */
  private static final int MOST = 7 * 24 * 3;

  private record Key(Instant hour, String series) {}

  private final NavigableMap<Key, MinuteBlock> blocks =
      new TreeMap<>(Comparator.comparing(Key::hour).thenComparing(Key::series));

  /** End of the newest minute. */
  private Instant until = Instant.EPOCH;

  /**
   * Adds minutes.
   *
   * @return number of older hours that had to go for them
   */
  int add(Collection<SlotMean> minutes) {
    for (SlotMean mean : minutes) {
      Instant hour = MinuteBlock.hourOf(mean.start());
      MinuteBlock block =
          blocks.computeIfAbsent(
              new Key(hour, mean.series()), key -> MinuteBlock.unknown(key.series(), hour));
      int minute = (int) ((mean.start().getEpochSecond() - hour.getEpochSecond()) / 60);
      block.watts()[minute] = mean.value();
      until = mean.start().plus(MinuteTable.MINUTE);
    }
    int dropped = 0;
    while (blocks.size() > MOST) {
      blocks.pollFirstEntry();
      dropped++;
    }
    return dropped;
  }

  /** Copies of all hours but the running one, in their order. */
  List<MinuteBlock> ended() {
    Instant running = MinuteBlock.hourOf(until);
    return all().stream().filter(block -> !block.hour().equals(running)).toList();
  }

  /** Copies of all hours, in their order. */
  List<MinuteBlock> all() {
    return blocks.values().stream()
        .map(b -> new MinuteBlock(b.series(), b.hour(), b.watts().clone()))
        .toList();
  }

  /** Removes written hours, unless minutes have come since then. */
  void remove(Collection<MinuteBlock> written) {
    for (MinuteBlock block : written) {
      Key key = new Key(block.hour(), block.series());
      MinuteBlock now = blocks.get(key);
      if (now != null && Arrays.equals(now.watts(), block.watts())) {
        blocks.remove(key);
      }
    }
  }
}
