// One event of light from a point, and its hits.
#pragma once
#include "program.h"

// Of 400 nm, from the origin; `placement` is a chroma2_placement.
inline chroma2_event* shine(const chroma2_session* session, uint64_t photons, uint64_t id, uint32_t want,
                            uint32_t placement = 0) {
  auto source = make<chroma2_source>();
  source.count = photons;
  source.wavelength = 400;
  auto config = make<chroma2_event_config>();
  config.seed = 1;
  config.event_id = id;
  config.want = want;
  config.placement = placement;
  chroma2_event* event = nullptr;
  check(chroma2_session_submit_source(session, &source, &config, &event));
  return event;
}

// Those of an event that is done; its own memory.
inline chroma2_hits hits_of(const chroma2_event* event) {
  auto hits = make<chroma2_hits>();
  check(chroma2_event_get_hits(event, &hits));
  return hits;
}
