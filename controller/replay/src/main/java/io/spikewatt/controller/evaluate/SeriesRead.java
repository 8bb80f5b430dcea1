package io.spikewatt.controller.evaluate;

/** The outcome of reading a series from a file. */
public sealed interface SeriesRead {

  record Loaded(SeriesTable table) implements SeriesRead {}

  /** The first error; line and column count from 1, 0 = the file or the line as a whole. */
  record Refused(String file, long line, int column, String expected, String found)
      implements SeriesRead {

    @Override
    public String toString() {
      String place =
          line == 0 ? file : column == 0 ? file + ":" + line : file + ":" + line + ":" + column;
      return place + ": expected " + expected + ", found " + found;
    }
  }
}
