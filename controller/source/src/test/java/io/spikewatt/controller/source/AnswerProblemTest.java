package io.spikewatt.controller.source;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerProblemTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0.0, 0",
    "1500, 1500",
    "100000, 100000",
    "99999, 99999",
    "-272.15, -272.15",
    "0.06, 0.06",
    "0.0599999999999, 0.06",
    "1234567.8, 1234570",
    "0.0000123456789, 0.0000123457",
    "1e308, 1E+308",
    "-2.5e-300, -2.5E-300",
    "Infinity, Infinity",
    "NaN, NaN",
  })
  void a_number_has_six_digits_and_no_zeros_behind_them(double value, String text) {
    assertEquals(text, AnswerProblem.number(value));
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " | ",
      value = {
        "99999 | W/m² | 99999 | 99999 W/m²",
        "1 | K | -272.15 | 1 K, which is -272.15",
        "10001 | EUR/MWh | 10.001 | 10001 EUR/MWh, which is 10.001",
        "281.2 | °C | 281.2000000001 | 281.2 °C",
      })
  void a_converted_value_is_told_where_it_is_another_number(
      double given, String unit, double value, String text) {
    assertEquals(text, AnswerProblem.converted(given, unit, value));
  }
}
