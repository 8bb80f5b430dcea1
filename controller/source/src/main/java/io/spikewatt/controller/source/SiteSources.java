package io.spikewatt.controller.source;

import io.spikewatt.config.site.SiteSource;
import io.spikewatt.config.site.UsualPrice;
import io.spikewatt.config.source.AnswerShape;
import io.spikewatt.config.source.SourceQuantity;
import io.spikewatt.config.source.SourceSchedule;
import io.spikewatt.controller.httpclient.StoppableCalls;
import io.spikewatt.controller.source.FetchSchedule.LastRequest;
import io.spikewatt.controller.source.FetchState.Trouble;
import io.spikewatt.controller.source.FetchState.UsableAnswer;
import io.spikewatt.hal.message.MessagePort;
import io.spikewatt.hal.time.Moment;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.tinylog.Logger;

/**
 * Asks the configured sources, and nobody else. {@link #tick} may wait for servers, so it has a
 * thread of its own; {@link #status} and {@link #stop} may be called by any thread. Nothing waits
 * for a source.
 */
public final class SiteSources {

  /** A source that does not answer for longer raises an alarm; a refused answer does at once. */
  private static final Duration PATIENCE = Duration.ofHours(1);

  /** Plans reach two days ahead; services predict them better with each answer. */
  private static final Duration WEATHER_AHEAD = Duration.ofDays(3);

  private static final SourceFailure BUG =
      SourceFailure.of("a bug, which is in the log, ended requests until a restart");

  private final Map<SiteSource, SourceConnection> connections;
  private final MessagePort port;
  private final AnswerStore store;
  private final RandomGenerator random;
  private final StoppableCalls calls = new StoppableCalls();
  private volatile Map<String, FetchState> states;
  private volatile boolean failed;

  /** True once the stored answers were passed on. */
  private boolean restored;

  private SiteSources(
      Map<SiteSource, SourceConnection> connections,
      MessagePort port,
      AnswerStore store,
      RandomGenerator random,
      Map<String, FetchState> states) {
    this.connections = new LinkedHashMap<>(connections);
    this.port = port;
    this.store = store;
    this.random = random;
    this.states = Map.copyOf(states);
  }

  /**
   * Continues from the answers in a directory.
   *
   * @param port broker of the sources that are topics
   */
  public static SiteSources of(
      List<SiteSource> sources, MessagePort port, Path directory, RandomGenerator random) {
    return of(sources, port, AnswerStore.in(directory), random, Map.of());
  }

  private static SiteSources of(
      List<SiteSource> sources,
      MessagePort port,
      AnswerStore store,
      RandomGenerator random,
      Map<String, FetchState> states) {
    store.keepOnly(sources.stream().map(SiteSource::name).toList());
    Map<SiteSource, SourceConnection> connections = new LinkedHashMap<>();
    sources.forEach(source -> connections.put(source, connection(source, port, random)));
    return new SiteSources(connections, port, store, random, states);
  }

  private static SourceConnection connection(
      SiteSource source, MessagePort port, RandomGenerator random) {
    if (source.description().shape() instanceof AnswerShape.Topic) {
      return new TopicSource(source, port.watch(Set.of(source.topic().orElseThrow())));
    }
    SourceSchedule schedule = source.description().schedule();
    return new WebSource(
        source,
        FetchSchedule.of(schedule.zone(), schedule.publishedAt(), schedule.atMostEvery(), random),
        random);
  }

  /**
   * Continues under another configuration. Sources that stay the same keep their state; the known
   * answers of all are passed on again, since the tariff may have changed.
   */
  public SiteSources under(List<SiteSource> next) {
    connections.values().forEach(this::unwatch);
    Map<String, FetchState> same = new HashMap<>(states);
    same.keySet()
        .retainAll(next.stream().filter(connections::containsKey).map(SiteSource::name).toList());
    return of(next, port, store, random, same);
  }

  private void unwatch(SourceConnection connection) {
    if (connection instanceof TopicSource topic) {
      port.unwatch(topic.mailbox());
    }
  }

  /**
   * Asks the sources that are due. To be called every few seconds.
   *
   * @param answers takes usable values, also those of before the start
   * @param sizes usual sizes by the tariff, with which those of answers are compared
   * @return failures that a person should know, by the source's name
   */
  public Map<String, SourceFailure> tick(
      Consumer<SourceAnswer> answers, TariffSizes sizes, Moment now) {
    if (!failed && !calls.isStopped()) {
      try {
        restore(answers, now);
        for (Map.Entry<SiteSource, SourceConnection> one : connections.entrySet()) {
          ask(one.getKey(), one.getValue(), answers, sizes, now);
        }
      } catch (InterruptedException e) {
        stop();
      } catch (RuntimeException bug) {
        failed = true;
        Logger.error(bug, "no requests to sources until a restart: a bug");
      }
    }
    return problems(now.instant());
  }

  private void restore(Consumer<SourceAnswer> answers, Moment now) {
    if (restored) {
      return;
    }
    restored = true;
    for (SiteSource source : connections.keySet()) {
      FetchState state = states.get(source.name());
      if (state == null) {
        state = stored(source, now);
        set(source.name(), state);
      }
      state.answer().ifPresent(known -> answers.accept(answer(source, known)));
    }
  }

  /** A request of before the start counts, too. */
  private FetchState stored(SiteSource source, Moment now) {
    Duration least = source.description().schedule().atMostEvery();
    Duration first = FetchSchedule.firstPause(random);
    LastRequest last =
        store
            .asked(source.name())
            .filter(at -> !at.isAfter(now.instant()))
            .map(at -> Duration.between(at, now.instant()))
            .map(
                age -> {
                  Duration pause = age.plus(first);
                  return new LastRequest(
                      now.plus(age.negated()), pause.compareTo(least) < 0 ? least : pause);
                })
            .orElseGet(() -> new LastRequest(now, first));
    return new FetchState(
        store.answer(source.name(), now.instant()), Optional.of(last), Optional.empty());
  }

  private void ask(
      SiteSource source,
      SourceConnection connection,
      Consumer<SourceAnswer> answers,
      TariffSizes sizes,
      Moment now)
      throws InterruptedException {
    String name = source.name();
    FetchState state = current(name);
    if (state.answer().filter(known -> AnswerStore.isOld(known.at(), now.instant())).isPresent()) {
      state = state.withoutAnswer();
      set(name, state);
    }
    if (!connection.isDue(state, now)) {
      return;
    }
    FetchOutcome outcome = call(connection, period(source, now.instant()));
    FetchState next = judged(source, state, outcome, sizes, now.instant());
    next = next.asked(connection.asked(outcome, next, now));
    set(name, next);
    store.put(name, now.instant(), next.answer());
    log(name, state, next);
    if (isNew(next, state)) {
      next.answer().ifPresent(known -> answers.accept(answer(source, known)));
    }
  }

  /** The same prices again are no news; the same weather is, since it is younger. */
  private static boolean isNew(FetchState next, FetchState state) {
    boolean weather =
        next.answer().filter(one -> one.known() instanceof SourceReading.Weather).isPresent();
    return weather ? !next.answer().equals(state.answer()) : !next.slots().equals(state.slots());
  }

  private static SourceAnswer answer(SiteSource source, UsableAnswer answer) {
    return new SourceAnswer(source, answer.at(), answer.known());
  }

  private FetchOutcome call(SourceConnection connection, RequestPeriod period)
      throws InterruptedException {
    try {
      return calls.run(() -> connection.ask(period));
    } catch (IOException e) {
      return FetchOutcome.failed(String.valueOf(e.getMessage()));
    }
  }

  /** Today and tomorrow by the service's clock; of weather, the next three days. */
  static RequestPeriod period(SiteSource source, Instant now) {
    if (source.description().gives() == SourceQuantity.WEATHER) {
      Instant hour = now.truncatedTo(ChronoUnit.HOURS);
      return new RequestPeriod(hour, hour.plus(WEATHER_AHEAD));
    }
    LocalDate today = LocalDate.ofInstant(now, source.description().schedule().zone());
    return RequestPeriod.days(today, today.plusDays(1), source.description().schedule().zone());
  }

  private static FetchState judged(
      SiteSource source, FetchState state, FetchOutcome outcome, TariffSizes sizes, Instant now) {
    if (outcome instanceof FetchOutcome.Failed failed) {
      return state.failed(SourceFailure.of(failed.reason()), false, now);
    }
    return switch (trusted(source, (FetchOutcome.Answered) outcome, state.answer(), sizes)) {
      case SourceReading.NoneYet _ -> state.answeredNothing();
      case SourceReading.Unusable unusable -> state.failed(unusable.failure(), true, now);
      case SourceReading.Known known -> state.answered(new UsableAnswer(now, known));
    };
  }

  /** The reading; refused if it repeats a day, or its unit is another one than before. */
  private static SourceReading trusted(
      SiteSource source,
      FetchOutcome.Answered answered,
      Optional<UsableAnswer> before,
      TariffSizes sizes) {
    List<SourceSlot> older = before.map(UsableAnswer::slots).orElse(List.of());
    SourceQuantity gives = source.description().gives();
    SourceReading reading =
        gives == SourceQuantity.EXCHANGE_PRICE
            ? RepeatedDay.refused(answered.reading(), older, source.description().schedule().zone())
            : answered.reading();
    if (!(reading instanceof SourceReading.Slots known)) {
      return reading;
    }
    OptionalDouble record =
        older.isEmpty()
            ? OptionalDouble.empty()
            : OptionalDouble.of(
                UsualPrice.size(older.stream().mapToDouble(SourceSlot::value).toArray()));
    return UnitChange.find(known.slots(), record, sizes.of(gives))
        .<SourceReading>map(
            change ->
                new SourceReading.Unusable(
                    "answer",
                    "values in " + source.unit().text(),
                    change.toString(),
                    Optional.of(change)))
        .orElse(reading);
  }

  private static void log(String name, FetchState before, FetchState after) {
    if (after.trouble().isPresent() && before.trouble().isEmpty()) {
      Logger.warn("source {}: {}", name, after.trouble().get().failure().reason());
    } else if (after.trouble().isEmpty() && before.trouble().isPresent()) {
      Logger.info("source {} answers again", name);
    }
  }

  private FetchState current(String name) {
    return Objects.requireNonNullElse(states.get(name), FetchState.NEW);
  }

  private void set(String name, FetchState state) {
    Map<String, FetchState> next = new HashMap<>(states);
    next.put(name, state);
    states = Map.copyOf(next);
  }

  private Map<String, SourceFailure> problems(Instant now) {
    Map<String, SourceFailure> problems = new LinkedHashMap<>();
    Predicate<Trouble> told =
        trouble ->
            trouble.isRefusal() || Duration.between(trouble.since(), now).compareTo(PATIENCE) >= 0;
    for (SiteSource source : connections.keySet()) {
      failure(source.name(), told).ifPresent(why -> problems.put(source.name(), why));
    }
    return problems;
  }

  private Optional<SourceFailure> failure(String name, Predicate<Trouble> which) {
    return failed ? Optional.of(BUG) : current(name).trouble().filter(which).map(Trouble::failure);
  }

  /** Status of each source, in the order of the configuration. */
  public List<SourceStatus> status(Instant now) {
    return connections.entrySet().stream()
        .map(
            one -> {
              String name = one.getKey().name();
              FetchState state = current(name);
              return new SourceStatus(
                  name,
                  one.getKey().description().gives(),
                  one.getValue().place(),
                  state.answer().map(UsableAnswer::at),
                  state.known(now),
                  failure(name, trouble -> true).map(SourceFailure::reason));
            })
        .toList();
  }

  /**
   * Asks one source once, whether or not it is due, and keeps nothing.
   *
   * @param at time in the first of the two requested days
   */
  public static SourceTrial attempt(SiteSource source, TariffSizes sizes, Instant at)
      throws InterruptedException {
    FetchOutcome outcome = WebSource.ask(source, period(source, at));
    if (outcome instanceof FetchOutcome.Failed failed) {
      return new SourceTrial.Unreachable(failed.reason());
    }
    return switch (trusted(source, (FetchOutcome.Answered) outcome, Optional.empty(), sizes)) {
      case SourceReading.NoneYet none -> new SourceTrial.Nothing(none.why());
      case SourceReading.Unusable unusable -> new SourceTrial.Unusable(unusable.toString());
      case SourceReading.Known known -> new SourceTrial.Usable(known);
    };
  }

  /** Ends requests for good; any thread may call this. */
  public void stop() {
    calls.stop();
  }
}
