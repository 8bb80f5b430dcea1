package io.spikewatt.drivers.testing;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.tinylog.core.LogEntry;
import org.tinylog.core.LogEntryValue;
import org.tinylog.writers.Writer;

/** Keeps the log's records for tests, at the levels that the daemon uses. */
public final class KeptLogWriter implements Writer {

  private static final List<String> RECORDS = new CopyOnWriteArrayList<>();

  /** Called by the logging library. */
  public KeptLogWriter(Map<String, String> properties) {}

  /** Records with this text, since the process began. */
  public static List<String> records(String text) {
    return RECORDS.stream().filter(line -> line.contains(text)).toList();
  }

  @Override
  public Collection<LogEntryValue> getRequiredLogEntryValues() {
    return EnumSet.of(LogEntryValue.CLASS, LogEntryValue.MESSAGE);
  }

  @Override
  public void write(LogEntry entry) {
    RECORDS.add(entry.getClassName() + ": " + entry.getMessage());
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
