package io.spikewatt.controller.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class CycleHandoverTest {

  private final CycleHandover cycleHandover = new CycleHandover(at(0), Duration.ofSeconds(1), 3);
  private final Counted decider = new Counted();
  private final Counted link = new Counted();

  @Test
  void it_is_decided_when_the_last_link_was_read() {
    cycleHandover.connect(decider, List.of(link, link, link));
    period(1, 0, 1, 2);
    int before = decider.hurried;
    cycleHandover.read(0, at(2000));
    cycleHandover.read(2, at(2005));
    assertEquals(before, decider.hurried);
    cycleHandover.read(1, at(2001));
    assertEquals(before + 1, decider.hurried);
    cycleHandover.read(1, at(2500));
    assertEquals(before + 1, decider.hurried, "once a period");
  }

  @Test
  void the_first_decision_waits_for_every_link() {
    cycleHandover.connect(decider, List.of(link, link, link));
    cycleHandover.read(2, at(3));
    cycleHandover.read(0, at(4));
    assertEquals(0, decider.hurried);
    cycleHandover.read(1, at(5));
    assertEquals(1, decider.hurried);
  }

  @Test
  void another_decider_is_hurried_as_the_one_before() {
    cycleHandover.connect(decider, List.of(link, link, link));
    period(7, 0, 1, 2);
    Counted other = new Counted();
    cycleHandover.connect(other, List.of(link, link, link));
    period(8, 0, 1);
    assertEquals(0, other.hurried);
    period(8, 2);
    assertEquals(1, other.hurried);
  }

  @Test
  void a_link_that_has_been_silent_is_not_waited_for() {
    cycleHandover.connect(decider, List.of(link, link));
    period(1, 0, 1);
    int before = decider.hurried;
    period(2, 0);
    period(3, 0);
    assertEquals(before, decider.hurried, "it might still come");
    period(4, 0);
    assertEquals(before + 1, decider.hurried);
    cycleHandover.read(1, at(2000));
    assertEquals(before + 1, decider.hurried, "what comes two periods late hurries nobody");
    period(5, 0);
    assertEquals(before + 2, decider.hurried);
    cycleHandover.read(1, at(5000));
    assertEquals(before + 2, decider.hurried);
  }

  @Test
  void what_was_decided_is_written_by_every_link() {
    cycleHandover.decided();
    assertEquals(0, link.hurried, "nobody is named yet");
    cycleHandover.connect(decider, List.of(link, link));
    cycleHandover.decided();
    assertEquals(2, link.hurried);
  }

  @Test
  void after_a_look_it_is_decided_and_then_written_out_of_turn() {
    cycleHandover.powerRead();
    cycleHandover.connect(decider, List.of(link, link));
    cycleHandover.powerRead();
    assertEquals(1, decider.called);
    assertEquals(0, link.called);
    cycleHandover.decidedBetween();
    assertEquals(2, link.called);
    assertEquals(0, decider.hurried + link.hurried, "the steps of the period are as they were");
  }

  private void period(int number, int... links) {
    for (int one : links) {
      cycleHandover.read(one, at(1000L * number));
    }
  }

  private static Moment at(long millis) {
    return new Moment(millis * 1_000_000, Instant.EPOCH.plusMillis(millis));
  }

  private static final class Counted implements PeriodicRunner {
    private int hurried;
    private int called;

    @Override
    public void runEarly() {
      hurried++;
    }

    @Override
    public void requestExtraStep() {
      called++;
    }

    @Override
    public PeriodicRunner start() {
      return this;
    }

    @Override
    public void stop() {}

    @Override
    public boolean join(Duration patience) {
      return true;
    }
  }
}
