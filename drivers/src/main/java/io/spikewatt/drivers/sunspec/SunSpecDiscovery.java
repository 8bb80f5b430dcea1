package io.spikewatt.drivers.sunspec;

import io.spikewatt.config.profile.RegisterSpec.Table;
import io.spikewatt.drivers.register.RegisterPort;
import io.spikewatt.drivers.register.RegisterReply;
import io.spikewatt.drivers.register.RegisterReply.Failed;
import io.spikewatt.drivers.register.RegisterReply.Words;
import io.spikewatt.drivers.register.RegisterSession;
import io.spikewatt.drivers.sunspec.SunSpecMap.Identity;
import io.spikewatt.drivers.sunspec.SunSpecMap.Place;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Finds the models of a device: the mark "SunS" at one of the known bases, then the chain of models
 * behind it. Trusts no length of the device: the chain only goes forward, ends at the last register
 * and has a longest length.
 */
public final class SunSpecDiscovery {

  /** Longest real time of a discovery; a slow bus needs about 50 ms a model. */
  public static final Duration BUDGET = Duration.ofSeconds(10);

  /** In the order of the reference client. */
  private static final List<Integer> BASES = List.of(40_000, 0, 50_000);

  private static final int SUN = 0x5375;
  private static final int S = 0x6E53;
  private static final int END = 0xFFFF;
  private static final int MAX_MODELS = 100;
  private static final int REGISTERS = 65_536;

  private SunSpecDiscovery() {}

  public sealed interface Result {
    /**
     * A SunSpec device. {@code cutShort} = its chain ended in a refused register: the device may
     * lack the end mark, or have been busy.
     */
    record Found(SunSpecMap map, boolean cutShort) implements Result {}

    /** The device answers, but not according to SunSpec. */
    record Absent(String why) implements Result {}

    /** The device stopped answering before the end. */
    record Broken(Fault fault) implements Result {}
  }

  /** Discovers the device behind a port, within {@link #BUDGET}. */
  public static Result discover(RegisterPort port, Moment now) {
    return discover(port.begin(now, BUDGET));
  }

  /** Probes the known base addresses one after the other. */
  static Result discover(RegisterSession session) {
    String why = "no mark at " + BASES;
    for (int base : BASES) {
      RegisterReply mark = session.read(Table.HOLDING, base, 2);
      if (mark instanceof Failed failed && failed.noDevice()) {
        return new Result.Broken(failed.fault());
      }
      if (mark instanceof Words words && words.words()[0] == SUN && words.words()[1] == S) {
        Result result = chain(session, base);
        if (!(result instanceof Result.Absent absent)) {
          return result;
        }
        why = absent.why();
      }
    }
    return new Result.Absent(why);
  }

  private static Result chain(RegisterSession session, int base) {
    List<Place> places = new ArrayList<>();
    boolean cutShort = false;
    int address = base + 2;
    while (places.size() < MAX_MODELS && address + Model.HEADER <= REGISTERS) {
      RegisterReply header = session.read(Table.HOLDING, address, Model.HEADER);
      if (header instanceof Failed failed) {
        if (failed.badSpan() && !places.isEmpty()) {
          cutShort = true;
          break;
        }
        return new Result.Broken(failed.fault());
      }
      int[] words = ((Words) header).words();
      Place place = new Place(words[0], address, words[1]);
      int next = address + Model.HEADER + place.length();
      // No model is empty, and none reaches beyond the last register.
      if (place.id() == END || place.id() == 0 || place.length() == 0 || next > REGISTERS) {
        break;
      }
      places.add(place);
      address = next;
    }
    if (places.isEmpty() || places.getFirst().id() != 1) {
      return new Result.Absent("model 1 does not come first behind the mark at " + base);
    }
    return identify(session, base, places, cutShort);
  }

  private static Result identify(
      RegisterSession session, int base, List<Place> places, boolean cutShort) {
    Model common = ModelTables.model(1);
    Place place = places.getFirst();
    int count = common.extent(List.of("SN", "DA"), place.length());
    return switch (session.read(Table.HOLDING, place.address(), count)) {
      case Failed failed -> new Result.Broken(failed.fault());
      case Words words -> {
        ModelReading reading = new ModelReading(common, words.words());
        Identity identity =
            new Identity(
                reading.text("Mn"),
                reading.text("Md"),
                reading.text("Opt"),
                reading.text("Vr"),
                reading.text("SN"),
                address(reading.raw("DA")));
        yield new Result.Found(new SunSpecMap(base, identity, places), cutShort);
      }
    };
  }

  private static OptionalInt address(OptionalDouble raw) {
    return raw.isPresent() ? OptionalInt.of((int) raw.getAsDouble()) : OptionalInt.empty();
  }
}
