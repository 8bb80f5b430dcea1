package io.spikewatt.controller.history;

import java.sql.SQLException;

/** The store could be opened, but not read. For commands; the daemon continues without history. */
public final class HistoryUnreadable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public HistoryUnreadable(SQLException cause) {
    super("the history cannot be read: " + cause.getMessage(), cause);
  }
}
