# Sourced: where the series lie, and what the programs of this folder are told of each.

# Sets data: shared/data in a folder above, or where DATA says.
find_data() {
  data=${DATA:-}
  local folder=$PWD
  while [ -z "$data" ] && [ "$folder" != / ]; do
    folder=$(dirname "$folder")
    [ -f "$folder/shared/data/sites.csv" ] && data=$folder/shared/data
  done
  [ -f "$data/sites.csv" ]
}

# describe NAME, as in reference.csv: FILE,COLUMN,KIND,ZONE,LATITUDE,LONGITUDE[,WEATHER…]
describe() {
  local name=$1 column weather zone lat lon
  IFS=, read -r _ column weather _ < <(grep "^$name," bench/forecasting/reference.csv) || return 1
  local file=${name%%/*}.csv.gz kind=${name##*/}
  IFS=, read -r _ _ _ zone lat lon _ < <(grep "^$file," "$data/sites.csv")
  echo "$file,$column,${kind^^},$zone,$lat,$lon${weather:+,${weather// /,}}"
}
