package io.spikewatt.drivers.opcua;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.netty.channel.EventLoopGroup;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.milo.opcua.stack.transport.client.tcp.OpcTcpClientTransportConfigBuilder;
import org.junit.jupiter.api.Test;

class MiloThreadsTest {

  private static final long PATIENCE_S = 20;

  private final BlockingQueue<Throwable> bugs = new LinkedBlockingQueue<>();

  @Test
  void anEventLoopThatEndsByItselfIsABugOfItsThread() throws Exception {
    try (MiloThreads threads = new MiloThreads("plc")) {
      EventLoopGroup loop = eventLoop(threads);
      Thread thread = watched(loop);
      loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).sync();
      assertNotNull(bugs.poll(PATIENCE_S, TimeUnit.SECONDS), thread.getName());
    }
  }

  @Test
  void closingEndsTheEventLoopWithoutABug() throws Exception {
    MiloThreads threads = new MiloThreads("plc");
    Thread thread = watched(eventLoop(threads));
    threads.close();
    thread.join(TimeUnit.SECONDS.toMillis(PATIENCE_S));
    assertEquals(Thread.State.TERMINATED, thread.getState());
    assertNull(bugs.poll());
  }

  private static EventLoopGroup eventLoop(MiloThreads threads) {
    OpcTcpClientTransportConfigBuilder config = new OpcTcpClientTransportConfigBuilder();
    threads.into(config);
    return config.build().getEventLoop();
  }

  private Thread watched(EventLoopGroup loop) throws Exception {
    Thread thread = loop.submit(Thread::currentThread).get(PATIENCE_S, TimeUnit.SECONDS);
    thread.setUncaughtExceptionHandler((_, bug) -> bugs.add(bug));
    return thread;
  }
}
