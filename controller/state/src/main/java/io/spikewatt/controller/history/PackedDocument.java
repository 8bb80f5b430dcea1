package io.spikewatt.controller.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * A JSON document of the decision log in a fifth of its bytes: zlib with a preset dictionary of
 * what most documents have in common (RFC 1950). Another dictionary may be added, but this one must
 * stay as it is: documents that were packed with it need it.
 */
final class PackedDocument {

  /** The most common words come last, where zlib refers to them in the fewest bits. */
  private static final byte[] DICTIONARY =
      """
      ,"limitedBy":","refused":"","moreSetpoints":"unknown: ","windW":"heatpump1"genset1"\
      "noCosts":"no plan decides in the mode islanded hold starting self-consumption by rule\
      no valid plan): sells surplus, covers load, keeps its energy, charges from the grid \
      discharges into the grid; import limit (command) export limit (grid operator) device limit\
      remote request until empty full reserve hold island as before waits surplus \
      has to be ready in time energy is cheap now nothing to charge \
      {"mode":"auto","doing":"auto (plan in force): battery discharges 1. kW: battery charges 2. kW: \
      battery rests: stores surplus, covers load (stored kWh 0.2, import 0.3, export 0.0)",\
      "setpoints":[{"id":"ev1","power_w":0,"reason":"nothing to charge"},\
      {"id":"compute1","power_limit_w":500,"reason":"minimum"},\
      {"id":"shed1","contact":0,"reason":"no need"},\
      {"id":"tie1","contact":0,"reason":"the grid feeds the site"},\
      {"id":"pv1","power_limit_w":10000,"reason":"no need; export limit (configured)"},\
      {"id":"battery1","power_w":-1000,"reason":"stores surplus, covers load (stored kWh 0.\
      , import 0., export 0.0)"}],"gridW":0,"loadW":1000,"pvW":0,"batteryW":1000,\
      "socPct":[{"id":"battery1","value":50.},{"id":"ev1","value":80}],\
      "loadForecastW":{"p10":400,"p50":400,"p90":600},"sourceForecastW":{"p10":0,"p50":0,"p90":0},\
      "prices":{"importPerKwh":0.3,"exportPerKwh":0.07,"from":"tariff","storedPerKwh":0.2},\
      "plan":{"at":"2027-01-01T00:15:00.750Z","expectedCost":3.,"batteryW":1000.},\
      "costs":{"currency":"EUR","until":"2027-01-02T10:45:00Z","netW":1000.,\
      "chosen":{"powerW":1000.,"cost":5.},"charge":{"powerW":-5000,"cost":5.},\
      "idle":{"powerW":0,"cost":5.},"discharge":{"powerW":5000.,"cost":5.}}}
      """
          .stripTrailing()
          .getBytes(UTF_8);

  /** Far more than any document, or the changes of a day. */
  private static final int MOST_BYTES = 1 << 18;

  private PackedDocument() {}

  static byte[] pack(String document) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
    try {
      deflater.setDictionary(DICTIONARY);
      deflater.setInput(document.getBytes(UTF_8));
      deflater.finish();
      ByteArrayOutputStream packed = new ByteArrayOutputStream(512);
      byte[] part = new byte[512];
      while (!deflater.finished()) {
        packed.write(part, 0, deflater.deflate(part));
      }
      return packed.toByteArray();
    } finally {
      deflater.end();
    }
  }

  /** The document; empty if the bytes are damaged, or packed by a later version. */
  static Optional<String> unpack(byte[] packed) {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(packed);
      byte[] document = new byte[MOST_BYTES];
      int length = inflater.inflate(document);
      if (inflater.needsDictionary()) {
        inflater.setDictionary(DICTIONARY);
        length = inflater.inflate(document);
      }
      return inflater.finished()
          ? Optional.of(new String(document, 0, length, UTF_8))
          : Optional.empty();
    } catch (DataFormatException | IllegalArgumentException damaged) {
      return Optional.empty();
    } finally {
      inflater.end();
    }
  }
}
