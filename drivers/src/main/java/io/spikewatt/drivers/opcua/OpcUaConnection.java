package io.spikewatt.drivers.opcua;

import io.spikewatt.config.site.Connection;
import io.spikewatt.drivers.timing.Deadline;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Fault.Kind;
import io.spikewatt.hal.time.Backoff;
import io.spikewatt.hal.time.SystemClock;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.milo.opcua.sdk.client.OpcUaClient;
import org.eclipse.milo.opcua.sdk.client.SessionActivityListener;
import org.eclipse.milo.opcua.sdk.client.UaSession;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.util.EndpointUtil;
import org.jspecify.annotations.Nullable;
import org.tinylog.Logger;

/**
 * Keeps one session with a server. There is never more than one client: when a session is lost, its
 * client is disconnected before another is made, so that no session is left behind on the server.
 * The library's own reconnecting waits up to 16 s and keeps the old endpoint and certificate. Here
 * a plain TCP connect detects within two seconds that the server is back. An own thread connects.
 */
final class OpcUaConnection implements AutoCloseable {

  private static final Duration FIRST_WAIT = Duration.ofMillis(250);
  private static final Duration LONGEST_WAIT_UNREACHED = Duration.ofSeconds(1);

  /** Longest wait after a refusal: a server that refuses is not retried every second. */
  private static final Duration LONGEST_WAIT_REFUSED = Duration.ofSeconds(15);

  private static final Duration DISCONNECT_BOUND = Duration.ofSeconds(2);

  private static final int MOST_LOGGED = 20;

  private final Connection.OpcUa connection;
  private final MiloThreads threads;
  private final ClientFactory factory;
  private final SessionSetup setup;
  private final Backoff unreached =
      Backoff.withJitter(FIRST_WAIT, LONGEST_WAIT_UNREACHED, new Random());
  private final Backoff refused =
      Backoff.withJitter(FIRST_WAIT, LONGEST_WAIT_REFUSED, new Random());
  private final SystemClock realTime = new SystemClock();
  private final CountDownLatch firstTry = new CountDownLatch(1);
  private final Thread thread;

  private volatile @Nullable OpenSession session;
  private volatile Fault fault = Fault.of(Kind.UNREACHABLE, "not connected yet");
  private int generation;
  private boolean lost;

  /** Whether the server has answered in this session. */
  private boolean answered;

  /** Faults since the last answer; each is logged once. */
  private final Set<String> logged = new HashSet<>();

  private boolean started;
  private boolean closed;

  /** {@code setup} runs at the beginning of each session. */
  OpcUaConnection(Connection.OpcUa connection, Path stateDirectory, SessionSetup setup) {
    this.connection = connection;
    this.setup = setup;
    String name = "opcua-" + EndpointUtil.getHost(connection.url());
    this.threads = new MiloThreads(name);
    this.factory = new ClientFactory(connection, stateDirectory, threads);
    this.thread = Thread.ofPlatform().daemon().name(name + "-keeper").unstarted(this::keep);
  }

  /** Begins to connect; does nothing the second time. */
  synchronized void start() {
    if (!started && !closed) {
      started = true;
      thread.start();
    }
  }

  /** The present session; null if none is known to be alive. */
  @Nullable OpenSession session() {
    return session;
  }

  /** Why there is no session. */
  Fault fault() {
    return fault;
  }

  /** Waits until the first try to connect has ended in any way, or for {@code bound}. */
  void awaitFirstTry(Duration bound) {
    try {
      if (!firstTry.await(bound.toMillis(), TimeUnit.MILLISECONDS)) {
        Logger.debug("{} is not connected after {}", connection.url(), bound);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Discards the session of a generation; does nothing if there is already a newer one. */
  synchronized void lost(int of, String why) {
    if (of == generation && !lost) {
      session = null;
      fault = Fault.of(Kind.UNREACHABLE, why);
      lost = true;
      notifyAll();
    }
  }

  /** The server answered in the session of a generation: later faults are new ones. */
  synchronized void answered(int of) {
    if (of == generation && !answered) {
      answered = true;
      logged.clear();
      Logger.info("{}: session {} is open", connection.url(), of);
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
      if (!started) {
        threads.close();
        return;
      }
    }
    try {
      // Not interrupted at once: that could abort the disconnect and leave the session on the
      // server.
      if (!thread.join(connection.timeout().plus(DISCONNECT_BOUND))) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void keep() {
    try {
      while (!isClosed()) {
        Duration wait = reached() ? serve() : unreached.failed(realTime.now());
        firstTry.countDown();
        pause(wait);
      }
    } catch (InterruptedException stopped) {
      session = null;
    } finally {
      threads.close();
    }
  }

  /** Serves one session from connecting to its loss; returns the wait for the next one. */
  private Duration serve() throws InterruptedException {
    unreached.succeeded();
    int mine = begin();
    OpcUaClient client = null;
    try {
      client = factory.make();
      client.addSessionActivityListener(
          new SessionActivityListener() {
            @Override
            public void onSessionInactive(UaSession inactive) {
              lost(mine, "the session became inactive");
            }
          });
      Deadline.after(connection.timeout()).await(client.connectAsync());
      opened(setup.open(client, mine, why -> lost(mine, why)));
      return awaitLoss();
    } catch (ExecutionException e) {
      return failed(MiloFaults.fault(e.getCause()));
    } catch (TimeoutException e) {
      return failed(Fault.of(Kind.TIMEOUT, "no session within " + connection.timeout()));
    } catch (UaException | IOException | GeneralSecurityException | RuntimeException e) {
      // A broken answer may surface in the library as any RuntimeException.
      return failed(MiloFaults.fault(e));
    } finally {
      session = null;
      if (client != null) {
        disconnect(client);
      }
    }
  }

  private Duration failed(Fault error) {
    // The library's message describes internals of certificate paths or timeouts.
    Fault why = factory.distrust().map(text -> Fault.of(Kind.REJECTED, text)).orElse(error);
    if (why.kind() == Kind.TIMEOUT) {
      why = Fault.of(Kind.TIMEOUT, why.detail() + OpcUaLink.TOO_SLOW);
    }
    warn(why.toString());
    fault = why;
    return refused.failed(realTime.now());
  }

  private synchronized void warn(String text) {
    if (logged.size() < MOST_LOGGED && logged.add(text)) {
      Logger.warn("{}: {}", connection.url(), text);
    }
  }

  private synchronized int begin() {
    lost = false;
    answered = false;
    return ++generation;
  }

  private synchronized void opened(OpenSession open) {
    // It may have been lost while it was set up.
    if (!lost) {
      session = open;
      open.absent().values().forEach(why -> warn(why.toString()));
    }
    firstTry.countDown();
  }

  /** Waits until the session is lost; returns the wait for the next one. */
  private synchronized Duration awaitLoss() throws InterruptedException {
    while (!lost && !closed) {
      // A session may last longer than a certificate.
      for (CertificateExpiry certificateExpiry : factory.near(realTime.now().instant())) {
        Logger.warn("{} ends on {}", certificateExpiry.whose(), certificateExpiry.end());
      }
      TimeUnit.DAYS.timedWait(this, 1);
    }
    if (!closed) {
      warn("session lost: " + fault.detail());
    }
    if (!answered) {
      return refused.failed(realTime.now());
    }
    refused.succeeded();
    return FIRST_WAIT;
  }

  private boolean reached() {
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(
              EndpointUtil.getHost(connection.url()), EndpointUtil.getPort(connection.url())),
          Math.toIntExact(connection.timeout().toMillis()));
      return true;
    } catch (IOException e) {
      fault = Fault.of(Kind.UNREACHABLE, String.valueOf(e.getMessage()));
      return false;
    }
  }

  private void disconnect(OpcUaClient client) {
    // An interrupt asks this thread to stop; the session must still be closed on the server.
    boolean interrupted = Thread.interrupted();
    try {
      client.disconnectAsync().get(DISCONNECT_BOUND.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      Logger.debug("{}: not disconnected in order: {}", connection.url(), e.toString());
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  private synchronized void pause(Duration duration) throws InterruptedException {
    if (!closed) {
      TimeUnit.MILLISECONDS.timedWait(this, Math.max(1, duration.toMillis()));
    }
  }
}
