import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.spikewatt.config.site.Role;
import io.spikewatt.controller.asset.ThermalStorage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** The same by a linear program of the expected course, which another process solves by HiGHS. */
final class ProgramStrategy implements DispatchStrategy, AutoCloseable {

  private final double margin;
  private final Process solver;
  private final Writer cases;
  private final BufferedReader answers;

  /**
   * @param margin share of the comfort band that is kept free at each end: the program knows no
   *     uncertainty
   */
  ProgramStrategy(double margin) throws IOException {
    this.margin = margin;
    solver =
        new ProcessBuilder("/usr/bin/python3", "bench/fortnight/rolling.py")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    cases = new OutputStreamWriter(solver.getOutputStream(), StandardCharsets.UTF_8);
    answers =
        new BufferedReader(
            new InputStreamReader(solver.getInputStream(), StandardCharsets.UTF_8));
  }

  @Override
  public HomeState.Powers decide(int slot, HomeState home, HorizonInputs ahead) {
    double[] kw = solved(json -> problem(json, slot, home, ahead));
    return new HomeState.Powers(kw[0], kw[1], kw[2]);
  }

  /** In the terms of bench/wholesite/whole_site.py. */
  private interface Problem {
    void write(JsonGenerator json) throws IOException;
  }

  private double[] solved(Problem problem) {
    try {
      StringWriter text = new StringWriter();
      try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
        json.writeStartObject();
        problem.write(json);
        json.writeEndObject();
      }
      cases.write(text + "\n");
      cases.flush();
      String answer = answers.readLine();
      if (answer == null) {
        throw new IllegalStateException("the solver ended");
      }
      return Arrays.stream(answer.split(" ")).mapToDouble(Double::parseDouble).toArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void problem(JsonGenerator json, int slot, HomeState home, HorizonInputs ahead)
      throws IOException {
    site(json, ahead.importPerKwh(), ahead.exportPerKwh());
    array(json, "load_kw", kw(ahead.load().mean()));
    array(json, "pv_kw", kw(ahead.pv().mean()));
    battery(json, home);
    Optional<FortnightSeries.Stay> stay = home.stay(slot);
    if (stay.isPresent()) {
      json.writeObjectFieldStart("car");
      json.writeNumberField("missing_kwh", Math.max(0, home.carMissingKwh));
      json.writeNumberField("leaves_at_slot", stay.get().leaves() - slot);
      charger(json);
      json.writeEndObject();
    }
    ThermalStorage store = ahead.heat().storage();
    double freeKwh = margin * store.bandKwh();
    json.writeObjectFieldStart("pump");
    json.writeNumberField("stored_kwh", store.storedKwh() + store.arrivingKwh() - freeKwh);
    json.writeNumberField("band_kwh", store.bandKwh() - 2 * freeKwh);
    json.writeNumberField("loss_per_hour", store.lossPerHour());
    json.writeNumberField("outside_per_kwh_hour", store.outsidePerKwhHour());
    array(json, "demand_kw", store.demandKw());
    array(json, "heat_per_kwh", ahead.heat().actuator().heatPerKwh());
    pump(json);
    json.writeEndObject();
  }

  /**
   * Worth of a stored kWh when each day begins, and at the end, for a program that knows the whole
   * time: of the battery's energy, then of heat; currency.
   */
  static double[] worth(FortnightSeries time, HomeState home, double outsidePerKwhHour)
      throws IOException {
    try (ProgramStrategy solver = new ProgramStrategy(0)) {
      return solver.solved(json -> whole(json, time, home, outsidePerKwhHour));
    }
  }

  private static void whole(
      JsonGenerator json, FortnightSeries time, HomeState home, double outsidePerKwhHour)
      throws IOException {
    int slots = time.slots() + FortnightSeries.DAY;
    site(json, each(slots, time::importPerKwh), each(slots, time::exportPerKwh));
    json.writeFieldName("worth_at");
    int[] starts = new int[time.days + 1];
    Arrays.setAll(starts, day -> day * FortnightSeries.DAY);
    json.writeArray(starts, 0, starts.length);
    array(json, "load_kw", each(slots, k -> time.loadW(k) / 1000));
    array(json, "pv_kw", each(slots, k -> time.pvW(k) / 1000));
    battery(json, home);
    json.writeObjectFieldStart("car");
    charger(json);
    json.writeArrayFieldStart("stays");
    for (FortnightSeries.Stay stay : time.stays) {
      json.writeStartObject();
      json.writeNumberField("arrives", stay.arrives());
      json.writeNumberField("leaves", stay.leaves());
      json.writeNumberField("missing_kwh", stay.missingKwh());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
    Role.HeatStore store = HomeState.PUMP.store();
    json.writeObjectFieldStart("pump");
    json.writeNumberField("stored_kwh", home.heatKwh());
    json.writeNumberField("band_kwh", HomeState.bandKwh());
    json.writeNumberField("loss_per_hour", store.lossWPerK() / store.whPerK());
    json.writeNumberField("outside_per_kwh_hour", outsidePerKwhHour);
    array(
        json,
        "demand_kw",
        each(
            slots,
            k ->
                (store.lossWPerK() * (store.lowestC() - time.outdoorC(k)) - time.gainW(k)) / 1000));
    array(json, "heat_per_kwh", each(slots, home::cop));
    pump(json);
    json.writeEndObject();
  }

  private static void site(JsonGenerator json, double[] importPerKwh, double[] exportPerKwh)
      throws IOException {
    json.writeNumberField("slots", importPerKwh.length);
    json.writeNumberField("slot_h", HomeState.HOURS);
    json.writeNumberField("import_limit_kw", HomeState.IMPORT_KW);
    json.writeNumberField("export_limit_kw", HomeState.EXPORT_KW);
    json.writeNumberField("demand_per_kw", 0);
    array(json, "import_per_kwh", importPerKwh);
    array(json, "export_per_kwh", exportPerKwh);
  }

  private static void battery(JsonGenerator json, HomeState home) throws IOException {
    json.writeObjectFieldStart("battery");
    json.writeNumberField("stored_kwh", home.batteryKwh);
    json.writeNumberField("least_kwh", HomeState.LEAST_KWH);
    json.writeNumberField("most_kwh", HomeState.BATTERY_KWH);
    json.writeNumberField("charge_kw", HomeState.BATTERY_KW);
    json.writeNumberField("discharge_kw", HomeState.BATTERY_KW);
    json.writeNumberField("efficiency_each_way", HomeState.EFFICIENCY);
    json.writeNumberField("wear_per_kwh_each_way", HomeState.WEAR_EACH_WAY);
    json.writeEndObject();
  }

  private static void charger(JsonGenerator json) throws IOException {
    json.writeNumberField("most_kw", HomeState.CAR_KW);
    json.writeNumberField("efficiency", HomeState.CAR_EFFICIENCY);
    json.writeNumberField("short_per_kwh", HomeState.CAR_SHORT_PER_KWH);
  }

  private static void pump(JsonGenerator json) throws IOException {
    json.writeNumberField("most_kw", HomeState.PUMP.maxW() / 1000);
    json.writeNumberField("least_run_slots", 1);
    json.writeNumberField("least_pause_slots", 1);
  }

  private static double[] each(int slots, IntToDoubleFunction value) {
    return IntStream.range(0, slots).mapToDouble(value).toArray();
  }

  private static double[] kw(double[] watts) {
    return Arrays.stream(watts).map(w -> w / 1000).toArray();
  }

  private static void array(JsonGenerator json, String name, double[] values) throws IOException {
    json.writeFieldName(name);
    json.writeArray(values, 0, values.length);
  }

  @Override
  public void close() throws IOException {
    cases.close();
    answers.close();
    solver.destroy();
  }
}
