#ifndef CHROMA2_OPTIONS_H
#define CHROMA2_OPTIONS_H

/* Generated from src/ffi/. Change that, then: CHROMA2_BLESS=1 cargo test --test headers */

#include "chroma2/config.h"
#include "chroma2/status.h"
#include "chroma2/photons.h"
#include "chroma2/event.h"

/**
 * What an event is to give, as bits of chroma2_event_config.want.
 */
enum chroma2_want
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * The summary, which every event has: alone, nothing else.
   */
  CHROMA2_WANT_SUMMARY = 1,
  /**
   * Detected photons that have a channel.
   */
  CHROMA2_WANT_HITS = 2,
  /**
   * End states of all photons.
   */
  CHROMA2_WANT_PHOTONS = 4,
  /**
   * Hits in the memory of the session's GPU; see chroma2_event_get_device_hits.
   */
  CHROMA2_WANT_DEVICE_HITS = 8,
  /**
   * With photons of steps: chroma2_event_find_steps is to tell the steps of photons. Costs 24 bytes a step.
   */
  CHROMA2_WANT_STEPS = 16,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum chroma2_want chroma2_want;
#else
typedef uint32_t chroma2_want;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * What becomes of a photon where it may be absorbed or detected. With weights, sums of weights mean something
 * and counts do not. A photon whose weight has fallen to 10^-4 is absorbed by chance again, so that no light
 * goes on for ever. Structs take it as uint32_t.
 */
enum chroma2_weight_mode
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * It is absorbed or detected by chance, whole.
   */
  CHROMA2_WEIGHT_MODE_NONE = 0,
  /**
   * Absorption lowers its weight instead, and a surface that detects at all detects every photon and
   * multiplies its weight by the probability of that (as legacy Chroma): the light ends there, and none of
   * it is reflected or passed, so detected_weight is too small where reflected light would come to a
   * detector later.
   */
  CHROMA2_WEIGHT_MODE_DETECTING = 1,
  /**
   * Absorption lowers its weight instead (survival biasing); what a surface detects is left to chance, so
   * that light which it reflects or passes is followed, and the mean of detected_weight is that of the
   * photons detected without weights.
   */
  CHROMA2_WEIGHT_MODE_SURVIVING = 2,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum chroma2_weight_mode chroma2_weight_mode;
#else
typedef uint32_t chroma2_weight_mode;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * At which velocity light travels in a material. Structs take it as uint32_t.
 */
enum chroma2_velocity
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * The group velocity: that of a pulse, which a detector sees (CHROMA2_MATERIAL_PROPERTY_GROUP_VELOCITY).
   */
  CHROMA2_VELOCITY_GROUP = 0,
  /**
   * The phase velocity, c / refractive index (as legacy Chroma): earlier by a few percent in water.
   */
  CHROMA2_VELOCITY_PHASE = 1,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum chroma2_velocity chroma2_velocity;
#else
typedef uint32_t chroma2_velocity;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * Where events are propagated. Results do not depend on it. Structs take it as uint32_t.
 */
enum chroma2_placement
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * Where an event is done first, by what the session has measured so far and has to do: few photons by the
   * processor, many by the GPU. Of a session without a GPU, the processor.
   */
  CHROMA2_PLACEMENT_AUTO = 0,
  /**
   * By the threads of the context.
   */
  CHROMA2_PLACEMENT_PROCESSOR = 1,
  /**
   * By the GPU, which a session must have.
   */
  CHROMA2_PLACEMENT_DEVICE = 2,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum chroma2_placement chroma2_placement;
#else
typedef uint32_t chroma2_placement;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * Called once by a worker thread when an event has ended and its results can be read, before waits for
 * it return; `status` is what those will give. `event` is the handle that the submission gives, maybe
 * before it gives it; after chroma2_event_destroy it is a dead one. It may submit, but not wait for
 * other events. It must not throw.
 */
typedef void (*chroma2_done_callback)(void *user, chroma2_event *event, chroma2_status status);

/**
 * Called by worker threads now and then, one at a time, with the photons that came to their end, and at
 * the end with all of them. It may cancel the event. It must not throw.
 */
typedef void (*chroma2_progress_callback)(void *user, uint64_t photons_done, uint64_t photons);

/**
 * Called by worker threads while an event runs, one at a time, with the hits among its photons `first` to before
 * `last` (indices in the event), which are valid during the call; NULL columns where there are none. The first call
 * begins with the event's first photon, and each begins where the one before has ended: all of them together give what
 * chroma2_event_get_hits does, bit for bit. Of an event that is cancelled or fails they are its first photons, as far
 * as all of these came to their end. They come before the completion callback. While a call runs the event goes a
 * few parts of its work ahead and then waits, and other events go on; so a slow function holds its event up,
 * not memory. It may cancel the event, after which calls for photons that are done may follow. It may submit, but not
 * wait. It must not throw.
 */
typedef void (*chroma2_hits_callback)(void *user,
                                      uint64_t first,
                                      uint64_t last,
                                      const chroma2_hits *hits);

/**
 * Options of an event. All zero but struct_size is right for most programs.
 */
typedef struct chroma2_event_config {
  /**
   * sizeof(chroma2_event_config).
   */
  size_t struct_size;
  /**
   * With event_id and the photons' indices, decides every random number: events of the same seed, event_id
   * and indices get the same ones. Give each event an event_id of its own.
   */
  uint64_t seed;
  /**
   * Number of the event. 0, as seed, where the session numbers its events (number_events of its config).
   */
  uint64_t event_id;
  /**
   * Index in the event of the first photon. An event may be submitted in parts, by several threads or
   * programs: the union of the results is that of the whole.
   */
  uint64_t first_index;
  /**
   * Steps, of a secondary photon those of its ancestors included, after which a photon ends with
   * CHROMA2_FLAG_STEP_LIMIT; 0: 1000.
   */
  uint32_t max_steps;
  /**
   * A chroma2_weight_mode; 0: photons are absorbed.
   */
  uint32_t weight_mode;
  /**
   * Time in ns, from time_offset, after which a photon ends with CHROMA2_FLAG_TIME_LIMIT (see there for
   * delayed reemissions); what happens at this very time still does. 0: none.
   */
  float max_time;
  /**
   * On the first step: 1 forces a scatter, -1 forbids one, and the weight is multiplied by the probability
   * of that, with any weight_mode; 0 leaves it to chance.
   */
  int32_t scatter_first;
  /**
   * Bits of chroma2_want; 0: hits.
   */
  uint32_t want;
  /**
   * 1: the photons' arrays are not copied and must stay as they are until the event is done, also
   * where it is cancelled or its handle is destroyed before. Photons of a source or of steps, which have no arrays, are
   * made in any case: 1 changes nothing for them.
   */
  uint32_t borrow;
  /**
   * 1: a full queue makes the submission fail as a timeout, rather than wait for room (at most
   * submit_timeout_ns).
   */
  uint32_t no_wait;
  /**
   * 0.
   */
  uint32_t reserved;
  /**
   * Number of photons, from the submission's first one on, whose steps are recorded.
   */
  uint64_t record_first;
  /**
   * Further photons to record, by their index in the event; copied.
   */
  const uint64_t *record_indices;
  /**
   * Entries of record_indices.
   */
  uint64_t record_count;
  /**
   * May be NULL.
   */
  chroma2_done_callback on_done;
  /**
   * May be NULL.
   */
  chroma2_progress_callback on_progress;
  /**
   * Given to all callbacks.
   */
  void *user;
  /**
   * Time in ns that all times of the event are counted from: those of its photons or its source,
   * max_time, and those of its results, which give it back. So an event at 10^9 ns keeps what lies
   * picoseconds apart, which times of 32 bits alone would round to 64 ns. Nothing else depends on it.
   */
  double time_offset;
  /**
   * A chroma2_velocity; 0: the group velocity.
   */
  uint32_t velocity;
  /**
   * A chroma2_placement: where the event is propagated. 0: as the session's says.
   */
  uint32_t placement;
  /**
   * From -2 to 2; higher ones first, 0 for most events. Worker threads, of a processor and of a GPU, take the
   * next part of an event of the highest priority, in turn among equals, and what runs on a GPU is not interrupted.
   * A submission that waits for room goes before those of lower ones. So that nothing waits for ever, what waits
   * gets one turn in 17 at least, whatever its priority is. Results do not depend on it.
   */
  int32_t priority;
  /**
   * 0.
   */
  uint32_t reserved_2;
  /**
   * Nanoseconds that the submission waits for room in a full queue, after which it fails as a timeout and nothing is
   * submitted; 0: for ever. Not with no_wait.
   */
  uint64_t submit_timeout_ns;
  /**
   * May be NULL. Hits that `want` does not name are given up after the call, so that an event of any size takes little
   * memory; where it names them, calls take no memory of their own.
   */
  chroma2_hits_callback on_hits;
  /**
   * The program's own number for the event, given back by chroma2_event_get_info: also of an event that
   * chroma2_session_restore has brought back. Nothing depends on it.
   */
  uint64_t tag;
  /**
   * 1: the photons, or the steps that make them, stay with the event until it is destroyed, for
   * chroma2_event_replay. An event of one source can be replayed in any case. Not with borrow.
   */
  uint32_t keep_light;
  /**
   * 0.
   */
  uint32_t reserved_3;
  /**
   * May be NULL. For a submission that waits for room by several calls of a submit_timeout_ns each, so that it can be given
   * up in between, and keeps its place among those that wait: 0 at first; a call that ends as a timeout after it has waited
   * writes its place there, with which the next one, of the same session and priority, goes on from it.
   */
  uint64_t *submit_turn;
} chroma2_event_config;

#endif  /* CHROMA2_OPTIONS_H */
