package io.spikewatt.controller.history;

import java.sql.SQLException;

/** The store could be opened, and then not be read. For commands; the daemon goes on without. */
public final class HistoryUnreadable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public HistoryUnreadable(SQLException cause) {
    super("the history cannot be read: " + cause.getMessage(), cause);
  }
}
