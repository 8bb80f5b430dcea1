package io.spikewatt.simulator.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;
import org.openqa.selenium.By;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.support.ui.WebDriverWait;

/** Debian's Chromium without a screen, on a page of the daemon. */
final class Browser implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(50);

  private final ChromeDriver driver;

  /** Lets the site's time pass while the browser is waited for. */
  private final Pump pump;

  /** What goes on beside waiting. */
  @FunctionalInterface
  interface Pump {
    void once() throws InterruptedException;
  }

  /**
   * @param profile directory of the browser's own data
   */
  Browser(Path profile, Pump pump) {
    this.pump = pump;
    ChromeOptions options = new ChromeOptions();
    options.setBinary("/usr/bin/chromium");
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
        "--hide-scrollbars",
        "--disable-lcd-text",
        "--lang=en-GB",
        "--user-data-dir=" + profile);
    options.setExperimentalOption("prefs", Map.of("intl.accept_languages", "en-GB"));
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(new File("/usr/bin/chromedriver"))
            .build();
    this.driver = new ChromeDriver(service, options);
    size(390, 844);
  }

  void open(String url) {
    driver.get(url);
    await("the picture", () -> !driver.findElements(By.cssSelector(".flow .node")).isEmpty());
  }

  /** Opens any page. */
  void go(String url) {
    driver.get(url);
  }

  void size(int width, int height) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 500));
  }

  void colours(String scheme) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  /** Something that may become true. */
  @FunctionalInterface
  interface Condition {
    boolean holds();
  }

  /** Waits for a condition while time passes; fails with the page's text if it does not come. */
  void await(String what, Condition condition) {
    new WebDriverWait(driver, PATIENCE, POLL)
        .ignoring(StaleElementReferenceException.class)
        .withMessage(() -> what + "; the page says\n" + text("body"))
        .until(
            _ -> {
              pump();
              return condition.holds();
            });
  }

  private void pump() {
    try {
      pump.once();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  boolean has(String css) {
    return !driver.findElements(By.cssSelector(css)).isEmpty();
  }

  /** Text of the first such element; empty if there is none. */
  String text(String css) {
    return String.valueOf(
        script(
            """
            const found = document.querySelector(arguments[0]);
            return found?.innerText ?? found?.textContent ?? '';
            """,
            css));
  }

  void click(String css) {
    await(css, () -> has(css));
    WebElement element = driver.findElement(By.cssSelector(css));
    driver.executeScript("arguments[0].scrollIntoView({block: 'center'})", element);
    element.click();
  }

  /** Types into a field, or chooses in a list by value. */
  void fill(String css, String value) {
    await(css, () -> has(css));
    script(
        """
        const field = document.querySelector(arguments[0]);
        field.value = arguments[1];
        field.dispatchEvent(new Event('input', { bubbles: true }));
        field.dispatchEvent(new Event('change', { bubbles: true }));
        """,
        css,
        value);
  }

  Object script(String script, Object... arguments) {
    return Objects.requireNonNullElse(driver.executeScript(script, arguments), "");
  }

  /** Result of a function that returns a promise, in the page. */
  String promise(String function, Object... arguments) {
    return String.valueOf(
        driver.executeAsyncScript(
            "const done = arguments[arguments.length - 1]; ("
                + function
                + ")(...arguments).then(done, error => done(String(error)))",
            arguments));
  }

  /** Rules of accessibility that the page breaks, by axe-core; empty if it breaks none. */
  String violations() throws IOException {
    try (InputStream in = Browser.class.getResourceAsStream("/axe.min.js")) {
      driver.executeScript(
          new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8));
    }
    return promise(
        """
        () => axe.run({ resultTypes: ['violations'] }).then(found =>
          found.violations.map(one => one.id + ': ' + one.nodes.map(node => node.html).join(' | ')).join('\\n'))
        """);
  }

  /** Keeps a picture of what is seen. */
  void picture(Path file, boolean whole) throws IOException {
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Map<String, Object> options = Map.of("format", "png");
    if (whole) {
      Number height = (Number) script("return document.documentElement.scrollHeight");
      Number width = (Number) script("return document.documentElement.clientWidth");
      options =
          Map.of(
              "format",
              "png",
              "captureBeyondViewport",
              true,
              "clip",
              Map.of("x", 0, "y", 0, "width", width, "height", height, "scale", 1));
    }
    Object data = driver.executeCdpCommand("Page.captureScreenshot", options).get("data");
    Files.write(file, SmallPicture.of(Base64.getDecoder().decode(String.valueOf(data))));
  }

  /** Nothing was refused by the page's own policy, and no script failed. */
  void assertNoErrors() {
    List<String> errors =
        driver.manage().logs().get(LogType.BROWSER).getAll().stream()
            .filter(entry -> entry.getLevel().intValue() >= Level.SEVERE.intValue())
            .map(LogEntry::getMessage)
            // What a test lets the server refuse, or takes away, is shown by the browser, too.
            .filter(text -> !text.contains("blocked by CORS policy"))
            .filter(text -> !text.contains("status of 4") && !text.contains("ERR_"))
            .toList();
    assertEquals(List.of(), errors);
    assertTrue(driver.getTitle() != null);
  }

  @Override
  public void close() {
    driver.quit();
  }
}
