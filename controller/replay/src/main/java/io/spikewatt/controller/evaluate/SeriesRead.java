package io.spikewatt.controller.evaluate;

/** The outcome of reading a series from a file. */
public sealed interface SeriesRead {

  /** All rows of it. */
  record Loaded(SeriesTable table) implements SeriesRead {}

  /**
   * The first thing that is wrong.
   *
   * @param line from 1; 0 where the file as a whole is meant
   * @param column number of the cell, from 1; 0 where the line as a whole is meant
   */
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
