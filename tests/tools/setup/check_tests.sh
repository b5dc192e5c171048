# shellcheck shell=bash disable=SC2154  # setup_test sources this
# tools/check itself: what it says at its end, and when it fails.

# make_checked_project RESULTS: ctest writes "tests failures skipped" and fails when there are failures.
make_checked_project() {
  make_project
  fake ctest <<END
read -r tests failures skipped <<<'$1'
while [[ \$1 != --output-junit ]]; do shift; done
printf '<testsuite name="x"\n\ttests="%d"\n\tfailures="%d"\n\tskipped="%d"\n>' "\$tests" "\$failures" "\$skipped" >"\$2"
((failures == 0))
END
}

test_check_closes_with_the_time_of_each_step_and_the_sum_of_all_tests() {
  make_checked_project '7 0 2'
  run "$copy/tools/check" release asan
  expect_status 0
  [[ $out == *$'\nrelease '*' s  ok'*$'\nasan '*' s  ok'*$'\n10 passed, 0 failed, 4 skipped' ]] || fail table
}

test_check_fails_with_the_first_step_that_fails_and_still_closes() {
  make_checked_project '7 1 0'
  run "$copy/tools/check" release asan
  expect_status 1
  [[ $out == *$'\nrelease '*' s  FAILED'$'\n6 passed, 1 failed, 0 skipped' ]] || fail table
  mkdir -p "$copy"/{engine,models,stages,tests}
  echo '#include "nowhere.h"' >"$copy/engine/a.cpp"
  run "$copy/tools/check" layers
  expect_status 1
  [[ $out == *$'\nlayers '*' s  FAILED'$'\n0 passed, 0 failed, 0 skipped' ]] || fail table
}

test_check_in_which_no_test_ran_fails() {
  make_checked_project '3 0 3'
  run "$copy/tools/check" release
  expect_status 1
  expect_err 'no test ran'
}

test_check_names_a_data_folder_that_is_not_there() {
  NIGHTJAR_DATA=$work/nowhere run "$copy/tools/check" layers
  expect_status 2
  expect_err "NIGHTJAR_DATA=$work/nowhere is no folder"
}
