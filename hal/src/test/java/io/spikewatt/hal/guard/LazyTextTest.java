package io.spikewatt.hal.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LazyTextTest {

  @Test
  void a_text_is_made_once_and_only_for_a_reader() {
    AtomicInteger made = new AtomicInteger();
    LazyText text = LazyText.of(() -> "made " + made.incrementAndGet());
    assertEquals(0, made.get());
    assertEquals("made 1", text.toString());
    assertEquals("made 1", text.toString());
    assertEquals(LazyText.of("made 1"), text);
    assertEquals(LazyText.of("made 1").hashCode(), text.hashCode());
  }
}
