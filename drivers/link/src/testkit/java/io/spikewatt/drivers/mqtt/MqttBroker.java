package io.spikewatt.drivers.mqtt;

/** A broker on loopback that can be killed and started again on its port; for tests. */
interface MqttBroker extends AutoCloseable {

  int port();

  void start() throws Exception;

  /** Ends without a word to its clients. */
  void kill() throws Exception;

  @Override
  void close();
}
