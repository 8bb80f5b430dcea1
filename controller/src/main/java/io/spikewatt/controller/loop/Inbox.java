package io.spikewatt.controller.loop;

import io.spikewatt.controller.command.CommandDesk;
import io.spikewatt.controller.command.CommandResult;
import io.spikewatt.controller.command.Wish;
import io.spikewatt.controller.command.Wishes;
import io.spikewatt.controller.price.ToldPrices;
import io.spikewatt.controller.report.Reporter;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.message.MessagePort;
import io.spikewatt.hal.time.Moment;
import java.util.Optional;
import java.util.function.Consumer;

/** Takes the commands that came in since the last cycle to the desk, a few a cycle. One thread. */
public final class Inbox {

  /** A flood of commands may not make a cycle late. */
  private static final int MOST_A_CYCLE = 20;

  private final MessagePort port;
  private final String prefix;
  private final CommandDesk desk;
  private final Reporter reporter;
  private final Consumer<ToldPrices> onPrices;
  private final Consumer<Wish.ComputeJob> onJob;
  private final Runnable onReload;

  /**
   * @param prefix topic prefix of commands, {@code <root>/<site>/command/}
   * @param onPrices told of prices that were told
   * @param onJob told of jobs for compute clusters
   * @param onReload told when a reload was asked for
   */
  public Inbox(
      MessagePort port,
      String prefix,
      CommandDesk desk,
      Reporter reporter,
      Consumer<ToldPrices> onPrices,
      Consumer<Wish.ComputeJob> onJob,
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
  public Wishes take(Moment now) {
    for (int i = 0; i < MOST_A_CYCLE; i++) {
      Optional<Message> message = port.poll();
      if (message.isEmpty()) {
        break;
      }
      String topic = message.get().topic();
      // Our own results come back on a wildcard subscription.
      if (topic.startsWith(prefix) && !topic.endsWith("/result")) {
        CommandResult result =
            desk.take(topic.substring(prefix.length()), message.get(), now.instant());
        reporter.result(result, now.instant());
      }
    }
    for (Wish.SetPrices told : desk.wishes(now.instant()).every(Wish.SetPrices.class)) {
      desk.done(told);
      onPrices.accept(told.prices());
    }
    for (Wish.ComputeJob told : desk.wishes(now.instant()).every(Wish.ComputeJob.class)) {
      desk.done(told);
      onJob.accept(told);
    }
    Wishes wishes = desk.wishes(now.instant());
    wishes
        .one(Wish.Reload.class)
        .ifPresent(
            reload -> {
              desk.done(reload);
              onReload.run();
            });
    return wishes;
  }
}
