package io.spikewatt.controller.assist;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.assistant.mcp.ToolResult;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AnswerTextTest {

  @Test
  void aLongAnswerSaysHowMuchIsLeftOut() {
    AnswerText answer = new AnswerText();
    for (int i = 0; i < 1000; i++) {
      answer.say("Ampère's sentence number " + i);
    }
    ToolResult.Answer bounded =
        assertInstanceOf(
            ToolResult.Answer.class, answer.with(body -> body.put("a", "x".repeat(20_000))));
    int bytes = bounded.words().getBytes(UTF_8).length + bounded.document().getBytes(UTF_8).length;
    assertTrue(bytes < AnswerText.MOST_BYTES, "bytes " + bytes);
    assertTrue(bounded.words().endsWith("more sentences are left out."), bounded.words());
    assertTrue(bounded.document().startsWith("{\"error\""), bounded.document());
  }

  @Test
  void numbersAreRoundedAwayFromZeroAndZeroHasNoSign() {
    assertEquals("-3 W", FigureWords.watts(-2.5));
    assertEquals("0 W", FigureWords.watts(-0.2));
    assertEquals("1.3 kWh", FigureWords.kwh(1250));
  }

  @Test
  void signsAreCountedOverRestAndUnknownRowsInNoSum() {
    double no = Double.NaN;
    SeriesRows rows = new SeriesRows(Instant.EPOCH, new double[] {500, 0, -400, no, 99, -300, 200});
    assertEquals(2, rows.reversals(100));
    assertEquals(1.5, rows.knownHours());
    assertEquals((500 - 400 + 99 - 300 + 200) / 4.0, rows.wh());
    assertEquals(0, rows.highest());
  }
}
