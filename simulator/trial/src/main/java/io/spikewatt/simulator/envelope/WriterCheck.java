package io.spikewatt.simulator.envelope;

import io.spikewatt.simulator.physics.PlantWrite;
import io.spikewatt.simulator.physics.PlantWrite.Device;
import java.util.EnumMap;
import java.util.Map;

/**
 * One controller a site: none writes a device that another one has written and may still feed,
 * unless that one's process has ended.
 */
final class WriterCheck implements EnvelopeCheck {

  /** Longest time between two writes of one that still feeds a device, s. */
  private static final double FEEDS_S = 60;

  private record Last(String writer, double atS) {}

  private final Map<Device, Last> lasts = new EnumMap<>(Device.class);

  @Override
  public void wrote(PlantWrite write, EnvelopeView view) {
    // The plant notices contacts that have moved, without knowing who moved them.
    if (write instanceof PlantWrite.Relay || write instanceof PlantWrite.SgReady) {
      return;
    }
    String writer = view.sight().writer();
    Last last = lasts.put(write.device(), new Last(writer, view.nowS()));
    if (last != null
        && !last.writer.equals(writer)
        && view.nowS() - last.atS < FEEDS_S
        && view.sight().isAlive(last.writer)) {
      view.violated(
          EnvelopeRule.SECOND_WRITER,
          write.device(),
          view.nowS() - last.atS,
          FEEDS_S,
          writer + " writes what " + last.writer + " feeds");
    }
  }
}
