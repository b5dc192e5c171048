# shellcheck shell=bash disable=SC2154  # setup_test sources this
# tools/setup/packages, with an apt that only says what it was asked.

all_packages() { sed -n 's/^\([a-z][^ ]*\) .*/\1/p' "$copy/tools/setup/packages.txt"; }

# has_packages VERSION NAME...: what dpkg-query tells.
has_packages() {
  local version=$1 name
  shift
  { echo "cat <<'END'" && for name; do printf '%s\t%s\tinstalled\n' "$name" "$version"; done && echo END; } | fake dpkg-query
}
# offers VERSION [NAME OTHER-VERSION]: what the archive holds, of every package that is asked for.
offers() {
  fake apt-cache <<END
shift
for name; do
  version=$1
  [[ \$name != '${2:-}' ]] || version='${3:-}'
  printf '%s:\n  Installed: (none)\n  Candidate: %s\n  Version table:\n     1.0 500\n' "\$name" "\$version"
done
END
}
logs_calls() {
  local name
  for name; do fake "$name" <<<"echo \"$name \$*\" >>\"\$log\""; done
}
as_root_here() { ((EUID == 0)) || skip 'not root'; }

test_packages_are_left_alone_when_all_are_there() {
  mapfile -t names < <(all_packages)
  has_packages 4:9999.0-1 "${names[@]}"
  logs_calls apt-get apt-cache
  run "$copy/tools/setup/packages" build fetch tests lint
  expect_status 0
  expect_silent
  [[ ! -s $work/log ]] || fail "apt was called: $(<"$work/log")"
}

test_packages_installs_only_what_is_missing() {
  as_root_here
  mapfile -t names < <(all_packages | grep -v -x -e cmake -e ninja-build -e libgtest-dev)
  has_packages 4:9999.0-1 "${names[@]}"
  offers 9999
  logs_calls apt-get
  run "$copy/tools/setup/packages" build
  expect_status 0
  expect_err 'cmake               configures the build'
  grep -q 'apt-get .* install .* cmake ninja-build$' "$work/log" || fail "$(<"$work/log")"
}

test_packages_without_root_gives_one_line_with_the_command() {
  has_packages 4:9999.0-1 g++
  offers 9999
  fake sudo <<<'exit 1'
  run as_nobody "$copy/tools/setup/packages" g++ cmake unzip
  expect_status 2
  [[ $(wc -l <"$work/err") == 1 ]] || fail 'expected one line'
  expect_err 'sudo apt-get update && sudo apt-get install -y --no-install-recommends cmake unzip'
}

test_packages_uses_sudo_where_it_asks_nothing() {
  has_packages 4:9999.0-1 g++
  offers 9999
  logs_calls apt-get
  fake sudo <<'END'
echo "sudo $*" >>"$log"
shift
exec "$@"
END
  chmod 777 "$work" "$work/log"
  run as_nobody "$copy/tools/setup/packages" g++ cmake
  expect_status 0
  grep -q '^sudo -n env .*apt-get .* install .* cmake$' "$work/log" || fail "$(<"$work/log")"
}

test_packages_names_what_is_too_old_before_it_installs_anything() {
  has_packages 0 none
  offers 9999 g++ 4:10.2.1-1
  logs_calls apt-get sudo
  run "$copy/tools/setup/packages" build
  expect_status 2
  expect_err 'its g++ is 4:10.2.1-1, needed is 12 or newer'
  ! grep -q install "$work/log" || fail "$(<"$work/log")"
}

test_packages_sees_an_installed_one_that_is_too_old() {
  has_packages 3.18.4-2+deb11u1 cmake
  offers 3.18.4-2+deb11u1
  logs_calls apt-get sudo
  run "$copy/tools/setup/packages" cmake
  expect_status 2
  expect_err 'its cmake is 3.18.4-2+deb11u1, needed is 3.25 or newer'
}

test_packages_off_line_without_lists_says_so() {
  as_root_here
  has_packages 0 none
  fake apt-cache <<<''
  fake apt-get <<<'exit 100'
  run "$copy/tools/setup/packages" unzip
  expect_status 2
  expect_err 'offers no package unzip'
  expect_err 'off-line'
}

test_packages_shows_the_end_of_a_failed_installation() {
  as_root_here
  has_packages 0 none
  offers 9999
  fake apt-get <<<'[[ $* != *install* ]] || { echo "E: the disk is full"; exit 100; }'
  run "$copy/tools/setup/packages" unzip
  expect_status 2
  expect_err '| E: the disk is full'
}

test_versions_compare_as_numbers() {
  # shellcheck source=/dev/null
  source "$copy/tools/setup/common.sh"
  version_at_least 3.25.1-1 3.25 || fail '3.25.1'
  version_at_least 4:12.2.0-3 12 || fail 'epoch'
  version_at_least 3.100 3.25 || fail '3.100'
  version_at_least 1:1.10.0+ds-0.4 1.10 || fail '1.10.0+ds'
  ! version_at_least 3.9.1 3.25 || fail '3.9'
  ! version_at_least 2 2.1 || fail '2 < 2.1'
  ! version_at_least '' 1 || fail empty
}
