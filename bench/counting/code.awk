# Java without comments; with -v strings=0 also without what strings hold. Prints FILE<TAB>line for
# every line that is left with something on it.
FNR == 1 { comment = 0; block = 0 }
{
  line = $0
  if (!comment && !block && line !~ /\/|"/) { print_if(line); next }
  code = ""
  n = length(line)
  i = 1
  while (i <= n) {
    two = substr(line, i, 2)
    three = substr(line, i, 3)
    c = substr(line, i, 1)
    if (comment) {
      if (two == "*/") { comment = 0; i += 2 } else i++
    } else if (block) {
      if (three == "\"\"\"") { block = 0; code = code three; i += 3 }
      else { w = c == "\\" ? 2 : 1; if (strings) code = code substr(line, i, w); i += w }
    } else if (two == "//") break
    else if (two == "/*") { comment = 1; i += 2 }
    else if (three == "\"\"\"") { block = 1; code = code three; i += 3 }
    else if (c == "\"" || c == "'") {
      j = i + 1
      while (j <= n && substr(line, j, 1) != c) j += substr(line, j, 1) == "\\" ? 2 : 1
      code = code (strings ? substr(line, i, j - i + 1) : c c)
      i = j + 1
    } else { code = code c; i++ }
  }
  print_if(code)
}
function print_if(text) { if (text ~ /[^ \t]/) print FILENAME "\t" text }
