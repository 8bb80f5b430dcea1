package io.spikewatt.controller.cycle;

import io.spikewatt.controller.command.ActiveCommands;
import io.spikewatt.controller.command.CommandProcessor;
import io.spikewatt.controller.command.CommandQueue;
import io.spikewatt.controller.command.CommandResult;
import io.spikewatt.controller.command.CommandResult.Accepted;
import io.spikewatt.controller.command.SiteCommand;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.price.PublishedPrices;
import io.spikewatt.controller.report.Event;
import io.spikewatt.controller.report.MqttTopics;
import io.spikewatt.controller.report.Reporter;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.message.MessagePort;
import io.spikewatt.hal.time.Moment;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.tinylog.Logger;

/**
 * Passes the commands that came in since the last cycle to the processor, a few a cycle. Confined
 * to one thread.
 */
public final class CommandInbox {

  /** A flood of commands must not delay a cycle. */
  private static final int MOST_A_CYCLE = 20;

  private static final String BUG = "cannot be carried out: a bug, see the log";

  private static final String NOT_OF_THE_BROKER =
      "commands of the page, the fleet, an assistant and Sparkplug hosts do not come on this topic";

  private final MessagePort port;
  private final MqttTopics mqttTopics;
  private final CommandQueue queue;
  private CommandProcessor desk;
  private final Reporter reporter;
  private final Consumer<PublishedPrices> onPrices;
  private final BiConsumer<SiteCommand.ComputeJob, Instant> onJob;
  private final ConfigReload reload;
  private Optional<PendingReload> pendingReload = Optional.empty();

  @FunctionalInterface
  private interface CommandJudge {
    CommandResult judge(String name, Message message, Moment now);
  }

  /** A reload that is answered once its file is checked. */
  private record PendingReload(
      Accepted command,
      CompletableFuture<ConfigReload.Check> check,
      Consumer<CommandResult> asker) {}

  /**
   * @param queue commands that do not come over the broker
   * @param onJob receives jobs for compute clusters
   * @param reload reads the configuration again
   */
  public CommandInbox(
      MessagePort port,
      MqttTopics mqttTopics,
      CommandQueue queue,
      CommandProcessor desk,
      Reporter reporter,
      Consumer<PublishedPrices> onPrices,
      BiConsumer<SiteCommand.ComputeJob, Instant> onJob,
      ConfigReload reload) {
    this.port = port;
    this.mqttTopics = mqttTopics;
    this.queue = queue;
    this.desk = desk;
    this.reporter = reporter;
    this.onPrices = onPrices;
    this.onJob = onJob;
    this.reload = reload;
  }

  /** Goes on under another configuration; a reload whose file is being checked is answered then. */
  public void setProcessor(CommandProcessor next) {
    desk = next;
  }

  /** The commands in force, with those that have just come in; one-off ones are carried out. */
  public ActiveCommands take(Moment now) {
    for (int i = 0; i < MOST_A_CYCLE; i++) {
      Optional<Message> message = port.poll();
      if (message.isEmpty()) {
        break;
      }
      Message received = message.get();
      if (!removesRetained(received)) {
        mqttTopics
            .command(received.topic())
            .ifPresent(name -> answer(fromBroker(name, received, now), now, _ -> {}));
      }
    }
    for (int i = 0; i < MOST_A_CYCLE; i++) {
      Optional<CommandQueue.Submission> submission = queue.poll();
      if (submission.isEmpty()) {
        break;
      }
      CommandQueue.Submission one = submission.get();
      if (one.dryRun()) {
        one.answer().complete(judged(one, now, desk::tryOut));
      } else {
        answer(judged(one, now, desk::process), now, one.answer()::complete);
      }
    }
    finishReload(now.instant());
    return desk.active(now);
  }

  /** The commands in force once those have ended that the site's state ends. */
  ActiveCommands endedBy(PlantState state, Moment now) {
    desk.end(state, now)
        .forEach(
            (name, why) ->
                reporter.event(
                    new Event(now.instant(), Event.Kind.NOTE, "command/" + name, "ends: " + why)));
    return desk.active(now);
  }

  /** An empty retained message removes a retained command from the broker; it commands nothing. */
  private static boolean removesRetained(Message message) {
    return message.retained() && message.payload().length == 0;
  }

  private CommandResult fromBroker(String name, Message message, Moment now) {
    return CommandQueue.isElsewhere(name)
        ? new CommandResult.Refused(name, "", NOT_OF_THE_BROKER)
        : judged(name, message, now, desk::process);
  }

  private static CommandResult judged(CommandQueue.Submission one, Moment now, CommandJudge judge) {
    return judged(one.name(), new Message(one.name(), one.payload(), false), now, judge);
  }

  /** A reload is answered once its file is checked; everything else at once. */
  private void answer(CommandResult judged, Moment now, Consumer<CommandResult> asker) {
    CommandResult result = carriedOut(judged, now);
    Optional<SiteCommand.Reload> reloads = desk.active(now).one(SiteCommand.Reload.class);
    if (!(result instanceof Accepted accepted) || reloads.isEmpty()) {
      tell(result, now.instant(), asker);
      return;
    }
    desk.done(reloads.get());
    if (pendingReload.isPresent()) {
      String why =
          "the reload %s is being checked: try again once it is answered"
              .formatted(pendingReload.get().command.id());
      tell(new CommandResult.Refused(accepted.name(), accepted.id(), why), now.instant(), asker);
    } else {
      pendingReload = Optional.of(new PendingReload(accepted, reload.check(), asker));
    }
  }

  private void finishReload(Instant now) {
    if (pendingReload.isEmpty() || !pendingReload.get().check.isDone()) {
      return;
    }
    PendingReload done = pendingReload.get();
    pendingReload = Optional.empty();
    Accepted command = done.command;
    switch (done.check.join()) {
      case ConfigReload.Check.Sound sound -> {
        tell(
            new Accepted(command.name(), command.id(), "", sound.changes(), command.until()),
            now,
            done.asker);
        sound.apply().run();
      }
      case ConfigReload.Check.Faulty faulty ->
          tell(
              new CommandResult.Refused(command.name(), command.id(), faulty.problems()),
              now,
              done.asker);
    }
  }

  private void tell(CommandResult result, Instant now, Consumer<CommandResult> asker) {
    reporter.result(result, now);
    asker.accept(result);
  }

  /** A command that meets a bug is refused: none may end the cycle. */
  private static CommandResult judged(
      String name, Message message, Moment now, CommandJudge judge) {
    try {
      return judge.judge(name, message, now);
    } catch (RuntimeException bug) {
      Logger.error(bug, "command/{} met a bug", name);
      return new CommandResult.Refused(name, "", BUG);
    }
  }

  /**
   * The result once a command that acts once and for all is carried out, and so kept: what was
   * answered must outlive a power cut.
   */
  private CommandResult carriedOut(CommandResult result, Moment now) {
    if (!(result instanceof Accepted)) {
      return result;
    }
    CommandResult told = result;
    for (SiteCommand siteCommand : desk.active(now).all()) {
      try {
        switch (siteCommand) {
          case SiteCommand.SetPrices set -> onPrices.accept(set.prices());
          case SiteCommand.ComputeJob job -> onJob.accept(job, now.instant());
          case SiteCommand.Reload _, SiteCommand.Lasting _ -> {
            continue;
          }
        }
      } catch (RuntimeException bug) {
        Logger.error(bug, "{} met a bug and is not carried out", siteCommand.key());
        told = new CommandResult.Refused(result.name(), result.id(), BUG);
      }
      desk.done(siteCommand);
    }
    return told;
  }
}
