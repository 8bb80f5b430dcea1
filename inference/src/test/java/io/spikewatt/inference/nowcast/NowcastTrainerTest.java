package io.spikewatt.inference.nowcast;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.spikewatt.inference.feature.GeoPosition;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.graded.GradedOperations;
import io.spikewatt.inference.model.ModelRead.Reason;
import io.spikewatt.inference.nowcast.NowcastModelFile.NowcastModelRead;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NowcastTrainerTest {
  private static final NowcastSettings SITE = NowcastSettings.of(ZoneId.of("Europe/Berlin"));
  private static final int LEARNT = 5 * 1440;

  private final double[] minutes = MachineLoad.minutes(LEARNT + 2 * 1440);
  private final NowcastModel model = learn(MachineLoad.minutes(LEARNT));

  private static NowcastModel learn(double[] values) {
    return NowcastTrainer.train(
            SeriesKind.LOAD,
            SITE,
            List.of(new MinuteSeries(MachineLoad.START, values)),
            () -> false)
        .orElseThrow();
  }

  private double error(Nowcaster nowcaster, int window) {
    double sum = 0;
    int count = 0;
    for (int k = 0; k + 61 < minutes.length; k++) {
      nowcaster.observe(MachineLoad.minute(k), minutes[k]);
      if (k >= LEARNT) {
        int from = k + 1 + Nowcast.windowStart(window);
        int to = k + 1 + Nowcast.windowEnd(window);
        double actual = MachineLoad.mean(minutes, from, to);
        sum += Math.abs(actual - nowcaster.nowcast().orElseThrow().p50()[window]);
        count++;
      }
    }
    return sum / count;
  }

  @Test
  void what_repeats_is_learnt() {
    for (int window = 0; window < Nowcast.WINDOWS; window++) {
      double learnt = error(new Nowcaster(SeriesKind.LOAD, SITE, model), window);
      double persistence = error(new Nowcaster(SeriesKind.LOAD, SITE), window);
      assertTrue(learnt < 0.4 * persistence, window + ": " + learnt + " of " + persistence);
    }
  }

  @Test
  void events_cost_a_part_of_the_dense_network() {
    Nowcaster nowcaster = new Nowcaster(SeriesKind.LOAD, SITE, model);
    error(nowcaster, 0);
    GradedOperations counted = nowcaster.operations();
    assertEquals(minutes.length - 61, counted.steps());
    assertTrue(counted.share() > 0.02 && counted.share() < 0.6, "share " + counted.share());
    assertTrue(counted.sends() > 0 && counted.sends() < counted.operations());
  }

  @Test
  void the_same_minutes_give_the_same_bytes_and_these_the_same_nowcasts() {
    byte[] bytes = NowcastModelFile.bytes(model);
    assertArrayEquals(bytes, NowcastModelFile.bytes(learn(MachineLoad.minutes(LEARNT))));
    NowcastModelRead.Loaded read = (NowcastModelRead.Loaded) NowcastModelFile.read(bytes);
    Nowcaster before = new Nowcaster(SeriesKind.LOAD, SITE, model);
    Nowcaster after = new Nowcaster(SeriesKind.LOAD, SITE, read.model());
    assertEquals(error(before, 2), error(after, 2));
    assertEquals(NowcastModel.ID, after.nowcast().orElseThrow().model());
  }

  @Test
  void bytes_that_are_not_whole_are_refused_by_reason() {
    byte[] bytes = NowcastModelFile.bytes(model);
    assertEquals(Reason.NOT_A_MODEL, refused(new byte[3]));
    assertEquals(Reason.NOT_A_MODEL, refused(new byte[100]));
    assertEquals(Reason.DAMAGED, refused(Arrays.copyOf(bytes, bytes.length - 1)));
    for (int at = 12; at < bytes.length; at += 997) {
      byte[] flipped = bytes.clone();
      flipped[at] ^= 4;
      assertEquals(Reason.DAMAGED, refused(flipped), "at " + at);
    }
    byte[] newer = bytes.clone();
    newer[7]++;
    assertEquals(Reason.OTHER_VERSION, refused(newer));
    byte[] others = bytes.clone();
    others[20]++;
    assertEquals(Reason.OTHER_FEATURES, refused(sealed(others)));
  }

  @Test
  void content_that_does_not_fit_together_is_refused_though_its_checksum_is_right() {
    byte[] bytes = NowcastModelFile.bytes(model);
    for (int at = 40; at < bytes.length - 4; at += 389) {
      byte[] changed = bytes.clone();
      changed[at] = (byte) 0xff;
      changed[at + 1] = (byte) 0xff;
      // Either it is refused, or what it holds is a model that runs.
      if (NowcastModelFile.read(sealed(changed)) instanceof NowcastModelRead.Loaded loaded) {
        Nowcaster nowcaster = new Nowcaster(loaded.model().kind(), SITE, loaded.model());
        nowcaster.observe(MachineLoad.START, 500);
        assertTrue(nowcaster.nowcast().isPresent());
      }
    }
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 8);
    ByteBuffer.wrap(longer).putInt(8, longer.length - 16);
    assertEquals(Reason.DAMAGED, refused(sealed(longer)));
  }

  private static byte[] sealed(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, bytes.length - 4);
    ByteBuffer.wrap(bytes).putInt(bytes.length - 4, (int) crc.getValue());
    return bytes;
  }

  private static Reason refused(byte[] bytes) {
    return ((NowcastModelRead.Refused) NowcastModelFile.read(bytes)).reason();
  }

  @Test
  void nothing_comes_of_too_little_of_what_never_varies_and_of_a_cancelled_training() {
    assertTrue(train(Arrays.copyOf(minutes, 2000), false).isEmpty());
    double[] unknown = minutes.clone();
    Arrays.fill(unknown, 1000, unknown.length, Double.NaN);
    assertTrue(train(unknown, false).isEmpty());
    double[] constant = new double[5000];
    Arrays.fill(constant, 700);
    assertTrue(train(constant, false).isEmpty());
    assertTrue(train(minutes, true).isEmpty());
  }

  private static Optional<NowcastModel> train(double[] values, boolean cancelled) {
    return NowcastTrainer.train(
        SeriesKind.LOAD,
        SITE,
        List.of(new MinuteSeries(MachineLoad.START, values)),
        () -> cancelled);
  }

  @Test
  void a_model_serves_only_a_series_of_its_kind_and_sky() {
    NowcastSettings placed =
        new NowcastSettings(
            SITE.zone(), Optional.of(new GeoPosition(50, 8)), OptionalDouble.empty());
    assertTrue(model.fits(SeriesKind.LOAD, placed));
    assertTrue(!model.fits(SeriesKind.PV, SITE));
    assertThrows(IllegalArgumentException.class, () -> new Nowcaster(SeriesKind.PV, placed, model));
  }

  @Test
  void a_minute_allocates_nothing() {
    Nowcaster nowcaster = new Nowcaster(SeriesKind.LOAD, SITE, model);
    int count = 3000;
    Instant[] at = new Instant[2 * count];
    for (int k = 0; k < at.length; k++) {
      at[k] = MachineLoad.minute(k);
    }
    for (int k = 0; k < count; k++) {
      nowcaster.observe(at[k], minutes[k]);
    }
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    threads.getCurrentThreadAllocatedBytes();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int k = count; k < at.length; k++) {
      nowcaster.observe(at[k], minutes[k]);
    }
    long bytes = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(bytes < count, bytes + " bytes in " + count + " minutes");
  }

  @Test
  void a_gap_in_the_minutes_is_bridged_by_learnt_members_as_well() {
    Nowcaster nowcaster = new Nowcaster(SeriesKind.LOAD, SITE, model);
    for (int k = 0; k < 3000; k++) {
      boolean gap = k % 100 < 3 || (k > 2000 && k < 2450);
      nowcaster.observe(MachineLoad.minute(k), gap ? Double.NaN : minutes[k]);
      assertEquals(k < 3 || (k > 2004 && k < 2450), nowcaster.nowcast().isEmpty(), "at " + k);
    }
    for (double value : nowcaster.nowcast().orElseThrow().p90()) {
      assertTrue(value > 0 && value < 3000, "P90 " + value);
    }
  }
}
