package io.spikewatt.controller.member;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.controller.member.SessionSilence.Remedy;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SessionSilenceTest {

  private static final Moment START = new Moment(0, Instant.parse("2026-06-01T00:00:00Z"));

  private final SessionSilence silence = new SessionSilence();

  @Test
  void a_session_that_hears_nothing_greets_and_then_connects_anew_ever_more_rarely() {
    List<String> done = new ArrayList<>();
    boolean welcome = true;
    for (int s = 0; s <= 300; s++) {
      Remedy remedy = silence.next(false, true, welcome, at(s));
      welcome &= remedy != Remedy.GREET;
      if (remedy != Remedy.NONE) {
        done.add(s + " " + remedy);
      }
    }
    assertEquals(List.of("15 GREET", "30 RENEW", "60 RENEW", "120 RENEW", "240 RENEW"), done);
  }

  @Test
  void whatever_is_heard_begins_the_wait_anew() {
    for (int s = 0; s <= 900; s++) {
      assertEquals(Remedy.NONE, silence.next(s % 14 == 0, true, s > 500, at(s)));
    }
  }

  @Test
  void a_session_that_awaits_nothing_may_be_silent() {
    for (int s = 0; s <= 900; s++) {
      assertEquals(Remedy.NONE, silence.next(false, false, true, at(s)));
    }
  }

  private static Moment at(int seconds) {
    return START.plus(Duration.ofSeconds(seconds));
  }
}
