package io.spikewatt.fleet.coordinate;

/**
 * What happened in a fleet, for a person and for counting.
 *
 * @param kind of event
 * @param subject gateway or model that it is about
 * @param text one sentence
 */
public record FleetEvent(EventKind kind, String subject, String text) {

  public enum EventKind {
    ENROLLED,
    ROUND_OPENED,
    PHASE_CLOSED,
    ROUND_FINISHED,
    ROUND_VOID,
    /** A message did not count; the text begins with the cause. */
    REFUSED,
    /** Records could not be stored; the gateway was not answered, and sends them again. */
    NOT_STORED,
    CANARY,
    RELEASED,
    ROLLED_BACK,
    /** A phase of an operator's order is over, and the next one begins. */
    ORDER_STAGE,
    ORDER_DONE,
    ORDER_STOPPED,
    /** A gateway has refused an order; the text names the cause. */
    ORDER_REFUSED
  }
}
