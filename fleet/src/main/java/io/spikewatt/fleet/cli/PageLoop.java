package io.spikewatt.fleet.cli;

import io.spikewatt.fleet.coordinate.FleetCoordinator;
import io.spikewatt.fleet.page.FleetFeed;
import io.spikewatt.fleet.page.FleetPage;
import io.spikewatt.fleet.page.RefusalLog;
import io.spikewatt.fleet.store.FleetState;
import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.Moment;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Publishes a coordinator's snapshots to its page. Confined to the coordinator's thread. */
final class PageLoop implements AutoCloseable {

  private static final Duration PACE = Duration.ofSeconds(1);

  private final FleetCoordinator coordinator;
  private final Optional<ServedPage> served;
  private Optional<Moment> next = Optional.empty();

  private record ServedPage(FleetPage page, FleetFeed feed) {}

  private PageLoop(FleetCoordinator coordinator, Optional<ServedPage> served) {
    this.coordinator = coordinator;
    this.served = served;
  }

  /**
   * Starts the page that the options ask for.
   *
   * @param folder where the token is kept
   * @throws IOException if it cannot be served; names the file or the address
   */
  static PageLoop start(
      PageOptions options,
      Path folder,
      FleetState state,
      RefusalLog refusals,
      FleetCoordinator coordinator,
      Clock clock,
      PrintStream out)
      throws IOException {
    if (options.address().isEmpty()) {
      return new PageLoop(coordinator, Optional.empty());
    }
    FleetFeed feed =
        new FleetFeed(
            state,
            refusals,
            options.privacy(),
            options.silentAfter(),
            clock,
            coordinator.snapshot());
    FleetPage page = FleetPage.start(options.address().get(), folder, feed, clock);
    out.println("page at " + page.address() + ", token in " + page.tokenFile());
    return new PageLoop(coordinator, Optional.of(new ServedPage(page, feed)));
  }

  /** Publishes once a second. */
  void step(Moment now) {
    if (served.isPresent() && next.filter(now::isBefore).isEmpty()) {
      next = Optional.of(now.plus(PACE));
      served.get().feed.publish(coordinator.snapshot());
    }
  }

  @Override
  public void close() {
    served.ifPresent(it -> it.page.close());
  }
}
