// Legs that rounding has ended where they do not end.
#pragma once
#include "physics/cross_shells.h"

CHROMA2_BEGIN

// The interface at the end of a leg whose first hit is `at.hit`. Without `All`, false where an instance
// touches others or has a pair with a surface, or the leg does not end as it began: then nothing has been decided.
template <bool All>
CHROMA2_HD bool find_interface(const Scene& scene, Vec origin, Vec direction, Exclude last, Medium begun, Interface& at,
                               Agreement& agreement, uint32_t& strange) {
  Hit first = at.hit;
  uint32_t kind = kind_of(scene, at.hit.instance);
  if (!All && kind != kApart) return false;
  if (at.hit.instance == kNone) {
    agreement = is_enclosed(begun) ? kDiffers : kAgrees;
  } else if (All && (kind & ~kBordered) != kApart) {
    agreement = cross_shells(scene, origin, direction, last, begun, at, strange);
  } else {
    at.point = surface_point(scene, at.hit, origin, direction);
    set_media(at);
    if (All && kind == kBordered) set_border_surface(scene, at.hit.instance, at.point.outside, at.point.surface);
    uint32_t shell = shell_of(begun);
    if (shell != kNone && scene.shells[shell].material == at.point.material_here) at.here = begun;
    agreement = compare(scene, at, begun, last);
  }
  if (All && agreement != kAgrees && scene.shells && is_known(begun) &&
      is_elsewhere(scene, origin, direction, last, begun, agreement, first, at))
    agreement = kAgrees;
  return All || agreement == kAgrees;
}

// A ray that passes a mesh beside an edge may count as one through both of its facets, which are met the wrong
// way round then. Where a leg does not end as it began because of that, this goes on behind them.
CHROMA2_RARE bool pass_edge(const Scene& scene, Vec origin, Vec direction, Exclude last, Medium begun, Interface& at) {
  Following ahead;
  ShellLeg leg(scene, origin, direction, last, ahead);
  if (at.hit.instance == kNone || (at.hit.instance & kWireBit)) return false;
  Interface other;
  other.hit = leg.after(at.hit);
  if (other.hit.instance != at.hit.instance) return false;
  other.point = leg.point_of(other.hit);
  if (other.point.outside == at.point.outside) return false;
  if (!leg.are_together(at.point, other.point, leg.rounding(at.point, other.point))) return false;
  other.hit = leg.after(other.hit);
  Agreement agreement;
  uint32_t strange = kNone;
  find_interface<true>(scene, origin, direction, last, begun, other, agreement, strange);
  if (agreement != kAgrees) return false;
  at = other;
  return true;
}

// A place in single precision can lie beyond a facet that the photon has not crossed: after a scatter close
// to a wall, or in the corner of a needle a few units in the last place wide. Where a leg does not end in
// the medium in which it began and a facet is that near, this looks for a place beside from which it does,
// by some units in the last place, and moves the photon there.
CHROMA2_RARE bool put_right(const Scene& scene, Vec& position, Vec direction, Exclude last, Medium begun,
                            Interface& at) {
  float unit = 0x1p-23f * max_abs(position);
  float sizes[3] = {unit, 4.0f * unit, max(16.0f * unit, 0x1p-23f * scene.extent)};
  if (!is_beside(scene, position, last, sizes[2], [](uint32_t) { return true; })) return false;
  for (int i = 0; i < 24; ++i) {
    float size = sizes[i / 8];
    Vec way{i & 1 ? size : -size, i & 2 ? size : -size, i & 4 ? size : -size};
    Vec place = position + way;
    Interface other;
    other.hit = next_hit(scene, place, direction, last, no_crossing(), kInfinity);
    uint32_t strange = kNone;
    Agreement agreement;
    find_interface<true>(scene, place, direction, last, begun, other, agreement, strange);
    if (agreement != kAgrees) continue;
    position = place;
    at = other;
    return true;
  }
  return false;
}

CHROMA2_END
