package io.spikewatt.fleet.analyse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class FeederMapTest {

  @Test
  void gateways_are_grouped_by_feeder() {
    FeederMap feeders =
        FeederMap.parse(List.of("gateway,feeder", "home2,north", "home1,north", "", "home3,south"));
    assertEquals(
        Map.of("north", List.of("home1", "home2"), "south", List.of("home3")), feeders.gateways());
    assertEquals(Optional.of("south"), feeders.feeder("home3"));
    assertEquals(Optional.empty(), feeders.feeder("home4"));
  }

  @Test
  void all_problems_are_named_at_once() {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> FeederMap.parse(List.of("site,feeder", "home1", "home2,a", "home2,b")));
    assertEquals(
        "feeders: line 1: expected gateway,feeder; line 2: a gateway and its feeder expected;"
            + " line 4: home2 has a feeder already",
        refused.getMessage());
  }
}
