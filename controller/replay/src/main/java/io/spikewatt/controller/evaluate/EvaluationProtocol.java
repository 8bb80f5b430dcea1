package io.spikewatt.controller.evaluate;

import java.time.Duration;

/**
 * Chronological split of the rows: the first 70 % train, the next 10 % validate, the last 20 %
 * test. In the last part a forecast of the coming 24 hours is issued every hour, every two hours
 * where the step is below half an hour.
 *
 * @param trainEnd first row after the training part
 * @param testStart first row of the test part
 * @param spacing rows from one origin to the next
 */
public record EvaluationProtocol(int trainEnd, int testStart, int rows, int horizon, int spacing) {
  private static final Duration HALF_HOUR = Duration.ofMinutes(30);

  public static EvaluationProtocol of(int rows, Duration step) {
    int perHour = (int) (Duration.ofHours(1).toMillis() / step.toMillis());
    return new EvaluationProtocol(
        (int) (0.7 * rows),
        (int) (0.8 * rows),
        rows,
        24 * perHour,
        step.compareTo(HALF_HOUR) < 0 ? 2 * perHour : perHour);
  }

  /** Number of forecasts; below 1 if the series is too short. */
  public int origins() {
    int room = rows - horizon - testStart;
    return room < 0 ? 0 : room / spacing + 1;
  }

  /** Row at which forecast {@code index} is issued: it knows the rows before it. */
  public int origin(int index) {
    return testStart + index * spacing;
  }
}
