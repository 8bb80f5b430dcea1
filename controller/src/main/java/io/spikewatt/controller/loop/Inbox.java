package io.spikewatt.controller.loop;

import io.spikewatt.controller.command.CommandDesk;
import io.spikewatt.controller.command.CommandResult;
import io.spikewatt.controller.command.Wish;
import io.spikewatt.controller.command.Wishes;
import io.spikewatt.controller.price.ToldPrices;
import io.spikewatt.controller.report.Reporter;
import io.spikewatt.controller.report.Topics;
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
  private final Topics topics;
  private final CommandDesk desk;
  private final Reporter reporter;
  private final Consumer<ToldPrices> onPrices;
  private final Consumer<Wish.ComputeJob> onJob;
  private final Runnable onReload;

  /**
   * @param onPrices told of prices that were told
   * @param onJob told of jobs for compute clusters
   * @param onReload told when a reload was asked for
   */
  public Inbox(
      MessagePort port,
      Topics topics,
      CommandDesk desk,
      Reporter reporter,
      Consumer<ToldPrices> onPrices,
      Consumer<Wish.ComputeJob> onJob,
      Runnable onReload) {
    this.port = port;
    this.topics = topics;
    this.desk = desk;
    this.reporter = reporter;
    this.onPrices = onPrices;
    this.onJob = onJob;
    this.onReload = onReload;
  }

  /** The commands in force, with those that have just come in; one-off ones are carried out. */
  public Wishes take(Moment now) {
    for (int i = 0; i < MOST_A_CYCLE; i++) {
      Optional<Message> message = port.poll();
      if (message.isEmpty()) {
        break;
      }
      Optional<String> name = topics.command(message.get().topic());
      if (name.isPresent()) {
        CommandResult result = desk.take(name.get(), message.get(), now.instant());
        reporter.result(result, now.instant());
      }
    }
    desk.wishes(now.instant()).all().forEach(this::carryOut);
    return desk.wishes(now.instant());
  }

  /** Carries out what a command asks for once and for all. */
  private void carryOut(Wish wish) {
    switch (wish) {
      case Wish.SetPrices set -> onPrices.accept(set.prices());
      case Wish.ComputeJob job -> onJob.accept(job);
      case Wish.Reload _ -> onReload.run();
      case Wish.Lasting _ -> {
        return;
      }
    }
    desk.done(wish);
  }
}
