package io.spikewatt.controller.history;

import java.sql.SQLException;

/** The store could be opened, but not read. For commands; the daemon continues without history. */
public final class HistoryUnreadable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A read of the store. */
  @FunctionalInterface
  public interface Read<T> {
    T get() throws SQLException;
  }

  public HistoryUnreadable(SQLException cause) {
    super("the history cannot be read: " + cause.getMessage(), cause);
  }

  /** The result of a read, which must succeed. */
  public static <T> T orThrow(Read<T> read) {
    try {
      return read.get();
    } catch (SQLException e) {
      throw new HistoryUnreadable(e);
    }
  }
}
