package io.spikewatt.drivers.mqtt;

import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A connection to the broker that was not made. */
final class NotConnected extends Exception {

  private static final long serialVersionUID = 1;

  private final boolean reached;
  private final boolean versionRefused;
  private final boolean unanswered;

  /** {@code what} is for people; {@code why} decides whether the broker's address answered. */
  NotConnected(String what, Exception why) {
    super(what, why);
    this.reached = !unreachable(why);
    this.versionRefused = isCausedBy(why, VersionRefused.class);
    this.unanswered =
        reached && (isCausedBy(why, EOFException.class) || isCausedBy(why, SocketException.class));
  }

  /** Whether the broker does not speak the version of MQTT that it was offered. */
  boolean versionRefused() {
    return versionRefused;
  }

  /** Whether the broker ended the connection without an answer. */
  boolean unanswered() {
    return unanswered;
  }

  ReconnectDelay.Ending ending() {
    return reached ? ReconnectDelay.Ending.TURNED_AWAY : ReconnectDelay.Ending.UNREACHABLE;
  }

  private static boolean isCausedBy(Exception failure, Class<? extends Exception> kind) {
    for (@Nullable Throwable why = failure; why != null; why = why.getCause()) {
      if (kind.isInstance(why)) {
        return true;
      }
    }
    return false;
  }

  private static boolean unreachable(Exception failure) {
    for (@Nullable Throwable why = failure; why != null; why = why.getCause()) {
      if (why instanceof ConnectException
          || why instanceof NoRouteToHostException
          || why instanceof UnknownHostException) {
        return true;
      }
      // The JDK has no type for these two; a time-out or reset later means that it was reached.
      String text = String.valueOf(why.getMessage()).toLowerCase(Locale.ROOT);
      if ((why instanceof SocketTimeoutException && text.contains("connect timed out"))
          || (why instanceof SocketException && text.contains("network is unreachable"))) {
        return true;
      }
    }
    return false;
  }
}
