package io.spikewatt.config.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.source.AnswerShape;
import io.spikewatt.config.source.RequestTemplate;
import io.spikewatt.config.source.SourceAuthentication;
import io.spikewatt.config.source.SourceAuthentication.Place;
import io.spikewatt.config.source.SourceDescription;
import io.spikewatt.config.source.SourceQuantity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ShippedSourcesTest {

  private static final Path FILES = Path.of("src/main/resources/io/spikewatt/config/source");

  static List<String> ids() {
    return SourceLoader.shippedIds();
  }

  @Test
  void every_file_is_shipped() throws IOException {
    try (Stream<Path> files = Files.list(FILES)) {
      List<String> found =
          files.map(file -> file.getFileName().toString().replace(".yaml", "")).sorted().toList();
      assertEquals(found, ids());
    }
  }

  @ParameterizedTest
  @MethodSource("ids")
  void each_loads_and_says_what_an_installer_must_know(String id) {
    SourceDescription source = SourceLoader.shipped(id);
    assertEquals(id, source.id());
    assertFalse(source.about().remarks().isBlank());
    boolean local =
        source.shape() instanceof AnswerShape.HomeAssistant
            || source.shape() instanceof AnswerShape.Topic;
    assertEquals(local, source.about().licence().isBlank());
    assertTrue(source.schedule().atMostEvery().compareTo(Duration.ofMinutes(5)) >= 0);
  }

  @Test
  void each_shape_has_one() {
    Set<Class<?>> shapes =
        ids().stream()
            .map(id -> SourceLoader.shipped(id).shape().getClass())
            .collect(Collectors.toSet());
    assertEquals(Set.copyOf(Arrays.asList(AnswerShape.class.getPermittedSubclasses())), shapes);
  }

  @Test
  void entso_e_is_what_its_file_says() {
    SourceDescription source = SourceLoader.shipped("entso-e");
    RequestTemplate request = source.request().orElseThrow();
    assertEquals("https://web-api.tp.entsoe.eu", request.host());
    assertEquals(
        List.of(
            "documentType",
            "contract_MarketAgreement.type",
            "in_Domain",
            "out_Domain",
            "periodStart",
            "periodEnd"),
        List.copyOf(request.query().keySet()));
    assertEquals(new SourceAuthentication(Place.QUERY, "securityToken"), request.authentication());
    assertEquals(new AnswerShape.Iec62325(1), source.shape());
    assertEquals(SourceQuantity.EXCHANGE_PRICE, source.gives());
    assertEquals(Optional.of("EUR"), source.unit().currency());
    assertEquals(1000, source.unit().divisor());
    assertEquals(
        List.of(Duration.ofMinutes(15), Duration.ofMinutes(60)), source.schedule().slots());
  }

  @Test
  void pence_are_hundredths_of_a_pound() {
    assertEquals(100, SourceLoader.shipped("octopus").unit().divisor());
    assertEquals(1000, SourceLoader.shipped("energy-charts-co2").unit().divisor());
  }

  @Test
  void there_is_no_source_of_any_other_name() {
    assertThrows(IllegalArgumentException.class, () -> SourceLoader.shipped("../site"));
    assertThrows(IllegalArgumentException.class, () -> SourceLoader.shipped("none"));
  }
}
