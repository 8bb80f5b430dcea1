package io.spikewatt.fleet.registry;

/** How far a version of a model is released. */
public enum ReleaseStage {
  /** The base of the next round; not on trial yet. */
  TRAINED,
  /** On trial at a few gateways. */
  CANARY,
  /** For all gateways, as a challenger of their own models. */
  RELEASED,
  /** Withdrawn, from the canaries or from all. */
  ROLLED_BACK;

  /** Whether the next stage may follow: one step forward, or back. */
  public boolean mayBecome(ReleaseStage next) {
    return switch (this) {
      case TRAINED -> next == CANARY || next == ROLLED_BACK;
      case CANARY -> next == RELEASED || next == ROLLED_BACK;
      case RELEASED -> next == ROLLED_BACK;
      case ROLLED_BACK -> false;
    };
  }
}
