# Sourced. find_data FILE sets data to the folder of measured series: shared/data in a folder above, or where DATA says.
# False if it does not have that file.
find_data() {
  data=${DATA:-}
  local folder=$PWD
  while [ -z "$data" ] && [ "$folder" != / ]; do
    folder=$(dirname "$folder")
    [ -f "$folder/shared/data/$1" ] && data=$folder/shared/data
  done
  [ -f "$data/$1" ]
}
