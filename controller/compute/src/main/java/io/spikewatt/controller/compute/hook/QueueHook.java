package io.spikewatt.controller.compute.hook;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.spikewatt.controller.compute.means.PowerMeans;
import io.spikewatt.controller.compute.means.SettingRange;
import io.spikewatt.controller.httpclient.BoundedHttpClient;
import io.spikewatt.controller.httpclient.HttpAnswer;
import io.spikewatt.controller.httpclient.HttpCall;
import io.spikewatt.controller.httpclient.HttpLimits;
import io.spikewatt.hal.time.Clock;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Share of work that the queue of a server lets in, %, handed to a hook beside that server. It is
 * told again every 30 s, because a server that was started again knows nothing of it. It measures
 * no power.
 */
public final class QueueHook implements PowerMeans {

  private static final int ALL = 100;
  private static final Duration RENEWAL = Duration.ofSeconds(30);
  private static final String PERCENT = "{percent}";
  private static final int MOST_BYTES = 65_536;

  private final Label label;
  private final SettingRange range;
  private final SlowSetting setting;

  private QueueHook(String title, long least, SlowSetting.Request request, Clock clock) {
    this.label = new Label(title, Kind.ADMISSION);
    this.range = new SettingRange(least, ALL);
    this.setting = new SlowSetting(title, request, Optional.of(RENEWAL), clock);
  }

  /**
   * A hook that takes {@code {"percent": 40}} by POST.
   *
   * @param title for people, unique: {@code chat}
   * @param least smallest share, 0 to 100 %
   * @param limit longest time for an answer
   */
  public static QueueHook post(String title, long least, URI address, Duration limit, Clock clock) {
    BoundedHttpClient client =
        new BoundedHttpClient(new HttpLimits(limit, limit, limit, MOST_BYTES), Optional.empty());
    return new QueueHook(title, least, percent -> post(client, address, percent), clock);
  }

  private static void post(BoundedHttpClient client, URI address, long percent)
      throws IOException, InterruptedException {
    byte[] body = "{\"percent\": %d}".formatted(percent).getBytes(UTF_8);
    HttpAnswer answer = client.send(HttpCall.post(address, body));
    if (!answer.isSuccess()) {
      throw new IOException(
          "%s:%d: answered with %d"
              .formatted(address.getHost(), address.getPort(), answer.status()));
    }
  }

  /**
   * A program that is run with the share in place of {@code {percent}}.
   *
   * @param command program and arguments
   * @param limit longest time for a run
   */
  public static QueueHook command(
      String title, long least, List<String> command, Duration limit, Clock clock) {
    return new QueueHook(
        title,
        least,
        percent -> {
          String _ =
              ProgramRun.output(
                  command.stream()
                      .map(word -> word.replace(PERCENT, Long.toString(percent)))
                      .toList(),
                  limit);
        },
        clock);
  }

  @Override
  public Label label() {
    return label;
  }

  @Override
  public SettingRange range() {
    return range;
  }

  @Override
  public void set(long value) {
    setting.want(range.require(value));
  }

  @Override
  public Reading read() {
    SlowSetting.State state = setting.next();
    return new Reading(
        OptionalDouble.empty(),
        state.inForce().isPresent()
            ? OptionalDouble.of((double) state.inForce().getAsLong())
            : OptionalDouble.empty(),
        state.problem());
  }
}
