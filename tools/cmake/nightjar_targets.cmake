# How every target of the project is made: one library per folder, one test program per tested folder.
#
# All presets but `dev` compile several files of a target at once (CMAKE_UNITY_BUILD), as most of the time goes into the same
# headers: names at file scope must differ within a target.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 12)
  message(FATAL_ERROR "g++ ${CMAKE_CXX_COMPILER_VERSION} (${CMAKE_CXX_COMPILER}); needed is g++ 12 or newer")
endif()

# ccache, where it is installed, also knows what another clone compiled: paths below the source folder count as relative.
# It takes the headers from the compiler (DEPEND): finding them by preprocessing first would be a tenth of a compilation.
find_program(NIGHTJAR_CCACHE ccache)
if(NIGHTJAR_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1
                                  CCACHE_ABSSTDERR=1 CCACHE_DEPEND=1
                                  CCACHE_SLOPPINESS=pch_defines,time_macros ${NIGHTJAR_CCACHE})
endif()

add_library(nightjar_options INTERFACE)
target_compile_options(nightjar_options INTERFACE -Wall -Wextra -Wconversion -Wshadow
                       $<$<BOOL:${NIGHTJAR_WERROR}>:-Werror>)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # g++ 12 warns of overlaps in std::string's operator+ that cannot happen (GCC bug 105651, mended in 13).
  target_compile_options(nightjar_options INTERFACE -Wno-restrict)
endif()
target_include_directories(nightjar_options INTERFACE ${PROJECT_SOURCE_DIR})
if(NIGHTJAR_SANITIZE)
  # Half of what -g and -O1 cost to compile; the thread tests are long, so they are worth optimising. -g1 has the lines.
  set(sanitize_flags -fsanitize=${NIGHTJAR_SANITIZE} -fno-omit-frame-pointer -g1)
  if(NIGHTJAR_SANITIZE MATCHES thread)
    list(APPEND sanitize_flags -O1)
  else()
    list(APPEND sanitize_flags -Og)
    # vptr: oneTBB's flow graph casts a task to its own type once more after destroying it.
    list(APPEND sanitize_flags -fno-sanitize-recover=undefined -fno-sanitize=vptr -D_GLIBCXX_ASSERTIONS)
  endif()
  target_compile_options(nightjar_options INTERFACE ${sanitize_flags})
  target_link_options(nightjar_options INTERFACE -fsanitize=${NIGHTJAR_SANITIZE})
endif()

# nightjar_library(NAME SOURCES files... [PUBLIC libs...] [PRIVATE libs...] [INCLUDE dirs...])
# makes the static library nightjar_NAME, known as nightjar::NAME, and as the component NAME of an installed Nightjar.
# INCLUDE are the folders of public headers, below the current one; they are installed with the library.
function(nightjar_library name)
  cmake_parse_arguments(arg "" "" "SOURCES;PUBLIC;PRIVATE;INCLUDE" ${ARGN})
  add_library(nightjar_${name} STATIC ${arg_SOURCES})
  add_library(nightjar::${name} ALIAS nightjar_${name})
  target_link_libraries(nightjar_${name} PUBLIC ${arg_PUBLIC}
                                         PRIVATE ${arg_PRIVATE} $<BUILD_INTERFACE:nightjar_options>)
  nightjar_install_library(${name} ${arg_INCLUDE})
  nightjar_note_component(${name} ${arg_PUBLIC} ${arg_PRIVATE})
endfunction()

# nightjar_program(NAME SOURCES files... LINK libs... [MALLOC])
# makes and installs the program build/PRESET/tools/NAME. jemalloc serves the whole process when the executable itself is
# linked with it, LibTorch too; MALLOC leaves that to the C library.
function(nightjar_program name)
  cmake_parse_arguments(arg "MALLOC" "" "SOURCES;LINK" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tools)
  if(NIGHTJAR_JEMALLOC AND NOT arg_MALLOC)
    nightjar_pkgconfig(jemalloc)
    target_link_libraries(${name} PRIVATE PkgConfig::jemalloc)
  endif()
  target_link_libraries(${name} PRIVATE ${arg_LINK} nightjar_options)
  install(TARGETS ${name} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endfunction()

# How tests are compiled. Several files at once, in every preset. Not optimised much: they spend their time in what they
# test.
function(nightjar_test_options name)
  target_link_libraries(${name} PRIVATE GTest::gmock GTest::gtest_main nightjar_options)
  target_compile_options(${name} PRIVATE $<$<CONFIG:Release>:-O1> $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
  set_target_properties(${name} PROPERTIES UNITY_BUILD ON)
endfunction()

# nightjar_add_tests(NAME TIER FILTER SERIAL APART [environment]): called by nightjar_test. Each test has a process of its own.
# Under a sanitizer, where a process is slow to start, those of a program share four (GoogleTest's shards) unless APART.
function(nightjar_add_tests name tier filter serial apart)
  set(properties LABELS ${tier} TIMEOUT 600 RUN_SERIAL ${serial})
  # Some long tests are quick ones with more of everything: ctest must be able to tell them apart.
  set(suffix "")
  if(tier STREQUAL long)
    set(suffix /long)
  endif()
  if(NIGHTJAR_SANITIZE AND NOT apart)
    foreach(shard RANGE 3)
      add_test(NAME ${name}${suffix}.${shard} COMMAND ${name} --gtest_filter=${filter} --gtest_brief=1)
      set_tests_properties(${name}${suffix}.${shard} PROPERTIES ${properties}
                           ENVIRONMENT "GTEST_TOTAL_SHARDS=4;GTEST_SHARD_INDEX=${shard};${ARGN}")
    endforeach()
  else()
    gtest_discover_tests(${name} TEST_FILTER ${filter} TEST_SUFFIX "${suffix}" TEST_LIST ${name}_${tier}
                         DISCOVERY_TIMEOUT 60 PROPERTIES ${properties} ENVIRONMENT "${ARGN}")
  endif()
endfunction()

# nightjar_test(NAME TIER quick|long SOURCES files... LINK libs... [LONG filter] [TSAN] [SERIAL] [APART])
# makes a GoogleTest program whose tests carry the label of their tier. Under ThreadSanitizer only tests marked
# TSAN are built: the rest has no threads of ours, or needs libraries that are not instrumented. SERIAL tests measure,
# and so run while no other test does; APART ones look at what a process has once. The tests of a quick program that LONG
# names (GoogleTest's filter) are long ones too: the same program, not compiled again, with NIGHTJAR_THOROUGH in its
# environment, by which it does more of everything.
function(nightjar_test name)
  cmake_parse_arguments(arg "TSAN;SERIAL;APART" "TIER;LONG" "SOURCES;LINK" ${ARGN})
  if(NIGHTJAR_SANITIZE MATCHES thread AND NOT arg_TSAN)
    return()
  endif()
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE ${arg_LINK})
  nightjar_test_options(${name})
  target_precompile_headers(${name} REUSE_FROM nightjar_common_headers)
  target_compile_definitions(${name} PRIVATE NIGHTJAR_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  nightjar_add_tests(${name} ${arg_TIER} "*" "${arg_SERIAL}" "${arg_APART}")
  if(arg_LONG)
    nightjar_add_tests(${name} long ${arg_LONG} "${arg_SERIAL}" "${arg_APART}" NIGHTJAR_THOROUGH=1)
  endif()
endfunction()
