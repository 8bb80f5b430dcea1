package io.spikewatt.controller.cli;

import java.lang.reflect.Proxy;
import org.tinylog.Logger;

/**
 * SIGHUP, by which service managers ask for a reload. The JDK's only interface for signals is
 * {@code sun.misc.Signal}; compilers warn about every direct use, so it is called by reflection.
 */
final class HangupSignal {

  private HangupSignal() {}

  /** Calls {@code reload} at every SIGHUP, in a thread of its own. */
  static void handle(Runnable reload) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object handling =
          Proxy.newProxyInstance(
              HangupSignal.class.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> {
                Thread.ofVirtual().start(reload);
                return null;
              });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), handling);
    } catch (ReflectiveOperationException e) {
      Logger.warn("SIGHUP does not reload here: {}", e.toString());
    }
  }
}
