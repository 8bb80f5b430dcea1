/**
 * How well the grid's power is held where it should be while load and sun move: at what remains
 * when the battery does all it can.
 *
 * @param kwhPerYear import and export that a battery without delay would have spared, a year
 * @param biasW mean error of the grid's power
 * @param worstHourW the same over the hour in which it is furthest from 0; a whole hour of the series
 * @param unrestKwPerH how much the setpoint moves up and down, kW an hour
 */
record Follow(double kwhPerYear, double biasW, double worstHourW, double unrestKwPerH) {

  private static final double HOURS_A_YEAR = 8760;

  static Follow run(Rig site, Series series) {
    double[] sums = new double[3];
    double[] before = {0};
    long[] steps = {0};
    double worstHour = 0;
    double hourBegan = 0;
    long stepsBefore = 0;
    // Half a second off, so that nothing moves just when the meter is read.
    site.loadW = series.loadW()[0];
    site.sunW = series.pvW()[0];
    site.run(30.5, (at, grid) -> {});
    for (int second = 0; second < series.seconds(); second++) {
      site.loadW = series.loadW()[second];
      site.sunW = series.pvW()[second];
      double net = site.loadW - site.sunW;
      double target = net - Math.clamp(net, -Rig.BATTERY_W, Rig.BATTERY_W);
      site.run(
          1,
          (at, grid) -> {
            sums[0] += Math.abs(grid - target);
            sums[1] += grid - target;
            steps[0]++;
          });
      sums[2] += Math.abs(site.command().batteryW() - before[0]);
      before[0] = site.command().batteryW();
      if ((second + 1) % 3600 == 0) {
        double hour = (sums[1] - hourBegan) / (steps[0] - stepsBefore);
        worstHour = Math.abs(hour) > Math.abs(worstHour) ? hour : worstHour;
        hourBegan = sums[1];
        stepsBefore = steps[0];
      }
    }
    return new Follow(
        sums[0] / steps[0] / 1000 * HOURS_A_YEAR,
        sums[1] / steps[0],
        worstHour,
        sums[2] / 1000 / (series.seconds() / 3600.0));
  }
}
