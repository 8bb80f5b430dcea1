package io.spikewatt.controller.report;

import io.spikewatt.config.site.Site;
import java.util.Locale;
import java.util.Optional;

/**
 * Every topic of the daemon. Topics that devices are read from, or set by, are their profiles'.
 *
 * @param prefix what all of them begin with, {@code <root>/<site>/}
 */
public record MqttTopics(String prefix) {

  private static final String RESULT = "/result";

  public enum Forecasted {
    LOAD,
    PV,
    WIND,
    PRICE
  }

  /** Topics of a site; without a broker, those it would have. */
  public static MqttTopics of(Site site) {
    return new MqttTopics(
        site.mqtt().map(Site.Mqtt::root).orElse("spikewatt") + "/" + site.name() + "/");
  }

  /** Retained: whether the daemon is online, and in which version. */
  public String status() {
    return prefix + "status";
  }

  /** Once a telemetry interval: the site's activity and its reason. */
  public String state() {
    return prefix + "state";
  }

  /** Events, once each. */
  public String event() {
    return prefix + "event";
  }

  /** Means of each quarter hour. */
  public String record() {
    return prefix + "record";
  }

  /** Retained: the newest plan. */
  public String plan() {
    return prefix + "plan";
  }

  /** Retained: the newest forecast. */
  public String forecast(Forecasted series) {
    return prefix + "forecast/" + series.name().toLowerCase(Locale.ROOT);
  }

  /**
   * Each minute: what the next hour will be.
   *
   * @param series as {@link #forecast} names it
   */
  public String nowcast(String series) {
    return prefix + "nowcast/" + series;
  }

  /** Once a telemetry interval: a device's readings. */
  public String telemetry(String device) {
    return prefix + "device/" + device + "/telemetry";
  }

  public String setpoint(String device) {
    return prefix + "device/" + device + "/setpoint";
  }

  /** Retained: whether anything of a device can be read. */
  public String availability(String device) {
    return prefix + "device/" + device + "/availability";
  }

  /** Retained: lifetime energies. */
  public String energy() {
    return prefix + "energy";
  }

  /** Retained: what energy costs in the running quarter hour. */
  public String price() {
    return prefix + "price";
  }

  /** Retained: the commands in force. */
  public String inForce() {
    return prefix + "in-force";
  }

  /** Retained: the newest refused command with the reason. */
  public String lastRefusal() {
    return prefix + "last-refusal";
  }

  /** Retained: an assistant's switch and proposals. */
  public String proposals() {
    return prefix + "assistant/proposals";
  }

  /** Signed approvals of an assistant's proposals. */
  public String approve() {
    return prefix + "assistant/approve";
  }

  /** Any message stops the assistant. */
  public String assistantOff() {
    return prefix + "assistant/off";
  }

  public String commandTopic(String name) {
    return commandPrefix() + name;
  }

  /** Filter of all commands; their results come back on it. */
  public String commands() {
    return commandPrefix() + "#";
  }

  /** Name of the command of a topic; empty for other topics, including results. */
  public Optional<String> command(String topic) {
    return topic.startsWith(commandPrefix()) && !topic.endsWith(RESULT)
        ? Optional.of(topic.substring(commandPrefix().length()))
        : Optional.empty();
  }

  public String result(String command) {
    return commandPrefix() + command + RESULT;
  }

  private String commandPrefix() {
    return prefix + "command/";
  }
}
