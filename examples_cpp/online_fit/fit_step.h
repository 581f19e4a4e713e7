/* A step of a fit that goes on while data come in: the logarithm of light's intensity falls with the distance from its source
   by 1 / (attenuation length), and each batch of measurements moves the line a bit towards itself. One kernel, for GPUs (CUDA
   C++, compiled at run time) and as a function of the processor, with the same bits: sums are made in a fixed order. */
#ifndef FIT_STEP_H
#define FIT_STEP_H

enum { FIT_BATCH = 4096, FIT_LANES = 256 };

struct fit_config {
  double rate;                /* how far the line moves */
  float distance[FIT_BATCH];  /* in units of 20 m, less 1, so that both parameters settle alike fast */
  float intensity[FIT_BATCH]; /* logarithms of measured ones */
};

struct fit_telemetry {
  double loss; /* mean square of what the line missed this batch by, before it was moved */
  double offset, slope;
  unsigned long long step;
};

struct fit_state {
  double offset, slope;
};

struct fit_sums {
  double square, offset, slope;
};

#ifdef __CUDACC__
#define FIT_HD __host__ __device__ inline
#else
#define FIT_HD static inline
#endif

/* A lane's part of a batch. */
FIT_HD struct fit_sums fit_part(const struct fit_config *config, const struct fit_state *state, int lane) {
  struct fit_sums sums = {0.0, 0.0, 0.0};
  for (int i = lane; i < FIT_BATCH; i += FIT_LANES) {
    const double missed = state->offset + state->slope * config->distance[i] - config->intensity[i];
    sums.square += missed * missed;
    sums.offset += missed;
    sums.slope += missed * config->distance[i];
  }
  return sums;
}

FIT_HD void fit_add(struct fit_sums *to, const struct fit_sums *from) {
  to->square += from->square;
  to->offset += from->offset;
  to->slope += from->slope;
}

/* All parts are in the first. */
FIT_HD void fit_move(const struct fit_config *config, const struct fit_sums *sums, struct fit_telemetry *telemetry,
                     struct fit_state *state, unsigned long long step) {
  telemetry->loss = sums->square / FIT_BATCH;
  state->offset -= config->rate * sums->offset / FIT_BATCH;
  state->slope -= config->rate * sums->slope / FIT_BATCH;
  telemetry->offset = state->offset;
  telemetry->slope = state->slope;
  telemetry->step = step;
}

#ifdef __CUDACC__

/* One block of FIT_LANES threads. */
extern "C" __global__ void fit_step(const fit_config *config, fit_telemetry *telemetry, fit_state *state,
                                    unsigned long long step) {
  __shared__ fit_sums parts[FIT_LANES];
  const int lane = static_cast<int>(threadIdx.x);
  parts[lane] = fit_part(config, state, lane);
  for (int half = FIT_LANES / 2; half > 0; half /= 2) {
    __syncthreads();
    if (lane < half) fit_add(&parts[lane], &parts[lane + half]);
  }
  if (lane == 0) fit_move(config, &parts[0], telemetry, state, step);
}

#else

static inline void fit_step(const struct fit_config *config, struct fit_telemetry *telemetry, struct fit_state *state,
                            unsigned long long step) {
  struct fit_sums parts[FIT_LANES];
  for (int lane = 0; lane < FIT_LANES; ++lane) parts[lane] = fit_part(config, state, lane);
  for (int half = FIT_LANES / 2; half > 0; half /= 2) {
    for (int lane = 0; lane < half; ++lane) fit_add(&parts[lane], &parts[lane + half]);
  }
  fit_move(config, &parts[0], telemetry, state, step);
}

#endif

#endif /* FIT_STEP_H */
