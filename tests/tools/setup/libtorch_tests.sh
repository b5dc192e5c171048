# shellcheck shell=bash disable=SC2154  # setup_test sources this
# tools/setup/libtorch, with wheels of a few bytes that a real pip finds in a local folder.

# make_torch DIR [VERSION]: what a LibTorch looks like from outside.
make_torch() {
  mkdir -p "$1"/{lib,include/ATen,share/cmake/Torch}
  echo "__version__ = '${2:-2.13.0+cpu}'" >"$1/version.py"
  touch "$1/share/cmake/Torch/TorchConfig.cmake" "$1/include/ATen/ATen.h"
  local name
  for name in libtorch_cpu.so libc10.so libtorch_python.so; do echo "code of $name" >"$1/lib/$name"; done
}
# make_wheel DIR [VERSION]: a wheel of such a one.
make_wheel() {
  local version=${2:-2.13.0+cpu} info
  info=$work/wheel-$version/torch-$version.dist-info
  make_torch "$work/wheel-$version/torch" "$version"
  mkdir -p "$info" "$1"
  printf 'Metadata-Version: 2.1\nName: torch\nVersion: %s\n' "$version" >"$info/METADATA"
  printf 'Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: cp311-cp311-manylinux_2_28_%s\n' "$(uname -m)" >"$info/WHEEL"
  touch "$info/RECORD"
  (cd "$work/wheel-$version" && python3 -m zipfile -c "$1/torch-$version-cp311-cp311-manylinux_2_28_$(uname -m).whl" ./*)
}
kept() { printf '%s' "$work/the cache/libtorch-2.13.0-cpu"; }

test_libtorch_is_taken_from_the_folder_that_is_named() {
  make_torch "$work/my torch"
  NIGHTJAR_LIBTORCH="$work/my torch" run "$copy/tools/setup/libtorch"
  expect_status 0
  expect_out "$work/my torch"
  expect_silent
}

test_libtorch_named_but_unusable_says_why_and_what_to_do() {
  make_torch "$work/old" 2.12.1+cpu
  NIGHTJAR_LIBTORCH=$work/old run "$copy/tools/setup/libtorch"
  expect_status 2
  expect_err 'its version is 2.12.1+cpu; 2.13.0 is needed'
  make_torch "$work/cuda" 2.13.0+cu128
  touch "$work/cuda/lib/libtorch_cuda.so"
  NIGHTJAR_LIBTORCH=$work/cuda run "$copy/tools/setup/libtorch"
  expect_status 2
  expect_err 'it is a CUDA build'
  make_torch "$work/bare"
  rm -r "$work/bare/share"
  NIGHTJAR_LIBTORCH=$work/bare run "$copy/tools/setup/libtorch" --find
  expect_status 2
  expect_err 'TorchConfig.cmake'
  make_torch "$work/empty"
  rm -r "$work/empty/lib"
  NIGHTJAR_LIBTORCH=$work/empty run "$copy/tools/setup/libtorch" --find
  expect_status 2
  expect_err 'libtorch_cpu.so'
  NIGHTJAR_LIBTORCH=$work/nowhere run "$copy/tools/setup/libtorch" --needs
  run env NIGHTJAR_LIBTORCH="$work/nowhere" "$copy/tools/setup/libtorch"
  expect_status 2
  expect_err 'there is no such folder'
  expect_err 'or unset it'
}

test_libtorch_comes_from_the_wheel_that_pip_finds_and_only_its_cpp_part_is_kept() {
  make_wheel "$links"
  PIP_FIND_LINKS=$links run "$copy/tools/setup/libtorch"
  expect_status 0
  expect_out "$(kept)"
  [[ -e $(kept)/lib/libtorch_cpu.so && ! -e $(kept)/lib/libtorch_python.so ]] || fail "$(ls "$(kept)/lib")"
  (cd "$work/the cache" && [[ $(echo *) == 'libtorch-2.13.0-cpu libtorch-2.13.0-cpu.lock libtorch-2.13.0-cpu.log' ]]) ||
    fail 'left something behind'
  run "$copy/tools/setup/libtorch"
  expect_status 0
  expect_silent
}

test_libtorch_comes_from_a_local_folder_in_place_of_the_index() {
  make_wheel "$work/my wheels"
  NIGHTJAR_TORCH_INDEX="$work/my wheels" run "$copy/tools/setup/libtorch"
  expect_status 0
  expect_out "$(kept)"
}

test_libtorch_asks_pips_own_sources_then_the_index_then_says_the_remedy() {
  fake python3 <<'END'
echo "$*" >>"$log"
[[ $* == *--version ]]
END
  run "$copy/tools/setup/libtorch"
  expect_status 2
  expect_err "trying PyTorch's own index"
  expect_err 'set NIGHTJAR_LIBTORCH=DIR'
  expect_err 'NIGHTJAR_TORCH_INDEX=DIR'
  mapfile -t asked < <(grep download "$work/log")
  ((${#asked[@]} == 2)) || fail "$(<"$work/log")"
  [[ ${asked[0]} != *--index-url* && ${asked[1]} == *'--index-url https://'*'/whl/cpu '* ]] || fail "${asked[@]}"
  [[ ${asked[0]} == *'torch==2.13.0+cpu' && ${asked[1]} == *'torch==2.13.0+cpu' ]] || fail "${asked[@]}"
}

test_libtorch_never_takes_a_build_that_is_not_for_the_cpu() {
  make_wheel "$work/wheels" 2.13.0
  make_wheel "$work/wheels" 2.13.0+cu128
  NIGHTJAR_TORCH_INDEX=$work/wheels run "$copy/tools/setup/libtorch"
  expect_status 2
  expect_err "no torch==2.13.0+cpu in the folder"
}

test_libtorch_that_was_cut_in_the_cache_is_fetched_again() {
  make_wheel "$links"
  export PIP_FIND_LINKS=$links
  run "$copy/tools/setup/libtorch"
  echo cut >"$(kept)/lib/libtorch_cpu.so"
  run "$copy/tools/setup/libtorch" --find
  expect_status 2
  expect_err 'broken'
  run "$copy/tools/setup/libtorch"
  expect_status 0
  expect_err 'broken'
  [[ $(<"$(kept)/lib/libtorch_cpu.so") == 'code of libtorch_cpu.so' ]] || fail 'not fetched again'
}

test_libtorch_is_fetched_once_by_two_at_a_time() {
  make_wheel "$links"
  export PIP_FIND_LINKS=$links
  "$copy/tools/setup/libtorch" >"$work/one" 2>&1 &
  run "$copy/tools/setup/libtorch"
  expect_status 0
  wait "$!" || fail "$(<"$work/one")"
  [[ $(cat "$work/one" "$work/err" | grep -c '^nightjar: getting') == 1 ]] || fail "$(<"$work/one")"
}

test_libtorch_wheel_that_is_cut_is_refused() {
  make_wheel "$work/wheels"
  wheel=$(echo "$work/wheels"/*.whl)
  head -c 900 "$wheel" >"$work/cut" && mv "$work/cut" "$wheel"
  NIGHTJAR_TORCH_INDEX=$work/wheels run "$copy/tools/setup/libtorch"
  expect_status 2
  expect_err 'set NIGHTJAR_LIBTORCH=DIR'
  [[ ! -e $(kept) ]] || fail 'kept a broken one'
}
