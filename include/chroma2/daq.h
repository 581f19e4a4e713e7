#ifndef CHROMA2_DAQ_H
#define CHROMA2_DAQ_H

/* Generated from src/ffi/. Change that, then: CHROMA2_BLESS=1 cargo test --test headers */

#include "chroma2/config.h"
#include "chroma2/status.h"
#include "chroma2/event.h"

/**
 * What channels do with hits: their types, and which channel is of which type.
 */
typedef struct chroma2_daq chroma2_daq;

/**
 * One readout of all channels; its arrays stay until it is destroyed.
 */
typedef struct chroma2_readout chroma2_readout;

/**
 * How to make a chroma2_daq. All zero but struct_size: hits at all times count.
 */
typedef struct chroma2_daq_config {
  /**
   * sizeof(chroma2_daq_config).
   */
  size_t struct_size;
  /**
   * Hits count whose times, their event's time_offset and delays included, are at window_start or later
   * and before window_end; ns, either may be infinite; both 0: at all times.
   */
  double window_start;
  double window_end;
} chroma2_daq_config;

/**
 * How the channels of a type answer to a hit. All zero but struct_size: every hit counts, without
 * delay, as one photoelectron, and any hit fires the channel. Distributions are copied.
 */
typedef struct chroma2_channel_type {
  /**
   * sizeof(chroma2_channel_type).
   */
  size_t struct_size;
  /**
   * Strictly increasing delays in ns, time_count entries, 2 to 1048576; they are added to the times of
   * hits, and may be below 0.
   */
  const double *times;
  /**
   * Cumulative distribution there, from 0 to 1, linear between the delays.
   */
  const double *time_cdf;
  /**
   * 0: no delay.
   */
  uint64_t time_count;
  /**
   * Strictly increasing charges in photoelectrons, of magnitude 10^6 at most, charge_count entries, 2
   * to 1048576.
   */
  const double *charges;
  /**
   * Cumulative distribution there, from 0 to 1, linear between the charges.
   */
  const double *charge_cdf;
  /**
   * 0: every hit has a charge of 1.
   */
  uint64_t charge_count;
  /**
   * A hit counts with this probability, 0 to 1, times its weight; 0: 1. A product of 1 or more is
   * certainty: a hit counts once at most, whatever its weight is, so weights above 1 / efficiency lose
   * what is above.
   */
  double efficiency;
  /**
   * A channel fires when hits count and its charge is this many photoelectrons or more; of magnitude
   * 10^6 at most.
   */
  double threshold;
} chroma2_channel_type;

/**
 * What channels saw: arrays of channel_count entries by channel, and the list of those that fired.
 * NULL where they would have no entry.
 */
typedef struct chroma2_channel_hits {
  /**
   * sizeof(chroma2_channel_hits).
   */
  size_t struct_size;
  uint64_t channel_count;
  /**
   * Earliest time in ns of the hits that count, their event's time_offset and delays included (at 10^9 ns
   * a double resolves 10^-7 ns); infinite where there is none.
   */
  const double *time;
  /**
   * Sum of their charges in photoelectrons, in fixed point (2^-20 each).
   */
  const double *charge;
  /**
   * Union of their bits of chroma2_flag.
   */
  const uint32_t *flags;
  /**
   * Their number.
   */
  const uint32_t *hits;
  /**
   * 1 where the channel fired, else 0.
   */
  const uint8_t *fired;
  uint64_t fired_count;
  /**
   * The channels that fired, ascending; fired_count entries.
   */
  const int32_t *fired_channels;
} chroma2_channel_hits;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * Makes one without types and channels. `config` may be NULL. The caller owns *daq, to be given to
 * chroma2_daq_destroy. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_daq_create(const struct chroma2_daq_config *config,
                                  struct chroma2_daq **daq);

/**
 * Gives one up; NULL is fine. Readouts do not need it. Any thread.
 */
CHROMA2_API
chroma2_status chroma2_daq_destroy(struct chroma2_daq *daq);

/**
 * Adds a type of channels and writes its index, from 0 on, to *index. One thread at a time.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_daq_add_channel_type(struct chroma2_daq *daq,
                                            const struct chroma2_channel_type *channel_type,
                                            uint32_t *index);

/**
 * Says of channels 0 to before `count` of which type they are, CHROMA2_NONE for those that are not read
 * out; NULL: all of type 0. Replaces what was set before. `count` is at most 2^31, and more than the largest
 * channel that has a hit (chroma2_geometry_info.channel_count will do). The array is copied. One thread at
 * a time.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_daq_set_channels(struct chroma2_daq *daq,
                                        const uint32_t *types,
                                        uint64_t count);

/**
 * Reads the channels out after the hits of `count` finished events: the parts of one event, or several
 * at once. What a hit gives is decided by its event's seed and number, its photon's index and `trial`
 * (less than 2^31; numbers independent readouts of the same hits), so the order of events does not
 * matter. Each hit's time is counted from its event's time_offset, so that events of different offsets lie
 * where they belong. The caller owns *readout, to be given to chroma2_readout_destroy. Invalid argument where a hit
 * is in a channel that was not set; invalid state where an event is not finished or has no hits wanted.
 * Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_daq_run(const struct chroma2_daq *daq,
                               const chroma2_event *const *events,
                               uint64_t count,
                               uint32_t trial,
                               struct chroma2_readout **readout);

/**
 * Writes where what the channels saw is; channels->struct_size must be set. The arrays belong to the
 * readout and are valid until it is destroyed. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_readout_get_channels(const struct chroma2_readout *readout,
                                            struct chroma2_channel_hits *channels);

/**
 * Gives a readout and its arrays up; NULL is fine. Any thread.
 */
CHROMA2_API
chroma2_status chroma2_readout_destroy(struct chroma2_readout *readout);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* CHROMA2_DAQ_H */
