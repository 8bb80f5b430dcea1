package io.spikewatt.controller.update;

import io.spikewatt.controller.update.ActionState.Ended;
import io.spikewatt.controller.update.ActionState.Installing;
import io.spikewatt.controller.update.ActionState.Stored;
import io.spikewatt.controller.update.ActionState.Waiting;
import io.spikewatt.hal.store.KeptValues;
import io.spikewatt.hal.time.Timestamp;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What outlives the process: the action, since its installation may end this process, and when the
 * server may be asked again.
 */
public final class UpdateStore {

  private static final String FILE = "update.state";

  private final KeptValues kept;

  /**
   * @param directory of the state; made if it is missing
   * @param onProblem receives what cannot be read or written
   */
  public UpdateStore(Path directory, Consumer<String> onProblem) {
    this.kept = KeptValues.in(directory.resolve(FILE), "Updates from a server", onProblem);
  }

  /** What is not understood counts as nothing open. */
  ActionState action() {
    String action = text("action");
    int attempts = (int) kept.number("attempts", 0, 1000).orElse(0);
    return switch (text("phase")) {
      case "stored" -> new Stored(action, attempts);
      case "installing" -> new Installing(action, text("version"), flag("healthy"), attempts);
      case "ended" -> new Ended(action, flag("success"), text("detail"), flag("reported"));
      default -> new Waiting();
    };
  }

  /**
   * Keeps the state: after the return a power cut does not take it back.
   *
   * @throws IOException if it cannot be kept
   */
  void keep(ActionState state) throws IOException {
    Map<String, String> values = new TreeMap<>();
    switch (state) {
      case Waiting() -> {}
      case Stored(String action, int attempts) -> {
        values.put("phase", "stored");
        values.put("action", action);
        values.put("attempts", String.valueOf(attempts));
      }
      case Installing(String action, String version, boolean healthy, int attempts) -> {
        values.put("phase", "installing");
        values.put("action", action);
        values.put("version", version);
        values.put("healthy", String.valueOf(healthy));
        values.put("attempts", String.valueOf(attempts));
      }
      case Ended(String action, boolean success, String detail, boolean reported) -> {
        values.put("phase", "ended");
        values.put("action", action);
        values.put("success", String.valueOf(success));
        values.put("detail", detail);
        values.put("reported", String.valueOf(reported));
      }
    }
    keep(values, schedule());
  }

  /** When the server may be asked again. */
  public PollSchedule schedule() {
    try {
      return new PollSchedule(
          Timestamp.require(text("polled-at")),
          Duration.parse(text("pause")),
          (int) kept.number("failures", 0, 1e9).orElse(0));
    } catch (DateTimeException e) {
      return PollSchedule.NOW;
    }
  }

  void keep(PollSchedule schedule) throws IOException {
    keep(kept.all(), schedule);
  }

  private void keep(Map<String, String> action, PollSchedule schedule) throws IOException {
    Map<String, String> all = new TreeMap<>(action);
    all.put("polled-at", schedule.polledAt().toString());
    all.put("pause", schedule.pause().toString());
    all.put("failures", String.valueOf(schedule.failures()));
    if (!kept.replace(all)) {
      throw new IOException("the state of the update cannot be kept");
    }
  }

  private String text(String name) {
    return kept.get(name).orElse("");
  }

  private boolean flag(String name) {
    return Boolean.parseBoolean(text(name));
  }
}
