# The installed package: the library and its names, chroma2-check, headers, CMake and pkg-config files, documentation, licences.

# The installed library keeps its symbols, by which stacks name functions. Its line tables, six sevenths of the
# file, go to a file of their own, where debuggers and backtraces look for them: the component "debug", which
# is installed on request; a static library has none. A debug build is installed as it is.
set(CHROMA2_INSTALLED "${CHROMA2_LIB_DIR}/${CHROMA2_FILE}")
if(CMAKE_OBJCOPY AND CHROMA2_PROFILE STREQUAL "release")
  set(CHROMA2_INSTALLED "${PROJECT_BINARY_DIR}/slim/${CHROMA2_FILE}")
  set(CHROMA2_LINES "")
  set(CHROMA2_KEEP_LINES "")
  set(CHROMA2_NAME_LINES "")
  if(CHROMA2_KIND STREQUAL "SHARED")
    set(CHROMA2_LINES "${CHROMA2_INSTALLED}.debug")
    set(CHROMA2_KEEP_LINES COMMAND "${CMAKE_OBJCOPY}" --only-keep-debug --compress-debug-sections
                           "${CHROMA2_LIB_DIR}/${CHROMA2_FILE}" "${CHROMA2_LINES}")
    set(CHROMA2_NAME_LINES "--add-gnu-debuglink=${CHROMA2_LINES}")
    install(FILES "${CHROMA2_LINES}" DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT debug EXCLUDE_FROM_ALL)
  endif()
  file(MAKE_DIRECTORY "${PROJECT_BINARY_DIR}/slim")
  add_custom_command(OUTPUT "${CHROMA2_INSTALLED}" ${CHROMA2_LINES}
    ${CHROMA2_KEEP_LINES}
    COMMAND "${CMAKE_OBJCOPY}" --strip-debug ${CHROMA2_NAME_LINES}
            "${CHROMA2_LIB_DIR}/${CHROMA2_FILE}" "${CHROMA2_INSTALLED}"
    DEPENDS "${CHROMA2_LIB_DIR}/${CHROMA2_FILE}" VERBATIM)
  add_custom_target(chroma2_slim ALL DEPENDS "${CHROMA2_INSTALLED}")
  add_dependencies(chroma2_slim chroma2_cargo)
endif()

if(CHROMA2_KIND STREQUAL "SHARED")
  install(PROGRAMS "${CHROMA2_INSTALLED}" DESTINATION "${CMAKE_INSTALL_LIBDIR}")
  install(FILES ${CHROMA2_NAMES} DESTINATION "${CMAKE_INSTALL_LIBDIR}")
else()
  install(FILES "${CHROMA2_INSTALLED}" DESTINATION "${CMAKE_INSTALL_LIBDIR}")
endif()

# What of this machine the library can use, and what is missing.
add_executable(chroma2-check "${PROJECT_SOURCE_DIR}/tools/check.c")
set_target_properties(chroma2-check PROPERTIES C_STANDARD 99 C_STANDARD_REQUIRED ON)
target_link_libraries(chroma2-check PRIVATE chroma2::chroma2)
if(NOT IS_ABSOLUTE "${CMAKE_INSTALL_LIBDIR}" AND NOT IS_ABSOLUTE "${CMAKE_INSTALL_BINDIR}")
  file(RELATIVE_PATH CHROMA2_TO_LIB "/${CMAKE_INSTALL_BINDIR}" "/${CMAKE_INSTALL_LIBDIR}")
  set_target_properties(chroma2-check PROPERTIES INSTALL_RPATH "$ORIGIN/${CHROMA2_TO_LIB}")
endif()
install(TARGETS chroma2-check RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")

# What wheels of the Python package have: one file without links, which wheels do not know, and the headers, for kernels and C.
if(SKBUILD)
  install(PROGRAMS "${CHROMA2_INSTALLED}" DESTINATION lib RENAME "${CHROMA2_SONAME}" COMPONENT python)
  install(DIRECTORY "${PROJECT_SOURCE_DIR}/include/" DESTINATION include COMPONENT python
    FILES_MATCHING PATTERN "*.h" PATTERN "*.hpp" PATTERN "*.cuh")
endif()
install(DIRECTORY "${PROJECT_SOURCE_DIR}/include/" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
  FILES_MATCHING PATTERN "*.h" PATTERN "*.hpp" PATTERN "*.cuh")

# Laid out as here, so that the places that headers and pages name are there.
set(CHROMA2_DOC "${CMAKE_INSTALL_DATAROOTDIR}/doc/chroma2")
foreach(page README.md CHANGELOG.md CONTRIBUTING.md BENCHMARKS.md THIRD-PARTY.md)
  install(FILES "${PROJECT_SOURCE_DIR}/${page}" DESTINATION "${CHROMA2_DOC}")
endforeach()
foreach(folder docs examples_c examples_cpp examples_py python)
  install(DIRECTORY "${PROJECT_SOURCE_DIR}/${folder}" DESTINATION "${CHROMA2_DOC}"
    PATTERN "__pycache__" EXCLUDE PATTERN "node_modules" EXCLUDE)
endforeach()
# The compiler's own list of what its standard library contains, where it brings one.
execute_process(COMMAND rustc --print sysroot WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}"
  OUTPUT_VARIABLE CHROMA2_RUST OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
install(FILES "${CHROMA2_RUST}/share/doc/rust/COPYRIGHT-library.html"
  DESTINATION "${CMAKE_INSTALL_DATAROOTDIR}/licenses/chroma2" OPTIONAL)
foreach(license LICENSE-APACHE LICENSE-MIT THIRD-PARTY.md)
  install(FILES "${PROJECT_SOURCE_DIR}/${license}" DESTINATION "${CMAKE_INSTALL_DATAROOTDIR}/licenses/chroma2")
endforeach()

set(CHROMA2_CMAKE_DIR "${CMAKE_INSTALL_LIBDIR}/cmake/chroma2")
chroma2_package("${PROJECT_BINARY_DIR}/package" "${CHROMA2_CMAKE_DIR}" "${CMAKE_INSTALL_PREFIX}"
                "${CMAKE_INSTALL_LIBDIR}/${CHROMA2_FILE}" "${CMAKE_INSTALL_INCLUDEDIR}")
install(FILES "${PROJECT_BINARY_DIR}/package/chroma2-config.cmake"
              "${PROJECT_BINARY_DIR}/package/chroma2-config-version.cmake" DESTINATION "${CHROMA2_CMAKE_DIR}")

# The .pc file finds its prefix from its own place: as many steps up as the library folder is deep.
if(IS_ABSOLUTE "${CMAKE_INSTALL_LIBDIR}")
  set(CHROMA2_PC_PREFIX "${CMAKE_INSTALL_PREFIX}")
else()
  file(RELATIVE_PATH CHROMA2_UP "/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/")
  string(REGEX REPLACE "/$" "" CHROMA2_UP "${CHROMA2_UP}")
  set(CHROMA2_PC_PREFIX "\${pcfiledir}/${CHROMA2_UP}")
endif()
foreach(place INCLUDEDIR LIBDIR)
  set(CHROMA2_PC_${place} "${CMAKE_INSTALL_${place}}")
  if(NOT IS_ABSOLUTE "${CMAKE_INSTALL_${place}}")
    set(CHROMA2_PC_${place} "\${prefix}/${CMAKE_INSTALL_${place}}")
  endif()
endforeach()
set(CHROMA2_PC_LIBRARIES -lchroma2)
foreach(library ${CHROMA2_SYSTEM_LIBRARIES})
  string(APPEND CHROMA2_PC_LIBRARIES " -l${library}")
endforeach()
configure_file("${PROJECT_SOURCE_DIR}/cmake/chroma2.pc.in" "${PROJECT_BINARY_DIR}/package/chroma2.pc" @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/package/chroma2.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
