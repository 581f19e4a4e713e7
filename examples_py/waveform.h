/* What a digitizer makes of a channel's hits, as C and as CUDA C++: the arithmetic is of single precision, operation by
   operation, so that processors, GPUs and NumPy give the same numbers. A message: how many hits there are, the channel,
   and each hit's time (ns) and charge (photoelectrons). The result: a sample of 16 bits for each nanosecond. */
#include <chroma2/message.h>

#if defined(__CUDACC__)
#define PART static __device__
#define FUNCTION extern "C" __device__
#else
#define PART static
#define FUNCTION
#endif

#define RISE 3.0f       /* ns */
#define LENGTH 40.0f    /* ns from a hit to the end of its pulse */
#define HEIGHT 60.0f    /* ADC counts of a photoelectron, about */
#define BASELINE 200.0f /* ADC counts */
#define NOISE 2.5f      /* ADC counts, one standard deviation */
#define MOST 4095.0f    /* of an ADC with 12 bits */

/* A pulse's height at a time after its hit, in units of the rise time: rises as the square, falls as the inverse. */
PART float pulse(float x) {
  const float square = x * x;
  return square / (1.0f + square * x);
}

/* Random bits of a channel's sample. */
PART uint32_t bits(uint32_t channel, uint32_t sample) {
  uint32_t x = channel * 0x9e3779b9u + sample;
  x = (x ^ x >> 16) * 0x7feb352du;
  x = (x ^ x >> 15) * 0x846ca68bu;
  return x ^ x >> 16;
}

/* The sum of four equal distributions of a byte has a standard deviation of 147.8. */
PART float noise(uint32_t x) {
  const uint32_t sum = (x & 255u) + (x >> 8 & 255u) + (x >> 16 & 255u) + (x >> 24);
  return ((float)sum - 510.0f) * (NOISE / 147.8f);
}

FUNCTION uint32_t chroma2_process(chroma2_message *message) {
  const uint32_t *head = (const uint32_t *)message->input;
  const float *hits = (const float *)(head + 2);
  uint16_t *samples = (uint16_t *)message->output;
  const uint32_t count = message->output_room / 2u;
  uint32_t i, k;
  if (message->input_bytes < 8u || message->input_bytes != 8u + 8u * head[0]) return 1;
  for (i = message->lane; i < count; i += message->lanes) {
    float volts = BASELINE + noise(bits(head[1], i));
    for (k = 0; k < head[0]; ++k) {
      const float after = (float)i - hits[2u * k];
      if (after > 0.0f && after < LENGTH) volts = volts + hits[2u * k + 1u] * (HEIGHT * pulse(after / RISE));
    }
    volts = volts + 0.5f;
    samples[i] = (uint16_t)(volts < 0.0f ? 0.0f : volts > MOST ? MOST : volts);
  }
  message->output_bytes = 2u * count;
  return 0;
}
