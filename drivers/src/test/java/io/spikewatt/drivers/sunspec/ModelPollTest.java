package io.spikewatt.drivers.sunspec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.config.profile.RegisterSpec.Table;
import io.spikewatt.drivers.register.RegisterReply;
import io.spikewatt.drivers.register.RegisterSession;
import io.spikewatt.drivers.sunspec.SunSpecMap.Identity;
import io.spikewatt.drivers.sunspec.SunSpecMap.Place;
import io.spikewatt.hal.signal.Fault;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ModelPollTest {

  /** Answers nothing, and says at which address. */
  private static final class Silent implements RegisterSession {
    @Override
    public RegisterReply read(Table table, int address, int count) {
      return RegisterReply.failed(Fault.Kind.TIMEOUT, "no answer at " + address);
    }

    @Override
    public RegisterReply write(int address, int... words) {
      return RegisterReply.failed(Fault.Kind.TIMEOUT, "no answer at " + address);
    }

    @Override
    public long connection() {
      return 1;
    }
  }

  @Test
  void aSilentDeviceIsExplainedByTheFirstModelThatWasAskedFor() {
    SunSpecMap map =
        new SunSpecMap(
            40_000,
            new Identity("", "", "", "", "", OptionalInt.empty()),
            List.of(new Place(713, 40_070, 7), new Place(802, 40_079, 62)));
    ModelPoll poll = new ModelPoll(Map.of(), map, new Silent());
    poll.block(713);
    poll.block(802);
    assertEquals(Optional.of("no answer at 40070"), poll.silence().map(Fault::detail));
  }
}
