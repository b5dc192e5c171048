# How every target of the project is made: one library per folder, one test program per tested folder.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

add_library(nightjar_options INTERFACE)
target_compile_options(nightjar_options INTERFACE -Wall -Wextra -Wconversion -Wshadow
                       $<$<BOOL:${NIGHTJAR_WERROR}>:-Werror>)
target_include_directories(nightjar_options INTERFACE ${PROJECT_SOURCE_DIR})
if(NIGHTJAR_SANITIZE)
  set(sanitize_flags -fsanitize=${NIGHTJAR_SANITIZE} -fno-omit-frame-pointer -g -O1)
  if(NIGHTJAR_SANITIZE MATCHES undefined)
    list(APPEND sanitize_flags -fno-sanitize-recover=undefined)
  endif()
  target_compile_options(nightjar_options INTERFACE ${sanitize_flags})
  target_link_options(nightjar_options INTERFACE -fsanitize=${NIGHTJAR_SANITIZE})
endif()

# nightjar_library(NAME SOURCES files... [PUBLIC libs...] [PRIVATE libs...] [INCLUDE dirs...])
# makes the static library nightjar_NAME, known as nightjar::NAME.
function(nightjar_library name)
  cmake_parse_arguments(arg "" "" "SOURCES;PUBLIC;PRIVATE;INCLUDE" ${ARGN})
  add_library(nightjar_${name} STATIC ${arg_SOURCES})
  add_library(nightjar::${name} ALIAS nightjar_${name})
  target_include_directories(nightjar_${name} PUBLIC ${arg_INCLUDE})
  target_link_libraries(nightjar_${name} PUBLIC ${arg_PUBLIC} PRIVATE ${arg_PRIVATE} nightjar_options)
endfunction()

# nightjar_test(NAME TIER quick|long SOURCES files... LINK libs... [TSAN])
# makes a GoogleTest program whose tests carry the label of their tier. Under ThreadSanitizer only tests marked
# TSAN are built: the rest has no threads of ours, or needs libraries that are not instrumented.
function(nightjar_test name)
  cmake_parse_arguments(arg "TSAN" "TIER" "SOURCES;LINK" ${ARGN})
  if(NIGHTJAR_SANITIZE MATCHES thread AND NOT arg_TSAN)
    return()
  endif()
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE ${arg_LINK} GTest::gmock GTest::gtest_main nightjar_options)
  target_compile_definitions(${name} PRIVATE NIGHTJAR_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  gtest_discover_tests(${name} DISCOVERY_TIMEOUT 60 PROPERTIES LABELS ${arg_TIER} TIMEOUT 600)
endfunction()
