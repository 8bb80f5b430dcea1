# Sourced: where the series lie, and what the programs of this folder are told of each.

# place FILE: ZONE,LATITUDE,LONGITUDE,RATED of a recording. The text before them may hold commas, in quotes.
place() {
  sed -n "/^$1,/{s/\"[^\"]*\"//;p}" "$data/sites.csv" | cut -d, -f4-7
}

# describe NAME, as in reference.csv: FILE,COLUMN,KIND,ZONE,LATITUDE,LONGITUDE[,WEATHER…]
describe() {
  local name=$1 column weather zone lat lon
  IFS=, read -r _ column weather _ < <(grep "^$name," bench/forecasting/reference.csv) || return 1
  local file=${name%%/*}.csv.gz kind=${name##*/}
  IFS=, read -r zone lat lon _ < <(place "$file")
  echo "$file,$column,${kind^^},$zone,$lat,$lon${weather:+,${weather// /,}}"
}

# collection NAME: where a series was recorded. A network that is judged on one has seen none of its collection: the
# steel plant counts with the homes of Fontana, and the plant of Réunion with that of Sydney.
collection() {
  case $1 in
    home_london_*) echo london ;;
    home_nsw_* | home_sydney_* | pv_reunion*) echo australia ;;
    home_fontana_* | steel_plant*) echo fontana ;;
    pv_hebei_*) echo hebei ;;
    campus_* | pv_campus_* | garage_*) echo ucsd ;;
    *) echo grid ;;
  esac
}

# pretraining_sites KIND [COLLECTION]: FILE,COLUMN,KIND,ZONE,LATITUDE,LONGITUDE of each series of pretraining.csv,
# without those of the collection.
pretraining_sites() {
  local series column zone lat lon
  while IFS=, read -r series column _; do
    [ "${series##*/}" = "$1" ] && [ "$(collection "$series")" != "${2:-}" ] || continue
    IFS=, read -r zone lat lon _ < <(place "${series%%/*}.csv.gz")
    echo "${series%%/*}.csv.gz,$column,${1^^},$zone,$lat,$lon"
  done < bench/forecasting/pretraining.csv
}

# site NAME: COLLECTION,FILE,COLUMN,KIND,ZONE,LATITUDE,LONGITUDE of a series of reference.csv or pretraining.csv.
site() {
  local name=$1 column zone lat lon kind=${1##*/}
  IFS=, read -r _ column _ < <(grep -h "^$name," bench/forecasting/reference.csv bench/forecasting/pretraining.csv)
  IFS=, read -r zone lat lon _ < <(place "${name%%/*}.csv.gz")
  kind=${kind%%_*}
  echo "$(collection "$name"),${name%%/*}.csv.gz,$column,${kind^^},$zone,$lat,$lon"
}

# weather_plant NAME: RATED,FILE,COLUMN,KIND,ZONE,LATITUDE,LONGITUDE,WEATHER… of a PV plant with predicted irradiance.
weather_plant() {
  local file=${1%%/*}.csv.gz zone lat lon rated
  IFS=, read -r _ _ _ zone lat lon rated _ < <(grep "^$file,.*nwp_ghi_wm2 nwp_dni_wm2 nwp_temp_c" "$data/sites.csv") \
    || return 1
  echo "$rated,$file,pv_kw,PV,$zone,$lat,$lon,nwp_ghi_wm2,nwp_dni_wm2,nwp_temp_c"
}
