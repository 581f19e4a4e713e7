// Plain structs and numbers that the kernels share with Rust: src/layout in C++.
#pragma once
#include "layout/compact.h"
#include "layout/geometry.h"
#include "layout/ids.h"
#include "layout/medium.h"
#include "layout/optics.h"
#include "layout/photon.h"
#include "layout/propagate.h"
#include "layout/rays.h"
#include "layout/scene.h"
#include "layout/source.h"
#include "layout/tables.h"
#include "layout/tree.h"
