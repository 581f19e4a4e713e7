# The installed package: three library names, headers, CMake config, pkg-config; all relocatable.
include(CMakePackageConfigHelpers)
set(CHROMA2_CMAKE_DIR "${CMAKE_INSTALL_LIBDIR}/cmake/chroma2")

# The installed library keeps its symbols, by which stacks name functions. Its line tables, six sevenths of the
# file, go to a file of their own, where debuggers and backtraces look for them: the component "debug", which
# is installed on request. A debug build is installed as it is.
set(CHROMA2_INSTALLED "${CHROMA2_LIB_DIR}/${CHROMA2_FILE}")
if(CMAKE_OBJCOPY AND CHROMA2_PROFILE STREQUAL "release")
  set(CHROMA2_INSTALLED "${PROJECT_BINARY_DIR}/slim/${CHROMA2_FILE}")
  set(CHROMA2_LINES "${CHROMA2_INSTALLED}.debug")
  file(MAKE_DIRECTORY "${PROJECT_BINARY_DIR}/slim")
  add_custom_command(OUTPUT "${CHROMA2_INSTALLED}" "${CHROMA2_LINES}"
    COMMAND "${CMAKE_OBJCOPY}" --only-keep-debug --compress-debug-sections
            "${CHROMA2_LIB_DIR}/${CHROMA2_FILE}" "${CHROMA2_LINES}"
    COMMAND "${CMAKE_OBJCOPY}" --strip-debug "--add-gnu-debuglink=${CHROMA2_LINES}"
            "${CHROMA2_LIB_DIR}/${CHROMA2_FILE}" "${CHROMA2_INSTALLED}"
    DEPENDS "${CHROMA2_LIB_DIR}/${CHROMA2_FILE}" VERBATIM)
  add_custom_target(chroma2_slim ALL DEPENDS "${CHROMA2_INSTALLED}")
  add_dependencies(chroma2_slim chroma2_cargo)
  install(FILES "${CHROMA2_LINES}" DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT debug EXCLUDE_FROM_ALL)
endif()

install(PROGRAMS "${CHROMA2_INSTALLED}" DESTINATION "${CMAKE_INSTALL_LIBDIR}")
install(FILES "${CHROMA2_LIB_DIR}/${CHROMA2_SONAME}" "${CHROMA2_LIB_DIR}/libchroma2.so"
  DESTINATION "${CMAKE_INSTALL_LIBDIR}")
install(DIRECTORY "${PROJECT_SOURCE_DIR}/include/" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
  FILES_MATCHING PATTERN "*.h" PATTERN "*.hpp" PATTERN "*.cuh")
foreach(license LICENSE-APACHE LICENSE-MIT)
  install(FILES "${PROJECT_SOURCE_DIR}/${license}" DESTINATION "${CMAKE_INSTALL_DATADIR}/licenses/chroma2")
endforeach()

set(CHROMA2_LIBRARY "${CMAKE_INSTALL_LIBDIR}/${CHROMA2_FILE}")
configure_package_config_file(
  "${PROJECT_SOURCE_DIR}/cmake/chroma2-config.cmake.in" "${PROJECT_BINARY_DIR}/chroma2-config.cmake"
  INSTALL_DESTINATION "${CHROMA2_CMAKE_DIR}"
  PATH_VARS CMAKE_INSTALL_INCLUDEDIR CHROMA2_LIBRARY)
write_basic_package_version_file("${PROJECT_BINARY_DIR}/chroma2-config-version.cmake"
  VERSION "${PROJECT_VERSION}" COMPATIBILITY SameMajorVersion)
install(FILES "${PROJECT_BINARY_DIR}/chroma2-config.cmake" "${PROJECT_BINARY_DIR}/chroma2-config-version.cmake"
  DESTINATION "${CHROMA2_CMAKE_DIR}")

# The .pc file finds its prefix from its own place: as many steps up as the library folder is deep.
file(RELATIVE_PATH CHROMA2_UP "/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/")
string(REGEX REPLACE "/$" "" CHROMA2_UP "${CHROMA2_UP}")
configure_file("${PROJECT_SOURCE_DIR}/cmake/chroma2.pc.in" "${PROJECT_BINARY_DIR}/chroma2.pc" @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/chroma2.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
