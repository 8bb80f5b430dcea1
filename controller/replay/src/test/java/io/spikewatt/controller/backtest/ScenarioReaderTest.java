package io.spikewatt.controller.backtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScenarioReaderTest {

  private static final String JSON =
      """
      {"id": "x", "step_hours": 1, "steps": 2, "genset": null,
       "grid": {"import_max_kw": 5, "export_max_kw": 5},
       "battery": {"capacity_kwh": 10, "soc_min": 0.1, "soc_max": 1, "soc_init": 0.5,
         "charge_max_kw": 3, "discharge_max_kw": 3, "eta_charge": 0.9, "eta_discharge": 0.9},
       "penalties": {"unserved_per_kwh": 10, "overgeneration_per_kwh": 1, "co2_price": 0.1}}
      """;

  private static final String SERIES =
      """
      step,load_kw,pv_kw,import_price,export_price,grid_co2,grid_up
      0,1,0,0.2,0,0.1,1
      1,2,3,0.2,0,0.1,0
      """;

  @TempDir Path folder;

  @Test
  void aWholeScenarioIsRead() throws IOException {
    BacktestScenario backtestScenario =
        assertInstanceOf(ScenarioRead.Loaded.class, read(JSON, SERIES)).scenario();
    assertEquals(0.21, backtestScenario.importPerKwh(0), 1e-12);
    assertEquals(3, backtestScenario.series().pvKw()[1], 0);
    assertEquals(false, backtestScenario.series().gridUp()[1]);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"steps\": 2|\"steps\": 2.5|scenario.json:1:39: expected a whole number 1..1000000",
        "\"eta_charge\": 0.9|\"eta_charge\": 9|scenario.json:4:61: expected a number 0.01..1",
        "\"soc_min\": 0.1, ||scenario.json:3:13: expected the key \"soc_min\"",
        "\"id\": \"x\",|\"id\": \"x\"|scenario.json:1:12: expected JSON",
      })
  void whatIsWrongInTheDescriptionIsToldByLineAndColumn(String from, String to, String told)
      throws IOException {
    assertTold(told, read(JSON.replace(from, to == null ? "" : to), SERIES));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1,2,3|1,2,x|series.csv:3:3: expected a finite number",
        "1,2,3|1,2,NaN|series.csv:3:3: expected a finite number",
        "1,2,3|1,2|series.csv:3: expected 7 cells",
        "1,2,3|2,2,3|series.csv:3:1: expected step 1",
        "1,2,3|1,2,-3|series.csv:3:3: expected PV >= 0",
        "pv_kw|sun_kw|series.csv:1: expected the column pv_kw",
      })
  void whatIsWrongInTheSeriesIsToldByLineAndCell(String from, String to, String told)
      throws IOException {
    assertTold(told, read(JSON, SERIES.replace(from, to)));
  }

  @Test
  void tooFewRowsAndNoFilesAreTold() throws IOException {
    assertTold("series.csv:4: expected 3 rows", read(JSON.replace(": 2,", ": 3,"), SERIES));
    assertInstanceOf(ScenarioRead.Refused.class, ScenarioReader.read(folder.resolve("nowhere")));
  }

  private ScenarioRead read(String json, String series) throws IOException {
    Files.writeString(folder.resolve("scenario.json"), json);
    Files.writeString(folder.resolve("series.csv"), series);
    return ScenarioReader.read(folder);
  }

  private void assertTold(String start, ScenarioRead read) {
    String text = assertInstanceOf(ScenarioRead.Refused.class, read).toString();
    String inside = text.substring(folder.toString().length() + 1);
    assertEquals(start, inside.substring(0, Math.min(start.length(), inside.length())), text);
  }
}
