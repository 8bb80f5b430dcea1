package io.spikewatt.controller.page;

import io.spikewatt.controller.command.ActiveCommand;
import io.spikewatt.controller.command.CommandQueue;
import io.spikewatt.controller.command.SiteCommand;
import io.spikewatt.controller.json.JsonWriter;
import io.spikewatt.controller.report.CommandPayloads;
import io.spikewatt.controller.view.SiteReading;
import java.util.List;

/**
 * Requests in force as the page lists them: command, sender, end, and whether each takes effect.
 */
final class RequestsDocument {

  /** Sender of the page's own commands. */
  private static final String PAGE = CommandQueue.FROM_PAGE.split("/", 3)[1];

  private RequestsDocument() {}

  static void write(JsonWriter writer, SiteReading reading) {
    List<ActiveCommand> counting = reading.commands().counting();
    writer.each(
        "requests",
        reading.commands().voices().stream()
            .filter(voice -> voice.command() instanceof SiteCommand.Lasting)
            .toList(),
        (item, voice) -> {
          String[] words = voice.command().key().split("/", 3);
          item.put("key", voice.command().key())
              .put("word", words[0])
              .put("device", words.length > 1 ? words[1] : "")
              .put("sender", voice.sender())
              .put("mine", voice.sender().equals(PAGE))
              .put("counts", counting.contains(voice));
          CommandPayloads.voice(item, voice);
        });
  }
}
