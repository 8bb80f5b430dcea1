package io.spikewatt.controller.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Map.entry;

import com.sun.net.httpserver.HttpExchange;
import io.spikewatt.config.words.Language;
import io.spikewatt.controller.command.CommandResult;
import io.spikewatt.controller.http.MorePaths;
import io.spikewatt.controller.http.PageAnswer;
import io.spikewatt.controller.http.PageContent;
import io.spikewatt.controller.http.PageRoute;
import io.spikewatt.controller.http.RequestOrigin;
import io.spikewatt.controller.http.StaticFile;
import io.spikewatt.controller.json.JsonWriter;
import io.spikewatt.controller.report.Payloads;
import io.spikewatt.controller.view.HistoryRequest;
import io.spikewatt.controller.view.PeriodHistory;
import io.spikewatt.controller.view.SiteReading;
import io.spikewatt.controller.view.SiteView;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The page of a gateway: its files and what it answers.
 *
 * @param languages that the page can be read in
 * @param more routes of further paths
 * @param paths hear of refused requests
 */
public record SiteContent(
    SiteView site, List<Language> languages, Map<String, PageRoute> more, MorePaths paths)
    implements PageContent {

  public SiteContent {
    languages = List.copyOf(languages);
    more = Map.copyOf(more);
  }

  public SiteContent(SiteView site) {
    this(site, Language.all(), Map.of(), MorePaths.NONE);
  }

  /** Largest body, bytes; as for commands over the broker. */
  static final int MOST_BODY_BYTES = 4096;

  private static final Pattern COMMAND = Pattern.compile("[a-z][a-z0-9-]*(/[A-Za-z0-9._-]{1,64})?");

  /** A command is judged in the next cycle. */
  private static final long PATIENCE_S = 15;

  private static final Class<?> HERE = SiteContent.class;

  @Override
  public List<StaticFile> files() {
    return List.of(
        StaticFile.page(HERE, "index.html"),
        StaticFile.BASE_STYLE,
        StaticFile.style("/app.css", HERE, "app.css"),
        StaticFile.script("/app.js", HERE, "app.js"),
        StaticFile.LIVE,
        StaticFile.LANGUAGE,
        StaticFile.TOKEN,
        StaticFile.script("/words.js", HERE, "words.js"),
        StaticFile.script("/flow.js", HERE, "flow.js"),
        StaticFile.script("/charts.js", HERE, "charts.js"),
        StaticFile.script("/commands.js", HERE, "commands.js"),
        StaticFile.script("/proposals.js", HERE, "proposals.js"),
        StaticFile.script("/details.js", HERE, "details.js"),
        StaticFile.script("/history.js", HERE, "history.js"),
        StaticFile.script("/periods.js", HERE, "periods.js"),
        StaticFile.style("/history.css", HERE, "history.css"),
        StaticFile.ICON,
        StaticFile.PREACT,
        StaticFile.script("/lib/uplot.js", HERE, "lib/uPlot.iife.min.js"),
        StaticFile.style("/lib/uplot.css", HERE, "lib/uPlot.min.css"),
        StaticFile.texts(languages, "page."));
  }

  @Override
  public byte[] state() {
    return StateDocument.of(site.reading(), languages);
  }

  @Override
  public Map<String, PageRoute> routes() {
    Map<String, PageRoute> routes = new HashMap<>(more);
    routes.putAll(own());
    return routes;
  }

  @Override
  public void refused(HttpExchange exchange, PageAnswer answer) {
    paths.refused(exchange, answer);
  }

  private Map<String, PageRoute> own() {
    return Map.ofEntries(
        entry(
            "/healthz", new PageRoute(PageRoute.READING, PageRoute.Access.ANYBODY, _ -> health())),
        entry("/metrics", PageRoute.reading(this::metrics)),
        entry("/api/ahead", PageRoute.reading(_ -> PageAnswer.json(site.ahead()))),
        entry("/api/day", PageRoute.reading(_ -> PageAnswer.json(site.lastDay(languages)))),
        entry("/api/month", PageRoute.reading(_ -> PageAnswer.json(site.lastMonth()))),
        entry("/api/history", PageRoute.reading(at -> history(at, this::json))),
        entry("/api/history.csv", PageRoute.reading(at -> history(at, SiteContent::csv))),
        entry("/api/why", PageRoute.reading(this::why)),
        entry("/api/commands", PageRoute.reading(_ -> commands())),
        entry("/api/command", new PageRoute(Set.of("POST"), PageRoute.Access.PAGE, this::command)));
  }

  private PageAnswer metrics(HttpExchange exchange) {
    List<String> accept = exchange.getRequestHeaders().getOrDefault("Accept", List.of());
    OpenMetrics.Format format = OpenMetrics.Format.accepted(String.join(",", accept));
    return PageAnswer.of(200, format.contentType(), OpenMetrics.of(site.reading(), format));
  }

  private PageAnswer history(HttpExchange exchange, Function<PeriodHistory, PageAnswer> shown) {
    SiteReading reading = site.reading();
    try {
      HistoryRequest request =
          HistoryRequest.of(
              parameter(exchange, "period"),
              parameter(exchange, "from"),
              reading.now().instant().atZone(reading.site().zone()).toLocalDate());
      return shown.apply(site.history(request));
    } catch (IllegalArgumentException wrong) {
      return PageAnswer.error(400, String.valueOf(wrong.getMessage()));
    } catch (IOException unreadable) {
      return PageAnswer.error(503, String.valueOf(unreadable.getMessage()));
    }
  }

  private PageAnswer json(PeriodHistory history) {
    SiteReading reading = site.reading();
    PageTexts texts = PageTexts.of(languages, reading.site(), reading.now().instant());
    return PageAnswer.json(HistoryDocument.of(history, texts));
  }

  private static PageAnswer csv(PeriodHistory history) {
    byte[] table = HistoryCsv.of(history).getBytes(UTF_8);
    String name = HistoryCsv.name(history.request());
    return PageAnswer.of(200, "text/csv; charset=utf-8; header=present", table)
        .with("Content-Disposition", "attachment; filename=\"" + name + "\"");
  }

  private PageAnswer why(HttpExchange exchange) {
    return PageAnswer.json(site.why(parameter(exchange, "time").orElse("")));
  }

  private PageAnswer commands() {
    byte[] body = CommandForms.of(site.reading().site());
    return PageAnswer.of(200, PageAnswer.JSON, body);
  }

  private PageAnswer health() {
    SiteReading reading = site.reading();
    byte[] body = JsonWriter.object(writer -> writer.put("health", reading.health().wireName()));
    return PageAnswer.of(reading.controls() ? 200 : 503, PageAnswer.JSON, body);
  }

  private PageAnswer command(HttpExchange exchange) throws IOException {
    Optional<String> name =
        parameter(exchange, "name").filter(given -> COMMAND.matcher(given).matches());
    if (name.isEmpty()) {
      return PageAnswer.error(400, "expected name=, one of the names in /api/commands");
    }
    String type = RequestOrigin.only(exchange.getRequestHeaders(), "Content-Type").orElse("");
    if (!type.startsWith("application/json")) {
      return PageAnswer.error(415, "expected application/json");
    }
    Optional<byte[]> body = body(exchange);
    return body.isPresent()
        ? judged(name.get(), body.get())
        : PageAnswer.error(413, "at most " + MOST_BODY_BYTES + " bytes");
  }

  private PageAnswer judged(String name, byte[] payload) {
    try {
      CommandResult result = site.submit(name, payload).get(PATIENCE_S, TimeUnit.SECONDS);
      return PageAnswer.of(
          result.accepted() ? 200 : 422,
          PageAnswer.JSON,
          Payloads.result(result, site.reading().now().instant()));
    } catch (TimeoutException | ExecutionException e) {
      return PageAnswer.error(503, "no control cycle has judged it; whether it holds is not known");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return PageAnswer.error(503, "the page is ending");
    }
  }

  /** The request's body; empty if it is too large. */
  private static Optional<byte[]> body(HttpExchange exchange) throws IOException {
    InputStream in = exchange.getRequestBody();
    byte[] body = in.readNBytes(MOST_BODY_BYTES + 1);
    return body.length <= MOST_BODY_BYTES ? Optional.of(body) : Optional.empty();
  }

  /** A parameter of the address that is there once. */
  private static Optional<String> parameter(HttpExchange exchange, String name) {
    String query = Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
    String found = "";
    for (String pair : query.split("&", -1)) {
      if (pair.startsWith(name + "=")) {
        found = pair.substring(name.length() + 1);
      }
    }
    try {
      return Optional.of(URLDecoder.decode(found, UTF_8)).filter(value -> !value.isEmpty());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
