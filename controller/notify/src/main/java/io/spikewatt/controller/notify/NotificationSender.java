package io.spikewatt.controller.notify;

import io.spikewatt.config.site.NotifyTarget;
import java.io.IOException;
import java.time.Instant;

/** Sends messages to one target. Confined to one thread. */
@FunctionalInterface
interface NotificationSender {

  /**
   * Returns once the target's server has taken the message.
   *
   * @param made when the message was made
   * @throws IOException if it has not; a sentence for people that names the host
   * @throws InterruptedException if sending is to end
   */
  void send(Notification message, Instant made) throws IOException, InterruptedException;

  /** For a target; files are read with each message, so that they can be changed. */
  static NotificationSender of(NotifyTarget target) {
    return switch (target) {
      case NotifyTarget.Email email -> new MailSender(email);
      case NotifyTarget.Ntfy ntfy -> new NtfySender(ntfy);
      case NotifyTarget.Webhook webhook -> new WebhookSender(webhook);
    };
  }
}
