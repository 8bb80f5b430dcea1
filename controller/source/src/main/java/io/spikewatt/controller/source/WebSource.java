package io.spikewatt.controller.source;

import io.spikewatt.config.site.SiteSource;
import io.spikewatt.config.source.AnswerShape;
import io.spikewatt.controller.httpclient.BoundedHttpClient;
import io.spikewatt.controller.httpclient.HttpAnswer;
import io.spikewatt.controller.source.FetchSchedule.LastRequest;
import io.spikewatt.controller.source.FetchState.Trouble;
import io.spikewatt.drivers.secret.PasswordFile;
import io.spikewatt.drivers.secret.TrustedServers;
import io.spikewatt.hal.time.Moment;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLSocketFactory;

/**
 * A source with a web address. Its secret is read anew for each request, so that a changed file
 * needs no restart.
 *
 * @param schedule times of its requests
 * @param random chance in the pauses after failures
 */
record WebSource(SiteSource source, FetchSchedule schedule, RandomGenerator random)
    implements SourceConnection {

  private static final Set<Integer> BUSY = Set.of(429, 503);

  @Override
  public boolean isDue(FetchState state, Moment now) {
    return schedule.isDue(state.last(), state.known(now.instant()), now);
  }

  @Override
  public FetchOutcome ask(RequestPeriod period) throws InterruptedException {
    return ask(source, period);
  }

  /** Sends the requests for a period, whether or not they are due. */
  static FetchOutcome ask(SiteSource source, RequestPeriod period) throws InterruptedException {
    try {
      return ask(source, period, secret(source));
    } catch (IOException e) {
      return FetchOutcome.failed(String.valueOf(e.getMessage()));
    }
  }

  /**
   * Sends the requests for a period.
   *
   * @param secret empty = the source needs none
   */
  static FetchOutcome ask(SiteSource source, RequestPeriod period, Optional<String> secret)
      throws InterruptedException {
    try {
      Optional<SSLSocketFactory> trust = TrustedServers.sockets(source.files().caFile());
      List<SourceReading> readings = new ArrayList<>();
      for (SourceRequest request : SourceRequest.of(source, period, secret)) {
        HttpAnswer answer =
            new BoundedHttpClient(SourceRequest.LIMITS, trust)
                .send(request.call(), request.otherHosts());
        Optional<SourceReading> reading = reading(source, answer, request.period());
        if (reading.isEmpty()) {
          return new FetchOutcome.Failed(
              "%s: answered with status %d".formatted(request.call().host(), answer.status()),
              pause(answer));
        }
        readings.add(reading.get());
      }
      return new FetchOutcome.Answered(SourceReading.merged(readings));
    } catch (IOException | IllegalArgumentException e) {
      return FetchOutcome.failed(String.valueOf(e.getMessage()));
    }
  }

  /** Empty = an error. ENTSO-E acknowledges with a status of an error that it has nothing. */
  private static Optional<SourceReading> reading(
      SiteSource source, HttpAnswer answer, RequestPeriod period) {
    if (!answer.isSuccess() && !(source.description().shape() instanceof AnswerShape.Iec62325)) {
      return Optional.empty();
    }
    SourceReading reading = AnswerReader.read(source, answer.body(), period);
    return answer.isSuccess() || reading instanceof SourceReading.NoneYet
        ? Optional.of(reading)
        : Optional.empty();
  }

  private static Optional<String> secret(SiteSource source) throws IOException {
    Optional<String> file = source.files().tokenFile();
    return file.isPresent()
        ? Optional.of(PasswordFile.read("token-file", file.get()))
        : Optional.empty();
  }

  /** The pause that a busy server demands, in seconds or until a time. */
  private static Optional<Duration> pause(HttpAnswer answer) {
    Optional<String> until = answer.header("Retry-After");
    if (!BUSY.contains(answer.status()) || until.isEmpty()) {
      return Optional.empty();
    }
    String text = until.get().strip();
    try {
      if (text.matches("[0-9]{1,9}")) {
        return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
      }
      // Both times are the server's, so our clock does not matter.
      Optional<String> now = answer.header("Date");
      return now.map(date -> Duration.between(httpTime(date.strip()), httpTime(text)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Instant httpTime(String text) {
    return Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text));
  }

  @Override
  public LastRequest asked(FetchOutcome outcome, FetchState state, Moment now) {
    int failures = state.trouble().map(Trouble::times).orElse(0);
    Optional<Duration> demanded =
        outcome instanceof FetchOutcome.Failed failed ? failed.pause() : Optional.empty();
    return new LastRequest(
        now, failures == 0 ? schedule.pause() : schedule.pauseAfter(failures, demanded, random));
  }

  @Override
  public String place() {
    return source.address().orElse("-");
  }
}
