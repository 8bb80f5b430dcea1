package io.spikewatt.controller.notify;

import io.spikewatt.config.site.NotifyTarget;
import io.spikewatt.controller.json.JsonWriter;
import java.io.IOException;
import java.time.Instant;

/** Publishes to a topic as JSON, so that no text becomes a header. */
record NtfySender(NotifyTarget.Ntfy target) implements NotificationSender {

  /** A longer message would become an attachment: the server takes 4096 bytes. */
  private static final int MOST_BYTES = 3_900;

  private static final int HIGH = 4;
  private static final int USUAL = 3;

  @Override
  public void send(Notification message, Instant made) throws IOException, InterruptedException {
    WebhookSender.post(
        target.server(), document(message), "Authorization", target.tokenFile(), target.caFile());
  }

  private String document(Notification message) {
    return JsonWriter.text(
        writer ->
            writer
                .put("topic", target.topic())
                .put("title", message.subject())
                .put("message", PlainText.bytes(message.text(), MOST_BYTES))
                .put("priority", message.urgent() ? HIGH : USUAL));
  }
}
