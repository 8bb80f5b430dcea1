package io.spikewatt.controller.decision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.words.Phrase;
import io.spikewatt.controller.history.LoggedDecision;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents that another version wrote. */
class DecisionVersionsTest {

  private static final Instant AT = Instant.parse("2026-06-15T10:00:00Z");

  private static String document(String headline) {
    return "{\"mode\":\"auto\",\"doing\":\"battery charges\",\"headline\":" + headline + "}";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"a text\"",
        "[]",
        "null",
        "{}",
        "{\"key\":\"headline.of-a-later-version\"}",
        "{\"key\":\"time.today\",\"values\":{\"a\":{\"key\":\"headline.of-a-later-version\"}}}",
        "{\"key\":\"time.today\",\"values\":{\"a\":{\"format\":\"%d W\",\"number\":5}}}",
        "{\"key\":\"time.today\",\"values\":{\"a\":{\"format\":\"%.1f %q\",\"number\":5}}}",
        "{\"key\":\"time.today\",\"values\":{\"a\":{\"format\":\"%999999999.1f\",\"number\":5}}}",
        "{\"key\":\"time.today\",\"values\":{\"a\":{\"format\":\"%.1f W\",\"number\":\"much\"}}}",
        "{\"key\":\"time.today\",\"values\":{\"a\":{\"perKwh\":0.3,\"decimals\":-1}}}",
        "{\"key\":\"time.today\",\"values\":{\"a\":{\"at\":\"soon\"}}}"
      })
  void aHeadlineThatIsNotUnderstoodLeavesTheSentence(String headline) {
    String document = document(headline);
    assertEquals(Optional.empty(), DecisionHeadline.of(document));
    List<LoggedDecision> left = DecisionChanges.of(List.of(new LoggedDecision(AT, document, 0)));
    assertEquals(1, left.size());
    assertTrue(left.getFirst().document().contains("battery charges"), left.getFirst().document());
  }

  @Test
  void aHeadlineOfThisVersionIsRead() {
    String document =
        document(
            "{\"key\":\"time.today\",\"values\":{\"a\":{\"format\":\"%.1f kW\",\"number\":2},"
                + "\"b\":{\"perKwh\":0.3,\"decimals\":1},\"c\":{\"at\":\"2026-06-15T10:00:00Z\"}}}");
    assertTrue(DecisionHeadline.of(document).map(Phrase::english).isPresent());
  }
}
