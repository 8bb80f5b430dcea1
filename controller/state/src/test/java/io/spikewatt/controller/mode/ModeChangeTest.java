package io.spikewatt.controller.mode;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.hal.time.Moment;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ModeChangeTest {

  private static final Moment THEN = new Moment(0, Instant.parse("2026-06-15T10:00:00Z"));

  @Test
  void aTransitionIsToldWithItsReasonAndWhereItCameFrom() {
    assertEquals(
        Optional.of("islanded: the grid is down, was auto"),
        ModeChange.eventText(Optional.of(new Mode.Auto(Optional.empty())), lost(Optional.empty())));
    assertEquals(
        Optional.of("starting: waiting for first readings"),
        ModeChange.eventText(Optional.empty(), new Mode.Starting(THEN, false)));
  }

  @Test
  void aStepWithinAModeIsTold() {
    assertEquals(
        Optional.of("islanded: the grid is fit, waiting if it stays, was islanded"),
        ModeChange.eventText(Optional.of(lost(Optional.empty())), lost(Optional.of(THEN))));
    assertEquals(
        Optional.of("self-consumption: no valid plan, was self-consumption"),
        ModeChange.eventText(
            Optional.of(self(Mode.RuleCause.REQUESTED)), self(Mode.RuleCause.NO_PLAN)));
    assertEquals(
        Optional.of("hold: requested by the operator, was hold"),
        ModeChange.eventText(
            Optional.of(unread("5000 ms old")), ModeMachine.onRequest(Optional.empty())));
  }

  @Test
  void whatIsNoTransitionIsNotTold() {
    assertEquals(
        Optional.empty(),
        ModeChange.eventText(
            Optional.of(new Mode.Auto(Optional.empty())), new Mode.Auto(Optional.of(THEN))));
    assertEquals(
        Optional.empty(),
        ModeChange.eventText(Optional.of(unread("5000 ms old")), unread("6000 ms old")));
  }

  private static Mode lost(Optional<Moment> goodSince) {
    return new Mode.Islanded(THEN, Mode.Cause.GRID_LOST, goodSince, Optional.empty());
  }

  private static Mode self(Mode.RuleCause cause) {
    return new Mode.SelfConsumption(cause, Optional.empty());
  }

  private static Mode unread(String detail) {
    return new Mode.Hold(new Mode.GridPowerUnknown(detail), Optional.empty(), Optional.empty());
  }
}
