# How the libraries of others are found. What is found here is visible in every folder, and noted for the folder's next
# nightjar_library: who uses it of an installed Nightjar needs the same.

set(CMAKE_FIND_PACKAGE_TARGETS_GLOBAL ON)
set(nightjar_remedy "run tools/nightjar once, which installs it (the list is tools/setup/packages.txt)")

# nightjar_package(NAME [arguments of find_package...]): required, with a remedy when it is missing.
macro(nightjar_package name)
  find_package(${name} QUIET ${ARGN})
  if(NOT ${name}_FOUND)
    message(FATAL_ERROR "The library ${name} was not found: ${nightjar_remedy}")
  endif()
  set_property(DIRECTORY APPEND PROPERTY nightjar_dependencies "find_dependency(${name} ${ARGN})")
endmacro()

# nightjar_pkgconfig(MODULE): the same for a library that only pkg-config knows. MODULE may name a least version, as in
# soxr>=0.1.3. Gives the target PkgConfig::soxr.
macro(nightjar_pkgconfig module)
  string(REGEX REPLACE "[<>=].*" "" nightjar_module ${module})
  find_package(PkgConfig REQUIRED)
  if(NOT TARGET PkgConfig::${nightjar_module})
    pkg_check_modules(${nightjar_module} QUIET IMPORTED_TARGET GLOBAL ${module})
    if(NOT ${nightjar_module}_FOUND)
      message(FATAL_ERROR "The library ${module} was not found: ${nightjar_remedy}")
    endif()
  endif()
  set_property(DIRECTORY APPEND PROPERTY nightjar_dependencies "find_dependency(PkgConfig)"
               "pkg_check_modules(${nightjar_module} REQUIRED IMPORTED_TARGET ${module})")
endmacro()

# Asks the set-up where it keeps a library that no package of the system holds.
function(nightjar_ask_setup script result)
  execute_process(COMMAND ${PROJECT_SOURCE_DIR}/tools/setup/${script} --find OUTPUT_VARIABLE folder
                  RESULT_VARIABLE status ERROR_VARIABLE said OUTPUT_STRIP_TRAILING_WHITESPACE)
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "${said}")
  endif()
  set(${result} ${folder} PARENT_SCOPE)
endfunction()

# A folder that was named on the command line comes first: a developer may try another LibTorch.
if(NIGHTJAR_TORCH AND NOT Torch_DIR AND NOT CMAKE_PREFIX_PATH)
  nightjar_ask_setup(libtorch nightjar_libtorch)
  list(APPEND CMAKE_PREFIX_PATH ${nightjar_libtorch})
endif()
# The packaged libtbb is not instrumented, and gives ThreadSanitizer false races.
if(NIGHTJAR_SANITIZE MATCHES thread)
  nightjar_ask_setup(tsan_tbb TBB_ROOT)
  set(TBB_DIR ${TBB_ROOT}/lib/cmake/TBB)
endif()
