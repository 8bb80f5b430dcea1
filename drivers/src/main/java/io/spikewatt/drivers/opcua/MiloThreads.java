package io.spikewatt.drivers.opcua;

import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.HashedWheelTimer;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionHandler;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.eclipse.milo.opcua.stack.transport.client.tcp.OpcTcpClientTransportConfigBuilder;

/** The library's threads for one link: its shared pools, if starved, report live sessions dead. */
final class MiloThreads implements AutoCloseable {

  private final ExecutorService executor;
  private final ScheduledExecutorService timer;
  private final NioEventLoopGroup eventLoop;
  private final HashedWheelTimer wheel;
  private volatile boolean closed;

  /** {@code name} is the prefix of the threads' names. */
  MiloThreads(String name) {
    ThreadFactory factory = Thread.ofPlatform().daemon().name(name + "-", 0).factory();
    // After closing, remaining tasks of the library are useless.
    RejectedExecutionHandler discard = new ThreadPoolExecutor.DiscardPolicy();
    executor =
        new ThreadPoolExecutor(
            2, 2, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory, discard);
    timer = new ScheduledThreadPoolExecutor(1, factory, discard);
    eventLoop = eventLoop(loop -> factory.newThread(() -> endless(loop)));
    wheel = new HashedWheelTimer(factory);
  }

  /** Netty catches the error that ends its loop, after which no session would ever open again. */
  private void endless(Runnable loop) {
    loop.run();
    if (!closed) {
      throw new IllegalStateException("the event loop of OPC UA ended");
    }
  }

  // Milo 1.1 still takes netty's event loops in the form that netty 4.2 deprecates.
  private static NioEventLoopGroup eventLoop(ThreadFactory factory) {
    return new NioEventLoopGroup(1, factory);
  }

  void into(OpcTcpClientTransportConfigBuilder config) {
    config
        .setExecutor(executor)
        .setScheduledExecutor(timer)
        .setEventLoop(eventLoop)
        .setWheelTimer(wheel);
  }

  @Override
  public void close() {
    closed = true;
    var _ = eventLoop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    wheel.stop();
    timer.shutdownNow();
    executor.shutdown();
  }
}
