import java.nio.file.Path;
import java.util.Map;

/** The site of this benchmark as the product's configuration, and its devices' profiles. */
final class Profiles {

  /** Text by file name without ending; the line RESPONSE is replaced by the response. */
  static final Map<String, String> ALL =
      Map.of(
          "bench-meter",
          """
          id: bench-meter
          title: Meter of the fast loop's benchmark
          verified: source-only
          modbus:
            inputs:
              - { signal: frequency_hz, address: 0, type: u16, factor: 0.01 }
              - { signal: power_w, address: 1, type: s32 }
          """,
          "bench-battery",
          """
          id: bench-battery
          title: Battery of the fast loop's benchmark
          verified: source-only
          RESPONSE
          modbus:
            inputs:
              - { signal: power_w, address: 0, type: s32 }
              - { signal: soc_pct, address: 2, type: u16, factor: 0.1 }
            outputs:
              - { signal: power_w, registers: [ { address: 10, type: s32, persistence: volatile } ] }
          """,
          "bench-pv",
          """
          id: bench-pv
          title: PV inverter of the fast loop's benchmark
          verified: source-only
          RESPONSE
          modbus:
            inputs:
              - { signal: power_w, address: 0, type: s32 }
            outputs:
              - signal: power_limit_w
                registers: [ { address: 10, type: s32, persistence: volatile } ]
          """);

  private Profiles() {}

  /** Ports may be anything where nothing is opened. */
  static String site(Path folder, double exportW, int meterPort, int batteryPort, int pvPort) {
    return """
        site: { name: bench, timezone: UTC, latitude: 50, longitude: 10 }
        grid: { import-limit-w: 30000, export-limit-w: %s }
        tariff: { currency: EUR, import-per-kwh: 0.3, export-per-kwh: 0.08 }
        control: { cycle-ms: 1000, negative-prices: zero-feed-in }
        storage: { directory: %s }
        devices:
          - id: meter1
            profile: bench-meter.yaml
            connection: { modbus-tcp: 127.0.0.1, port: %d }
            grid-meter: {}
          - id: battery1
            profile: bench-battery.yaml
            connection: { modbus-tcp: 127.0.0.1, port: %d }
            battery: { capacity-wh: 1000000, charge-w: %s, discharge-w: %s }
          - id: pv1
            profile: bench-pv.yaml
            connection: { modbus-tcp: 127.0.0.1, port: %d }
            pv: { rated-w: %s }
        """
        .formatted(
            exportW, folder, meterPort, batteryPort, Rig.BATTERY_W, Rig.BATTERY_W, pvPort, Rig.PV_W);
  }
}
