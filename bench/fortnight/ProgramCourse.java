import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
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

/** The same by a linear program of the expected course, which another process solves by HiGHS. */
final class ProgramCourse implements Course, AutoCloseable {

  private final double margin;
  private final Process solver;
  private final Writer cases;
  private final BufferedReader answers;

  /**
   * @param margin share of the comfort band that is kept free at each end: the program knows no
   *     uncertainty
   */
  ProgramCourse(double margin) throws IOException {
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
  public HomeState.Powers decide(int slot, HomeState home, Outlook ahead) {
    try {
      cases.write(problem(slot, home, ahead));
      cases.write('\n');
      cases.flush();
      String answer = answers.readLine();
      if (answer == null) {
        throw new IllegalStateException("the solver ended at slot " + slot);
      }
      double[] kw = Arrays.stream(answer.split(" ")).mapToDouble(Double::parseDouble).toArray();
      return new HomeState.Powers(kw[0], kw[1], kw[2]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** In the terms of bench/wholesite/whole_site.py. */
  private String problem(int slot, HomeState home, Outlook ahead) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      json.writeNumberField("slots", Outlook.SLOTS);
      json.writeNumberField("slot_h", HomeState.HOURS);
      json.writeNumberField("import_limit_kw", HomeState.IMPORT_KW);
      json.writeNumberField("export_limit_kw", HomeState.EXPORT_KW);
      json.writeNumberField("demand_per_kw", 0);
      array(json, "import_per_kwh", ahead.importPerKwh());
      array(json, "export_per_kwh", ahead.exportPerKwh());
      array(json, "load_kw", kw(ahead.load().mean()));
      array(json, "pv_kw", kw(ahead.pv().mean()));
      json.writeObjectFieldStart("battery");
      json.writeNumberField("stored_kwh", home.batteryKwh);
      json.writeNumberField("least_kwh", HomeState.LEAST_KWH);
      json.writeNumberField("most_kwh", HomeState.BATTERY_KWH);
      json.writeNumberField("charge_kw", HomeState.BATTERY_KW);
      json.writeNumberField("discharge_kw", HomeState.BATTERY_KW);
      json.writeNumberField("efficiency_each_way", HomeState.EFFICIENCY);
      json.writeNumberField("wear_per_kwh_each_way", HomeState.WEAR_EACH_WAY);
      json.writeEndObject();
      Optional<Fortnight.Stay> stay = home.stay(slot);
      if (stay.isPresent()) {
        json.writeObjectFieldStart("car");
        json.writeNumberField("missing_kwh", Math.max(0, home.carMissingKwh));
        json.writeNumberField("leaves_at_slot", stay.get().leaves() - slot);
        json.writeNumberField("most_kw", HomeState.CAR_KW);
        json.writeNumberField("efficiency", HomeState.CAR_EFFICIENCY);
        json.writeNumberField("short_per_kwh", HomeState.CAR_SHORT_PER_KWH);
        json.writeEndObject();
      }
      json.writeObjectFieldStart("pump");
      ThermalStorage store = ahead.heat().storage();
      double freeKwh = margin * store.bandKwh();
      json.writeNumberField("stored_kwh", store.storedKwh() + store.arrivingKwh() - freeKwh);
      json.writeNumberField("band_kwh", store.bandKwh() - 2 * freeKwh);
      json.writeNumberField("loss_per_hour", store.lossPerHour());
      json.writeNumberField("outside_per_kwh_hour", store.outsidePerKwhHour());
      array(json, "demand_kw", store.demandKw());
      array(json, "heat_per_kwh", ahead.heat().actuator().heatPerKwh());
      json.writeNumberField("most_kw", HomeState.PUMP.maxW() / 1000);
      json.writeNumberField("least_run_slots", 1);
      json.writeNumberField("least_pause_slots", 1);
      json.writeEndObject();
      json.writeEndObject();
    }
    return text.toString();
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
