package io.spikewatt.controller.notify;

import io.spikewatt.controller.notify.AlarmState.Phase;
import io.spikewatt.controller.notify.TargetQueue.Queued;
import io.spikewatt.hal.store.KeptValues;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.tinylog.Logger;

/**
 * State of a notifier and its file: reported alarms and pending messages. Written before and after
 * each message is sent, so that a power cut in between repeats it and loses none. Confined to one
 * thread but for {@link #queues}.
 */
final class NotifierMemory {

  private static final String FILE = "notifications.properties";
  private static final String ALARM = "alarm.";
  private static final String MESSAGE = "message.";
  private static final String SUMMARY = "summary";

  /** Separator of fields, which no text contains. */
  private static final String BETWEEN = "\u001f";

  private final KeptValues kept;
  private AlarmNotices alarms;
  private volatile Map<String, TargetQueue> queues;
  private Optional<LocalDate> summarised;

  /** True after a failed write, until one succeeds. */
  private boolean isUnwritten;

  private NotifierMemory(KeptValues kept) {
    this.kept = kept;
    List<AlarmState> reported = new ArrayList<>();
    Map<String, TargetQueue> waiting = new TreeMap<>();
    Optional<LocalDate> day = Optional.empty();
    for (Map.Entry<String, String> entry : kept.all().entrySet()) {
      String[] fields = entry.getValue().split(BETWEEN, -1);
      try {
        if (entry.getKey().startsWith(ALARM)) {
          reported.add(alarm(fields));
        } else if (entry.getKey().startsWith(MESSAGE)) {
          waiting.merge(
              fields[0],
              TargetQueue.EMPTY.with(message(fields)),
              (one, other) -> one.with(other.waiting().getFirst()));
        } else if (entry.getKey().equals(SUMMARY)) {
          day = Optional.of(LocalDate.parse(fields[0]));
        }
      } catch (DateTimeException | IllegalArgumentException | IndexOutOfBoundsException e) {
        Logger.warn("{} in {} is ignored: {}", entry.getKey(), FILE, e.getMessage());
      }
    }
    this.alarms = AlarmNotices.restored(reported);
    this.queues = Map.copyOf(waiting);
    this.summarised = day;
  }

  /** State in a directory; in memory alone where the file cannot be read or written. */
  static NotifierMemory in(Path directory) {
    return new NotifierMemory(
        KeptValues.in(
            directory.resolve(FILE),
            "Spikewatt: reported alarms and pending messages",
            problem -> Logger.warn("{}", problem)));
  }

  AlarmNotices alarms() {
    return alarms;
  }

  /** Day of the newest summary; empty before the first start with one. */
  Optional<LocalDate> summarised() {
    return summarised;
  }

  /** By the target's name; any thread may call this. */
  TargetQueue queue(String target) {
    return queues.getOrDefault(target, TargetQueue.EMPTY);
  }

  void setAlarms(AlarmNotices next) {
    alarms = next;
  }

  void setSummarised(LocalDate day) {
    summarised = Optional.of(day);
  }

  void setQueue(String target, TargetQueue queue) {
    Map<String, TargetQueue> next = new TreeMap<>(queues);
    next.put(target, queue);
    queues = Map.copyOf(next);
  }

  /** Latest time on record; {@code Instant.MIN} without any. */
  Instant newest() {
    Stream<Instant> told =
        alarms.kept().stream()
            .flatMap(alarm -> Stream.concat(Stream.of(alarm.since()), alarm.gone().stream()));
    Stream<Instant> made =
        queues.values().stream().flatMap(queue -> queue.waiting().stream()).map(Queued::made);
    return Stream.concat(told, made).max(Comparator.naturalOrder()).orElse(Instant.MIN);
  }

  /** Moves all times after a step of the wall clock. */
  void move(UnaryOperator<Instant> to, Duration size) {
    alarms = alarms.moved(to);
    Map<String, TargetQueue> next = new TreeMap<>(queues);
    next.replaceAll((_, queue) -> queue.moved(to, size));
    queues = Map.copyOf(next);
  }

  /** Drops pending messages of targets that are no longer configured. */
  void keepOnly(List<String> targets) {
    Map<String, TargetQueue> next = new TreeMap<>(queues);
    next.keySet().retainAll(targets);
    queues = Map.copyOf(next);
  }

  /** Writes the file if the state has changed since the last call, or the disk did not take it. */
  void write() {
    Map<String, String> values = new LinkedHashMap<>();
    summarised.ifPresent(day -> values.put(SUMMARY, day.toString()));
    int number = 0;
    for (AlarmState alarm : alarms.kept()) {
      values.put(ALARM + number++, text(alarm));
    }
    for (Map.Entry<String, TargetQueue> queue : new TreeMap<>(queues).entrySet()) {
      for (Queued one : queue.getValue().waiting()) {
        values.put(MESSAGE + "%05d".formatted(number++), text(queue.getKey(), one));
      }
    }
    if (isUnwritten || !values.equals(kept.all())) {
      isUnwritten = !kept.replace(values);
    }
  }

  private static String text(AlarmState alarm) {
    return String.join(
        BETWEEN,
        alarm.code(),
        alarm.text(),
        alarm.since().toString(),
        alarm.gone().map(Instant::toString).orElse(""),
        String.valueOf(alarm.times()),
        String.valueOf(alarm.returns()),
        alarm.phase().name());
  }

  private static AlarmState alarm(String[] fields) {
    return new AlarmState(
        fields[0],
        fields[1],
        Instant.parse(fields[2]),
        fields[3].isEmpty() ? Optional.empty() : Optional.of(Instant.parse(fields[3])),
        Integer.parseUnsignedInt(fields[4]),
        Integer.parseUnsignedInt(fields[5]),
        Phase.valueOf(fields[6]),
        true);
  }

  private static String text(String target, Queued one) {
    Notification message = one.message();
    return String.join(
        BETWEEN,
        target,
        one.made().toString(),
        message.kind(),
        String.valueOf(message.urgent()),
        message.subject(),
        message.text(),
        message.document());
  }

  private static Queued message(String[] fields) {
    return new Queued(
        Instant.parse(fields[1]),
        new Notification(
            fields[2], Boolean.parseBoolean(fields[3]), fields[4], fields[5], fields[6]));
  }
}
