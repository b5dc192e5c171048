# What `cmake --install` lays down: the program, the libraries, the public headers, the models, LibTorch beside its
# backend, and a package config, so that an app says find_package(nightjar) and links nightjar::nightjar.

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

# nightjar_install_backend(TARGET): the shared object that holds LibTorch, with LibTorch beside it: the place that it
# was built with is one user's cache.
function(nightjar_install_backend target)
  set_target_properties(${target} PROPERTIES INSTALL_RPATH "$ORIGIN" INSTALL_RPATH_USE_LINK_PATH OFF)
  install(TARGETS ${target} LIBRARY DESTINATION ${nightjar_backend_dir})
  install(DIRECTORY ${TORCH_INSTALL_PREFIX}/lib/ DESTINATION ${nightjar_backend_dir}
          FILES_MATCHING PATTERN "*.so*" PATTERN "*python*" EXCLUDE PATTERN "libshm*" EXCLUDE)
endfunction()

# Called once, after all folders: the models, and the package config with the libraries that were found on the way.
function(nightjar_install_package)
  file(GLOB manifests ${PROJECT_SOURCE_DIR}/models/*/manifest.json)
  foreach(manifest IN LISTS manifests)
    cmake_path(GET manifest PARENT_PATH model)
    install(DIRECTORY ${model} DESTINATION ${CMAKE_INSTALL_DATADIR}/nightjar/models)
  endforeach()

  get_property(dependencies GLOBAL PROPERTY nightjar_dependencies)
  list(REMOVE_DUPLICATES dependencies)
  list(JOIN dependencies "\n" nightjar_dependency_lines)
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
