# Sourced: a service of prices, emissions and weather by TLS on loopback, and the sources that ask it. Needs openssl and python3;
# the caller has $java_home.

# certificates DIRECTORY CACERTS: an authority, and its certificate for localhost, as authority.pem, service.pem and
# service.key; trusted.p12 holds the authorities of CACERTS and this one.
certificates() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj /CN=authority \
    -keyout "$1/authority.key" -out "$1/authority.pem" 2>"$1/openssl.log" &&
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=localhost \
      -keyout "$1/service.key" -out "$1/service.csr" 2>>"$1/openssl.log" &&
    printf 'subjectAltName=DNS:localhost,IP:127.0.0.1\n' >"$1/service.ext" &&
    openssl x509 -req -in "$1/service.csr" -CA "$1/authority.pem" -CAkey "$1/authority.key" -days 30 \
      -extfile "$1/service.ext" -out "$1/service.pem" 2>>"$1/openssl.log" &&
    cp "$2" "$1/trusted.p12" &&
    "$java_home/bin/keytool" -importcert -noprompt -alias bench -file "$1/authority.pem" \
      -keystore "$1/trusted.p12" -storepass changeit >>"$1/openssl.log" 2>&1
}

# price_service DIRECTORY PORT: serves until it is ended, with a line in service.log for each answer; $! is its process.
price_service() {
  python3 bench/sourcing/price_service.py "$2" "$1/service.pem" "$1/service.key" >"$1/service.log" 2>&1 &
}

# description ID QUANTITY UNIT PORT FROM TO: prints a source with a request each minute, without its shape.
description() {
  printf 'id: %s\ntitle: A service on loopback\nverified: documentation\ngives: %s\nunit: %s\n' "$1" "$2" "$3"
  printf 'zone: Europe/Berlin\nslot-minutes: [15]\nat-most-every-min: 1\n'
  printf 'request: { host: "https://localhost:%s", path: "/%s", query: { from: "{%s}", to: "{%s}" } }\n' \
    "$4" "$1" "$5" "$6"
}

# weather_file DIRECTORY PORT: one more description, of weather, and prints its line in the section of sources.
weather_file() {
  {
    printf 'id: weather\ntitle: A service on loopback\nverified: documentation\ngives: weather\n'
    printf 'zone: UTC\nslot-minutes: [60]\nat-most-every-min: 1\n'
    printf 'request: { host: "https://localhost:%s", path: "/weather" }\nmosmix: { most-age-h: 24 }\nweather:\n' "$2"
    printf '  - { quantity: temperature, value: TTT, unit: K, stamp: moment }\n'
    printf '  - { quantity: global-irradiance, value: Rad1h, unit: kJ/m², stamp: end }\n'
    printf '  - { quantity: cloud-cover, value: Neff, unit: "%%", stamp: moment }\n'
    printf '  - { quantity: wind-speed, value: FF, unit: m/s, stamp: moment }\n'
  } >"$1/weather.yaml"
  printf '  - { source: weather.yaml, ca-file: authority.pem }\n'
}

# source_files DIRECTORY PORT: two descriptions beside the site file, and prints the site's section of sources. One
# trusts the authority of a file, the other those that Java trusts, which takes more memory.
source_files() {
  {
    description prices exchange-price EUR/MWh "$2" from-entsoe to-entsoe
    printf 'iec62325: { auction: 1 }\n'
  } >"$1/prices.yaml"
  {
    description emissions emissions g/kWh "$2" from-s to-s
    printf 'rows: { lists: [data], start: start, value: value, time: epoch-s }\n'
  } >"$1/emissions.yaml"
  printf 'sources:\n  - { source: prices.yaml, ca-file: authority.pem }\n  - { source: emissions.yaml }\n'
}
