package io.spikewatt.controller.assist;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.spikewatt.controller.assistant.proposal.Approval;
import io.spikewatt.controller.json.FlatJson;
import io.spikewatt.controller.json.MalformedMessage;
import io.spikewatt.controller.report.MqttTopics;
import io.spikewatt.hal.message.Mailbox;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.message.MessagePort;
import io.spikewatt.hal.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tinylog.Logger;

/**
 * A person's side of the assistant over the broker: signed approvals, the switch, and the list of
 * proposals for a device that signs. Confined to its thread.
 */
final class ApprovalTopics implements AutoCloseable {

  private static final Duration PERIOD = Duration.ofSeconds(1);
  private static final int MOST_BYTES = 1024;
  private static final String BROKER = "broker";

  private final ApprovalDesk desk;
  private final MessagePort port;
  private final MqttTopics topics;
  private final Mailbox mailbox;
  private String published = "";

  ApprovalTopics(ApprovalDesk desk, MessagePort port, MqttTopics topics) {
    this.desk = desk;
    this.port = port;
    this.topics = topics;
    this.mailbox = port.watch(Set.of(topics.approve(), topics.assistantOff()));
  }

  /** Runs until it is interrupted. */
  void run() {
    Clock clock = desk.clock();
    try {
      while (!Thread.currentThread().isInterrupted()) {
        tick();
        clock.sleepUntil(clock.now().plus(PERIOD));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Takes what came, and publishes the list if it has changed. */
  void tick() {
    for (Optional<Message> one = mailbox.poll(); one.isPresent(); one = mailbox.poll()) {
      take(one.get());
    }
    String list = ProposalsDocument.of(desk.guard(), List.of(), desk.clock().now().instant());
    if (!list.equals(published)) {
      published = list;
      port.publish(new Message(topics.proposals(), list.getBytes(UTF_8), true));
    }
  }

  private void take(Message message) {
    if (message.payload().length == 0) {
      // It removes a retained message.
      return;
    }
    if (message.topic().equals(topics.assistantOff())) {
      // A retained one counts too: it only stops.
      Logger.info("the assistant over the broker: {}", desk.switchOff(BROKER).words());
      return;
    }
    try {
      ApprovalDesk.Outcome outcome = desk.approve(approval(message));
      Logger.info("an approval over the broker: {}", outcome.words());
    } catch (MalformedMessage wrong) {
      String why = "an approval over the broker: " + wrong.getMessage();
      var _ = desk.guard().misdirected("", message.payload(), why, desk.clock().now());
    }
  }

  private static Approval approval(Message message) throws MalformedMessage {
    if (message.retained()) {
      throw new MalformedMessage("retained approvals are refused: they would be replayed");
    }
    if (message.payload().length > MOST_BYTES) {
      throw new MalformedMessage("expected at most %d bytes".formatted(MOST_BYTES));
    }
    FlatJson fields = FlatJson.read(message.payload());
    try {
      return new Approval.Signed(
          fields.text("proposal"),
          fields.text("hash"),
          fields.text("approver"),
          Instant.parse(fields.text("signedAt")),
          Base64.getDecoder().decode(fields.text("signature")));
    } catch (DateTimeException | IllegalArgumentException e) {
      throw new MalformedMessage("expected a time and a signature in base64");
    }
  }

  @Override
  public void close() {
    port.unwatch(mailbox);
  }
}
