package io.spikewatt.controller.backtest;

import java.sql.SQLException;

/** The store could be opened and read, and then no more. */
public final class HistoryUnreadable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  HistoryUnreadable(SQLException cause) {
    super("the history cannot be read: " + cause.getMessage(), cause);
  }
}
