# Sourced: sets java_home to the JDK that ./spikewatt uses.
java_home=${JAVA_HOME:-}
for home in "$java_home" /usr/lib/jvm/*25* /usr/lib/jvm/*; do
  if [ -n "$home" ] && [ -x "$home/bin/javac" ] && "$home/bin/java" --version | grep -q '^openjdk 2[5-9]'; then
    java_home=$home
    break
  fi
done
