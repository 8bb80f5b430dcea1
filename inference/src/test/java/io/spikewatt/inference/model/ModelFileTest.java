package io.spikewatt.inference.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.inference.Synthetic;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.file.FileWrite;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.learnt.ErrorBand;
import io.spikewatt.inference.learnt.LinearBase;
import io.spikewatt.inference.learnt.NetworkBlend;
import io.spikewatt.inference.learnt.NetworkInputs;
import io.spikewatt.inference.learnt.ResidualNetwork;
import io.spikewatt.inference.learnt.RidgeForecaster;
import io.spikewatt.inference.learnt.SpikingForecaster;
import io.spikewatt.inference.learnt.TrainedForecaster;
import io.spikewatt.inference.linear.LinearStack;
import io.spikewatt.inference.linear.MedianCurve;
import io.spikewatt.inference.model.ModelRead.Loaded;
import io.spikewatt.inference.model.ModelRead.Reason;
import io.spikewatt.inference.model.ModelRead.Refused;
import io.spikewatt.inference.spike.Topology;
import io.spikewatt.inference.spike.Weights;
import io.spikewatt.inference.train.Quick;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ModelFileTest {
  private final TimeSeries history = Synthetic.load(28, 7);
  private final TrainedForecaster model = model(history);
  private byte[] bytes = new byte[0];

  /** A trained one, made to speak through a network whatever validation chose. */
  private static TrainedForecaster model(TimeSeries history) {
    TrainedForecaster trained =
        Quick.train(history, SeriesKind.LOAD, ForecastSettings.of(ZoneId.of("UTC")));
    RidgeForecaster ridge =
        switch (trained.chosen()) {
          case RidgeForecaster chosen -> chosen;
          case SpikingForecaster chosen -> chosen.ridge();
          default -> throw new AssertionError("the synthetic workplace must be learnt");
        };
    Topology shape =
        new Topology(
            NetworkInputs.count(ridge.base().features().shared()), 8, ResidualNetwork.OUTPUTS);
    ResidualNetwork network =
        new ResidualNetwork(
            Weights.initial(shape, new SplittableRandom(3)), new NetworkInputs(1, 1, 0.3f), 4);
    return new TrainedForecaster(
        trained.kind(),
        trained.settings(),
        new SpikingForecaster(ridge, network, new NetworkBlend(0.5, 0.25, 1.2)),
        trained.validation(),
        trained.from(),
        trained.to());
  }

  @BeforeAll
  void write(@TempDir Path folder) throws IOException {
    Path path = folder.resolve("load.model");
    assertInstanceOf(FileWrite.Written.class, ModelFile.write(path, model));
    bytes = Files.readAllBytes(path);
  }

  private static void assertRefused(Reason reason, ModelRead read) {
    assertEquals(reason, assertInstanceOf(Refused.class, read).reason());
  }

  /** Repairs the checksum after a change, so that the content itself is judged. */
  private static byte[] signed(byte[] file) {
    CRC32 crc = new CRC32();
    crc.update(file, 0, file.length - 4);
    ByteBuffer.wrap(file).putInt(file.length - 4, (int) crc.getValue());
    return file;
  }

  @Test
  void whatIsReadForecastsToTheBitWhatWasWritten() {
    TrainedForecaster read = assertInstanceOf(Loaded.class, ModelFile.parse(bytes)).model();
    Forecast one = model.forecast(history, 144);
    Forecast two = read.forecast(history, 144);
    assertArrayEquals(one.p10(), two.p10());
    assertArrayEquals(one.p50(), two.p50());
    assertArrayEquals(one.p90(), two.p90());
    assertArrayEquals(one.mean(), two.mean());
    assertEquals(model.validation(), read.validation());
    assertEquals(model.settings(), read.settings());
    assertEquals(model.from(), read.from());
    assertEquals(model.to(), read.to());
  }

  @Test
  void aFileCutAnywhereIsRefused() {
    for (int length = 0; length < bytes.length; length += length < 600 ? 1 : 997) {
      assertInstanceOf(Refused.class, ModelFile.parse(Arrays.copyOf(bytes, length)));
    }
  }

  @Test
  void aFlippedBitAnywhereIsRefused() {
    for (int at = 0; at < bytes.length; at += at < 600 ? 1 : 997) {
      byte[] garbled = bytes.clone();
      garbled[at] ^= 4;
      assertInstanceOf(Refused.class, ModelFile.parse(garbled), "byte " + at);
    }
  }

  @Test
  void contentThatDoesNotFitIsRefusedEvenUnderARightChecksum() {
    SplittableRandom random = new SplittableRandom(1);
    for (int round = 0; round < 2000; round++) {
      byte[] garbled = bytes.clone();
      // The head of the payload, where lengths and names are, and now and then the rest.
      int range = round % 4 == 0 ? garbled.length - 16 : 400;
      garbled[12 + random.nextInt(range)] = (byte) random.nextInt(256);
      ModelRead read = ModelFile.parse(signed(garbled));
      assertTrue(read instanceof Loaded || read instanceof Refused);
    }
    byte[] cut = Arrays.copyOf(bytes, bytes.length / 2);
    ByteBuffer.wrap(cut).putInt(8, cut.length - 16);
    assertRefused(Reason.DAMAGED, ModelFile.parse(signed(cut)));
  }

  @Test
  @Timeout(20)
  void aPipeIsRefusedUnread(@TempDir Path folder) throws Exception {
    Path pipe = folder.resolve("load_w-1.model");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    assertRefused(Reason.UNREADABLE, ModelFile.read(pipe));
    assertRefused(Reason.UNREADABLE, ModelFile.read(folder.resolve("absent.model")));
  }

  /** The same linear models with another curve, as a file. */
  private ModelRead withCurve(MedianCurve curve, Path path) {
    LinearBase base =
        switch (model.chosen()) {
          case SpikingForecaster spiking -> spiking.ridge().base();
          default -> throw new AssertionError(model.id());
        };
    LinearStack s = base.stack();
    LinearStack stack =
        new LinearStack(
            s.lead(),
            s.hour(),
            s.banks(),
            s.trees(),
            s.medianWeights(),
            s.meanWeights(),
            curve,
            s.bounds());
    LinearBase other =
        new LinearBase(
            base.kind(),
            base.settings(),
            base.standardiser(),
            base.scale(),
            base.holidayShare(),
            stack);
    ErrorBand band = new ErrorBand(new float[24], new float[24]);
    ModelFile.write(
        path,
        new TrainedForecaster(
            model.kind(),
            model.settings(),
            new RidgeForecaster(other, band),
            model.validation(),
            model.from(),
            model.to()));
    return ModelFile.read(path);
  }

  @Test
  void aCurveIsKeptAndOneThatGoesBackIsRefused(@TempDir Path folder) {
    Path path = folder.resolve("curve.model");
    MedianCurve curve = new MedianCurve(new float[] {0, 1, 1}, new float[] {0.1f, 0, -0.2f});
    Loaded read = assertInstanceOf(Loaded.class, withCurve(curve, path));
    RidgeForecaster kept = assertInstanceOf(RidgeForecaster.class, read.model().chosen());
    assertArrayEquals(curve.at(), kept.base().stack().curve().at());
    assertArrayEquals(curve.more(), kept.base().stack().curve().more());
    assertInstanceOf(Loaded.class, withCurve(MedianCurve.NONE, path));
    assertRefused(
        Reason.DAMAGED, withCurve(new MedianCurve(new float[] {1, 0}, new float[2]), path));
  }

  @Test
  void anotherVersionIsNamedAsSuch() {
    byte[] later = bytes.clone();
    ByteBuffer.wrap(later).putInt(4, ModelFile.VERSION + 1);
    assertRefused(Reason.OTHER_VERSION, ModelFile.parse(signed(later)));
    ByteBuffer.wrap(later).putInt(4, 1);
    Refused earlier = assertInstanceOf(Refused.class, ModelFile.parse(signed(later)));
    assertEquals("format version 1, expected " + ModelFile.VERSION, earlier.detail());
  }

  @Test
  void anotherFeatureSetIsNamedAsSuch() {
    byte[] other = bytes.clone();
    // The id begins after the header and its length, "load.1-".
    other[12 + 2 + 5] = '0';
    assertRefused(Reason.OTHER_FEATURES, ModelFile.parse(signed(other)));
  }

  @Test
  void whatIsNoModelIsRefused(@TempDir Path folder) throws IOException {
    assertRefused(Reason.UNREADABLE, ModelFile.read(folder.resolve("none")));
    Path text = Files.writeString(folder.resolve("text"), "not a model, but long enough for one");
    assertRefused(Reason.NOT_A_MODEL, ModelFile.read(text));
    assertRefused(Reason.UNREADABLE, ModelFile.read(folder));
  }

  @Test
  void aFailedWriteLeavesTheOldFileAndNothingElse(@TempDir Path folder) throws IOException {
    Path path = folder.resolve("load.model");
    ModelFile.write(path, model);
    // A directory where the new file would be written.
    Path inTheWay = Files.createDirectory(folder.resolve("load.model.new"));
    assertInstanceOf(FileWrite.Failed.class, ModelFile.write(path, model));
    assertInstanceOf(Loaded.class, ModelFile.read(path));
    Files.delete(inTheWay);
    ModelFile.write(path, model);
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(1, files.count());
    }
    assertInstanceOf(
        FileWrite.Failed.class, ModelFile.write(folder.resolve("no/such/folder"), model));
  }

  @Test
  void aColdStartCanBeKeptToo(@TempDir Path folder) {
    TrainedForecaster cold =
        Quick.train(Synthetic.load(3, 1), SeriesKind.LOAD, ForecastSettings.of(ZoneId.of("UTC")));
    Path path = folder.resolve("cold.model");
    ModelFile.write(path, cold);
    TrainedForecaster read = assertInstanceOf(Loaded.class, ModelFile.read(path)).model();
    assertTrue(read.validation().isEmpty());
    assertEquals("seasonal-1", read.id());
  }
}
