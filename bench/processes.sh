# Sourced: waiting, ports, and the simulated site beside a daemon. The caller has $work and $java_home.
site='' daemon='' tabs=()
finish() {
  for process in "${tabs[@]}" $daemon $site; do kill "$process" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$work"
}
pause() { read -rt "$1" <> <(:) || true; }

free_port() { # FROM
  local port=$1
  while (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((port + 1)); done
  echo "$port"
}

# simulate FILE PORT: begins to serve the simulated site, and writes its configuration.
simulate() {
  local i
  "$java_home/bin/java" -Xmx192m -Xss512k -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED \
    --sun-misc-unsafe-memory-access=allow -cp "simulator/trial/target/run/*" \
    io.spikewatt.simulator.demo.SimulateCommand --write "$1" --port-base "$2" >"$work/site.log" 2>&1 &
  site=$!
  for ((i = 0; i < 240; i++)); do
    grep -qs serving "$work/site.log" && break
    kill -0 "$site" 2>/dev/null || { cat "$work/site.log" >&2; exit 70; }
    pause 0.5
  done
}

# The daemon's memory, kB: a collection first, so that garbage of the moment does not count; then the mean of ten
# seconds.
rss() {
  local sum=0 i
  "$java_home/bin/jcmd" "$daemon" GC.run >/dev/null
  for ((i = 0; i < 10; i++)); do
    sum=$((sum + $(sed -n 's/^VmRSS:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$daemon/status")))
    pause 1
  done
  echo $((sum / 10))
}
mb() { awk -v kb="$1" 'BEGIN { printf "%.1f", kb / 1024 }'; }

# unpack FILE: $program is that of $package, unpacked and taken into service as an installation does it, start-up archive
# included. FILE is a .deb; empty = the package is built. The caller has a function note.
unpack() {
  package=$1
  if [ -z "$package" ]; then
    note "building the package"
    ./spikewatt package "$(dpkg --print-architecture)" >"$work/package.log" 2>&1 ||
      { tail -n 5 "$work/package.log" >&2; note "no package could be built"; exit 69; }
    package=$(ls -t target/packages/spikewatt_*_"$(dpkg --print-architecture)".deb | sed -n 1p)
  fi
  dpkg-deb -x "$package" "$work/package"
  program=$(echo "$work"/package/usr/lib/spikewatt/*)
  "$program/bin/activate" >"$work/activate.log" 2>&1 || { cat "$work/activate.log" >&2; exit 70; }
  [ -f "$program/start.jsa" ] || { cat "$program/archive.log" >&2; note "no start-up archive"; exit 70; }
}
