package io.spikewatt.bench.watching;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Measures the site's page in Chromium over the browser's own protocol: first paint, bytes, and
 * long tasks during the watch.
 */
public final class PageSpeedBench {

  private static final int LOADS = 5;

  private static final double FIRST_PAINT_MS = 500;
  private static final double TASK_MS = 50;
  private static final double RAW_KB = 200;
  private static final double PACKED_KB = 75;

  /** Records the first paint and every task that is long enough to be felt. */
  private static final String WATCH =
      """
      window.longTasks = [];
      new PerformanceObserver(list => list.getEntries().forEach(one => window.longTasks.push(one.duration)))
        .observe({ type: 'longtask', buffered: true });
      new MutationObserver((_, self) => {
        if (!document.querySelector('.flow .node')) return;
        window.pictureAt = performance.now();
        self.disconnect();
      }).observe(document, { childList: true, subtree: true });
      """;

  private static final String LOADED =
      """
      const paint = performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0;
      const files = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
        .filter(one => !/\\/(api|events)/.test(one.name));
      const sum = field => files.reduce((all, one) => all + one[field], 0);
      return [paint, window.pictureAt ?? 0, files.length, sum('decodedBodySize'), sum('encodedBodySize')].join(' ');
      """;

  private final HttpClient client = HttpClient.newHttpClient();
  private final String driver;

  private PageSpeedBench(String driver) {
    this.driver = driver;
  }

  /** {@code PAGE DRIVER SECONDS}: addresses of page and chromedriver, length of the watch. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    boolean missed =
        new PageSpeedBench(arguments[1]).run(arguments[0], Integer.parseInt(arguments[2]));
    System.exit(missed ? 1 : 0);
  }

  private boolean run(String page, int seconds) throws IOException, InterruptedException {
    List<Double> paints = new ArrayList<>();
    List<Double> pictures = new ArrayList<>();
    double[] figures = {};
    for (int i = 0; i < LOADS; i++) {
      String session = open();
      figures = load(session, page);
      paints.add(figures[0]);
      pictures.add(figures[1]);
      call("DELETE", session, "");
    }
    String session = open();
    load(session, page);
    script(session, "window.longTasks.length = 0; return 0");
    Thread.sleep(1000L * seconds);
    double longest =
        Double.parseDouble(script(session, "return String(Math.max(0, ...window.longTasks))"));
    call("DELETE", session, "");
    boolean missed = row("first paint, median of " + LOADS, median(paints), FIRST_PAINT_MS, "ms");
    System.out.printf(Locale.ROOT, "%-44s %8.0f ms%n", "complete picture, median", median(pictures));
    missed |= row("longest task while it watches, " + seconds + " s", longest, TASK_MS, "ms");
    missed |= row((int) figures[2] + " files, raw", figures[3] / 1000, RAW_KB, "kB");
    missed |= row("the same, compressed", figures[4] / 1000, PACKED_KB, "kB");
    return missed;
  }

  private static boolean row(String what, double value, double goal, String unit) {
    boolean missed = value > goal;
    System.out.printf(
        Locale.ROOT,
        "%-44s %8.0f %s, goal %.0f%s%n",
        what,
        value,
        unit,
        goal,
        missed ? "  MISSED" : "");
    return missed;
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
  }

  /** A new browser with empty caches; the path of its session. */
  private String open() throws IOException, InterruptedException {
    String answer =
        call(
            "POST",
            "/session",
            """
            {"capabilities":{"alwaysMatch":{"goog:chromeOptions":{"binary":"/usr/bin/chromium",
            "args":["--headless=new","--no-sandbox","--disable-gpu","--disable-dev-shm-usage"]}}}}
            """);
    Matcher id = Pattern.compile("\"sessionId\":\"([^\"]+)\"").matcher(answer);
    if (!id.find()) {
      throw new IOException("no session: " + answer);
    }
    String session = "/session/" + id.group(1);
    call(
        "POST",
        session + "/goog/cdp/execute",
        "{\"cmd\":\"Page.addScriptToEvaluateOnNewDocument\",\"params\":{\"source\":"
            + quoted(WATCH)
            + "}}");
    return session;
  }

  private double[] load(String session, String page) throws IOException, InterruptedException {
    call("POST", session + "/url", "{\"url\":" + quoted(page) + "}");
    for (int i = 0; i < 100; i++) {
      String[] words = script(session, LOADED).split(" ", -1);
      double[] figures = new double[words.length];
      for (int k = 0; k < words.length; k++) {
        figures[k] = Double.parseDouble(words[k]);
      }
      if (figures[0] > 0 && figures[1] > 0) {
        return figures;
      }
      Thread.sleep(100);
    }
    throw new IOException("the page shows no picture");
  }

  private String script(String session, String script) throws IOException, InterruptedException {
    String answer =
        call(
            "POST",
            session + "/execute/sync",
            "{\"script\":" + quoted(script) + ",\"args\":[]}");
    return answer.replaceFirst("^\\{\"value\":\"?", "").replaceFirst("\"?}$", "");
  }

  private String call(String method, String path, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(driver + path))
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(method + " " + path + ": " + answer.body());
    }
    return answer.body();
  }

  private static String quoted(String text) {
    return '"'
        + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n")
        + '"';
  }
}
