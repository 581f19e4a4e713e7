// One leg of a photon among touching shells: its crossings in turn, and what they do.
#pragma once
#include "physics/interface.h"
#include "physics/shells.h"

CHROMA2_BEGIN

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
  uint32_t current;          // the shell that it is in; kNone: none
  uint32_t strange = kNone;  // a shell that is where it should not be
  int count = 0;
  Passed passed[kMostPassed];
  Following& ahead;  // apart from the rest, which devices may keep in registers

  CHROMA2_HD ShellLeg(const Scene& s, Vec o, Vec d, Exclude l, Following& a)
      : scene(s), origin(o), direction(d), last(l), ahead(a) {}

  // The next crossing within a distance from the origin. It is looked as far as `search`, for what is asked for later.
  CHROMA2_HOST_CALL Hit within(const Hit& hit, float limit, float search) const {
    Hit next;
    if (!ahead.find(hit, limit, next)) {
      ahead.begin(hit, search);
      next_triangles(scene, origin, direction, last, ahead);
      ahead.find(hit, limit, next);
    }
    return next_with_wires(scene, origin, direction, last, hit, next);
  }
  CHROMA2_HD Hit after(const Hit& hit) const { return within(hit, kInfinity, kInfinity); }
  // The next one that may be met together with `at`; kNone: there is none, though there may be one farther on.
  CHROMA2_HD Hit beside(const Hit& hit, const SurfacePoint& at, bool and_on = false) const {
    float until = together_until(at);
    return within(hit, until, and_on ? kInfinity : until);
  }
  CHROMA2_HOST_CALL SurfacePoint point_of(const Hit& hit) const { return surface_point(scene, hit, origin, direction); }
  // Where the ray meets a facet. The point may have been moved away from an edge, across another facet.
  CHROMA2_HD Vec reached(const SurfacePoint& point) const { return fma(point.distance, direction, origin); }

  // Whether two facets are met together: halfway between them the ray is close to both, however far that is.
  CHROMA2_HD bool are_together(const SurfacePoint& a, const SurfacePoint& b, float tolerance) const {
    Vec middle = fma(0.5f * (a.distance + b.distance), direction, origin);
    return is_near(a, middle, tolerance) && is_near(b, middle, tolerance);
  }

  // How far along the ray a facet may be met together with one. Farther on, halfway between both, the ray is farther from
  // that one's plane than any tolerance, offset and rounding explain; the rest is for how far off a hit's distance may be.
  CHROMA2_HD float together_until(const SurfacePoint& at) const {
    float slope = abs(dot(at.normal, direction)), off = abs(dot(at.normal, reached(at) - at.position));
    float rounding = 0x1p-21f * (max_abs(origin) + at.distance);
    float until = fma(4.0f, (scene.together + fma(4.0f, at.offset, off + rounding)) / slope, at.distance);
    return slope > 0x1p-10f ? fma(0x1p-9f, until, until) : kInfinity;
  }

  // How far apart facets at one place may be.
  CHROMA2_HD static float rounding(const SurfacePoint& a, const SurfacePoint& b) {
    return 4.0f * max(a.offset, b.offset);
  }

  // How far a photon may be put from where it has met a facet: away from that facet's edges, of which offsets in
  // the whole world bound it.
  CHROMA2_HD float moved() const { return 0x1p-16f * scene.extent; }

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

  template <class Done>
  CHROMA2_HD void forget(Done done) {
    for (int i = count - 1; i >= 0; --i) {
      if (done(passed[i])) passed[i] = passed[--count];
    }
  }

  // Whether a crossing that was passed is as near to the leg's end as it may be, or to its origin.
  CHROMA2_HD bool is_passed_at(const Passed& one, const SurfacePoint& end) const {
    float tolerance = fma(16.0f, end.offset, shell_tolerance(scene, one.facet.instance, current));
    return abs(dot(one.normal, reached(end) - one.position)) <= tolerance;
  }
  CHROMA2_HD bool is_passed_at_origin(const Passed& one) const {
    float tolerance = moved() + shell_tolerance(scene, one.facet.instance, current);
    return abs(dot(one.normal, origin - one.position)) <= tolerance;
  }

  // How far from the origin a facet may be that was met together with the last one: as far as both shells'
  // tolerances, and as the origin was moved from where it met that one.
  CHROMA2_HD bool is_behind(uint32_t shell, const SurfacePoint& point) const {
    float other = current == kNone ? 0.0f : scene.shells[current].tolerance;
    if (shell_kind(scene, last.instance) != kApart) other = max(other, scene.shells[last.instance].tolerance);
    return is_near(point, origin, moved() + 1.5f * (scene.shells[shell].tolerance + other));
  }

  CHROMA2_HD bool is_left(const Interface& at) const {
    return !at.point.outside && shell_kind(scene, last.instance) == kShell && is_behind(at.hit.instance, at.point);
  }

  // Whether a shell that is left there is entered at the same place, which rounding has put behind.
  CHROMA2_HD bool is_clipped(const Hit& hit, const SurfacePoint& point) const {
    Hit next = beside(hit, point);
    for (int n = 0; n < kMostPassed && shell_kind(scene, next.instance) != kApart; ++n, next = beside(next, point)) {
      SurfacePoint other = point_of(next);
      if (!are_together(point, other, rounding(point, other))) return false;
      if (next.instance == hit.instance) return other.outside;
    }
    return false;
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
        if (is_clipped(hit, point)) {
          pass(hit, point);
          return false;
        }
        strange = shell;  // it was in this one, against what was known
        current = shell;
        return true;
      }
    }
    pass(hit, point);
    return false;
  }
};

CHROMA2_END
