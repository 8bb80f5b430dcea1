package io.spikewatt.hal.message;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Progress of one sent message. Safe for use by many threads. */
public final class MessageDelivery {

  /** All but the first are final. */
  public enum State {
    UNDER_WAY,
    /** The broker has it. */
    CONFIRMED,
    /** Its connection ended, or it was dropped; the broker may still have it. */
    LOST,
    /** It cannot be sent, for example because of its topic. */
    REFUSED
  }

  private final CountDownLatch settled = new CountDownLatch(1);
  private State state = State.UNDER_WAY;

  /** A delivery that has ended already. */
  public static MessageDelivery ended(State state) {
    MessageDelivery delivery = new MessageDelivery();
    delivery.end(state);
    return delivery;
  }

  public synchronized State state() {
    return state;
  }

  /** Records the final state; only the first call has an effect. */
  public synchronized void end(State how) {
    if (state == State.UNDER_WAY) {
      state = how;
      settled.countDown();
    }
  }

  /** Waits for the final state, for {@code most} at most. */
  public State await(Duration most) throws InterruptedException {
    boolean _ = settled.await(most.toNanos(), TimeUnit.NANOSECONDS);
    return state();
  }
}
