package io.spikewatt.drivers.mqtt;

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

  /**
   * @param what for people
   * @param why decides whether anybody answered at the broker's address
   */
  NotConnected(String what, Exception why) {
    super(what, why);
    this.reached = !unreachable(why);
  }

  ReconnectDelay.Ending ending() {
    return reached ? ReconnectDelay.Ending.TURNED_AWAY : ReconnectDelay.Ending.UNREACHABLE;
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
