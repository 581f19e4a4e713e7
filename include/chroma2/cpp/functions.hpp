// Functions that hear of an event while it runs.
#ifndef CHROMA2_CPP_FUNCTIONS_HPP
#define CHROMA2_CPP_FUNCTIONS_HPP

#include <functional>
#include <memory>

#include "chroma2/cpp/event.hpp"

namespace chroma2 {

/// Called by threads of the library, each one at a time, all of them optional; they are kept until the event has ended,
/// whatever becomes of its object. They may submit and cancel, but not wait; one that throws ends the program.
struct event_functions {
  /// Once, when the results can be read; with the status that waits will give.
  std::function<void(chroma2_status status)> done;
  /// Now and then, with the photons that came to their end.
  std::function<void(std::uint64_t photons_done, std::uint64_t photons)> progress;
  /// Photons `first` to before `last`, by their index in the event, and the hits among them, which are valid during the
  /// call: part by part, in the order of the photons. See chroma2_hits_callback.
  std::function<void(std::uint64_t first, std::uint64_t last, const chroma2::hits& hits)> hits;
};

namespace detail {

inline void on_done(void* user, chroma2_event*, chroma2_status status) noexcept {
  const std::unique_ptr<event_functions> functions(static_cast<event_functions*>(user));  // no call comes after this
  if (functions->done) functions->done(status);
}
inline void on_progress(void* user, std::uint64_t photons_done, std::uint64_t photons) noexcept {
  static_cast<const event_functions*>(user)->progress(photons_done, photons);
}
inline void on_hits(void* user, std::uint64_t first, std::uint64_t last, const chroma2_hits* raw) noexcept {
  static_cast<const event_functions*>(user)->hits(first, last, chroma2::hits(*raw));
}

/// Calls submit(config), whose event then owns the functions.
template <class Submit>
event submit_with(event_functions&& functions, chroma2_event_config config, Submit submit) {
  if (config.user || config.on_done || config.on_progress || config.on_hits) {
    throw std::invalid_argument("chroma2: config has callbacks or a user pointer of its own; functions need them");
  }
  auto owned = std::make_unique<event_functions>(std::move(functions));
  config.user = owned.get();
  config.on_done = &on_done;
  if (owned->progress) config.on_progress = &on_progress;
  if (owned->hits) config.on_hits = &on_hits;
  event made = submit(config);
  static_cast<void>(owned.release());  // its end deletes them, maybe has already
  return made;
}

}  // namespace detail

}  // namespace chroma2

#endif  // CHROMA2_CPP_FUNCTIONS_HPP
