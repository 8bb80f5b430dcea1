package io.spikewatt.drivers.sunspec;

import io.spikewatt.config.profile.RegisterSpec.Table;
import io.spikewatt.drivers.register.RegisterReply.Failed;
import io.spikewatt.drivers.register.RegisterReply.Words;
import io.spikewatt.drivers.register.RegisterSession;
import io.spikewatt.drivers.sunspec.SunSpecMap.Place;
import io.spikewatt.hal.signal.Fault;
import java.util.Arrays;
import java.util.Collection;

/** Reads a model's registers and makes sure that they are still that model's. */
final class ModelBlocks {

  private ModelBlocks() {}

  /** Result of a read. */
  sealed interface Block {
    /** The model's registers. */
    record Read(ModelReading reading) implements Block {}

    /** No registers. */
    sealed interface Unread extends Block {
      Fault fault();
    }

    /** There is no answer for now. */
    record Failed(Fault fault) implements Unread {}

    /** Another model is at this address: the map is out of date. */
    record Moved(Fault fault) implements Unread {}
  }

  /** From the header to the last of these points or their scales, in one request if possible. */
  static Block read(RegisterSession session, Place place, Collection<String> points) {
    Model model = ModelTables.model(place.id());
    int count = model.extent(points, place.length());
    Block first = first(session, place, model, Math.min(count, RegisterSession.MAX_READ));
    return count > RegisterSession.MAX_READ && first instanceof Block.Read(ModelReading head)
        ? rest(session, place, head, count)
        : first;
  }

  private static Block first(RegisterSession session, Place place, Model model, int count) {
    return switch (session.read(Table.HOLDING, place.address(), count)) {
      // Either the device has no such registers any more, or it cannot send this many at once.
      case Failed failed when failed.badSpan() -> refused(session, place, failed);
      case Failed failed -> new Block.Failed(failed.fault());
      case Words words ->
          isHeader(words, place)
              ? new Block.Read(new ModelReading(model, words.words()))
              : new Block.Moved(moved(place));
    };
  }

  /**
   * A long model takes several requests. All its scales are in the first; that one is repeated at
   * the end, and the registers between count only if no scale has changed meanwhile.
   */
  private static Block rest(RegisterSession session, Place place, ModelReading head, int count) {
    int[] all = Arrays.copyOf(head.words(), count);
    for (int at = head.words().length; at < count; at += RegisterSession.MAX_READ) {
      int size = Math.min(count - at, RegisterSession.MAX_READ);
      switch (session.read(Table.HOLDING, place.address() + at, size)) {
        case Failed failed -> {
          return new Block.Failed(failed.fault());
        }
        case Words words -> System.arraycopy(words.words(), 0, all, at, size);
      }
    }
    return switch (first(session, place, head.model(), head.words().length)) {
      case Block.Unread unread -> unread;
      case Block.Read(ModelReading again) when again.sameScales(head) ->
          new Block.Read(new ModelReading(head.model(), all));
      case Block.Read _ ->
          new Block.Failed(
              Fault.of(
                  Fault.Kind.BAD_QUALITY, "a scale of model " + place.id() + " changed meanwhile"));
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
