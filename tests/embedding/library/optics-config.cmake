include(CMakeFindDependencyMacro)
find_dependency(chroma2 2.0 CONFIG)
include("${CMAKE_CURRENT_LIST_DIR}/optics-targets.cmake")
