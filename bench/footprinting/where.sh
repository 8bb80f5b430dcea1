# Sourced by bench/footprint: which threads of a process take its processor time, and where its resident memory is. The
# caller has $work, $java_home and the processes' ids in pid.

# threads_of NAME: a line a thread: id, nanoseconds on a processor, name as the kernel keeps it (15 characters).
threads_of() {
  local task ns name
  for task in "/proc/${pid[$1]}/task"/*; do
    read -r ns _ <"$task/schedstat" 2>/dev/null && read -r name <"$task/comm" 2>/dev/null || continue
    printf '%s\t%s\t%s\n' "${task##*/}" "$ns" "$name"
  done
}

# cpu_by_thread SECONDS NAME…: per cent of a core between $work/NAME.threads0 and .threads1; threads of one name are one
# row. Time of threads that ended between is in the row "ended", from the kernel's sum for the process.
cpu_by_thread() {
  local seconds=$1 name
  shift
  printf '\n| CPU of threads, %% of a core |'
  printf ' %s |' "$@"
  printf '\n|---|'
  printf '%.0s---|' "$@"
  echo
  for name; do
    awk -F '\t' -v name="$name" -v all=$(((${cpu1[$name]} - ${cpu0[$name]}) * (1000000000 / $(getconf CLK_TCK)))) '
      FNR == NR { before[$1] = $2; next }
      { ns[$3] += $2 - before[$1]; sum += $2 - before[$1] }
      END { for (t in ns) print name "\t" t "\t" ns[t]; print name "\tended\t" (all > sum ? all - sum : 0) }' \
      "$work/$name.threads0" "$work/$name.threads1"
  done | awk -F '\t' -v names="$*" -v seconds="$seconds" '
    { ns[$2, $1] = $3; if ($3 > most[$2]) most[$2] = $3; total[$1] += $3 }
    END {
      n = split(names, name, " ")
      for (thread in most) {
        if (most[thread] / seconds / 1e7 < 0.005) { for (i = 1; i <= n; i++) rest[name[i]] += ns[thread, name[i]]; continue }
        row = "| " thread " |"
        for (i = 1; i <= n; i++)
          row = row ((thread, name[i]) in ns ? sprintf(" %.3f |", ns[thread, name[i]] / seconds / 1e7) : "  |")
        printf "%015d\t%s\n", most[thread], row | "sort -r | cut -f 2"
      }
      close("sort -r | cut -f 2")
      row = "| others |"; for (i = 1; i <= n; i++) row = row sprintf(" %.3f |", rest[name[i]] / seconds / 1e7); print row
      row = "| all |"; for (i = 1; i <= n; i++) row = row sprintf(" %.3f |", total[name[i]] / seconds / 1e7); print row
    }'
}

# memory_where NAME…: resident memory by what holds it, MB, of processes that run with -XX:NativeMemoryTracking=summary,
# which adds its own part of the native memory. Every resident page is in one row; direct buffers are a part of the
# native memory, as tracked.
memory_where() {
  local name
  for name; do
    "$java_home/bin/jcmd" "${pid[$name]}" VM.native_memory scale=KB >"$work/$name.native"
    "$java_home/bin/jcmd" "${pid[$name]}" System.map >"$work/$name.map"
    awk -v name="$name" -v threads="$(ls "/proc/${pid[$name]}/task" | wc -l)" '
      function tracked(key) { if (match($0, key "[0-9]+")) return substr($0, RSTART + length(key), RLENGTH - length(key)) }
      FNR == NR {
        if (/^- +Other \(/) buffers = tracked("committed=") * 1024
        if (/^- +Native Memory Tracking \(/) tracker = tracked("committed=") * 1024
        if (/\(classes #/) classes = tracked("classes #")
        next
      }
      !/^0x/ { next }
      {
        rss = $4; info = $0; file = $NF
        if (info ~ / JAVAHEAP /) part = "heap"
        else if (info ~ / CDS / || file ~ /\.jsa$/) part = "archive"
        else if (info ~ / (CLASS|META)[ ,]/) part = "metaspace"
        else if (info ~ / CODE /) part = "code"
        else if (info ~ / STACK-/) part = "threads"
        else if (file ~ /\.so(\.|$)|\/bin\/java$/) part = "libraries"
        else if (file ~ /^\//) part = "files"
        else part = "native"
        mb[part] += rss; all += rss
      }
      END {
        mb["native"] -= buffers + tracker; mb["buffers"] = buffers; mb["tracker"] = tracker; mb["all"] = all
        for (part in mb) printf "%s\t%s\t%.1f\n", name, part, mb[part] / 1048576
        printf "%s\tthread count\t%d\n%s\tclasses\t%d\n", name, threads, name, classes
      }' "$work/$name.native" "$work/$name.map"
  done | awk -F '\t' -v names="$*" '
    { value[$2, $1] = $3 }
    END {
      n = split(names, name, " ")
      head = "\n| resident memory, MB |"; rule = "|---|"
      for (i = 1; i <= n; i++) { head = head " " name[i] " |"; rule = rule "---|" }
      print head "\n" rule
      rows = split("heap,metaspace,code,archive,threads,native,buffers,tracker,libraries,files,all,thread count,classes", row, ",")
      for (r = 1; r <= rows; r++) {
        line = "| " row[r] " |"
        for (i = 1; i <= n; i++) line = line " " value[row[r], name[i]] " |"
        print line
      }
    }'
}
