// Legs where instances touch or overlap by rounding or by the tolerance of their tessellation: which of the
// crossings on the way is the interface, and which shells are before and beyond it.
//
// The deeper of two shells, of smaller volume, is what a photon in both is in, and the boundary of the other
// one has no effect there (priorities of nested dielectrics: Schmidt and Budge, Journal of Graphics Tools
// 7(2), 2002). Facets of several shells within their tolerance of the interface are met together with it.
// So nothing depends on the order of instances, nor on which of two coincident facets rounding puts first.
#pragma once
#include "geometry/next_hit.h"
#include "physics/interface.h"

CHROMA2_BEGIN

constexpr int kMostCrossings = 64;  // of one leg
constexpr int kMostPassed = 8;      // crossings without effect that are remembered
constexpr int kMostLocated = 4096;   // crossings that are looked at for the shell around a point
constexpr int kMostSeen = 64;       // shells among these at once

CHROMA2_HD uint32_t shell_kind(const Scene& scene, uint32_t instance) {
  return !scene.shells || instance == kNone || (instance & kWireBit) ? kApart : scene.shells[instance].kind;
}
// Any shell is deeper than none.
CHROMA2_HD bool is_deeper(const Scene& scene, uint32_t shell, uint32_t than) {
  return than == kNone || scene.shells[shell].rank > scene.shells[than].rank;
}
CHROMA2_HD float shell_tolerance(const Scene& scene, uint32_t a, uint32_t b) {
  return scene.shells[a].tolerance + (b == kNone ? 0.0f : scene.shells[b].tolerance);
}
CHROMA2_HD bool is_near(const SurfacePoint& plane, Vec x, float tolerance) {
  return abs(dot(plane.normal, x - plane.position)) <= tolerance;
}

// 1: a triangle is met from its outer side, -1: from its inner one.
CHROMA2_HD int crossing_side(const Scene& scene, const Hit& hit, Vec origin, Vec direction) {
  const Instance& instance = scene.instances[hit.instance];
  RayShear ray(multiply_transposed(instance.rotation, origin - load(instance.translation)),
               multiply_transposed(instance.rotation, direction));
  return crosses(ray, corners_at(scene, hit.place));
}

// A crossing without effect where it is.
struct Passed {
  Exclude facet;
  bool outside;  // entered there, else left
  uint32_t surface;
  uint32_t material_beyond;
  Vec position, normal;
};

// One leg of a photon.
struct ShellLeg {
  const Scene& scene;
  Vec origin, direction;
  Exclude last;
  uint32_t current;         // the shell that it is in; kNone: none
  uint32_t strange = kNone; // a shell that is where it should not be
  int count = 0;
  Passed passed[kMostPassed];

  CHROMA2_HD ShellLeg(const Scene& s, Vec o, Vec d, Exclude l) : scene(s), origin(o), direction(d), last(l) {}

  CHROMA2_HD Hit after(const Hit& hit) const { return next_hit(scene, origin, direction, last, hit, kInfinity); }
  CHROMA2_HD SurfacePoint point_of(const Hit& hit) const { return surface_point(scene, hit, origin, direction); }
  // Where the ray meets a facet. The point may have been moved away from an edge, across another facet.
  CHROMA2_HD Vec reached(const SurfacePoint& point) const { return fma(point.distance, direction, origin); }

  // Whether two facets are met together: halfway between them the ray is close to both, however far that is.
  CHROMA2_HD bool are_together(const SurfacePoint& a, const SurfacePoint& b, float tolerance) const {
    Vec middle = fma(0.5f * (a.distance + b.distance), direction, origin);
    return is_near(a, middle, tolerance) && is_near(b, middle, tolerance);
  }

  // How far apart facets at one place may be.
  CHROMA2_HD static float rounding(const SurfacePoint& a, const SurfacePoint& b) {
    return 4.0f * max(a.offset, b.offset);
  }

  // How far a photon may be put from where it has met a facet: away from that facet's edges, of which offsets in
  // the whole world bound it.
  CHROMA2_HD float moved() const { return 0x1p-16f * scene.extent; }

  // The deepest shell that holds a place: which a ray from there leaves once more than it enters it, in whatever
  // order rounding puts crossings next to each other.
  CHROMA2_HD uint32_t shell_around(Vec place) const {
    struct Seen {
      uint32_t shell;
      int left;  // times more than entered
    } seen[kMostSeen];
    int shells = 0;
    Exclude nothing{kNone, kNone};
    Hit hit = no_crossing();
    for (int n = 0; n < kMostLocated; ++n) {
      hit = next_hit(scene, place, direction, nothing, hit, kInfinity);
      if (hit.instance == kNone) break;
      if (shell_kind(scene, hit.instance) != kShell) continue;
      int i = 0;
      while (i < shells && seen[i].shell != hit.instance) ++i;
      if (i == kMostSeen) break;
      if (i == shells) seen[shells++] = {hit.instance, 0};
      seen[i].left -= crossing_side(scene, hit, place, direction);
      if (seen[i].left == 0) seen[i] = seen[--shells];
    }
    uint32_t deepest = kNone;
    for (int i = 0; i < shells; ++i) {
      if (seen[i].left > 0 && is_deeper(scene, seen[i].shell, deepest)) deepest = seen[i].shell;
    }
    return deepest;
  }

  // Whether a facet for which `wanted` is true lies within `reach` of a place, along one of the axes.
  template <class Wanted>
  CHROMA2_HD bool is_beside(Vec place, float reach, Wanted wanted) const {
    Exclude nothing{kNone, kNone};
    for (int k = 0; k < 3; ++k) {
      Vec axis{k == 0 ? 1.0f : 0.0f, k == 1 ? 1.0f : 0.0f, k == 2 ? 1.0f : 0.0f};
      Hit hit = no_crossing();
      for (int n = 0; n < kMostPassed; ++n) {
        hit = next_hit(scene, fma(-reach, axis, place), axis, nothing, hit, 2.0f * reach);
        if (hit.instance == kNone) break;
        if (wanted(hit.instance)) return true;
      }
    }
    return false;
  }
  // A shell's other than what is left.
  CHROMA2_HD bool is_beside_other(Vec place, uint32_t shell) const {
    auto other = [&](uint32_t i) { return i != current && shell_kind(scene, i) == kShell; };
    return is_beside(place, shell_tolerance(scene, shell, current), other);
  }

  CHROMA2_HD void pass(const Hit& hit, const SurfacePoint& point) {
    if (!point.outside) {  // what was entered on the way and is left again
      for (int i = 0; i < count; ++i) {
        if (passed[i].facet.instance != hit.instance || !passed[i].outside) continue;
        passed[i] = passed[--count];
        return;
      }
    }
    if (count < kMostPassed)
      passed[count++] = {{hit.instance, hit.triangle}, point.outside,  point.surface,
                         point.material_beyond,        point.position, point.normal};
  }

  // How far from the origin a facet may be that was met together with the last one: as far as both shells'
  // tolerances, and as the origin was moved from where it met that one.
  CHROMA2_HD bool is_behind(uint32_t shell, const SurfacePoint& point) const {
    float other = current == kNone ? 0.0f : scene.shells[current].tolerance;
    if (shell_kind(scene, last.instance) != kApart) other = max(other, scene.shells[last.instance].tolerance);
    return is_near(point, origin, moved() + 1.5f * (scene.shells[shell].tolerance + other));
  }

  CHROMA2_HD bool is_left(const Interface& at) const {
    return !at.point.outside && shell_kind(scene, last.instance) == kShell &&
           is_behind(at.hit.instance, at.point);
  }

  // Whether a crossing is the interface. Else it is remembered.
  CHROMA2_HD bool takes_effect(const Hit& hit, const SurfacePoint& point) {
    uint32_t shell = hit.instance;
    bool near = is_behind(shell, point);
    if (point.outside) {
      if (shell == current) {  // in it already: a gap by rounding lies behind
        if (!near) strange = shell;
        return false;
      }
      if (is_deeper(scene, shell, current)) return true;
    } else {
      if (shell == current) return true;
      bool entered = false;
      for (int i = 0; i < count; ++i) entered |= passed[i].facet.instance == shell && passed[i].outside;
      if (!entered && is_deeper(scene, shell, current)) {
        if (near) return false;  // its other facets lie behind
        strange = shell;  // it was in this one, against what was known
        current = shell;
        return true;
      }
    }
    pass(hit, point);
    return false;
  }

  // Whether the next facet is that of a shell which is entered after no more than a gap within the tolerance.
  CHROMA2_HD bool is_across_gap(const Hit& next, const SurfacePoint& at, SurfacePoint& point) const {
    if (shell_kind(scene, next.instance) != kShell) return false;
    point = point_of(next);
    float tolerance = shell_tolerance(scene, next.instance, current) + rounding(at, point);
    return point.outside && are_together(at, point, tolerance);
  }

  // The shell that a photon is in beyond the interface, where the next facet is not met from the medium that the
  // facet left says: one that is deeper than what has been left, or any where another shell's facet lies beside
  // it, since a rod may reach into the wall of its bore, and out of a tube around it.
  CHROMA2_HD uint32_t still_around(const Hit& next, const Interface& at, uint32_t outermost, uint32_t outer) const {
    if (next.instance == kNone || point_of(next).material_here == outer) return kNone;
    Vec place = point_beyond(at.point);
    uint32_t shell = shell_around(place);
    if (shell == kNone || shell == current || scene.shells[shell].material == outer) return kNone;
    return is_deeper(scene, shell, outermost) || is_beside_other(place, shell) ? shell : kNone;
  }

  // Media and surface of the interface `at`, whose hit and point are those of the crossing. Where another
  // facet's surface counts, that facet is the one that is met. False where all that is entered there is left
  // again, and the other way round; `end`: the last crossing there.
  CHROMA2_HD bool settle(Interface& at, Hit& end) {
    bool leaves = !at.point.outside;
    Vec met_at = reached(at.point);
    uint32_t into = kNone, outermost = current;
    struct Skin {
      uint32_t surface;
      Exclude facet;
    };
    Exclude facet{at.hit.instance, at.hit.triangle};
    Skin bare{kNone, facet}, own{at.point.surface, facet};
    Skin left_skin = leaves ? own : bare, into_skin = bare, sheet_skin = bare;
    uint32_t outer = at.point.material_beyond;
    uint32_t before = current == kNone ? at.point.material_here : scene.shells[current].material;
    // The outermost of those that are entered from none, whose outer side is before.
    uint32_t entered = leaves ? kNone : at.hit.instance;
    // Other shells that are met there. At a corner one may be entered and left again.
    struct Met {
      uint32_t shell;
      int balance;
      Skin skin;
      uint32_t beyond;
    };
    Met met[kMostPassed] = {};
    int shells = 0;
    auto meet = [&](const Skin& skin, bool outside, uint32_t material_beyond) {
      uint32_t shell = skin.facet.instance;
      if (shell == current) {
        if (outside) return;
        left_skin = skin;
        leaves = true;
        return;
      }
      int i = 0;
      while (i < shells && met[i].shell != shell) ++i;
      if (i == kMostPassed) return;
      if (i == shells) met[shells++] = {shell, 0, skin, material_beyond};
      met[i].balance += outside ? 1 : -1;
    };
    if (!leaves) meet(own, true, outer);
    for (int i = 0; i < count; ++i) {
      const Passed& one = passed[i];
      float tolerance = shell_tolerance(scene, one.facet.instance, current);
      bool at_end = abs(dot(one.normal, met_at - one.position)) <= fma(16.0f, at.point.offset, tolerance);
      bool at_origin = abs(dot(one.normal, origin - one.position)) <= moved() + tolerance;
      if (!at_end && !at_origin) strange = one.facet.instance;
      // What was left where the leg began, was left before.
      if (leaves && (one.outside || at_end)) meet({one.surface, one.facet}, one.outside, one.material_beyond);
    }
    end = at.hit;
    Hit hit = after(at.hit);
    for (int n = 0; n < kMostCrossings && hit.instance != kNone; ++n, end = hit, hit = after(hit)) {
      uint32_t kind = shell_kind(scene, hit.instance);
      if (kind == kApart) break;
      SurfacePoint point = point_of(hit);
      float tolerance = kind == kShell ? 0.0f : shell_tolerance(scene, hit.instance, current);
      if (!are_together(at.point, point, tolerance + rounding(at.point, point))) break;
      Skin skin{point.surface, {hit.instance, hit.triangle}};
      if (kind == kShell && current == kNone && point.outside && is_deeper(scene, entered, hit.instance)) {
        entered = hit.instance;
        before = point.material_here;
      }
      if (kind == kShell)
        meet(skin, point.outside, point.material_beyond);
      else if (sheet_skin.surface == kNone)
        sheet_skin = skin;
    }
    for (int i = 0; i < shells; ++i) {
      const Met& one = met[i];
      if (one.balance > 0 && is_deeper(scene, one.shell, into)) {
        into = one.shell;
        into_skin = one.skin;
      } else if (one.balance < 0 && (outermost == kNone || is_deeper(scene, outermost, one.shell))) {
        outermost = one.shell;
        outer = one.beyond;
      }
    }
    if (leaves && into == kNone) {
      SurfacePoint point;
      if (is_across_gap(hit, at.point, point)) {
        into = hit.instance;
        into_skin = {point.surface, {hit.instance, hit.triangle}};
        end = hit;
      } else {
        into = still_around(hit, at, outermost, outer);
      }
    }
    if (into == current) return false;
    at.here = current == kNone ? medium_of(before, false) : medium_of_shell(current);
    at.beyond = into == kNone ? medium_of(outer, false) : medium_of_shell(into);
    at.point.material_here = before;
    at.point.material_beyond = into == kNone ? outer : scene.shells[into].material;
    Skin skin = left_skin.surface != kNone ? left_skin : into_skin.surface != kNone ? into_skin : sheet_skin;
    at.point.surface = skin.surface;
    at.hit.instance = skin.facet.instance;
    at.hit.triangle = skin.facet.triangle;
    return true;
  }

  // What is met where no shell is at its place: its facet's media, and the shell where it fits.
  CHROMA2_HD void settle_alone(Interface& at) const {
    set_media(at);
    if (current == kNone) return;
    uint32_t material = scene.shells[current].material;
    if (at.point.material_here == material) at.here = medium_of_shell(current);
    if (at.point.material_beyond == material && shell_kind(scene, at.hit.instance) == kSheet)
      at.beyond = medium_of_shell(current);
  }
};

// Follows a leg whose first hit is `at.hit` to the interface at its end.
CHROMA2_HD Agreement follow(ShellLeg& leg, Medium begun, Interface& at) {
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
    if (kind == kSheet) continue;
    found = true;
    if (kind == kApart) break;
    if (!known) {
      bool fits = material_of(scene, begun) == at.point.material_here;
      // Left together with the last facet, which lay just before it.
      if (!fits && is_known(begun) && leg.is_left(at)) {
        found = false;
        continue;
      }
      leg.current = !fits ? leg.shell_around(leg.origin) : at.point.outside ? kNone : at.hit.instance;
      known = true;
    }
    Hit end = at.hit;
    if (leg.takes_effect(at.hit, at.point) && leg.settle(at, end)) {
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
  leg.settle_alone(at);
  return compare(scene, at, begun, leg.last);
}

// Finds the interface at the end of a leg whose first hit is `at.hit`, on an instance that touches others.
// `strange`: a shell that overlaps or gapes, where that is the answer.
CHROMA2_RARE Agreement cross_shells(const Scene& scene, Vec origin, Vec direction, Exclude last, Medium begun,
                                    Interface& at, uint32_t& strange) {
  ShellLeg leg(scene, origin, direction, last);
  Agreement agreement = follow(leg, begun, at);
  strange = leg.strange;
  return agreement;
}

// For a leg that does not end as it began: where a photon is beside a facet of another shell than it is taken to
// be in, after a scatter or in a gap, it is in that one, or out of the gap.
CHROMA2_RARE bool is_elsewhere(const Scene& scene, Vec origin, Vec direction, Exclude last, Medium begun,
                               const Hit& first, Interface& at) {
  ShellLeg leg(scene, origin, direction, last);
  uint32_t taken = shell_of(begun), around = leg.shell_around(origin);
  if (around == taken || (around != kNone && scene.shells[around].material == material_of(scene, begun)))
    return false;
  float tolerance = max(taken == kNone ? 0.0f : scene.shells[taken].tolerance,
                        around == kNone ? 0.0f : scene.shells[around].tolerance);
  if (!leg.is_beside(origin, 2.0f * tolerance, [&](uint32_t i) { return i == taken || i == around; })) return false;
  Interface other;
  other.hit = first;
  if (follow(leg, unknown_medium(), other) != kAgrees) return false;
  at = other;
  return true;
}

CHROMA2_END
