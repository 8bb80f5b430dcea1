package io.spikewatt.controller.page;

import io.spikewatt.config.site.PriceParts.Kind;
import io.spikewatt.controller.json.JsonWriter;
import io.spikewatt.controller.price.PricedSlot;
import io.spikewatt.controller.price.PricedSlot.Part;
import io.spikewatt.hal.time.QuarterHour;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** Prices of coming quarter hours by part and source, as series for charts. */
final class PricesAhead {

  private final List<PricedSlot> slots;

  /**
   * @param slots at least one, in a row
   */
  PricesAhead(List<PricedSlot> slots) {
    this.slots = List.copyOf(slots);
  }

  void write(JsonWriter body) {
    body.put("start", slots.getFirst().start()).put("slotS", QuarterHour.LENGTH.toSeconds());
    parts(body, "importParts", PricedSlot::imports);
    parts(body, "exportParts", PricedSlot::exports);
    body.put("importSource", sources(PricedSlot::energy))
        .put("exportSource", sources(PricedSlot::export));
  }

  private void parts(JsonWriter body, String name, Function<PricedSlot, List<Part>> of) {
    List<Kind> kinds =
        Arrays.stream(Kind.values())
            .filter(kind -> slots.stream().anyMatch(slot -> has(of.apply(slot), kind)))
            .toList();
    body.each(
        name,
        kinds,
        (item, kind) ->
            item.put("part", JsonWriter.word(kind))
                .prices(
                    "perKwh",
                    slots.stream().mapToDouble(slot -> perKwh(of.apply(slot), kind)).toArray()));
  }

  private static boolean has(List<Part> parts, Kind kind) {
    return parts.stream().anyMatch(part -> part.kind() == kind);
  }

  /** NaN = the price has no such part. */
  private static double perKwh(List<Part> parts, Kind kind) {
    return parts.stream()
        .filter(part -> part.kind() == kind)
        .mapToDouble(Part::perKwh)
        .findFirst()
        .orElse(Double.NaN);
  }

  private List<String> sources(Function<PricedSlot, Part> of) {
    return slots.stream().map(slot -> JsonWriter.word(of.apply(slot).origin())).toList();
  }
}
