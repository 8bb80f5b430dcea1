package io.spikewatt.inference.lifecycle;

import static io.spikewatt.inference.lifecycle.Planted.DAY;
import static io.spikewatt.inference.lifecycle.Planted.LOAD;
import static io.spikewatt.inference.lifecycle.Planted.SETTINGS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.inference.Synthetic;
import io.spikewatt.inference.blend.ForecastSource;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.learnt.CandidateModel;
import io.spikewatt.inference.learnt.TrainedForecaster;
import io.spikewatt.inference.lifecycle.ForecastEvent.Kind;
import io.spikewatt.inference.naive.SameTimeForecaster;
import io.spikewatt.inference.naive.SeasonalForecaster;
import io.spikewatt.inference.pooled.FleetBlend;
import io.spikewatt.inference.pooled.PooledNetwork;
import io.spikewatt.inference.train.TrainingResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ServiceForecasterTest {
  private static final int START = 60;

  /** Of the last trial of a network in a record: present, when, won. */
  private static final TrainingResult GOOD = Planted.learn(LOAD.head(START * DAY));

  /** What the nightly runs made so far, and what they make. */
  private int made;

  private double factor = 1;
  private final List<ForecastEvent> told = new ArrayList<>();

  private ServiceForecaster service() {
    return service(Optional.empty());
  }

  private ServiceForecaster service(Optional<ForecastSource> only) {
    return new ServiceForecaster(
        SeriesKind.LOAD,
        SETTINGS,
        (history, of, network, cancelled) -> {
          made++;
          return Optional.of(Planted.scaled(GOOD, factor, history.end()));
        },
        WEEKLY_TRIALS,
        only,
        Optional.empty());
  }

  /** As usual, but that each week's model is a challenger. */
  private static final TrialRules WEEKLY_TRIALS =
      new TrialRules(
          TrialRules.USUAL.trial(),
          new TrialRules.Training(7, 1, 7, 56, 1.4, 90),
          TrialRules.USUAL.rollback());

  private static TrainingResult model(double factor, int day) {
    return Planted.scaled(GOOD, factor, end(day));
  }

  private static Instant end(int day) {
    return LOAD.head(day * DAY).end();
  }

  /** Days in service: a forecast each second hour, learning each night at two. */
  private void run(ServiceForecaster service, TimeSeries series, int from, int to) {
    for (int slot = from * DAY; slot < to * DAY; slot += DAY / 12) {
      service.forecast(series.head(slot), DAY);
      if (slot % DAY == DAY / 12) {
        service.learn(series.head(slot), () -> false);
      }
      told.addAll(service.news());
    }
  }

  private long count(Kind kind) {
    return told.stream().filter(h -> h.kind() == kind).count();
  }

  private static FleetBlend fleet() {
    PooledNetwork network = PooledNetwork.shipped(SeriesKind.LOAD).orElseThrow();
    return new FleetBlend(
        SeriesKind.LOAD,
        SETTINGS,
        List.of(new FleetBlend.Version(1, network)),
        FleetBlend.State.first());
  }

  @Test
  void a_fleet_moves_the_forecast_and_keeps_the_width_of_its_band_until_it_is_left() {
    TimeSeries known = LOAD.head(40 * DAY);
    Forecast alone = service().forecast(known, DAY);
    ServiceForecaster member = service();
    FleetBlend fleet = fleet();
    member.blendWith(fleet);
    Forecast blended = member.forecast(known, DAY);
    int moved = 0;
    for (int k = 0; k < DAY; k++) {
      moved += blended.p50()[k] != alone.p50()[k] ? 1 : 0;
      assertTrue(blended.p10()[k] <= blended.p50()[k] && blended.p50()[k] <= blended.p90()[k]);
      assertEquals(alone.p90()[k] - alone.p50()[k], blended.p90()[k] - blended.p50()[k], 1e-6);
    }
    assertTrue(moved > DAY / 2, moved + " slots moved");
    member.leave(fleet());
    assertFalse(Arrays.equals(alone.p50(), member.forecast(known, DAY).p50()), "another one's");
    member.leave(fleet);
    assertArrayEquals(alone.p50(), member.forecast(known, DAY).p50());
  }

  @Test
  void a_candidate_that_a_person_chose_is_blended_with_nothing() {
    TimeSeries known = LOAD.head(40 * DAY);
    ServiceForecaster member = service(Optional.of(ForecastSource.SEASONAL));
    Forecast alone = member.forecast(known, DAY);
    member.blendWith(fleet());
    assertArrayEquals(alone.p50(), member.forecast(known, DAY).p50());
  }

  @Test
  void with_one_value_it_forecasts_and_with_none_it_says_so() {
    ServiceForecaster service = service();
    TimeSeries nothing =
        new TimeSeries(Synthetic.MONDAY, SETTINGS.slot(), new double[] {Double.NaN});
    assertThrows(IllegalArgumentException.class, () -> service.forecast(nothing, DAY));
    service.learn(nothing, () -> false);
    assertEquals(0, made);
    Forecast first = service.forecast(LOAD.head(1), DAY);
    assertEquals("seasonal-1", first.model());
    assertTrue(Arrays.stream(first.p50()).allMatch(Double::isFinite));
    for (int slot = 1; slot < 3 * DAY; slot++) {
      Forecast f = service.forecast(LOAD.head(slot), DAY);
      for (int k = 0; k < DAY; k++) {
        assertTrue(f.p10()[k] <= f.p50()[k] && f.p50()[k] <= f.p90()[k] && f.p10()[k] >= 0);
        assertTrue(Double.isFinite(f.p90()[k]) && Double.isFinite(f.mean()[k]));
      }
    }
  }

  @Test
  void on_the_first_day_it_says_what_validation_chose() {
    TimeSeries history = LOAD.head(START * DAY);
    Forecast cold = service().forecast(history, DAY);
    Forecast seasonal = new SeasonalForecaster(SeriesKind.LOAD, SETTINGS).forecast(history, DAY);
    assertArrayEquals(seasonal.p50(), cold.p50());
    assertArrayEquals(seasonal.p10(), cold.p10(), 1e-9);

    ServiceForecaster service = service();
    service.adopt(model(1, START));
    Forecast learnt = service.forecast(history, DAY);
    Forecast stack = GOOD.stack().forecast(history, DAY);
    assertArrayEquals(stack.p50(), learnt.p50());
    assertArrayEquals(stack.mean(), learnt.mean());
    assertArrayEquals(stack.p90(), learnt.p90(), 1e-2);
    assertEquals("ridge-1@" + end(START), learnt.model());
  }

  @Test
  void oneForecasterAloneIsPublishedWhereItIsAskedFor() {
    TimeSeries history = LOAD.head(START * DAY);
    ServiceForecaster similar = service(Optional.of(ForecastSource.SIMILAR_DAY));
    similar.adopt(model(1, START));
    run(similar, LOAD, START, START + 21);
    TimeSeries later = LOAD.head((START + 21) * DAY);
    Forecast alone =
        SameTimeForecaster.similarDay(SeriesKind.LOAD)
            .forecast(later.tail(42 * later.slotsPerDay()), DAY);
    assertArrayEquals(alone.p50(), similar.forecast(later, DAY).p50());
    assertArrayEquals(alone.mean(), similar.forecast(later, DAY).mean());

    ServiceForecaster network = service(Optional.of(ForecastSource.SPIKING));
    assertEquals("seasonal-1", network.forecast(history, DAY).model(), "until it has learnt");
    network.adopt(model(1, START));
    assertArrayEquals(
        GOOD.spiking().orElseThrow().forecast(history, DAY).p50(),
        network.forecast(history, DAY).p50());
    assertThrows(
        IllegalArgumentException.class, () -> service(Optional.of(ForecastSource.PUBLISHED)));
  }

  @Test
  void a_first_model_is_adopted_and_a_better_challenger_promoted_after_its_trial() {
    ServiceForecaster service = service();
    factor = 0.45;
    run(service, LOAD, START, START + 1);
    assertEquals(1, count(Kind.ADOPTED));
    factor = 1;
    run(service, LOAD, START + 1, START + 14);
    assertEquals(0, count(Kind.PROMOTED), "a trial of less than a week");
    run(service, LOAD, START + 14, START + 24);
    assertEquals(1, count(Kind.PROMOTED), told.toString());
    assertTrue(service.standing().model().orElseThrow().isAfter(end(START + 6)));
    assertEquals(0, count(Kind.ROLLED_BACK));
  }

  @Test
  void a_worse_challenger_is_dropped_and_another_begins() {
    ServiceForecaster service = service();
    service.adopt(model(1, START));
    factor = 0.45;
    run(service, LOAD, START, START + 40);
    assertEquals(0, count(Kind.PROMOTED), told.toString());
    assertTrue(count(Kind.DROPPED) >= 1 && count(Kind.CHALLENGED) >= 3, told.toString());
    assertEquals(end(START), service.standing().model().orElseThrow());
  }

  @Test
  void an_equal_challenger_is_not_promoted_however_old_the_model_in_use() {
    ServiceForecaster service = service();
    service.adopt(model(1, START));
    run(service, LOAD, START, START + 60);
    assertEquals(0, count(Kind.PROMOTED) + count(Kind.ADOPTED), told.toString());
  }

  @Test
  void a_champion_that_turns_out_bad_gives_way_to_its_predecessor() {
    ServiceForecaster service = service();
    service.adopt(model(1, START - 1));
    service.adopt(model(0.4, START));
    run(service, LOAD, START, START + 9);
    assertEquals(1, count(Kind.ROLLED_BACK), told.toString());
    assertEquals(end(START - 1), service.standing().model().orElseThrow());
  }

  /** As in the daemon; keeps of which model each learning was asked for. */
  private ServiceForecaster usual(List<Optional<Instant>> asked) {
    return new ServiceForecaster(
        SeriesKind.LOAD,
        SETTINGS,
        (history, of, network, cancelled) -> {
          asked.add(of.map(ServedModel::to));
          return Optional.of(Planted.scaled(GOOD, factor, history.end()));
        },
        TrialRules.USUAL);
  }

  @Test
  void each_week_the_linear_part_is_fitted_anew_and_in_the_eighth_a_new_network_goes_on_trial() {
    List<Optional<Instant>> asked = new ArrayList<>();
    ServiceForecaster service = usual(asked);
    service.adopt(model(1, START));
    run(service, LOAD, START, START + 22);
    assertEquals(3, count(Kind.ADOPTED), told.toString());
    assertEquals(Optional.of(end(START)), asked.getFirst());
    assertTrue(asked.stream().allMatch(Optional::isPresent), asked.toString());
    assertEquals(0, count(Kind.CHALLENGED), told.toString());

    asked.clear();
    ServiceForecaster later = usual(asked);
    later.adopt(model(1, 90));
    run(later, LOAD, 90, 98);
    assertEquals(List.of(Optional.empty()), asked);
    assertEquals(1, count(Kind.CHALLENGED), told.toString());
  }

  /**
   * As in the daemon, with a challenger each week; keeps whether each wholly new model tried a
   * network.
   */
  private ServiceForecaster weekly(CandidateModel validated, List<Boolean> tried) {
    return new ServiceForecaster(
        SeriesKind.LOAD,
        SETTINGS,
        (history, of, network, cancelled) -> {
          if (of.isEmpty()) {
            tried.add(network);
          }
          return Optional.of(Planted.scaled(GOOD, 0.5, history.end(), validated));
        },
        WEEKLY_TRIALS);
  }

  @Test
  void aNetworkThatLostIsNotLoadedAndTriedAgainAfterAMonth() throws IOException {
    List<Boolean> tried = new ArrayList<>();
    ServiceForecaster before = weekly(CandidateModel.RIDGE, tried);
    before.adopt(model(1, START));
    ServiceForecaster.Saved saved = before.save();
    assertTrue(saved.models().getFirst().spiking().isEmpty());
    ServiceForecaster service = weekly(CandidateModel.RIDGE, tried);
    service.restore(saved.record(), id -> find(saved, id));
    run(service, LOAD, START, START + 30);
    assertFalse(tried.isEmpty());
    assertFalse(tried.contains(true), tried.toString());
    tried.clear();
    run(service, LOAD, START + 30, START + 58);
    assertEquals(1, tried.stream().filter(network -> network).count(), tried.toString());
    assertTrue(tried.getFirst(), tried.toString());
  }

  @Test
  void aNetworkThatWonIsServedAndTriedInEachNewModel() {
    List<Boolean> tried = new ArrayList<>();
    ServiceForecaster service = weekly(CandidateModel.SPIKING, tried);
    service.adopt(Planted.scaled(GOOD, 1, end(START), CandidateModel.SPIKING));
    assertTrue(service.save().models().getFirst().spiking().isPresent());
    Forecast first = service.forecast(LOAD.head(START * DAY), DAY);
    assertArrayEquals(
        GOOD.spiking().orElseThrow().forecast(LOAD.head(START * DAY), DAY).p50(), first.p50());
    assertEquals(ForecastSource.SPIKING, service.standing().best());
    run(service, LOAD, START, START + 20);
    assertFalse(tried.isEmpty());
    assertFalse(tried.contains(false), tried.toString());
    service.adopt(model(1, START + 20));
    assertEquals(ForecastSource.RIDGE, service.standing().best(), "the network is not in use");
  }

  @Test
  void ofAFileTheNetworkThatLostIsLeftOutAndTheRestForecastsAsBefore() throws IOException {
    TrainingResult lost = model(1, START);
    ServiceForecaster service = service();
    service.adopt(lost);
    byte[] record = service.save().record();
    TrainedForecaster file =
        new TrainedForecaster(
            lost.chosen().kind(),
            lost.chosen().settings(),
            lost.spiking().orElseThrow(),
            lost.chosen().validation(),
            lost.chosen().from(),
            lost.chosen().to());
    ServiceForecaster upgraded = service();
    upgraded.restore(record, id -> Optional.of(file));
    assertTrue(upgraded.save().models().getFirst().spiking().isEmpty());
    TimeSeries history = LOAD.head(START * DAY);
    assertArrayEquals(service.forecast(history, DAY).p90(), upgraded.forecast(history, DAY).p90());
  }

  @Test
  void a_challenger_that_its_own_validation_does_not_choose_is_not_tried() {
    ServiceForecaster service =
        new ServiceForecaster(
            SeriesKind.LOAD,
            SETTINGS,
            (history, of, network, cancelled) ->
                Optional.of(Planted.scaled(GOOD, 1, history.end(), CandidateModel.SEASONAL)),
            WEEKLY_TRIALS);
    service.adopt(model(0.45, START));
    run(service, LOAD, START, START + 30);
    assertEquals(0, count(Kind.CHALLENGED) + count(Kind.PROMOTED), told.toString());
    assertTrue(count(Kind.DROPPED) >= 1, told.toString());
    assertEquals(end(START), service.standing().model().orElseThrow());
  }

  @Test
  void a_weekly_fit_that_is_worse_gives_way_to_its_predecessor() {
    ServiceForecaster service = usual(new ArrayList<>());
    service.adopt(model(1, START));
    factor = 0.4;
    run(service, LOAD, START, START + 16);
    assertEquals(1, count(Kind.ROLLED_BACK), told.toString());
  }

  @Test
  void rollback_is_instant_and_there_is_one() {
    ServiceForecaster service = service();
    assertFalse(service.rollback());
    service.adopt(model(1, START - 1));
    service.adopt(model(0.4, START));
    Forecast bad = service.forecast(LOAD.head(START * DAY), DAY);
    assertTrue(service.rollback());
    Forecast good = service.forecast(LOAD.head(START * DAY), DAY);
    assertTrue(bad.p50()[0] < 0.8 * good.p50()[0]);
    assertFalse(service.rollback());
  }

  @Test
  void a_model_that_says_what_is_no_number_is_given_up_before_anyone_hears_it() {
    ServiceForecaster service = service();
    service.adopt(model(Double.NaN, START));
    Forecast f = service.forecast(LOAD.head(START * DAY), DAY);
    assertTrue(Arrays.stream(f.p50()).allMatch(Double::isFinite));
    assertTrue(service.standing().model().isEmpty());

    ServiceForecaster warned = service();
    warned.adopt(model(1, START - 1));
    warned.adopt(model(Double.NaN, START));
    warned.forecast(LOAD.head(START * DAY), DAY);
    assertEquals(end(START - 1), warned.standing().model().orElseThrow());
    assertEquals(Kind.ROLLED_BACK, warned.news().getFirst().kind());

    ServiceForecaster trial = service();
    trial.adopt(model(1, START));
    factor = Double.NaN;
    run(trial, LOAD, START, START + 16);
    assertTrue(count(Kind.DROPPED) >= 1, told.toString());
    assertEquals(end(START), trial.standing().model().orElseThrow());
  }

  @Test
  void what_is_published_learns_from_the_record_to_leave_a_bad_model_alone() {
    TrialRules never =
        new TrialRules(
            new TrialRules.Trial(
                new TrialRules.Look(7, 0), new TrialRules.Look(14, 0), 1, 1000, 1000),
            new TrialRules.Training(1000, 1, 1000, 1, 100, 1000),
            new TrialRules.Rollback(7, 0));
    ServiceForecaster service =
        new ServiceForecaster(SeriesKind.LOAD, SETTINGS, (h, m, n, c) -> Optional.empty(), never);
    service.adopt(model(0.35, START));
    run(service, LOAD, START, START + 30);
    assertTrue(service.standing().best() != ForecastSource.RIDGE, service.standing().toString());
    assertTrue(count(Kind.LEAD) >= 1, told.toString());
    assertTrue(service.standing().live());
    TimeSeries history = LOAD.head((START + 30) * DAY);
    double published = service.forecast(history, DAY).p50()[20];
    double bad = model(0.35, START).stack().forecast(history, DAY).p50()[20];
    assertTrue(published > 1.2 * bad, published + " against " + bad);
  }

  @Test
  void the_band_covers_four_of_five_in_service() {
    ServiceForecaster service = service();
    service.adopt(model(1, START));
    run(service, LOAD, START, START + 40);
    assertEquals(0.8, service.standing().coverage().orElseThrow(), 0.04);
    assertTrue(service.standing().skill().orElseThrow() > 0, service.standing().toString());
  }

  @Test
  void a_plants_nights_stay_closed_and_do_not_count_and_its_days_are_covered() {
    TimeSeries pv = Planted.halved(Synthetic.pv(90, 3));
    ForecastSettings settings =
        new ForecastSettings(
            SETTINGS.zone(), SETTINGS.slot(), DAY, Optional.empty(), OptionalDouble.of(10_000));
    ServiceForecaster service =
        new ServiceForecaster(
            SeriesKind.PV, settings, (h, m, n, c) -> Optional.empty(), TrialRules.USUAL);
    int open = 0;
    int inside = 0;
    for (int slot = 10 * DAY; slot < 89 * DAY; slot += DAY / 12) {
      Forecast f = service.forecast(pv.head(slot), DAY);
      for (int k = 0; k < DAY; k++) {
        int hour = (slot + k) % DAY / 2;
        assertTrue((hour >= 6 && hour < 18) || f.p90()[k] == 0, "a night that is open");
        assertTrue(f.p10()[k] >= 0 && f.p90()[k] <= 10_500);
        if (slot >= 50 * DAY && f.p90()[k] > f.p10()[k]) {
          open++;
          double actual = pv.values()[slot + k];
          inside += actual >= f.p10()[k] && actual <= f.p90()[k] ? 1 : 0;
        }
      }
    }
    assertEquals(0.8, (double) inside / open, 0.03);
  }

  @Test
  void a_rise_of_the_error_makes_it_learn_at_once_but_promotes_nothing() {
    double[] v = LOAD.values().clone();
    SplittableRandom random = new SplittableRandom(1);
    int change = (START + 10) * DAY;
    for (int k = change; k < v.length; k++) {
      // From now on each day is nearly the one before: the naive forecast could not be better.
      v[k] = v[change - DAY + k % DAY] + 50 * random.nextDouble();
    }
    TimeSeries changed = new TimeSeries(LOAD.start(), LOAD.step(), v);
    ServiceForecaster service = service();
    service.adopt(model(0.9, START));
    factor = 0.9;
    run(service, changed, START, START + 10);
    assertEquals(0, count(Kind.DRIFT), told.toString());
    int before = made;
    int day = START + 10;
    while (count(Kind.DRIFT) == 0 && day < START + 20) {
      run(service, changed, day, day + 1);
      day++;
    }
    assertEquals(1, count(Kind.DRIFT), told.toString());
    assertTrue(service.standing().drifting());
    run(service, changed, day, day + 1);
    assertEquals(before + 1, made, "learnt the night after, not in a week");
    assertEquals(0, count(Kind.PROMOTED), told.toString());
  }

  @Test
  void outcomes_that_were_not_measured_are_not_scored() {
    TimeSeries holes = Synthetic.without(LOAD, START * DAY, (START + 20) * DAY);
    ServiceForecaster service = service();
    service.adopt(model(1, START));
    run(service, holes, START, START + 20);
    assertFalse(service.standing().live());
    assertTrue(service.standing().coverage().isEmpty());
    assertEquals(0, count(Kind.DRIFT) + count(Kind.LEAD));
  }

  @Test
  void a_restart_in_the_middle_of_a_trial_changes_nothing() throws IOException {
    ServiceForecaster whole = service();
    whole.adopt(model(0.9, START));
    run(whole, LOAD, START, START + 12);
    ServiceForecaster.Saved saved = whole.save();
    assertEquals(2, saved.models().size(), "champion and challenger");
    ServiceForecaster restarted = service();
    restarted.restore(saved.record(), id -> find(saved, id));
    assertArrayEquals(saved.record(), restarted.save().record());

    told.clear();
    run(whole, LOAD, START + 12, START + 24);
    List<ForecastEvent> first = List.copyOf(told);
    told.clear();
    run(restarted, LOAD, START + 12, START + 24);
    assertEquals(first, told);
    assertArrayEquals(whole.save().record(), restarted.save().record());
    TimeSeries history = LOAD.head((START + 24) * DAY);
    assertArrayEquals(whole.forecast(history, DAY).p10(), restarted.forecast(history, DAY).p10());
  }

  private static Optional<TrainedForecaster> find(ServiceForecaster.Saved saved, long id) {
    return saved.models().stream()
        .filter(model -> model.id() == id)
        .map(ServedModel::toKeep)
        .findFirst();
  }

  @Test
  void a_record_that_cannot_be_understood_is_refused_and_a_lost_model_done_without()
      throws IOException {
    ServiceForecaster service = service();
    service.adopt(model(1, START - 1));
    service.adopt(model(1, START));
    run(service, LOAD, START, START + 2);
    byte[] record = service.save().record();
    ServiceForecaster other = service();
    for (int cut = 0; cut < record.length; cut += 97) {
      byte[] part = Arrays.copyOf(record, cut);
      assertThrows(IOException.class, () -> other.restore(part, id -> Optional.empty()));
    }
    other.restore(record, id -> Optional.empty());
    assertTrue(other.standing().model().isEmpty());
    ServiceForecaster fallen = service();
    fallen.restore(
        record,
        id -> id == end(START).getEpochSecond() ? Optional.empty() : find(service.save(), id));
    assertEquals(end(START - 1), fallen.standing().model().orElseThrow());
  }

  /** Version 4 had six factors of the band, by lead alone. */
  @Test
  void a_record_of_the_version_before_is_continued() throws IOException {
    ServiceForecaster service = service();
    service.adopt(model(1, START));
    run(service, LOAD, START, START + 2);
    byte[] record = service.save().record();
    double[] now = band(record);
    double[] before = {0.1, 0.2, -0.3, 0.4, 0, -0.5};
    byte[] from = numbered(now);
    byte[] to = numbered(before);
    int at = 0;
    while (!Arrays.equals(record, at, at + from.length, from, 0, from.length)) {
      at++;
    }
    ByteBuffer old = ByteBuffer.allocate(record.length - from.length + to.length);
    old.put(record, 0, at).put(to);
    old.put(record, at + from.length, record.length - at - from.length).putInt(0, 4);

    ServiceForecaster upgraded = service();
    upgraded.restore(old.array(), id -> find(service.save(), id));
    double[] read = band(upgraded.save().record());
    assertEquals(now.length, read.length);
    assertEquals(0.1, read[0]);
    assertEquals(-0.5, read[now.length / 2 + 2]);
    assertEquals(service.standing(), upgraded.standing());
  }

  private static double[] band(byte[] record) throws IOException {
    return StateFormat.read(record, DAY, SeriesKind.LOAD, SETTINGS.zone())
        .record()
        .blend()
        .band()
        .state();
  }

  private static byte[] numbered(double[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(1 + Double.BYTES * values.length);
    bytes.put((byte) values.length);
    Arrays.stream(values).forEach(bytes::putDouble);
    return bytes.array();
  }
}
