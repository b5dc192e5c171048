# What `cmake --install` lays down: the program, the libraries, the public headers, the models, LibTorch beside its
# backend, and a package config, so that an app says find_package(nightjar) and links nightjar::nightjar, or
# find_package(nightjar COMPONENTS features) and links nightjar::features, for which nothing else is searched.

include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
set(nightjar_backend_dir ${CMAKE_INSTALL_LIBDIR}/nightjar)

# nightjar_install_library(NAME include-dirs...): called by nightjar_library for each library.
function(nightjar_install_library name)
  foreach(dir IN LISTS ARGN)
    target_include_directories(nightjar_${name} PUBLIC $<BUILD_INTERFACE:${CMAKE_CURRENT_SOURCE_DIR}/${dir}>
                                                       $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
    install(DIRECTORY ${dir}/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
  endforeach()
  set_target_properties(nightjar_${name} PROPERTIES EXPORT_NAME ${name})
  install(TARGETS nightjar_${name} EXPORT nightjarTargets ARCHIVE DESTINATION ${nightjar_backend_dir})
endfunction()

# nightjar_note_component(NAME libs...): called by nightjar_library. Writes down how the package config finds what the
# library needs: the packages that its folder asked for since its last library, and the needs of our libraries in libs.
function(nightjar_note_component name)
  get_property(needs DIRECTORY PROPERTY nightjar_dependencies)
  set_property(DIRECTORY PROPERTY nightjar_dependencies)
  foreach(lib IN LISTS ARGN)
    if(lib MATCHES "^nightjar::(.+)")
      list(APPEND needs "nightjar_find_${CMAKE_MATCH_1}()")
    endif()
  endforeach()
  list(REMOVE_DUPLICATES needs)
  list(JOIN needs "\n    " body)
  set_property(GLOBAL APPEND PROPERTY nightjar_components ${name})
  set_property(GLOBAL APPEND_STRING PROPERTY nightjar_component_macros
               "macro(nightjar_find_${name})
  if(NOT nightjar_${name}_FOUND)
    ${body}
    set(nightjar_${name}_FOUND TRUE)
  endif()
endmacro()
")
endfunction()

# nightjar_install_backend(TARGET): the shared object that holds LibTorch, with LibTorch beside it: the place that it
# was built with is one user's cache.
function(nightjar_install_backend target)
  set_target_properties(${target} PROPERTIES INSTALL_RPATH "$ORIGIN" INSTALL_RPATH_USE_LINK_PATH OFF)
  install(TARGETS ${target} LIBRARY DESTINATION ${nightjar_backend_dir})
  install(DIRECTORY ${TORCH_INSTALL_PREFIX}/lib/ DESTINATION ${nightjar_backend_dir}
          FILES_MATCHING PATTERN "*.so*" PATTERN "*python*" EXCLUDE PATTERN "libshm*" EXCLUDE)
endfunction()

# Called once, after all folders: the models, and the package config with its components.
function(nightjar_install_package)
  file(GLOB manifests ${PROJECT_SOURCE_DIR}/models/*/manifest.json)
  foreach(manifest IN LISTS manifests)
    cmake_path(GET manifest PARENT_PATH model)
    install(DIRECTORY ${model} DESTINATION ${CMAKE_INSTALL_DATADIR}/nightjar/models)
  endforeach()

  get_property(components GLOBAL PROPERTY nightjar_components)
  list(JOIN components ", " nightjar_component_names)
  get_property(nightjar_component_macros GLOBAL PROPERTY nightjar_component_macros)
  set(config_dir ${CMAKE_INSTALL_LIBDIR}/cmake/nightjar)
  set(at @)  # so that the config's own @...@ outlives being configured
  configure_package_config_file(${PROJECT_SOURCE_DIR}/tools/cmake/nightjarConfig.cmake.in
                                ${PROJECT_BINARY_DIR}/nightjarConfig.cmake INSTALL_DESTINATION ${config_dir}
                                PATH_VARS nightjar_backend_dir)
  write_basic_package_version_file(${PROJECT_BINARY_DIR}/nightjarConfigVersion.cmake COMPATIBILITY SameMinorVersion)
  install(FILES ${PROJECT_BINARY_DIR}/nightjarConfig.cmake ${PROJECT_BINARY_DIR}/nightjarConfigVersion.cmake
          DESTINATION ${config_dir})
  install(EXPORT nightjarTargets NAMESPACE nightjar:: DESTINATION ${config_dir})
endfunction()
