// Entry points of one instruction-set level.
#include "host/ends.h"
#include "host/environment.h"
#include "host/photon.h"
#include "host/rays.h"
#include "host/secondaries.h"
#include "layout/host.h"
#include "photon/columns.h"
#include "physics/medium_changes.h"
#include "source/generate.h"
#include "source/steps.h"

CHROMA2_BEGIN

namespace {

// Changes of the medium: how many, and into a table where there is one.
class Changes {
 public:
  explicit Changes(MediumChanges* table) : table_(table) {}
  CHROMA2_HD void operator()(uint32_t material_begin, uint32_t material_end, uint32_t instance_begin,
                             uint32_t instance_end) {
    note(this, material_begin, material_end, instance_begin, instance_end);
  }
  uint64_t count() const { return count_; }

 private:
  CHROMA2_RARE static void note(Changes* changes, uint32_t material_begin, uint32_t material_end,
                                uint32_t instance_begin, uint32_t instance_end) {
    ++changes->count_;
    if (changes->table_) add_change(changes->table_, material_begin, material_end, instance_begin, instance_end, 1);
  }
  MediumChanges* table_;
  uint64_t count_ = 0;
};

uint64_t propagate(const Scene* scene, const PropagateParams* params, PhotonState* photons, uint64_t count,
                   MediumChanges* table, const uint8_t* halt, uint64_t* change_count) {
  Environment environment;
  Changes changes(table);
  OneEmitted emitter;
  uint64_t done = 0;
  while (done < count &&
         run_photon(*scene, *params, params->first_index + done, photons[done], nullptr, changes, emitter, Halt{halt}))
    ++done;
  *change_count = changes.count();
  return done;
}

uint64_t propagate_spawning(const Scene* scene, const PropagateParams* params, PhotonState* photons, Descent* descents,
                            uint64_t count, uint32_t generation, SecondaryList* list, MediumChanges* table,
                            const uint8_t* halt, uint64_t* change_count) {
  Environment environment;
  Changes changes(table);
  uint64_t done = 0;
  for (; done < count; ++done) {
    Descent& descent = descents[done];
    if (descent.generation != generation || has_ended(photons[done])) continue;
    const Made made{descent.steps, {descent.medium}};
    Made pause{};
    Secondaries secondaries(list);
    ManyEmitted<Secondaries> emitter(secondaries, *params, descent);
    if (!run_photon(*scene, *params, descent.id, photons[done], nullptr, changes, emitter, Halt{halt},
                    generation == 0 ? nullptr : &made, &pause))
      break;
    if (has_ended(photons[done])) continue;
    descent.steps = pause.steps;
    descent.medium = pause.medium.word;
    ++descent.generation;
  }
  *change_count = changes.count();
  return done;
}

uint64_t resume(const Scene* scene, const PropagateParams* params, AsidePhoton* photons, uint64_t count,
                MediumChanges* table, const uint8_t* halt, uint64_t* change_count) {
  Environment environment;
  Changes changes(table);
  OneEmitted emitter;
  uint64_t done = 0;
  for (; done < count; ++done) {
    AsidePhoton& photon = photons[done];
    const Made made{photon.steps, {photon.medium}};
    if (!run_photon(*scene, *params, params->first_index + photon.number, photon.state, nullptr, changes, emitter,
                    Halt{halt}, &made))
      break;
  }
  *change_count = changes.count();
  return done;
}

void merge_changes(MediumChanges* to, const MediumChanges* from) {
  for (const MediumChange& entry : from->entries)
    if (entry.key != 0)
      add_change(to, entry.material_begin, entry.material_end, entry.instance_begin, entry.instance_end, entry.count);
  add_atomically(&to->unlisted, from->unlisted);
  add_atomically(&to->total, from->unlisted);
}

uint64_t record(const Scene* scene, const PropagateParams* params, PhotonState* photon, PhotonState* records,
                uint64_t capacity, const uint8_t* halt) {
  Environment environment;
  Recorder recorder{records, capacity, 0};
  Changes changes(nullptr);
  Secondaries none(nullptr);
  ManyEmitted<Secondaries> emitter(none, *params, Descent{params->first_index, 0, 0, 0, unknown_medium().word});
  run_photon(*scene, *params, params->first_index, *photon, &recorder, changes, emitter, Halt{halt});
  return recorder.count;
}

void numbers(const PropagateParams* params, uint64_t index, float mean, uint32_t* out, uint64_t count) {
  Environment environment;
  for (uint64_t i = 0; i < count; ++i) {
    Random random(*params, index + i, 0);
    out[i] = poisson(mean, random);
  }
}

void generate(const Scene* scene, const SourceBatch* sources, const PropagateParams* params, PhotonState* photons,
              uint64_t count) {
  Environment environment;
  for (uint64_t i = 0; i < count; ++i) photons[i] = generate_photon(*scene, *sources, *params, i);
}

void generate_steps(const StepBatch* batch, const PropagateParams* params, PhotonState* photons, uint64_t count) {
  Environment environment;
  for (uint64_t i = 0; i < count; ++i) photons[i] = step_photon(*batch, *params, i);
}

void gather(const GatherJob* job) {
  for (uint64_t i = 0; i < job->count; ++i) job->photons[i] = gather_photon(*job, job->first + i);
}

void tally(const CompactJob* job) {
  Environment environment;
  tally_ends(*job);
}

void pack_hits(const CompactJob* job) { pack_picked(*job); }

int32_t channel(const Scene* scene, uint32_t instance, uint32_t triangle) {
  return channel_of(*scene, instance, triangle);
}

void closest(const Scene* scene, const RayBatch* rays, uint64_t* scratch) {
  Environment environment;
  closest_hits(*scene, *rays, scratch);
}

void any(const Scene* scene, const RayBatch* rays, uint64_t* scratch) {
  Environment environment;
  any_hits(*scene, *rays, scratch);
}

void philox(const uint32_t* counter, const uint32_t* key, uint32_t* out) {
  Philox words = philox4x32_10(counter[0], counter[1], counter[2], counter[3], key[0], key[1]);
  for (int i = 0; i < 4; ++i) out[i] = words.word[i];
}

void lookup_many(const TableView* tables, uint32_t index, const float* x, float* out, uint64_t count) {
  Environment environment;
  for (uint64_t i = 0; i < count; ++i) out[i] = lookup(*tables, index, x[i]);
}

void math(uint32_t function, const float* x, float* out, uint64_t count) {
  Environment environment;
  for (uint64_t i = 0; i < count; ++i) {
    switch (function) {
      case kMathLog: out[i] = log(x[i]); break;
      case kMathExp: out[i] = exp(x[i]); break;
      case kMathSin: out[i] = sincos_turns(x[i]).sin; break;
      case kMathCos: out[i] = sincos_turns(x[i]).cos; break;
      default: out[i] = acos(x[i]); break;
    }
  }
}

void uniforms(const PropagateParams* params, uint64_t index, uint32_t draw, float* out, uint64_t count) {
  Environment environment;
  Random random(*params, index, draw);
  for (uint64_t i = 0; i < count; ++i) out[i] = random.uniform();
}

const Kernels kKernels = {
    .propagate = propagate,
    .propagate_spawning = propagate_spawning,
    .resume = resume,
    .record = record,
    .numbers = numbers,
    .generate = generate,
    .generate_steps = generate_steps,
    .closest_hits = closest,
    .any_hits = any,
    .philox = philox,
    .lookup = lookup_many,
    .math = math,
    .uniforms = uniforms,
    .merge_changes = merge_changes,
    .gather = gather,
    .tally = tally,
    .pack_hits = pack_hits,
    .channel = channel,
};

}  // namespace

CHROMA2_END

#define CHROMA2_JOIN_(a, b) a##b
#define CHROMA2_JOIN(a, b) CHROMA2_JOIN_(a, b)
namespace chroma2 {
extern "C" const Kernels* CHROMA2_JOIN(chroma2_kernels_, CHROMA2_LEVEL)() { return &CHROMA2_LEVEL::kKernels; }
}  // namespace chroma2
