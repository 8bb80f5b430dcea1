package io.spikewatt.inference.feature;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.inference.Synthetic;
import io.spikewatt.inference.forecast.TimeSeries;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RowBuilderTest {
  private static final int LEADS = 144;
  private static final double SHARE = 0.5;
  private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
  private static final Optional<GeoPosition> HERE = Optional.of(new GeoPosition(52.5, 13.4));

  private static RowBuilder builder(TimeSeries s, SeriesKind kind, Optional<GeoPosition> position) {
    SlotCalendar slotCalendar =
        new SlotCalendar(s.start(), s.step(), ZONE, kind, s.values().length + LEADS);
    return new RowBuilder(
        settings(s.weather(), kind, position), slotCalendar, s.values(), s.weather());
  }

  private static RowSettings settings(
      WeatherColumns weatherColumns, SeriesKind kind, Optional<GeoPosition> position) {
    return new RowSettings(
        FeatureSet.of(kind, weatherColumns.names()), kind, position, 5000, SHARE);
  }

  private static Standardiser none(FeatureSet set) {
    float[] ones = new float[set.size()];
    Arrays.fill(ones, 1);
    return new Standardiser(new float[set.size()], ones);
  }

  private static TimeSeries series(SeriesKind kind, int days) {
    return Synthetic.of(kind, days, 1);
  }

  @ParameterizedTest
  @EnumSource
  void nothingAtOrAfterTheOriginChangesAFeature(SeriesKind kind) {
    TimeSeries truth = series(kind, 40);
    Standardiser plain = none(FeatureSet.of(kind, List.of()));
    for (int origin : new int[] {7 * 96, 20 * 96 + 37, 35 * 96 + 95}) {
      double[] v = truth.values().clone();
      for (int k = origin; k < v.length; k++) {
        v[k] = k % 3 == 0 ? Double.NaN : 1e6 + k;
      }
      TimeSeries other = new TimeSeries(truth.start(), truth.step(), v);
      OriginRows one = builder(truth, kind, HERE).rows(origin, LEADS, plain, 0);
      OriginRows two = builder(other, kind, HERE).rows(origin, LEADS, plain, 0);
      OriginRows cut = builder(truth.head(origin), kind, HERE).rows(origin, LEADS, plain, 0);
      assertArrayEquals(one.x(), two.x());
      assertArrayEquals(one.x(), cut.x());
      assertArrayEquals(one.dark(), two.dark());
    }
  }

  @ParameterizedTest
  @EnumSource
  void holesAndAShortPastGiveFiniteFeatures(SeriesKind kind) {
    TimeSeries holes = Synthetic.without(series(kind, 12), 0, 100);
    holes = Synthetic.without(holes, 500, 860);
    holes = Synthetic.without(holes, 1100, 1152);
    RowBuilder builder = builder(holes, kind, Optional.empty());
    assertEquals(100 + 7 * 96, builder.firstOrigin());
    OriginRows rows = builder.rows(1152, LEADS, none(FeatureSet.of(kind, List.of())), 1152);
    for (float x : rows.x()) {
      assertTrue(Float.isFinite(x));
    }
    for (float target : rows.target()) {
      assertTrue(Float.isNaN(target));
    }
  }

  @Test
  void aMissingSlotIsNeverZeroAndNeverATarget() {
    TimeSeries s = Synthetic.without(Synthetic.load(20, 3), 1000, 1010);
    RowBuilder builder = builder(s, SeriesKind.LOAD, Optional.empty());
    assertFalse(builder.series().good(1005));
    assertEquals(builder.series().value(1005 - 7 * 96), builder.series().value(1005));
    OriginRows rows =
        builder.rows(990, LEADS, none(FeatureSet.of(SeriesKind.LOAD, List.of())), 1030);
    assertEquals(s.values()[999] / 5000, rows.target()[9], 1e-6);
    assertTrue(Float.isNaN(rows.target()[10]));
    assertTrue(Float.isNaN(rows.target()[40]), "rows from the boundary on are hidden");
  }

  @Test
  void aDayThatIsNotOverGivesWayToTheDayBefore() {
    TimeSeries s = Synthetic.load(20, 3);
    ScaledSeries series = builder(s, SeriesKind.LOAD, Optional.empty()).series();
    int origin = 15 * 96;
    assertEquals(series.value(origin - 96 + 5), series.lag(origin + 5, origin, 1));
    assertEquals(series.value(origin - 96 + 5), series.lag(origin + 96 + 5, origin, 1));
    assertEquals(series.value(origin + 5 - 14 * 96), series.lag(origin + 5, origin, 28));
  }

  @Test
  void withoutAPositionNightIsLearntFromAFortnightOfZeros() {
    TimeSeries s = Synthetic.pv(20, 3);
    FeatureSet set = FeatureSet.of(SeriesKind.PV, List.of());
    OriginRows rows =
        builder(s, SeriesKind.PV, Optional.empty()).rows(20 * 96, LEADS, none(set), 0);
    assertTrue(rows.dark()[0]);
    assertTrue(rows.dark()[4 * 4]);
    assertFalse(rows.dark()[12 * 4]);
    assertTrue(rows.dark()[23 * 4]);
  }

  @Test
  void aChangedListOfFeaturesIsANewId() {
    // Whoever changes a list sees this test fail and old models be refused: that is the point.
    assertEquals("load.2-46d29bd8", FeatureSet.of(SeriesKind.LOAD, List.of()).id());
    assertEquals("pv.2-b01e8773", FeatureSet.of(SeriesKind.PV, List.of()).id());
    assertEquals("wind.1-c7efe969", FeatureSet.of(SeriesKind.WIND, List.of()).id());
    assertEquals("load.2-fc0236aa", FeatureSet.of(SeriesKind.LOAD, List.of("nwp_temp_c")).id());
  }

  @ParameterizedTest
  @EnumSource
  void rowsThatAreReadInPiecesAndAnewGiveTheSameBits(SeriesKind kind) {
    SplittableRandom random = new SplittableRandom(4);
    double[] v = Synthetic.without(series(kind, 45), 20 * 96 + 5, 21 * 96).values();
    Arrays.fill(v, 0, 3 * 96, Double.NaN);
    double[][] columns = new double[1][v.length + LEADS];
    for (int k = 0; k < columns[0].length; k++) {
      columns[0][k] = random.nextInt(30) == 0 ? Double.NaN : 300 * random.nextDouble();
    }
    WeatherColumns weatherColumns =
        WeatherColumns.of(List.of(new WeatherColumns.Column("nwp_ghi_wm2", columns[0])));
    TimeSeries s = new TimeSeries(Synthetic.MONDAY, Synthetic.QUARTER, v, weatherColumns);
    FeatureSet set = FeatureSet.of(kind, weatherColumns.names());
    RowBuilder whole = builder(s, kind, HERE);
    int room = v.length;
    SlotCalendar slotCalendar = new SlotCalendar(s.start(), s.step(), ZONE, kind, room + LEADS);
    RowBuilder pieces = RowBuilder.empty(settings(weatherColumns, kind, HERE), slotCalendar, room);
    OriginRows rows = pieces.room(0, LEADS);
    int[] known = {columns[0].length};
    int read = 0;
    for (int round = 0; round < 60; round++) {
      // Sometimes back, as when values come in late.
      int from = random.nextInt(4) == 0 ? random.nextInt(read + 1) : read;
      int to = Math.min(room, Math.max(11 * 96, from + random.nextInt(200)));
      pieces.read(v, columns, 0, known, from, to, to + LEADS);
      read = to;
      pieces.fill(rows, to, none(set), 0);
      OriginRows expected = whole.rows(to, LEADS, none(set), 0);
      int alike = set.size() * (LEADS - 24);
      // A mean of six hours around the last leads is cut where the weather ends.
      assertArrayEquals(
          Arrays.copyOf(expected.x(), alike), Arrays.copyOf(rows.x(), alike), "round " + round);
      assertArrayEquals(expected.dark(), rows.dark());
    }
  }
}
