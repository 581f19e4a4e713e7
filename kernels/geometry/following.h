// Crossings of a ray that follow one, in order: the first few of them, found by one walk.
#pragma once
#include "geometry/hit.h"

CHROMA2_BEGIN

constexpr int kFollowing = 4;

// All triangles that follow `after` up to `limit`, or where these are more, the first ones.
struct Following {
  Hit hits[kFollowing];
  int count;
  float limit;
  Hit after;

  CHROMA2_HD Following() : count(0), limit(-1.0f), after{kInfinity, kNone, kNone, kNone} {}

  // Forgets all: those that follow another one are to be added.
  CHROMA2_HD void begin(const Hit& hit, float most) {
    count = 0;
    limit = most;
    after = hit;
  }

  CHROMA2_HD bool is_full() const { return count == kFollowing; }
  // To be asked for nothing farther than `limit`.
  CHROMA2_HD void add(const Hit& hit) {
    if (!follows(hit.distance, hit.instance, hit.triangle, after)) return;
    int place = count;
    while (place > 0 && closer(hit.distance, hit.instance, hit.triangle, hits[place - 1])) --place;
    if (place == kFollowing) return;
    if (place > 0 && hits[place - 1].instance == hit.instance && hits[place - 1].triangle == hit.triangle) return;
    if (!is_full()) ++count;
    for (int i = count - 1; i > place; --i) hits[i] = hits[i - 1];
    hits[place] = hit;
    if (is_full()) limit = hits[kFollowing - 1].distance;
  }

  // The first one that follows a hit and is no farther than `most`. False: that is not known.
  CHROMA2_HD bool find(const Hit& hit, float most, Hit& next) const {
    next = {most, kNone, kNone, kNone};
    if (follows(after.distance, after.instance, after.triangle, hit)) return false;
    for (int i = 0; i < count; ++i) {
      if (!follows(hits[i].distance, hits[i].instance, hits[i].triangle, hit)) continue;
      if (hits[i].distance <= most) next = hits[i];
      return true;
    }
    return !is_full() && most <= limit;
  }
};

CHROMA2_END
