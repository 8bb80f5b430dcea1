package io.spikewatt.controller.protocol;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Map;
import org.tinylog.core.LogEntry;
import org.tinylog.core.LogEntryValue;
import org.tinylog.writers.AbstractFormatPatternWriter;

/**
 * Writes the log to standard output, one record a line. Texts come from outside as well: a line
 * break in one would forge a record, and an escape sequence would reach the terminal. Such
 * characters are written as escapes; only the lines of a stack trace stay lines.
 */
public final class EscapedConsoleWriter extends AbstractFormatPatternWriter {

  /** Beginnings of the lines of a stack trace. */
  private static final String[] TRACE = {"\tat ", "\t... ", "Caused by: "};

  /** Called by the logging library. */
  public EscapedConsoleWriter(Map<String, String> properties) {
    super(properties);
  }

  @Override
  public Collection<LogEntryValue> getRequiredLogEntryValues() {
    return EnumSet.copyOf(super.getRequiredLogEntryValues());
  }

  @Override
  public void write(LogEntry entry) {
    System.out.print(escaped(render(entry).stripTrailing()) + System.lineSeparator());
  }

  @Override
  public void flush() {
    System.out.flush();
  }

  @Override
  public void close() {
    flush();
  }

  /** The record with everything invisible as escapes. */
  public static String escaped(String record) {
    StringBuilder line = new StringBuilder(record.length());
    for (int i = 0; i < record.length(); ) {
      int c = record.codePointAt(i);
      i += Character.charCount(c);
      if (c == '\t' || (c == '\n' && inTrace(record, i))) {
        line.append((char) c);
      } else {
        VisibleText.append(line, c);
      }
    }
    return line.toString();
  }

  private static boolean inTrace(String record, int at) {
    for (String begin : TRACE) {
      if (record.startsWith(begin, at)) {
        return true;
      }
    }
    return false;
  }
}
