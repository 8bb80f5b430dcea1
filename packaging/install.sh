#!/bin/sh
# Installs Spikewatt from this directory, where there is no dpkg. An existing site file stays.
#   sudo ./install.sh
set -eu
cd "$(dirname "$0")"
[ "$(id -u)" = 0 ] || { echo "install.sh: needs root" >&2; exit 64; }
# The tarball's C library must not be newer than the box's.
if ! root/usr/lib/spikewatt/*/runtime/bin/java -version >/dev/null 2>&1; then
  echo "install.sh: the runtime does not start here: expected Linux on $(basename "$PWD" | sed 's/.*-//') with glibc 2.38 or newer, found $(uname -m), $(ldd --version 2>&1 | head -n 1)" >&2
  exit 69
fi
[ ! -e /usr/lib/spikewatt/current ] || sh ./preinst upgrade
if [ -f /etc/spikewatt/site.yaml ]; then
  rm root/etc/spikewatt/site.yaml
fi
cp -a root/. /
sh ./postinst configure
