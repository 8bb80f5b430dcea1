package io.spikewatt.controller.asset;

import java.util.List;
import java.util.Optional;

/**
 * @param powerW W, consumption negative
 * @param job work that is to be done by a time
 * @param curve value of its work over power, as reported or configured; empty = each kWh is worth
 *     the same
 */
public record ComputeState(
    String id, Estimate powerW, Optional<JobState> job, Optional<WorkCurve> curve)
    implements AssetState {

  /** The same cluster with a job. */
  public ComputeState with(JobState given) {
    return new ComputeState(id, powerW, Optional.of(given), curve);
  }

  @Override
  public Optional<WorkCurve> workCurve() {
    return curve;
  }

  @Override
  public List<StateDetail> details() {
    StateDetail power = new StateDetail.Quantity("powerW", powerW);
    return job.map(one -> List.of(power, one.detail())).orElse(List.of(power));
  }

  @Override
  public List<StateDetail> planned() {
    return job.map(JobState::given).orElse(List.of());
  }
}
