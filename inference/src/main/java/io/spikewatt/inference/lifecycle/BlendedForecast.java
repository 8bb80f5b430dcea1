package io.spikewatt.inference.lifecycle;

import io.spikewatt.inference.pooled.FleetBlend;

/** A forecast that can be blended with those of a fleet. */
public interface BlendedForecast {

  /** Blends with a fleet's versions from now on, in the place of any blend before. */
  void blendWith(FleetBlend fleet);

  /** Forecasts alone again, unless another blend has taken the place of this one. */
  void leave(FleetBlend fleet);
}
