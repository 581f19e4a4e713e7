// What closest hits are on the host and on a device alike: how far they reach, and wires.
#pragma once
#include "geometry/wire_tree.h"

CHROMA2_BEGIN

// From farther away (mm) nothing is hit: coordinates of geometries are at most 1e7, and with larger
// origins the box tests would overflow.
constexpr float kFarthest = 1e18f;

CHROMA2_END
