package io.spikewatt.controller.cycle;

import io.spikewatt.controller.command.ActiveCommands;
import io.spikewatt.controller.command.CommandProcessor;
import io.spikewatt.controller.command.CommandResult;
import io.spikewatt.controller.command.SiteCommand;
import io.spikewatt.controller.price.PublishedPrices;
import io.spikewatt.controller.report.Reporter;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.message.MessagePort;
import io.spikewatt.hal.time.Moment;
import java.util.Optional;
import java.util.function.Consumer;

/** Takes the commands that came in since the last cycle to the desk, a few a cycle. One thread. */
public final class CommandInbox {

  /** A flood of commands may not make a cycle late. */
  private static final int MOST_A_CYCLE = 20;

  private final MessagePort port;
  private final String prefix;
  private final CommandProcessor desk;
  private final Reporter reporter;
  private final Consumer<PublishedPrices> onPrices;
  private final Consumer<SiteCommand.ComputeJob> onJob;
  private final Runnable onReload;

  /**
   * @param prefix topic prefix of commands, {@code <root>/<site>/command/}
   * @param onPrices told of prices that were told
   * @param onJob told of jobs for compute clusters
   * @param onReload told when a reload was asked for
   */
  public CommandInbox(
      MessagePort port,
      String prefix,
      CommandProcessor desk,
      Reporter reporter,
      Consumer<PublishedPrices> onPrices,
      Consumer<SiteCommand.ComputeJob> onJob,
      Runnable onReload) {
    this.port = port;
    this.prefix = prefix;
    this.desk = desk;
    this.reporter = reporter;
    this.onPrices = onPrices;
    this.onJob = onJob;
    this.onReload = onReload;
  }

  /** The wishes in force, with what has just come in. */
  public ActiveCommands take(Moment now) {
    for (int i = 0; i < MOST_A_CYCLE; i++) {
      Optional<Message> message = port.poll();
      if (message.isEmpty()) {
        break;
      }
      String topic = message.get().topic();
      // Our own results come back on a wildcard subscription.
      if (topic.startsWith(prefix) && !topic.endsWith("/result")) {
        CommandResult result =
            desk.process(topic.substring(prefix.length()), message.get(), now.instant());
        reporter.result(result, now.instant());
      }
    }
    for (SiteCommand.SetPrices told :
        desk.active(now.instant()).every(SiteCommand.SetPrices.class)) {
      desk.done(told);
      onPrices.accept(told.prices());
    }
    for (SiteCommand.ComputeJob told :
        desk.active(now.instant()).every(SiteCommand.ComputeJob.class)) {
      desk.done(told);
      onJob.accept(told);
    }
    ActiveCommands activeCommands = desk.active(now.instant());
    activeCommands
        .one(SiteCommand.Reload.class)
        .ifPresent(
            reload -> {
              desk.done(reload);
              onReload.run();
            });
    return activeCommands;
  }
}
