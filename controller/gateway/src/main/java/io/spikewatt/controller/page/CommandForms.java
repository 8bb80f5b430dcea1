package io.spikewatt.controller.page;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.command.CommandShape;
import io.spikewatt.controller.command.CommandSpec;
import io.spikewatt.controller.command.SiteCommand.EvTrip.Part;
import io.spikewatt.controller.command.SiteCommands;
import io.spikewatt.controller.json.JsonWriter;
import java.util.Optional;

/** The site's commands as the page draws forms of them. */
final class CommandForms {

  private CommandForms() {}

  /** All commands; one without a {@code form} has none on the page. */
  static byte[] of(Site site) {
    return JsonWriter.object(
        writer -> writer.each("commands", SiteCommands.of(site).all(), CommandForms::command));
  }

  private static void command(JsonWriter item, CommandSpec<?> spec) {
    item.put("name", spec.name()).put("word", spec.word()).put("device", spec.device());
    form(spec.shape()).filter(_ -> !spec.isShortcut()).ifPresent(form -> item.put("form", form));
    spec.shape()
        .number()
        .ifPresent(
            range ->
                item.put("min", range.least()).put("max", range.most()).put("unit", range.unit()));
    if (spec.shape() instanceof CommandShape.Choice<?> choice) {
      item.put("options", choice.words()).put("usual", JsonWriter.word(choice.standard()));
    }
  }

  private static Optional<String> form(CommandShape<?> shape) {
    return switch (shape) {
      case CommandShape.Limit _, CommandShape.Job _ -> Optional.of("number");
      case CommandShape.Reserve _ -> Optional.of("reserve");
      case CommandShape.Choice<?> _ -> Optional.of("choice");
      case CommandShape.Trip trip when trip.part() == Part.BOTH -> Optional.of("trip");
      case CommandShape.None _ -> Optional.of("none");
      // The form of the whole trip has its parts.
      case CommandShape.Trip _, CommandShape.Setpoint _, CommandShape.Prices _ -> Optional.empty();
    };
  }
}
