package io.spikewatt.controller.asset;

import java.util.List;
import java.util.Optional;

/**
 * @param powerW W, consumption negative
 * @param job work that is to be done by a time
 */
public record ComputeState(String id, Estimate powerW, Optional<JobState> job)
    implements AssetState {

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
