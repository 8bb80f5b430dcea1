package io.spikewatt.house;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rule that finds filled parameters, on a room that is made for it. */
class FilledParametersTest {

  @TempDir Path checkout;

  @Test
  void a_holder_counts_whose_fields_change_and_a_value_does_not() throws IOException {
    Path room = checkout.resolve("hal/src/main/java/io/spikewatt/hal/room");
    Files.createDirectories(room);
    Files.writeString(
        room.resolve("Total.java"),
        """
        package io.spikewatt.hal.room;

        class Sum {
          private double kw;
          private double[] all;
          Sum add(double more) { kw += more; return this; }
          void first(double more) { this.all[0] = more; }
          void both(double more) { first(more); }
          double read() { double kw = 1; kw += 1; return kw + this.kw; }
        }

        class Open { double kw; }

        record Fixed(double kw) {
          Fixed add(double more) { return new Fixed(kw + more); }
        }

        class Total {
          void adds(Sum sum) { sum.both(1); }
          void chains(Sum sum) { sum.add(1).add(2); }
          void handsOn(Sum sum) { adds(sum); }
          void assigns(Open open) { open.kw = 1; }
          void reads(Sum sum, Fixed fixed) { System.out.println(sum.read() + fixed.add(1).kw()); }
          Sum returns(Sum sum) { return sum.add(1); }
        }
        """);
    assertEquals(
        Set.of("Total.adds", "Total.assigns", "Total.chains", "Total.handsOn"),
        MainSources.parse(checkout).fillers(Set.of("hal.room")));
  }
}
