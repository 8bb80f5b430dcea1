package io.spikewatt.controller.notify;

import io.spikewatt.config.site.NotificationSettings;
import io.spikewatt.config.site.NotifyTarget;
import io.spikewatt.config.site.Site;
import io.spikewatt.config.words.Language;
import io.spikewatt.config.words.Phrase;
import io.spikewatt.config.words.ReaderLocale;
import io.spikewatt.controller.alarm.AlarmTexts;
import io.spikewatt.controller.history.HistoryUnreadable;
import io.spikewatt.controller.httpclient.StoppableCalls;
import io.spikewatt.controller.notify.TargetQueue.Queued;
import io.spikewatt.controller.protocol.AlarmSeverity;
import io.spikewatt.hal.time.Moment;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.tinylog.Logger;

/**
 * Sends alarms and a daily summary to the configured targets, and only there. {@link #tick} may
 * wait for servers, so it has a thread of its own; {@link #status} and {@link #stop} may be called
 * by any thread.
 */
public final class SiteNotifier {

  /** Begin of the alarm codes of targets. */
  private static final String CODE = "notify/";

  /** A target that fails for longer raises an alarm. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final String BUG = "a bug, which is in the log, ended them until a restart";

  private final Site site;
  private final NotificationSettings settings;
  private final MessageText text;
  private final Map<String, NotificationSender> senders;
  private final NotifierMemory memory;
  private final NotifierClock clock;
  private final RandomGenerator random;
  private final StoppableCalls calls = new StoppableCalls();
  private volatile boolean failed;

  /** True while the history cannot be read for the due summary. */
  private boolean isUnreadable;

  private SiteNotifier(
      Site site,
      NotificationSettings settings,
      Map<String, NotificationSender> senders,
      NotifierMemory memory,
      NotifierClock clock,
      RandomGenerator random) {
    this.site = site;
    this.settings = settings;
    this.text = text(site, settings);
    this.senders = senders;
    this.memory = memory;
    this.clock = clock;
    this.random = random;
  }

  /** Continues from the state in a directory. */
  public static SiteNotifier of(
      Site site, NotificationSettings settings, Path directory, RandomGenerator random) {
    NotifierMemory memory = NotifierMemory.in(directory);
    memory.keepOnly(names(settings));
    NotifierClock clock = new NotifierClock(recorded(site, memory));
    return new SiteNotifier(site, settings, senders(settings), memory, clock, random);
  }

  /** A clock that begins before it would summarise a day twice. */
  private static Instant recorded(Site site, NotifierMemory memory) {
    Instant told = memory.newest();
    return memory
        .summarised()
        .map(day -> day.plusDays(1).atStartOfDay(site.zone()).toInstant())
        .filter(told::isBefore)
        .orElse(told);
  }

  private static List<String> names(NotificationSettings settings) {
    return settings.targets().stream().map(one -> one.choice().name()).toList();
  }

  private static Map<String, NotificationSender> senders(NotificationSettings settings) {
    Map<String, NotificationSender> senders = new LinkedHashMap<>();
    settings.targets().forEach(one -> senders.put(one.choice().name(), NotificationSender.of(one)));
    return senders;
  }

  private static MessageText text(Site site, NotificationSettings settings) {
    return new MessageText(
        Language.of(settings.language()), site.name(), site.zone(), site.tariff().currency());
  }

  /** Continues under another configuration, with reported alarms and pending messages. */
  public SiteNotifier under(Site next, NotificationSettings changed) {
    memory.keepOnly(names(changed));
    return new SiteNotifier(next, changed, senders(changed), memory, clock, random);
  }

  /**
   * Sends a test to each target.
   *
   * @return by the target's name why it was not taken; empty = it was
   */
  public static Map<String, Optional<String>> test(
      Site site, NotificationSettings settings, Instant now) throws InterruptedException {
    Map<String, Optional<String>> outcomes = new LinkedHashMap<>();
    Notification message = text(site, settings).test(now);
    for (Map.Entry<String, NotificationSender> target : senders(settings).entrySet()) {
      Optional<String> problem = Optional.empty();
      try {
        target.getValue().send(message, now);
      } catch (IOException e) {
        problem = Optional.of(String.valueOf(e.getMessage()));
      }
      outcomes.put(target.getKey(), problem);
    }
    return outcomes;
  }

  /**
   * Makes the messages that are due, and sends pending ones. To be called every few seconds.
   *
   * @param present all present alarms, code to sentence; empty = nothing is known yet
   * @param days figures of a day
   * @return alarms about the targets, code to sentence
   */
  public Map<String, Phrase> tick(
      Optional<Map<String, Phrase>> present, Function<LocalDate, DayFigures> days, Moment now) {
    if (!failed && !calls.isStopped()) {
      try {
        Instant at = now.instant();
        follow(clock.update(now));
        present.ifPresent(alarms -> notice(alarms, at));
        if (clock.isCredible()) {
          summarise(days, at);
        }
        memory.write();
        send(at);
      } catch (InterruptedException e) {
        // Sending is to end; pending messages are on the disk.
        stop();
      } catch (RuntimeException bug) {
        failed = true;
        Logger.error(bug, "no notifications are sent until a restart: a bug");
      }
    }
    return problems(now.instant());
  }

  /** Times move with the clock; a credible one leaves none in the future. */
  private void follow(NotifierClock.Step step) {
    if (!step.size().isZero()) {
      memory.move(step::moved, step.size());
    }
    if (clock.isCredible() && memory.newest().isAfter(step.now())) {
      memory.move(time -> time.isAfter(step.now()) ? step.now() : time, Duration.ZERO);
    }
  }

  private ZonedDateTime local(Instant at) {
    return at.atZone(site.zone());
  }

  /** A clock that has just been set ends no quiet hours. */
  private boolean isQuiet(Instant at) {
    return settings
        .quiet()
        .filter(hours -> !clock.isCredible() || hours.contains(local(at).toLocalTime()))
        .isPresent();
  }

  private void notice(Map<String, Phrase> present, Instant at) {
    Language language = text.language();
    Map<String, String> texts = new LinkedHashMap<>();
    ReaderLocale reader = site.reader(at);
    present.forEach((code, said) -> texts.put(code, PlainText.alarm(code, said, language, reader)));
    AlarmNotices.Step step = memory.alarms().next(texts, at, isQuiet(at));
    memory.setAlarms(step.next());
    for (NotifyTarget target : settings.targets()) {
      List<AlarmNotice> chosen =
          step.notices().stream().filter(notice -> isFor(target.choice(), notice)).toList();
      if (!chosen.isEmpty()) {
        queue(target, text.alarms(chosen, at), at);
      }
    }
  }

  /** A target's own failure goes to the other targets only. */
  private static boolean isFor(NotifyTarget.Choice target, AlarmNotice notice) {
    return (target.least() == NotifyTarget.Least.WARNING
            || notice.severity() == AlarmSeverity.ERROR)
        && !notice.code().equals(CODE + target.name());
  }

  private void summarise(Function<LocalDate, DayFigures> days, Instant at) {
    if (settings.summaryAt().isEmpty()) {
      return;
    }
    LocalDate yesterday = local(at).toLocalDate().minusDays(1);
    Optional<LocalDate> newest =
        memory.summarised().filter(day -> !day.isAfter(yesterday.plusDays(1)));
    if (newest.isEmpty()) {
      // A first start has no record of yesterday; a day to come is of a clock that was ahead.
      memory.setSummarised(yesterday);
    } else if (newest.get().isBefore(yesterday)
        && !local(at).toLocalTime().isBefore(settings.summaryAt().get())
        && !isQuiet(at)) {
      try {
        Notification message = text.summary(days.apply(yesterday), at);
        settings.targets().stream()
            .filter(target -> target.choice().summary())
            .forEach(target -> queue(target, message, at));
        memory.setSummarised(yesterday);
        isUnreadable = false;
      } catch (HistoryUnreadable e) {
        if (!isUnreadable) {
          Logger.error("the summary of {} waits: {}", yesterday, e.getMessage());
        }
        isUnreadable = true;
      }
    }
  }

  private void queue(NotifyTarget target, Notification message, Instant at) {
    String name = target.choice().name();
    TargetQueue before = memory.queue(name);
    TargetQueue after = before.with(new Queued(at, message));
    int dropped = before.waiting().size() + 1 - after.waiting().size();
    if (dropped > 0) {
      Logger.warn("too many notifications wait for {}: the oldest {} are dropped", name, dropped);
    }
    memory.setQueue(name, after);
  }

  /** One message a target: a long queue of one delays no other. */
  private void send(Instant at) throws InterruptedException {
    for (Map.Entry<String, NotificationSender> target : senders.entrySet()) {
      String name = target.getKey();
      TargetQueue recent = clock.isCredible() ? memory.queue(name).recent(at) : memory.queue(name);
      int dropped = memory.queue(name).waiting().size() - recent.waiting().size();
      if (dropped > 0) {
        Logger.warn("{} notifications to {} are dropped: older than a day", dropped, name);
        memory.setQueue(name, recent);
        memory.write();
      }
      if (memory.queue(name).due(at).isPresent()) {
        sendOldest(name, target.getValue(), at);
      }
    }
  }

  private void sendOldest(String name, NotificationSender sender, Instant at)
      throws InterruptedException {
    TargetQueue queue = memory.queue(name);
    Queued oldest = queue.waiting().getFirst();
    try {
      calls.run(
          () -> {
            sender.send(oldest.message(), oldest.made());
            return oldest;
          });
      queue.failure().ifPresent(_ -> Logger.info("notifications to {} are sent again", name));
      memory.setQueue(name, queue.sent());
      memory.write();
    } catch (IOException e) {
      String reason = String.valueOf(e.getMessage());
      if (queue.failure().isEmpty()) {
        Logger.warn("notifications to {} wait: {}", name, reason);
      }
      memory.setQueue(name, queue.failed(reason, at, random));
    }
  }

  private Map<String, Phrase> problems(Instant now) {
    Map<String, Phrase> problems = new LinkedHashMap<>();
    for (String name : senders.keySet()) {
      if (failed) {
        problems.put(CODE + name, AlarmTexts.notifyFailing(name, BUG));
      }
      memory
          .queue(name)
          .failure()
          .filter(failure -> Duration.between(failure.since(), now).compareTo(PATIENCE) >= 0)
          .ifPresent(
              failure ->
                  problems.put(CODE + name, AlarmTexts.notifyFailing(name, failure.reason())));
    }
    return problems;
  }

  /** Status of each target, in the order of the configuration. */
  public List<TargetStatus> status() {
    return senders.keySet().stream()
        .map(
            name -> {
              TargetQueue queue = memory.queue(name);
              return new TargetStatus(
                  name,
                  queue.waiting().size(),
                  failed ? Optional.of(BUG) : queue.failure().map(TargetQueue.Failure::reason));
            })
        .toList();
  }

  /** Ends sending for good; the next notifier sends pending messages. */
  public void stop() {
    calls.stop();
  }
}
