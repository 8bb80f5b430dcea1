package io.spikewatt.inference.feature;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/**
 * Irradiance on a horizontal plane under a cloudless sky, from geometry alone: the sun's position
 * by Spencer's series (1971) and Haurwitz's model (1945). Good to some ten percent, which is
 * enough: the models scale it by the plant's measured output.
 */
public final class ClearSky {
  private static final int MINUTES_PER_DAY = 1440;

  private final double sinLatitude;
  private final double cosLatitude;
  private final double longitudeDeg;

  public ClearSky(GeoPosition geoPosition) {
    double latitude = StrictMath.toRadians(geoPosition.latitudeDeg());
    sinLatitude = StrictMath.sin(latitude);
    cosLatitude = StrictMath.cos(latitude);
    longitudeDeg = geoPosition.longitudeDeg();
  }

  /**
   * The sky by row, at its middle.
   *
   * @param irradiance kW/m², 0 at night
   * @param east component of the unit vector to the sun towards the east
   * @param north component towards the north
   * @param night whether the sun is down at both ends of the row
   */
  public record Rows(double[] irradiance, double[] east, double[] north, boolean[] night) {}

  /** The sky over {@code rows} rows; the sun's slow movements are computed once a day. */
  public Rows rows(Instant start, Duration step, int rows) {
    double[] irradiance = new double[rows];
    double[] east = new double[rows];
    double[] north = new double[rows];
    boolean[] night = new boolean[rows];
    Duration half = step.dividedBy(2);
    Day day = Day.at(start);
    boolean downBefore = cosZenith(day, start) <= 0;
    Instant begin = start;
    for (int k = 0; k < rows; k++) {
      Instant end = begin.plus(step);
      day = day.covers(begin) ? day : Day.at(begin);
      double angle = hourAngle(day, begin.plus(half));
      double cosAngle = StrictMath.cos(angle);
      irradiance[k] = irradiance(cosZenith(day, cosAngle));
      east[k] = -day.cosDeclination * StrictMath.sin(angle);
      north[k] = cosLatitude * day.sinDeclination - sinLatitude * day.cosDeclination * cosAngle;
      boolean down = cosZenith(day, end) <= 0;
      night[k] = down && downBefore;
      downBefore = down;
      begin = end;
    }
    return new Rows(irradiance, east, north, night);
  }

  /** The sky by the minute; allocates a small object a UTC day. Confined to one thread. */
  public final class Minutes {
    /** Cosine of the angle that the earth turns until the middle of each minute of a day. */
    private final double[] turned = new double[MINUTES_PER_DAY];

    private Day day = Day.at(Instant.EPOCH);
    private double sinShift;
    private double cosShift;

    private Minutes() {
      Arrays.setAll(
          turned, minute -> StrictMath.cos(2 * StrictMath.PI * (minute + 0.5) / MINUTES_PER_DAY));
      shift();
    }

    private void shift() {
      double angle = StrictMath.toRadians((4 * longitudeDeg + day.equationOfTimeMinutes) / 4 - 180);
      sinShift = StrictMath.sin(angle);
      cosShift = StrictMath.cos(angle);
    }

    /** Global horizontal irradiance, kW/m², in the middle of a minute since 1970; 0 at night. */
    public double irradiance(long minute) {
      if (Math.floorDiv(minute, (long) MINUTES_PER_DAY) != day.number) {
        day = Day.at(Instant.ofEpochSecond(minute * 60));
        shift();
      }
      int of = (int) Math.floorMod(minute, (long) MINUTES_PER_DAY);
      // The sine is the cosine a quarter of a day before. StrictMath allocates, so it is not here.
      double sine = turned[(of + MINUTES_PER_DAY * 3 / 4) % MINUTES_PER_DAY];
      return ClearSky.irradiance(cosZenith(day, turned[of] * cosShift - sine * sinShift));
    }
  }

  /** A new reader of single minutes. */
  public Minutes minutes() {
    return new Minutes();
  }

  /** Cosine of the sun's zenith angle; below 0 at night. */
  public double cosZenith(Instant at) {
    return cosZenith(Day.at(at), at);
  }

  /** Global horizontal irradiance in kW/m², 0 at night. */
  public double irradiance(Instant at) {
    return irradiance(cosZenith(at));
  }

  private static double irradiance(double cos) {
    return cos <= 0.001 ? 0 : 1.098 * cos * StrictMath.exp(-0.057 / cos);
  }

  private double cosZenith(Day day, Instant at) {
    return cosZenith(day, StrictMath.cos(hourAngle(day, at)));
  }

  /** Angle that the earth turns from solar noon, radians; above 0 after noon. */
  private double hourAngle(Day day, Instant at) {
    double minutes = Math.floorMod(at.getEpochSecond(), 86_400L) / 60.0;
    double solarMinutes = minutes + 4 * longitudeDeg + day.equationOfTimeMinutes;
    return StrictMath.toRadians(solarMinutes / 4 - 180);
  }

  private double cosZenith(Day day, double cosHourAngle) {
    return sinLatitude * day.sinDeclination + cosLatitude * day.cosDeclination * cosHourAngle;
  }

  /** The sun's slow movements, by Spencer's series at noon of a UTC day. */
  private record Day(
      long number, double sinDeclination, double cosDeclination, double equationOfTimeMinutes) {

    boolean covers(Instant at) {
      return Math.floorDiv(at.getEpochSecond(), 86_400L) == number;
    }

    static Day at(Instant at) {
      long number = Math.floorDiv(at.getEpochSecond(), 86_400L);
      // 1970 began with a 1 January; the length of the mean year keeps the phase within a day.
      double year = 2 * StrictMath.PI * ((number + 0.5) % 365.2425) / 365.2425;
      double declination =
          0.006918
              - 0.399912 * StrictMath.cos(year)
              + 0.070257 * StrictMath.sin(year)
              - 0.006758 * StrictMath.cos(2 * year)
              + 0.000907 * StrictMath.sin(2 * year)
              - 0.002697 * StrictMath.cos(3 * year)
              + 0.00148 * StrictMath.sin(3 * year);
      double equationOfTimeMinutes =
          229.18
              * (0.000075
                  + 0.001868 * StrictMath.cos(year)
                  - 0.032077 * StrictMath.sin(year)
                  - 0.014615 * StrictMath.cos(2 * year)
                  - 0.040849 * StrictMath.sin(2 * year));
      return new Day(
          number, StrictMath.sin(declination), StrictMath.cos(declination), equationOfTimeMinutes);
    }
  }
}
