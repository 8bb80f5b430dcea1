package io.spikewatt.testkit;

/** A home with PV and a battery at prices of two times of day, for tests of what it recorded. */
public final class RecordedHome {

  /** Its site file; state is kept beside it. */
  public static final String SITE =
      """
      site: { name: home, timezone: Europe/Berlin, latitude: 52.5, longitude: 13.4 }
      grid: { import-limit-w: 11000, export-limit-w: 7000 }
      tariff:
        currency: EUR
        import: [{ from: "22:00", to: "06:00", per-kwh: 0.18 },
                 { from: "06:00", to: "22:00", per-kwh: 0.36 }]
        export-per-kwh: 0.06
      storage: { directory: state }
      devices:
        - { id: pv1, profile: sunspec-inverter, connection: { modbus-tcp: 127.0.0.1 }, pv: { rated-w: 6000 } }
        - { id: meter1, profile: eastron-sdm630, connection: { modbus-tcp: 127.0.0.2 }, grid-meter: {} }
        - id: battery1
          profile: sunspec-battery
          connection: { modbus-tcp: 127.0.0.3 }
          battery: { capacity-wh: 8000, charge-w: 4000, discharge-w: 4000, min-soc-pct: 10, max-soc-pct: 95, efficiency: 0.95, wear-per-kwh: 0.02 }
      """;

  private RecordedHome() {}
}
