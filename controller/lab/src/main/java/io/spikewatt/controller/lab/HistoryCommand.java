package io.spikewatt.controller.lab;

import io.spikewatt.config.cli.CliOptions;
import io.spikewatt.config.cli.CliOptions.UsageException;
import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.backtest.HistoryBacktest;
import io.spikewatt.controller.backtest.HistoryRead;
import io.spikewatt.controller.backtest.HistoryResult;
import io.spikewatt.controller.backtest.HistoryResult.Trajectory;
import io.spikewatt.controller.backtest.SiteHistoryReader;
import io.spikewatt.controller.commandline.ConfiguredCommand;
import io.spikewatt.controller.commandline.DayRange;
import io.spikewatt.controller.forecast.Hindcaster;
import io.spikewatt.controller.history.HistoryColumns;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.history.HistoryUnreadable;
import io.spikewatt.controller.page.MonthDocument;
import io.spikewatt.controller.plan.PlanModel;
import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.QuarterHour;
import io.spikewatt.hal.time.SystemClock;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Set;

/** {@code spikewatt backtest --history}: the cost of last month on this site. */
final class HistoryCommand extends ConfiguredCommand {

  private static final Duration LONGEST = Duration.ofDays(400);

  private final Clock clock;

  HistoryCommand(PrintStream out, PrintStream err) {
    super(
        "backtest --history",
        Set.of(DayRange.FROM, DayRange.TO),
        Set.of("--history", "--json"),
        out,
        err);
    this.clock = new SystemClock();
  }

  @Override
  protected ExitCode run(LoadedSite.Ok config, CliOptions options, Path file)
      throws UsageException {
    Site site = config.site();
    DayRange range = DayRange.of(options, site.zone(), clock.now().instant());
    if (Duration.between(range.from(), range.to()).compareTo(LONGEST) > 0) {
      throw new UsageException(
          "expected at most 400 days, found " + range.from() + " to " + range.to());
    }
    try (HistoryStore store = HistoryStore.reading(Path.of(site.storage().directory()))) {
      PlanModel model = HistoryBacktest.model(site);
      HistoryColumns columns =
          HistoryColumns.of(
              store,
              range.from(),
              SiteHistoryReader.slots(range.from(), range.to()),
              QuarterHour.LENGTH);
      return switch (SiteHistoryReader.read(site, model, columns)) {
        case HistoryRead.Refused refused -> {
          err.println(refused.why());
          yield ExitCode.BAD_DATA;
        }
        case HistoryRead.Loaded loaded -> {
          HistoryResult result =
              HistoryBacktest.run(
                  loaded.history(), model, new Hindcaster(site, store), err::println);
          if (options.has("--json")) {
            json(site, result);
          } else {
            print(site, result);
          }
          yield ExitCode.OK;
        }
      };
    } catch (IOException | HistoryUnreadable e) {
      err.println(e.getMessage());
      return ExitCode.UNREACHABLE;
    }
  }

  private void json(Site site, HistoryResult r) {
    json(
        out,
        body -> {
          body.put("site", site.name()).put("from", r.from()).put("to", r.to());
          body.put("currency", site.tariff().currency());
          body.put("slots", r.slots().stepped()).put("unknownSlots", r.slots().unknown());
          body.put("unplannedSlots", r.slots().unplanned());
          body.in("rules", course -> MonthDocument.course(course, r.rules()));
          body.in("product", course -> MonthDocument.course(course, r.product()));
          body.in("optimum", course -> MonthDocument.course(course, r.optimum()));
          if (r.measured().isPresent()) {
            body.in("measured", course -> MonthDocument.course(course, r.measured().get()));
          }
          body.exact("saved", r.saved());
          body.exact("capture", r.capture());
        });
  }

  private void print(Site site, HistoryResult r) {
    courses(site, r);
    if (site.tariff().demandPerKw() > 0) {
      out.printf(
          Locale.ROOT,
          "%nof the bills for the months' peaks of import: %.2f, %.2f, %.2f%s%n",
          r.rules().peakCharge(),
          r.product().peakCharge(),
          r.optimum().peakCharge(),
          r.measured().map(c -> String.format(Locale.ROOT, ", %.2f", c.peakCharge())).orElse(""));
    }
    if (r.rules().co2Kg().isPresent()) {
      out.printf(
          "%nkg of CO2 that the grid emitted for the import: %s, %s, %s%s%n",
          kg(r.rules()),
          kg(r.product()),
          kg(r.optimum()),
          r.measured().map(c -> ", " + kg(c)).orElse(""));
    }
    out.printf(
        Locale.ROOT,
        "%nspikewatt saves %.2f %s%s%n"
            + "cost: the bill with wear, less what energy stored meanwhile is worth%n",
        r.saved(),
        site.tariff().currency(),
        r.capture().isPresent()
            ? String.format(
                Locale.ROOT, ", %.0f %% of what could be", 100 * r.capture().getAsDouble())
            : "; nothing could be saved");
  }

  private void courses(Site site, HistoryResult r) {
    ZoneId zone = site.zone();
    out.printf(
        Locale.ROOT,
        "%s from %s to %s, %d slots, %d left out (too little known), %d without a plan of their"
            + " own%n%n",
        site.name(),
        r.from().atZone(zone).toLocalDateTime(),
        r.to().atZone(zone).toLocalDateTime(),
        r.slots().stepped(),
        r.slots().unknown(),
        r.slots().unplanned());
    out.printf(
        "%-24s %10s %10s %11s %11s %12s%n",
        "", "cost " + site.tariff().currency(), "bill", "import kWh", "export kWh", "stored more");
    row("self-consumption", r.rules());
    row("spikewatt", r.product());
    row("with the future known", r.optimum());
    r.measured()
        .ifPresentOrElse(
            measured -> row("as it was, by the meter", measured),
            () -> out.println("as it was, by the meter: not known throughout"));
  }

  private static String kg(Trajectory c) {
    return String.format(Locale.ROOT, "%.1f", c.co2Kg().orElse(Double.NaN));
  }

  private void row(String what, Trajectory c) {
    out.printf(
        Locale.ROOT,
        "%-24s %10.2f %10.2f %11.1f %11.1f %12.1f%n",
        what,
        c.cost(),
        c.bill(),
        c.energy().importKwh(),
        c.energy().exportKwh(),
        c.energy().storedMoreKwh());
  }
}
