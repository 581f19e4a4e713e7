/* The kernel of the tests of pipelines: a recurrence that shows steps out of order. For the processor and for GPUs. */
#ifndef PIPELINE_STEP_H
#define PIPELINE_STEP_H

#include <stdint.h>

#ifdef __CUDACC__
#define STEP_HD static __host__ __device__
#else
#define STEP_HD static inline
#endif

struct step_config {
  double input;
  uint32_t code;   /* the step fails with it, where it is not 0 */
  uint32_t rounds; /* how long it takes */
};

struct step_telemetry {
  double value;
  uint64_t step;
  uint64_t rounds;
};

/* Gives the step's code. */
STEP_HD uint32_t run_step(const struct step_config *config, struct step_telemetry *telemetry, double *state,
                          uint64_t step, double factor) {
  volatile uint64_t rounds = 0;
  while (rounds < config->rounds) rounds = rounds + 1;
  *state = factor * *state + config->input;
  telemetry->value = *state;
  telemetry->step = step;
  telemetry->rounds = rounds;
  return config->code;
}

/* A word of a block with its place in it, and what a state becomes by the sum of these: for blocks of any size. */
STEP_HD uint32_t mix_word(uint32_t word, uint64_t i) {
  word ^= (uint32_t)i * 0x9e3779b9u;
  word = (word ^ word >> 16) * 0x7feb352du;
  return word ^ word >> 15;
}

STEP_HD uint32_t next_state(uint32_t state, uint32_t sum) { return state * 1664525u + sum + 1013904223u; }

#endif /* PIPELINE_STEP_H */
