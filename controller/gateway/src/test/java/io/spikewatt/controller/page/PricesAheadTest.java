package io.spikewatt.controller.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.config.site.PriceParts.Kind;
import io.spikewatt.controller.json.JsonTree;
import io.spikewatt.controller.json.JsonWriter;
import io.spikewatt.controller.price.PriceOrigin;
import io.spikewatt.controller.price.PricedSlot;
import io.spikewatt.controller.price.PricedSlot.Part;
import io.spikewatt.hal.time.QuarterHour;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PricesAheadTest {

  private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");

  private static final List<Part> PAID = List.of(new Part(Kind.ENERGY, 0.08, PriceOrigin.TARIFF));

  private static JsonTree document(PricedSlot... slots) throws IOException {
    return JsonTree.of(JsonWriter.text(new PricesAhead(List.of(slots))::write));
  }

  @Test
  void each_part_is_a_series_and_a_missing_part_is_null() throws IOException {
    List<Part> exchange =
        List.of(
            new Part(Kind.EXCHANGE, -0.0123456789, PriceOrigin.COMMAND),
            new Part(Kind.TAXES, 0.1, PriceOrigin.TARIFF));
    List<Part> banded = List.of(new Part(Kind.ENERGY, 0.3, PriceOrigin.TARIFF));
    JsonTree prices =
        document(
            new PricedSlot(NOON, exchange, PAID, false),
            new PricedSlot(NOON.plus(QuarterHour.LENGTH), banded, PAID, false));
    assertEquals("2026-06-01T12:00:00Z", prices.text("start"));
    List<JsonTree> imports = prices.find("importParts").orElseThrow().items();
    assertEquals(
        List.of("exchange", "energy", "taxes"),
        imports.stream().map(part -> part.text("part")).toList());
    assertEquals(List.of("-0.0123456789", "null"), texts(imports.getFirst(), "perKwh"));
    assertEquals(List.of("null", "0.3"), texts(imports.get(1), "perKwh"));
    assertEquals(List.of("command", "tariff"), texts(prices, "importSource"));
    assertEquals(List.of("tariff", "tariff"), texts(prices, "exportSource"));
  }

  private static List<String> texts(JsonTree of, String name) {
    return of.find(name).orElseThrow().items().stream().map(JsonTree::text).toList();
  }
}
