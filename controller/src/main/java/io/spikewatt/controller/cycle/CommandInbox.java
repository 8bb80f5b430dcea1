package io.spikewatt.controller.cycle;

import io.spikewatt.controller.command.ActiveCommands;
import io.spikewatt.controller.command.CommandProcessor;
import io.spikewatt.controller.command.CommandResult;
import io.spikewatt.controller.command.SiteCommand;
import io.spikewatt.controller.price.PublishedPrices;
import io.spikewatt.controller.report.MqttTopics;
import io.spikewatt.controller.report.Reporter;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.message.MessagePort;
import io.spikewatt.hal.time.Moment;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.tinylog.Logger;

/**
 * Passes the commands that came in since the last cycle to the processor, a few a cycle. Confined
 * to one thread.
 */
public final class CommandInbox {

  /** A flood of commands must not delay a cycle. */
  private static final int MOST_A_CYCLE = 20;

  private final MessagePort port;
  private final MqttTopics mqttTopics;
  private final CommandProcessor desk;
  private final Reporter reporter;
  private final Consumer<PublishedPrices> onPrices;
  private final Consumer<SiteCommand.ComputeJob> onJob;
  private final Runnable onReload;

  /**
   * @param onPrices receives published prices
   * @param onJob receives jobs for compute clusters
   * @param onReload called when a reload is requested
   */
  public CommandInbox(
      MessagePort port,
      MqttTopics mqttTopics,
      CommandProcessor desk,
      Reporter reporter,
      Consumer<PublishedPrices> onPrices,
      Consumer<SiteCommand.ComputeJob> onJob,
      Runnable onReload) {
    this.port = port;
    this.mqttTopics = mqttTopics;
    this.desk = desk;
    this.reporter = reporter;
    this.onPrices = onPrices;
    this.onJob = onJob;
    this.onReload = onReload;
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
        reporter.result(process(name.get(), message.get(), now.instant()), now.instant());
      }
    }
    desk.active(now.instant()).all().forEach(this::carryOut);
    return desk.active(now.instant());
  }

  /** A message that meets a bug is refused: no message may end the cycle. */
  private CommandResult process(String name, Message message, Instant now) {
    try {
      return desk.process(name, message, now);
    } catch (RuntimeException bug) {
      Logger.error(bug, "command/{} met a bug", name);
      return new CommandResult.Refused(name, "", "cannot be carried out: a bug, see the log");
    }
  }

  /** Carries out a command that acts once and for all. */
  private void carryOut(SiteCommand siteCommand) {
    try {
      switch (siteCommand) {
        case SiteCommand.SetPrices set -> onPrices.accept(set.prices());
        case SiteCommand.ComputeJob job -> onJob.accept(job);
        case SiteCommand.Reload _ -> onReload.run();
        case SiteCommand.Lasting _ -> {
          return;
        }
      }
    } catch (RuntimeException bug) {
      Logger.error(bug, "{} met a bug and is not carried out", siteCommand.key());
    }
    desk.done(siteCommand);
  }
}
