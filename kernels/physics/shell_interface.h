// Which shells are before and beyond an interface: all facets there are met together.
#pragma once
#include "physics/border.h"
#include "physics/shell_leg.h"
#include "physics/shell_place.h"

CHROMA2_BEGIN

// A facet and its surface; kNone: bare.
struct Skin {
  uint32_t surface;
  Exclude facet;
};

// Shells other than the leg's that are met at one place. At a corner one may be entered and left again.
struct MetShells {
  struct One {
    uint32_t shell;
    int balance;  // times entered more than left
    Skin skin;
    uint32_t beyond;
  };
  One met[kMostPassed];
  int count = 0;

  CHROMA2_HD void add(const Skin& skin, bool outside, uint32_t material_beyond) {
    int i = 0;
    while (i < count && met[i].shell != skin.facet.instance) ++i;
    if (i == kMostPassed) return;
    if (i == count) met[count++] = {skin.facet.instance, 0, skin, material_beyond};
    met[i].balance += outside ? 1 : -1;
  }
  CHROMA2_HD int balance(uint32_t shell) const {
    for (int i = 0; i < count; ++i) {
      if (met[i].shell == shell) return met[i].balance;
    }
    return 0;
  }
};

// Whether the next facet is that of a shell which is entered after no more than a gap within the tolerance.
CHROMA2_HD bool is_across_gap(const ShellLeg& leg, const Hit& next, const SurfacePoint& at, SurfacePoint& point) {
  if (shell_kind(leg.scene, next.instance) != kShell) return false;
  point = leg.point_of(next);
  float tolerance = shell_tolerance(leg.scene, next.instance, leg.current) + leg.rounding(at, point);
  return point.outside && leg.are_together(at, point, tolerance);
}

// Whether all facets at the next place are met from a medium.
CHROMA2_HD bool are_met_from(const ShellLeg& leg, Hit next, uint32_t material) {
  SurfacePoint first = leg.point_of(next), point = first;
  for (int n = 0; n < kMostPassed; ++n) {
    if (point.material_here != material) return false;
    next = leg.beside(next, first);
    if (next.instance == kNone) break;
    point = leg.point_of(next);
    if (!leg.are_together(first, point, leg.rounding(first, point))) break;
  }
  return true;
}

// The shell that a photon is in beyond an interface, where not all at the next place is met from the medium that
// the facet left says: one that is deeper than what has been left, or any where another shell's facet lies beside
// it, since a rod may reach into the wall of its bore, and out of a tube around it.
CHROMA2_HD uint32_t still_around(const ShellLeg& leg, const Hit& next, const Interface& at, uint32_t outermost,
                                 uint32_t outer) {
  const Scene& scene = leg.scene;
  if (next.instance == kNone || are_met_from(leg, next, outer)) return kNone;
  Vec place = point_beyond(at.point);
  uint32_t left = leg.current, shell = shell_around(scene, place, leg.direction);
  if (shell == kNone || shell == left || scene.shells[shell].material == outer) return kNone;
  auto is_other = [&](uint32_t i) { return i != left && shell_kind(scene, i) == kShell; };
  bool is_here = is_deeper(scene, shell, outermost) ||
                 is_beside(scene, place, kNoFacet, shell_tolerance(scene, shell, left), is_other);
  return is_here ? shell : kNone;
}

// Media and surface of the interface `at`, whose hit and point are those of the crossing. Where another
// facet's surface counts, that facet is the one that is met. False where all that is entered there is left
// again, and the other way round; `end`: the last crossing there.
CHROMA2_HD bool settle(ShellLeg& leg, Interface& at, Hit& end) {
  const Scene& scene = leg.scene;
  uint32_t current = leg.current;
  Exclude facet{at.hit.instance, at.hit.triangle};
  Skin bare{kNone, facet}, own{at.point.surface, facet};
  bool leaves = !at.point.outside;
  Skin left_skin = leaves ? own : bare, into_skin = bare, sheet_skin = bare;
  uint32_t before = current == kNone ? at.point.material_here : scene.shells[current].material;
  // The outermost of those that are entered from none, whose outer side is before.
  uint32_t entered = leaves ? kNone : at.hit.instance;
  MetShells others;
  if (!leaves) others.add(own, true, at.point.material_beyond);
  for (int i = 0; i < leg.count; ++i) {
    const Passed& one = leg.passed[i];
    bool at_end = leg.is_passed_at(one, at.point);
    if (!at_end && !leg.is_passed_at_origin(one)) leg.strange = one.facet.instance;
    // What was left where the leg began, was left before.
    if (one.outside || at_end) others.add({one.surface, one.facet}, one.outside, one.material_beyond);
  }
  end = at.hit;
  Hit hit = leg.beside(at.hit, at.point, leaves);
  for (int n = 0; n < kMostCrossings && hit.instance != kNone; ++n, end = hit, hit = leg.beside(hit, at.point)) {
    uint32_t kind = shell_kind(scene, hit.instance);
    if (kind == kApart) break;
    SurfacePoint point = leg.point_of(hit);
    float tolerance = kind == kShell ? 0.0f : shell_tolerance(scene, hit.instance, current);
    if (!leg.are_together(at.point, point, tolerance + leg.rounding(at.point, point))) break;
    Skin skin{point.surface, {hit.instance, hit.triangle}};
    if (kind == kSheet) {
      if (is_inverted(scene, hit.instance)) leg.strange = hit.instance;
      if (sheet_skin.surface == kNone) sheet_skin = skin;
      continue;
    }
    if (current == kNone && point.outside && is_deeper(scene, entered, hit.instance)) {
      entered = hit.instance;
      before = point.material_here;
    }
    if (hit.instance != current) {
      others.add(skin, point.outside, point.material_beyond);
    } else if (!point.outside) {
      left_skin = skin;
      leaves = true;
    }
  }

  uint32_t into = kNone, outermost = current, outer = at.point.material_beyond;
  for (int i = 0; i < others.count; ++i) {
    const MetShells::One& one = others.met[i];
    bool counts = leaves || is_deeper(scene, one.shell, current);
    if (one.balance > 0 && counts && is_deeper(scene, one.shell, into)) {
      into = one.shell;
      into_skin = one.skin;
    } else if (one.balance < 0 && (outermost == kNone || is_deeper(scene, outermost, one.shell))) {
      outermost = one.shell;
      outer = one.beyond;
    }
  }
  if (leaves && into == kNone) {
    SurfacePoint point;
    if (others.balance(hit.instance) >= 0 && is_across_gap(leg, hit, at.point, point)) {
      into = hit.instance;
      into_skin = {point.surface, {hit.instance, hit.triangle}};
      end = hit;
    } else {
      into = still_around(leg, hit.instance == kNone ? leg.after(end) : hit, at, outermost, outer);
    }
  }
  if (into == current || (!leaves && into == kNone)) {
    leg.forget(
        [&](const Passed& one) { return leg.is_passed_at(one, at.point) && others.balance(one.facet.instance) == 0; });
    return false;
  }
  at.here = current == kNone ? medium_of(before, false) : medium_of_shell(current);
  at.beyond = into == kNone ? medium_of(outer, false) : medium_of_shell(into);
  at.point.material_here = before;
  at.point.material_beyond = into == kNone ? outer : scene.shells[into].material;
  Skin skin = left_skin.surface != kNone ? left_skin : into_skin.surface != kNone ? into_skin : sheet_skin;
  // A pair of instances comes before their facets. What is met then is a facet of the one that is entered, if it has
  // one there.
  if (scene.border_count) {
    uint32_t from = current != kNone ? current : surrounding(scene, entered);
    uint32_t to = into != kNone ? into : surrounding(scene, outermost);
    if (border_surface(scene, from, to, skin.surface)) skin.facet = into_skin.facet;
  }
  at.point.surface = skin.surface;
  at.hit.instance = skin.facet.instance;
  at.hit.triangle = skin.facet.triangle;
  return true;
}

// What is met where no shell is at its place: its facet's media, and the shell where it fits.
CHROMA2_HD void settle_alone(const ShellLeg& leg, Interface& at) {
  set_media(at);
  if (kind_of(leg.scene, at.hit.instance) == kBordered)
    set_border_surface(leg.scene, at.hit.instance, at.point.outside, at.point.surface);
  if (leg.current == kNone) return;
  uint32_t material = leg.scene.shells[leg.current].material;
  if (at.point.material_here == material) at.here = medium_of_shell(leg.current);
  if (at.point.material_beyond == material && shell_kind(leg.scene, at.hit.instance) == kSheet)
    at.beyond = medium_of_shell(leg.current);
}

CHROMA2_END
