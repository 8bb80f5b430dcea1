package io.spikewatt.drivers.sunspec;

import io.spikewatt.hal.device.Device;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.time.Moment;
import java.util.Map;
import java.util.TreeMap;

/** What a device reports, in a form that a test can compare. */
final class ReadBack {

  private ReadBack() {}

  /** Value or reason by public name. */
  static Map<String, String> of(Device device, Moment now) {
    Map<String, String> read = new TreeMap<>();
    for (Sample sample : device.read(now)) {
      read.put(
          sample.signal().quantity().wireName(),
          switch (sample) {
            case Sample.Good good -> Double.toString(good.value());
            case Sample.Missing missing -> missing.reason().toString();
          });
    }
    return read;
  }
}
