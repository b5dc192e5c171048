# shellcheck shell=bash disable=SC2154,SC2034  # setup_test sources this
# tools/setup/build and tools/nightjar, with a project in which the program is a shell script.

make_project() {
  make_torch "$work/torch"
  export NIGHTJAR_LIBTORCH=$work/torch
  cat >"$copy/CMakeLists.txt" <<'END'
cmake_minimum_required(VERSION 3.25)
project(fake NONE)
add_custom_command(OUTPUT ${PROJECT_BINARY_DIR}/tools/nightjar DEPENDS ${PROJECT_SOURCE_DIR}/program.sh
                   COMMAND ${CMAKE_COMMAND} -E copy ${PROJECT_SOURCE_DIR}/program.sh tools/nightjar)
add_custom_target(nightjar ALL DEPENDS ${PROJECT_BINARY_DIR}/tools/nightjar)
file(WRITE ${PROJECT_BINARY_DIR}/settings "${NIGHTJAR_TESTS} ${NIGHTJAR_WERROR}")
END
  printf '%s\n' '#!/bin/bash' "printf '<%s>' \"\$@\"" 'cat' 'echo "to errors" >&2' 'exit 41' >"$copy/program.sh"
  chmod +x "$copy/program.sh"
  mapfile -t names < <(all_packages)
  has_packages 4:9999.0-1 "${names[@]}"
}
build() { run "$copy/tools/setup/build" "$@"; }

test_nightjar_hands_over_arguments_input_outputs_and_status() {
  make_project
  run "$copy/tools/nightjar" -h
  expect_status 41
  status=0
  "$copy/tools/nightjar" 'two words' $'a line\nbreak' '' <<<'the input' >"$work/out" 2>"$work/err" || status=$?
  out=$(<"$work/out") err=$(<"$work/err")
  expect_status 41
  expect_out $'<two words><a line\nbreak><>the input'
  [[ $err == 'to errors' ]] || fail 'more than the program said something'
}

test_nightjar_becomes_the_program_so_that_signals_reach_it() {
  make_project
  printf '%s\n' '#!/bin/bash' 'echo $$' >"$copy/program.sh"
  "$copy/tools/nightjar" >"$work/out" 2>"$work/err" &
  local pid=$!
  wait "$pid"
  [[ $(<"$work/out") == "$pid" ]] || fail "expected process $pid, got $(<"$work/out")"
}

test_nightjar_runs_from_a_link_and_from_another_folder() {
  make_project
  mkdir "$work/bin2"
  ln -s "$copy/tools/nightjar" "$work/bin2/nightjar"
  cd /
  run "$work/bin2/nightjar" x
  expect_status 41
  expect_out '<x>'
}

test_nightjar_in_a_folder_of_someone_else_runs_what_was_built() {
  make_project
  run "$copy/tools/nightjar"
  chmod -R go+rX "$work"
  run as_nobody env HOME=/nonexistent "$copy/tools/nightjar" y
  ((EUID == 0)) || skip 'not root: the folder is always one of our own'
  expect_status 41
  expect_out '<y>'
}

test_build_is_silent_when_nothing_changed_and_sees_what_changed() {
  make_project
  build release all
  expect_status 0
  expect_err 'configuring build/release'
  expect_err 'building all in build/release'
  build release all
  expect_status 0
  expect_silent
  echo '# changed' >>"$copy/program.sh"
  build release all
  expect_no_err configuring
  expect_err 'building all'
  make_torch "$work/other torch"
  NIGHTJAR_LIBTORCH="$work/other torch" build release all
  expect_err configuring
}

test_build_keeps_what_the_checks_switched_on() {
  make_project
  NIGHTJAR_KEEP_SETTINGS=yes build release all -DNIGHTJAR_TESTS=OFF
  [[ $(<"$copy/build/release/settings") == 'OFF ' ]] || fail "$(<"$copy/build/release/settings")"
  build release all -DNIGHTJAR_TESTS=ON -DNIGHTJAR_WERROR=ON
  expect_err configuring
  NIGHTJAR_KEEP_SETTINGS=yes build release all -DNIGHTJAR_TESTS=OFF
  expect_silent
  build release all -DNIGHTJAR_TESTS=ON -DNIGHTJAR_WERROR=ON
  expect_silent
  [[ $(<"$copy/build/release/settings") == 'ON ON' ]] || fail "$(<"$copy/build/release/settings")"
}

test_build_works_after_the_folder_was_moved() {
  make_project
  build release all
  mv "$copy" "$work/moved here"
  copy="$work/moved here"
  build release all
  expect_status 0
  expect_err configuring
}

test_build_that_fails_shows_the_end_of_its_log() {
  make_project
  echo 'add_custom_target(broken ALL COMMAND echo the compiler is unhappy COMMAND false)' >>"$copy/CMakeLists.txt"
  build release all
  expect_status 2
  expect_err '| the compiler is unhappy'
  expect_err 'build/release/build.log'
}

test_build_names_a_cmake_that_is_too_old() {
  make_project
  fake cmake <<<'echo "cmake version 3.22.1"'
  build release all
  expect_status 2
  expect_err 'cmake 3.22.1'
  expect_err '3.25 or newer'
}

test_build_in_a_path_with_a_line_break_is_refused_in_words() {
  make_project
  mv "$copy" "$work/a line"$'\n'break
  run "$work/a line"$'\n'break/tools/nightjar
  expect_status 2
  expect_err 'line break'
}
