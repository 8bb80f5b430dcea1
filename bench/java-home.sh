# Sourced: sets java_home to the JDK that ./spikewatt uses, and compiles benches.
java_home=${JAVA_HOME:-}
for home in "$java_home" /usr/lib/jvm/*25* /usr/lib/jvm/*; do
  if [ -n "$home" ] && [ -x "$home/bin/javac" ] && "$home/bin/java" --version | grep -q '^openjdk 2[5-9]'; then
    java_home=$home
    break
  fi
done

# compile FOLDER: the Java of bench/FOLDER, and what bench/beside names, into $work/classes. $jars is a folder of jars
# or a class path.
compile() {
  local path=$jars
  [ ! -d "$jars" ] || path="$jars/*"
  find "bench/$1" $(sed -n "s/^$1: //p" bench/beside) -name '*.java' -print0 \
    | xargs -0 "$java_home/bin/javac" -proc:none -nowarn -d "$work/classes" -cp "$path"
}
