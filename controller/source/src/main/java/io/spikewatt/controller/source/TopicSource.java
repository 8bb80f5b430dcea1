package io.spikewatt.controller.source;

import io.spikewatt.config.site.SiteSource;
import io.spikewatt.controller.source.FetchSchedule.LastRequest;
import io.spikewatt.hal.message.Mailbox;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.Optional;

/** A source that publishes on a topic of the site's broker. A retained message counts, too. */
final class TopicSource implements SourceConnection {

  private final SiteSource source;
  private final Mailbox mailbox;

  /** Newest unread message. */
  private Optional<Message> newest = Optional.empty();

  /**
   * @param mailbox of the source's topic
   */
  TopicSource(SiteSource source, Mailbox mailbox) {
    this.source = source;
    this.mailbox = mailbox;
  }

  Mailbox mailbox() {
    return mailbox;
  }

  @Override
  public boolean isDue(FetchState state, Moment now) {
    for (Optional<Message> next = mailbox.poll(); next.isPresent(); next = mailbox.poll()) {
      newest = next;
    }
    return newest.isPresent();
  }

  @Override
  public FetchOutcome ask(RequestPeriod period) {
    byte[] payload = newest.map(Message::payload).orElse(new byte[0]);
    newest = Optional.empty();
    return new FetchOutcome.Answered(AnswerReader.read(source, payload, period));
  }

  @Override
  public LastRequest asked(FetchOutcome outcome, FetchState state, Moment now) {
    return new LastRequest(now, Duration.ZERO);
  }

  @Override
  public String place() {
    return source.topic().orElse("-");
  }
}
