package io.spikewatt.drivers.sunspec;

import io.spikewatt.config.profile.RegisterSpec.Table;
import io.spikewatt.drivers.poll.RegisterReply.Failed;
import io.spikewatt.drivers.poll.RegisterReply.Words;
import io.spikewatt.drivers.poll.RegisterSession;
import io.spikewatt.drivers.sunspec.SunSpecMap.Place;
import io.spikewatt.hal.signal.Fault;
import java.util.Collection;

/** Reads a model's registers and makes sure that they are still that model's. */
final class Blocks {

  private Blocks() {}

  /** What came of a read. */
  sealed interface Block {
    /** The model's registers. */
    record Read(ModelReading reading) implements Block {}

    /** There is no answer for now. */
    record Failed(Fault fault) implements Block {}

    /** Another model stands there: the map is out of date. */
    record Moved(Fault fault) implements Block {}
  }

  /** One request from the header to the last of these points or their scales. */
  static Block read(RegisterSession session, Place place, Model model, Collection<String> points) {
    int count = Math.min(model.extent(points), Model.HEADER + place.length());
    return switch (session.read(Table.HOLDING, place.address(), count)) {
      // Either the device has no such registers any more, or it cannot send so many at once.
      case Failed failed when failed.badSpan() -> refused(session, place, failed);
      case Failed failed -> new Block.Failed(failed.fault());
      case Words words ->
          isHeader(words, place)
              ? new Block.Read(new ModelReading(model, words.words()))
              : new Block.Moved(moved(place));
    };
  }

  private static Block refused(RegisterSession session, Place place, Failed refusal) {
    return switch (session.read(Table.HOLDING, place.address(), Model.HEADER)) {
      case Failed failed when failed.badSpan() -> new Block.Moved(moved(place));
      case Failed failed -> new Block.Failed(failed.fault());
      case Words words ->
          isHeader(words, place)
              ? new Block.Failed(refusal.fault())
              : new Block.Moved(moved(place));
    };
  }

  private static boolean isHeader(Words words, Place place) {
    return words.words()[0] == place.id() && words.words()[1] == place.length();
  }

  private static Fault moved(Place place) {
    return Fault.of(
        Fault.Kind.BAD_FRAME, "model " + place.id() + " is no longer at " + place.address());
  }
}
