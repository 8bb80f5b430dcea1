package io.spikewatt.fleet.registry;

/** How far a version of a model is released. */
public enum ReleaseStage {
  /** On trial at a few gateways. */
  CANARY,
  /** For all gateways, as a challenger of their own models. */
  RELEASED,
  /** Withdrawn, from the canaries or from all. */
  ROLLED_BACK;

  /** Whether the next stage may follow: forward, or back from either. */
  public boolean mayBecome(ReleaseStage next) {
    return switch (this) {
      case CANARY -> next != CANARY;
      case RELEASED -> next == ROLLED_BACK;
      case ROLLED_BACK -> false;
    };
  }
}
