package io.spikewatt.controller.cycle;

import io.spikewatt.controller.command.ActiveCommands;
import io.spikewatt.controller.command.CommandProcessor;
import io.spikewatt.controller.command.CommandResult;
import io.spikewatt.controller.command.CommandResult.Accepted;
import io.spikewatt.controller.command.SiteCommand;
import io.spikewatt.controller.price.PublishedPrices;
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

  private final MessagePort port;
  private final MqttTopics mqttTopics;
  private final CommandProcessor desk;
  private final Reporter reporter;
  private final Consumer<PublishedPrices> onPrices;
  private final BiConsumer<SiteCommand.ComputeJob, Instant> onJob;
  private final ConfigReload reload;
  private Optional<PendingReload> pendingReload = Optional.empty();

  /** A reload that is answered once its file is checked. */
  private record PendingReload(Accepted command, CompletableFuture<ConfigReload.Check> check) {}

  /**
   * @param onPrices receives published prices
   * @param onJob receives jobs for compute clusters
   * @param reload reads the configuration again
   */
  public CommandInbox(
      MessagePort port,
      MqttTopics mqttTopics,
      CommandProcessor desk,
      Reporter reporter,
      Consumer<PublishedPrices> onPrices,
      BiConsumer<SiteCommand.ComputeJob, Instant> onJob,
      ConfigReload reload) {
    this.port = port;
    this.mqttTopics = mqttTopics;
    this.desk = desk;
    this.reporter = reporter;
    this.onPrices = onPrices;
    this.onJob = onJob;
    this.reload = reload;
  }

  /** The commands in force, with those that have just come in; one-off ones are carried out. */
  public ActiveCommands take(Moment now) {
    for (int i = 0; i < MOST_A_CYCLE; i++) {
      Optional<Message> message = port.poll();
      if (message.isEmpty()) {
        break;
      }
      Optional<String> name = mqttTopics.command(message.get().topic());
      if (name.isPresent()) {
        CommandResult result = process(name.get(), message.get(), now.instant());
        answer(carriedOut(result, now.instant()), now.instant());
      }
    }
    finishReload(now.instant());
    return desk.active(now.instant());
  }

  /** A reload is answered once its file is checked; everything else at once. */
  private void answer(CommandResult result, Instant now) {
    Optional<SiteCommand.Reload> reloads = desk.active(now).one(SiteCommand.Reload.class);
    if (result instanceof Accepted accepted && reloads.isPresent()) {
      desk.done(reloads.get());
      pendingReload = Optional.of(new PendingReload(accepted, reload.check()));
    } else {
      reporter.result(result, now);
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
        reporter.result(
            new Accepted(command.name(), command.id(), sound.changes(), command.until()), now);
        sound.apply().run();
      }
      case ConfigReload.Check.Faulty faulty ->
          reporter.result(
              new CommandResult.Refused(command.name(), command.id(), faulty.problems()), now);
    }
  }

  /** A message that meets a bug is refused: no message may end the cycle. */
  private CommandResult process(String name, Message message, Instant now) {
    try {
      return desk.process(name, message, now);
    } catch (RuntimeException bug) {
      Logger.error(bug, "command/{} met a bug", name);
      return new CommandResult.Refused(name, "", BUG);
    }
  }

  /**
   * The result once a command that acts once and for all is carried out, and so kept: what was
   * answered must outlive a power cut.
   */
  private CommandResult carriedOut(CommandResult result, Instant now) {
    if (!(result instanceof Accepted)) {
      return result;
    }
    CommandResult told = result;
    for (SiteCommand siteCommand : desk.active(now).all()) {
      try {
        switch (siteCommand) {
          case SiteCommand.SetPrices set -> onPrices.accept(set.prices());
          case SiteCommand.ComputeJob job -> onJob.accept(job, now);
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
