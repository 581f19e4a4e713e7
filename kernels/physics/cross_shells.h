// Legs where instances touch or overlap by rounding or by the tolerance of their tessellation: which of the
// crossings on the way is the interface, and which shells are before and beyond it.
//
// The deeper of two shells, of smaller volume, is what a photon in both is in, and the boundary of the other
// one has no effect there (priorities of nested dielectrics: Schmidt and Budge, Journal of Graphics Tools
// 7(2), 2002). Facets at one place by rounding are met together, and so are two with no more than a gap within
// their tessellations' tolerance between them. So nothing depends on the order of instances, nor on which of
// two coincident facets rounding puts first.
#pragma once
#include "physics/shell_interface.h"

CHROMA2_BEGIN

// Follows a leg whose first hit is `at.hit` to the interface at its end.
CHROMA2_HOST_CALL Agreement follow(ShellLeg& leg, Medium begun, Interface& at) {
  const Scene& scene = leg.scene;
  leg.current = shell_of(begun);
  bool known = leg.current != kNone;
  Interface sheet;
  sheet.hit.instance = kNone;
  bool found = false;
  for (int n = 0; n < kMostCrossings && at.hit.instance != kNone; ++n, at.hit = leg.after(at.hit)) {
    at.point = leg.point_of(at.hit);
    uint32_t kind = shell_kind(scene, at.hit.instance);
    float tolerance = kind == kApart ? 0.0f : shell_tolerance(scene, at.hit.instance, leg.current);
    if (sheet.hit.instance != kNone && !leg.are_together(sheet.point, at.point, tolerance)) break;
    if (kind == kSheet && sheet.hit.instance == kNone) sheet = at;
    if (kind == kSheet) {
      if (is_inverted(scene, at.hit.instance)) leg.strange = at.hit.instance;
      continue;
    }
    found = true;
    if (kind == kApart) break;
    if (!known) {
      bool fits = material_of(scene, begun) == at.point.material_here;
      // Left together with the last facet, which lay just before it.
      if (!fits && is_known(begun) && leg.is_left(at)) {
        found = false;
        continue;
      }
      leg.current = !fits ? shell_around(scene, leg.origin, leg.direction) : at.point.outside ? kNone : at.hit.instance;
      known = true;
    }
    Hit end = at.hit;
    if (leg.takes_effect(at.hit, at.point) && settle(leg, at, end)) {
      if (at.point.surface == kNone && sheet.hit.instance != kNone && sheet.point.surface != kNone) {
        at.point.surface = sheet.point.surface;
        at.hit = sheet.hit;
      }
      uint32_t material = material_of(scene, begun);
      if (material != kNone && material != at.point.material_here) return kDiffers;
      return leg.strange == kNone ? kAgrees : kCrossesOther;
    }
    at.hit = end;
    found = false;
  }
  if (!found && sheet.hit.instance != kNone)
    at = sheet;
  else if (!found && at.hit.instance != kNone)  // more crossings than are looked at
    at.point = leg.point_of(at.hit);
  if (at.hit.instance == kNone) return is_enclosed(begun) ? kDiffers : kAgrees;
  settle_alone(leg, at);
  return compare(scene, at, begun, leg.last);
}

// Finds the interface at the end of a leg whose first hit is `at.hit`, on an instance that touches others.
// `strange`: a shell that overlaps or gapes, where that is the answer.
CHROMA2_RARE Agreement cross_shells(const Scene& scene, Vec origin, Vec direction, Exclude last, Medium begun,
                                    Interface& at, uint32_t& strange) {
  Following ahead;
  ShellLeg leg(scene, origin, direction, last, ahead);
  Agreement agreement = follow(leg, begun, at);
  strange = leg.strange;
  return agreement;
}

// For a leg that does not end as it began: where a photon is beside a facet of another shell than it is taken to
// be in, after a scatter or in a gap, it is in that one, or out of the gap. One that has just left a shell's facet
// is beside it, since it was given its shell there.
CHROMA2_RARE bool is_elsewhere(const Scene& scene, Vec origin, Vec direction, Exclude last, Medium begun,
                               Agreement agreement, const Hit& first, Interface& at) {
  Following ahead;
  ShellLeg leg(scene, origin, direction, last, ahead);
  uint32_t taken = shell_of(begun), around = shell_around(scene, origin, direction);
  if (around == taken || (around != kNone && scene.shells[around].material == material_of(scene, begun))) return false;
  if (agreement != kDiffers || shell_kind(scene, last.instance) != kShell) {
    float tolerance = max(taken == kNone ? 0.0f : scene.shells[taken].tolerance,
                          around == kNone ? 0.0f : scene.shells[around].tolerance);
    auto is_one = [&](uint32_t i) { return i == taken || i == around; };
    if (!is_beside(scene, origin, kNoFacet, 2.0f * tolerance + leg.moved(), is_one)) return false;
  }
  Interface other;
  other.hit = first;
  if (follow(leg, unknown_medium(), other) != kAgrees) return false;
  at = other;
  return true;
}

CHROMA2_END
