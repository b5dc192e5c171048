# shellcheck shell=bash disable=SC2154  # setup_test sources this
# tools/setup/check_layers, on small trees.

# source_file PATH LINE...: a file of the copy.
source_file() {
  mkdir -p "$copy/$(dirname "$1")"
  printf '%s\n' "${@:2}" >"$copy/$1"
}
make_tree() {
  mkdir -p "$copy"/{engine,models,stages,tests}
  rm -r "$copy/tools/"[!s]*
  source_file models/interface/include/nightjar/error.h '#pragma once'
  source_file models/interface/network.h '#include <vector>' '#include "nightjar/error.h"'
  source_file stages/base/timeline.h '#include "nightjar/error.h"'
  source_file stages/read/reader.h '#include "stages/base/timeline.h"'
  source_file models/torchscript/network.cpp '#include <torch/script.h>' '#include "models/interface/network.h"'
  source_file engine/graph.h '#include <tbb/flow_graph.h>' '#include "stages/read/reader.h"'
  source_file tools/main.cpp '#include "engine/graph.h"'
}
# refuses TEXT: the check fails, and says TEXT.
refuses() {
  run "$copy/tools/setup/check_layers"
  expect_status 1
  [[ "$out$err" == *"$1"* ]] || fail "expected: $1"
}

test_layers_accepts_what_runs_downwards() {
  make_tree
  run "$copy/tools/setup/check_layers"
  expect_status 0
  expect_out ''
  expect_silent
}
test_layers_refuses_a_stage_that_knows_the_engine() {
  make_tree
  source_file stages/read/bad.cpp '' '#include "engine/graph.h"'
  refuses 'stages/read/bad.cpp:2: "engine/graph.h": stages/read may not depend on engine'
}
test_layers_refuses_an_engine_that_knows_the_tools_or_the_backend() {
  make_tree
  source_file tools/x.h ''
  source_file engine/bad.cpp '#include "tools/x.h"'
  refuses 'engine may not depend on tools'
  source_file models/torchscript/x.h ''
  source_file engine/bad.cpp '#include "models/torchscript/x.h"'
  refuses 'engine may not depend on models/torchscript'
}
test_layers_refuses_an_interface_that_knows_a_public_header_above_it() {
  make_tree
  source_file stages/base/include/nightjar/record.h ''
  source_file models/interface/bad.h '#include "nightjar/record.h"'
  refuses 'models/interface may not depend on stages/base'
}
test_layers_refuses_libtorch_outside_its_folder() {
  make_tree
  source_file engine/bad.cpp '#include <ATen/Parallel.h>'
  refuses 'engine/bad.cpp:1: <ATen/Parallel.h>'
}
test_layers_refuses_onetbb_in_stages_and_public_headers() {
  make_tree
  source_file stages/read/bad.cpp '  #  include <tbb/parallel_for.h>'
  refuses 'stages/read/bad.cpp:1: <tbb/parallel_for.h>'
  rm "$copy/stages/read/bad.cpp"
  source_file engine/include/nightjar/recognizer.h '#include <oneapi/tbb/task_arena.h>'
  refuses 'recognizer.h:1: <oneapi/tbb/task_arena.h>'
}
test_layers_refuses_a_cycle_between_stages() {
  make_tree
  source_file stages/decode/a.h '#include "stages/read/reader.h"'
  source_file stages/read/b.h '#include "stages/decode/a.h"'
  refuses 'stages/decode'
}
test_layers_refuses_a_header_that_is_not_named_from_the_root() {
  make_tree
  source_file stages/read/bad.cpp '#include "reader.h"'
  refuses '"reader.h": no such file'
}
test_layers_refuses_a_file_of_more_than_300_lines() {
  make_tree
  mapfile -t lines < <(seq -f '// %g' 300)
  source_file stages/read/long.h "${lines[@]}"
  run "$copy/tools/setup/check_layers"
  expect_status 0
  source_file stages/read/long.h "${lines[@]}" '//'
  refuses 'stages/read/long.h:301: more than 300 lines'
}
