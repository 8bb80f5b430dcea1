package io.spikewatt.testkit;

import java.util.ArrayDeque;

/** A device that does nothing for a dead time and then approaches its command exponentially. */
public final class Lag {

  private record Command(double at, double value) {}

  private final double dead;
  private final double tau;
  private final ArrayDeque<Command> waiting = new ArrayDeque<>();
  private double target;
  public double value;

  public Lag(double deadS, double settlingS) {
    this.dead = deadS;
    this.tau = Math.max(0.05, (settlingS - deadS) / 3);
  }

  public void command(double watts, double at) {
    waiting.addLast(new Command(at, watts));
  }

  public void step(double at, double dt) {
    while (!waiting.isEmpty() && waiting.getFirst().at + dead <= at) {
      target = waiting.removeFirst().value;
    }
    value += (target - value) * (1 - Math.exp(-dt / tau));
  }
}
