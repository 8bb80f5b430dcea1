package io.spikewatt.controller.report;

import io.spikewatt.controller.json.JsonWriter;
import java.util.function.Consumer;
import org.tinylog.Logger;

/** Writes events to the log: those that need attention as a warning, all others as a note. */
public final class EventLog implements Consumer<Event> {

  @Override
  public void accept(Event event) {
    String line = JsonWriter.word(event.kind()) + " " + event.code() + ": " + event.text();
    switch (event.kind()) {
      case ALARM_RAISED, SETPOINT_REFUSED -> Logger.warn(line);
      default -> Logger.info(line);
    }
  }
}
