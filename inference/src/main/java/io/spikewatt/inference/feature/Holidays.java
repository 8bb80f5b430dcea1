package io.spikewatt.inference.feature;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.BitSet;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Public holidays of a time zone's region, from a list that ships with the product. {@code
 * bench/holidays} generates the list and names its sources. Zones without a country and years
 * outside the list have none. Immutable.
 */
public final class Holidays {
  /** Of places without any. */
  public static final Holidays NONE = new Holidays(new BitSet());

  private static final String LIST = "holidays.txt";
  private static final int FIRST_YEAR = 2000;
  private static final long FIRST_DAY = LocalDate.of(FIRST_YEAR, 1, 1).toEpochDay();
  private static final Map<String, Holidays> KNOWN = new ConcurrentHashMap<>();

  private final BitSet days;

  private Holidays(BitSet days) {
    this.days = days;
  }

  public static Holidays of(ZoneId zone) {
    return KNOWN.computeIfAbsent(zone.getId(), Holidays::read);
  }

  /** Whether a day, counted from 1970-01-01, is one. */
  public boolean on(long epochDay) {
    long day = epochDay - FIRST_DAY;
    return day >= 0 && day < days.length() && days.get((int) day);
  }

  /** Whether none is known. */
  public boolean isEmpty() {
    return days.isEmpty();
  }

  private static Holidays read(String zone) {
    try (InputStream in = Holidays.class.getResourceAsStream(LIST)) {
      if (in == null) {
        throw new IllegalStateException("the list " + LIST + " is not in the package");
      }
      return read(zone, new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code zone ZONE REGION} lines come first, then {@code REGION YEAR MMDD MMDD …}. */
  private static Holidays read(String zone, BufferedReader lines) throws IOException {
    String prefix = "zone " + zone + " ";
    String region = "";
    BitSet days = new BitSet();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith(prefix)) {
        region = line.substring(prefix.length()) + " ";
      } else if (!region.isEmpty() && line.startsWith(region)) {
        add(line.substring(region.length()), days);
      }
    }
    return days.isEmpty() ? NONE : new Holidays(days);
  }

  private static void add(String year, BitSet days) {
    String[] words = year.split(" ");
    for (int i = 1; i < words.length; i++) {
      int date = Integer.parseInt(words[i]);
      LocalDate day = LocalDate.of(Integer.parseInt(words[0]), date / 100, date % 100);
      days.set((int) (day.toEpochDay() - FIRST_DAY));
    }
  }
}
