package io.spikewatt.inference.feature;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * Effective irradiance in the planes of a PV plant, from predicted global and direct irradiance and
 * air temperature: beam by geometry, diffuse light of a uniform sky, light from the ground, less
 * the loss of warm cells. Power is nearly proportional to it.
 */
public final class PlaneIrradiance {

  /** Sine of 3.4°: the beam of a lower sun is too uncertain to be divided by its height. */
  private static final double LEAST_HEIGHT = 0.06;

  /** Reflected part of the light on the ground: grass and soil. */
  private static final double ALBEDO = 0.2;

  /** Loss of crystalline silicon by temperature, 1/K, from 25 °C on. */
  private static final double LOSS_PER_KELVIN = 0.004;

  private static final double RATED_CELL_C = 25;

  /** Cells above the air, K per kW/m² (Ross 1976), ventilated modules. */
  private static final double ROSS_KELVIN = 30;

  private static final double SOLAR_CONSTANT = 1.361;

  private final ClearSky.Rows sky;
  private final double[] global;
  private final double[] direct;
  private final double[] temperature;

  private PlaneIrradiance(ClearSky.Rows sky, WeatherColumns weather) {
    this.sky = sky;
    global = column(weather, WeatherColumns::isIrradiance);
    direct = column(weather, WeatherColumns::isDirect);
    temperature = column(weather, WeatherColumns::isTemperature);
  }

  private static double[] column(WeatherColumns weather, Predicate<String> named) {
    return weather.ahead().stream()
        .filter(column -> named.test(column.name()))
        .map(WeatherColumns.Column::values)
        .findFirst()
        .orElse(new double[0]);
  }

  /**
   * Effective irradiance by row, kW/m²: 0 at night, NaN by day without predicted global irradiance.
   * Without direct irradiance, the diffuse part follows from the clearness. A missing temperature
   * is that of the row before; without any, cells are as warm as at their rating.
   *
   * @param weather predictions from {@code start} on
   * @param planes at least one; each weighs by its rated power
   */
  public static double[] rows(
      Instant start,
      Duration step,
      int rows,
      WeatherColumns weather,
      GeoPosition at,
      List<PvPlane> planes) {
    PlaneIrradiance all = new PlaneIrradiance(new ClearSky(at).rows(start, step, rows), weather);
    double rated = planes.stream().mapToDouble(PvPlane::rated).sum();
    double[] sum = new double[rows];
    for (PvPlane plane : planes) {
      double share = plane.rated() / rated;
      double[] one = all.plane(plane);
      Arrays.setAll(sum, k -> sum[k] + share * one[k]);
    }
    return sum;
  }

  private double[] plane(PvPlane plane) {
    double tilt = StrictMath.toRadians(plane.tiltDeg());
    double azimuth = StrictMath.toRadians(plane.azimuthDeg());
    double east = StrictMath.sin(tilt) * StrictMath.sin(azimuth);
    double north = StrictMath.sin(tilt) * StrictMath.cos(azimuth);
    double up = StrictMath.cos(tilt);
    double[] result = new double[sky.irradiance().length];
    double air = Double.NaN;
    for (int k = 0; k < result.length; k++) {
      double sunEast = sky.east()[k];
      double sunNorth = sky.north()[k];
      // The square root has no sign; below the horizon there is no beam.
      double height =
          sky.irradiance()[k] > 0
              ? Math.sqrt(Math.max(0, 1 - sunEast * sunEast - sunNorth * sunNorth))
              : 0;
      double light = Math.max(0, at(global, k)) / WeatherRows.KILO;
      double beam = beam(k, light, height);
      double towards = Math.max(0, east * sunEast + north * sunNorth + up * height);
      double onPlane =
          beam * towards / Math.max(LEAST_HEIGHT, height)
              + (light - beam) * (1 + up) / 2
              + ALBEDO * light * (1 - up) / 2;
      air = Double.isFinite(at(temperature, k)) ? at(temperature, k) : air;
      result[k] = sky.night()[k] ? 0 : onPlane * (Double.isNaN(air) ? 1 : warmth(air, onPlane));
    }
    return result;
  }

  private static double warmth(double air, double irradiance) {
    double cell = air + ROSS_KELVIN * irradiance;
    return 1 - LOSS_PER_KELVIN * (cell - RATED_CELL_C);
  }

  /** Direct irradiance on the horizontal, at most the global. */
  private double beam(int k, double light, double height) {
    double normal = at(direct, k) / WeatherRows.KILO;
    double beam =
        Double.isFinite(normal)
            ? normal * height
            : light * (1 - diffusePart(light / (SOLAR_CONSTANT * Math.max(0.02, height))));
    return Math.clamp(beam, 0, Double.isNaN(light) ? 0 : light);
  }

  /** Diffuse part of the global irradiance, by its ratio to that above the air (Erbs 1982). */
  static double diffusePart(double clearness) {
    double kt = Math.clamp(clearness, 0, 1);
    if (kt <= 0.22) {
      return 1 - 0.09 * kt;
    }
    return kt > 0.8 ? 0.165 : 0.9511 + kt * (-0.1604 + kt * (4.388 + kt * (-16.638 + kt * 12.336)));
  }

  private static double at(double[] column, int row) {
    return row < column.length ? column[row] : Double.NaN;
  }
}
