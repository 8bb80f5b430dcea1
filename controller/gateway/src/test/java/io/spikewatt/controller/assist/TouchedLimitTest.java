package io.spikewatt.controller.assist;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.words.Language;
import org.junit.jupiter.api.Test;

class TouchedLimitTest {

  @Test
  void each_limit_has_words_on_the_page() {
    for (TouchedLimit limit : TouchedLimit.values()) {
      assertTrue(
          Language.ENGLISH.under("").containsKey("page.touches-" + limit.word()), limit.word());
    }
  }
}
