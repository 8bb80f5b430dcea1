package io.spikewatt.drivers.mqtt;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Forwards Paho's warnings from java.util.logging to our log, and drops the rest. */
final class PahoLog extends Handler {

  /** A strong reference, because java.util.logging drops the settings of unreferenced loggers. */
  private static final Logger PAHO = Logger.getLogger("org.eclipse.paho");

  private final SimpleFormatter formatter = new SimpleFormatter();

  private PahoLog() {}

  /** Idempotent. */
  static synchronized void install() {
    for (Handler handler : PAHO.getHandlers()) {
      PAHO.removeHandler(handler);
    }
    PAHO.setUseParentHandlers(false);
    PAHO.setLevel(Level.WARNING);
    PAHO.addHandler(new PahoLog());
  }

  /** The client of MQTT 5 logs each end of a connection as severe; the session's log suffices. */
  @Override
  public void publish(LogRecord line) {
    if (String.valueOf(line.getLoggerName()).endsWith(".CommsSender")) {
      return;
    }
    if (line.getLevel().intValue() >= Level.WARNING.intValue()) {
      org.tinylog.Logger.warn("{}: {}", line.getLoggerName(), formatter.formatMessage(line));
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
