# The files by which find_package(chroma2) and pkg-config find the library; all relocatable.
include(CMakePackageConfigHelpers)

# Writes chroma2-config.cmake and its version file into FOLDER, for a library and headers at these places, that
# are under PREFIX if they are relative.
function(chroma2_package folder destination prefix CHROMA2_LIBRARY CHROMA2_INCLUDE)
  configure_package_config_file(
    "${PROJECT_SOURCE_DIR}/cmake/chroma2-config.cmake.in" "${folder}/chroma2-config.cmake"
    INSTALL_DESTINATION "${destination}" INSTALL_PREFIX "${prefix}"
    PATH_VARS CHROMA2_INCLUDE CHROMA2_LIBRARY)
  write_basic_package_version_file("${folder}/chroma2-config-version.cmake"
    VERSION "${PROJECT_VERSION}" COMPATIBILITY SameMajorVersion)
endfunction()

# For this build's other projects, and those that use a build folder: as after an installation.
chroma2_package("${PROJECT_BINARY_DIR}/found" "${PROJECT_BINARY_DIR}/found" "${PROJECT_BINARY_DIR}"
                "${CHROMA2_LIB_DIR}/${CHROMA2_FILE}" "${PROJECT_SOURCE_DIR}/include")
if(NOT CMAKE_SOURCE_DIR STREQUAL PROJECT_SOURCE_DIR AND NOT chroma2_DIR)
  set(chroma2_DIR "${PROJECT_BINARY_DIR}/found" CACHE PATH "Where find_package(chroma2) looks" FORCE)
endif()
